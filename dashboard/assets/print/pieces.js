// What the printed sheet is put together from.

import { chartKey, drawnChart, styled } from "isotherm/panel/svgchart.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** An element with texts and elements in it; what is null or "" is left out. */
export function made(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content.filter((part) => part !== null && part !== ""));
  return element;
}

/** The text of an element of the page, as it is shown. */
// biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not meant
export const shown = (/** @type {HTMLElement} */ element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();

/** The same, hidden or not. */
export const said = (/** @type {string} */ id) => $(id).textContent.replace(/\s+/g, " ").trim();

/** SVG that takes the width it has. */
export function drawing(/** @type {Picture} */ { width, height, svg }, className = "") {
  const place = made("div", `drawing ${className}`.trim()), isWide = className === "stripes"; // bars alone: as wide as there is room
  place.innerHTML = `<svg viewBox="0 0 ${width} ${height}"${isWide ? ' preserveAspectRatio="none"' : ""}>${svg}</svg>`;
  return place;
}

/** A chart as it is seen in its slot, and what its marks mean; nothing where none is drawn. */
export function chart(/** @type {Page} */ page, slot, { key = true } = {}) {
  const area = page.figures.area(slot), view = page.figures.view(slot);
  if (!area?.offsetWidth || !view) return [];
  if (area.classList.contains("empty")) return [made("p", "none", "No data")];
  const { width } = view.bbox, marks = key ? chartKey(page, slot) : { height: 0, svg: "" };
  return [drawing(drawnChart(page, slot), slot), ...(marks.height ? [drawing({ width, ...marks }, "key")] : [])];
}

/** A drawing of the page's own, in the colours that it has there. */
export function copied(/** @type {SVGSVGElement} */ svg) {
  const copy = styled(svg), { width, height } = svg.getBoundingClientRect();
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const name of ["width", "height"]) copy.removeAttribute(name);
  return made("div", "drawing", copy);
}
