// A chart as SVG: Bokeh draws it anew, as lines and texts.

import { colour, keyRow } from "isotherm/svg.js";

/** The chart that is seen in a place of the page. */
export function chartPicture(/** @type {Page} */ page, place) {
  const view = page.figures.view(place);
  if (!view) throw new Error("it is not shown");
  const svg = view.export("svg", false).ctx.get_svg();
  const { width, height } = view.bbox;
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  return { width, height, svg: new XMLSerializer().serializeToString(svg) + overlay(page.figures.area(place)) };
}

const STYLED = ["fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor", "paint-order"];

/** What the page draws over a chart, such as names beside dots, in the colours that it has there. */
function overlay(/** @type {HTMLElement} */ area) {
  const drawn = area.querySelector(":scope > svg");
  if (!drawn) return "";
  const copy = /** @type {Element} */ (drawn.cloneNode(true)), copies = copy.querySelectorAll("*");
  drawn.querySelectorAll("*").forEach((element, i) => {
    const style = getComputedStyle(element);
    copies[i].removeAttribute("class");
    copies[i].setAttribute("style", STYLED.map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; "));
  });
  return `<g>${[...copy.children].map((child) => new XMLSerializer().serializeToString(child)).join("")}</g>`;
}

const stroke = (name, { wide = 3, dashed = false } = {}) =>
  `<path d="M0 5h22" stroke="${colour(name)}" stroke-width="${wide}"${dashed ? ' stroke-dasharray="6 4"' : ""}/>`;

const hollow = () => `<circle cx="11" cy="5" r="4" fill="none" stroke="${colour("muted")}" stroke-width="1.3"/>`;

/** Which of several rows. */
const row = (n, of) => Array.from({ length: of }, (_, i) =>
  `<rect y="${(10 * i) / of}" width="22" height="${8 / of}" fill="${colour("text")}" opacity="${i === n ? 1 : 0.25}"/>`).join("");

/** What the marks of a chart mean: its countries, where there are several. */
export function chartKey(/** @type {Page} */ page, place) {
  const mark = (n) => (place === "stripes" ? row(n, page.compared.length) : stroke(`compared-${n}`));
  const names = page.compared.map((i, n) => ({ mark: mark(n), text: page.countries[i].name }));
  const alone = [
    { mark: stroke("smooth"), text: "smooth over 30 years" },
    { mark: stroke("trend", { dashed: true }), text: `trend since ${page.choices.values.trend_start}` },
  ];
  if (page.parts.country.records) alone.push({ mark: stroke("muted", { wide: 1 }), text: "other records" });
  const items = names.length > 1 && place !== "scatter" ? names : place === "temperature" ? alone : [];
  if (place === "scatter") items.push({ mark: hollow(), text: "uncertain series" });
  if (place === "temperature") items.push({ mark: stroke("baseline", { wide: 4 }), text: "baseline" });
  return keyRow(items, page.figures.view(place).bbox.width);
}
