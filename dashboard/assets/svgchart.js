// A chart as SVG: Bokeh draws it anew, as lines and texts.

import { colour, keyRow } from "isotherm/svg.js";

/** The chart that is seen in a place of the page. */
export function chartPicture(page, place) {
  const view = page.figures.view(place);
  if (!view) throw new Error("it is not shown");
  const svg = view.export("svg", false).ctx.get_svg();
  const { width, height } = view.bbox;
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  return { width, height, svg: new XMLSerializer().serializeToString(svg) };
}

const stroke = (name, { wide = 3, dashed = false } = {}) =>
  `<path d="M0 5h22" stroke="${colour(name)}" stroke-width="${wide}"${dashed ? ' stroke-dasharray="6 4"' : ""}/>`;

/** What the marks of a chart mean: its countries, where there are several. */
export function chartKey(page, place) {
  const names = page.compared.map((i, n) => ({ mark: stroke(`compared-${n}`), text: page.countries[i].name }));
  const alone = [
    { mark: stroke("smooth"), text: "smooth over 30 years" },
    { mark: stroke("trend", { dashed: true }), text: `trend since ${page.choices.values.trend_start}` },
  ];
  const items = names.length > 1 ? names : place === "temperature" ? alone : [];
  if (place === "temperature") items.push({ mark: stroke("baseline", { wide: 4 }), text: "baseline" });
  return keyRow(items, page.figures.view(place).bbox.width);
}
