// A chart as SVG: Bokeh draws it anew, as lines and texts.

import { svgKey } from "isotherm/map/marks.js";

/** The chart that is seen in a slot of the page. */
export async function chartPicture(/** @type {Page} */ page, slot) {
  await page.panel.open(slot);
  return drawnChart(page, slot);
}

/** The same, of a slot that is open. @returns {Picture} */
export function drawnChart(/** @type {Page} */ page, slot) {
  const view = page.figures.view(slot);
  if (!view) throw new Error("it is not shown");
  const svg = view.export("svg", false).ctx.get_svg();
  const { width, height } = view.bbox;
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return { width, height, svg: new XMLSerializer().serializeToString(svg) + overlay(page.figures.area(slot)) };
}

const STYLED = ["fill", "fill-opacity", "opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "vector-effect", "font-size", "font-weight", "text-anchor", "paint-order"];

/** A copy of what the page draws as SVG, in the colours that it has there. */
export function styled(/** @type {Element} */ drawn) {
  const copy = /** @type {Element} */ (drawn.cloneNode(true)), copies = copy.querySelectorAll("*");
  drawn.querySelectorAll("*").forEach((element, i) => {
    const style = getComputedStyle(element);
    copies[i].removeAttribute("class");
    copies[i].setAttribute("style", STYLED.map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; "));
  });
  return copy;
}

/** What the page draws over a chart, such as names beside dots. */
function overlay(/** @type {HTMLElement} */ area) {
  const drawn = area.querySelector(":scope > svg");
  return drawn ? `<g>${[...styled(drawn).children].map((child) => new XMLSerializer().serializeToString(child)).join("")}</g>` : "";
}

/** What the marks of a chart mean. */
export function chartKey(/** @type {Page} */ page, slot) {
  const regions = page.parts.scatter?.regions.map(([text, of]) => ({ look: `bubble-${of}`, text })) ?? [];
  const marks = slot === "scatter" ? [...regions, { look: "hollow", text: "uncertain series" }, { look: "bubble-none", text: "area: population" }] : page.panel.chart(slot).marks;
  return svgKey(marks, page.figures.view(slot).bbox.width);
}
