// What the printed sheet has of the view: the map with its legend, the table's rows, or the scatter.

import { chart, copied, drawing, made, said, shown } from "isotherm/print/pieces.js";
import { mapKey, mapPicture } from "isotherm/map/svgmap.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const KEY = 600; // px: about as wide as the map is printed, so that words have their size
const COLUMNS = ["rank", "name", "value", "trend", "indicator"];

/** The parts of the view that is seen. */
export function viewParts(/** @type {Page} */ page) {
  return { map: ofMap, table: ofTable, scatter: ofScatter }[page.choices.values.view](page);
}

function ofMap(/** @type {Page} */ page) {
  const key = mapKey(page, KEY);
  return [
    made("h2", "", said("map-title")),
    drawing(mapPicture(page), "map"),
    drawing({ width: KEY, ...key }, "key"),
    $("map-note").hidden ? null : made("p", "quiet", said("map-note")),
    made("p", "quiet", said("about-map")),
    ...peers(),
  ];
}

/** The dots of the country's climate zone and of its region. */
function peers() {
  if (!$("peers-groups").offsetWidth) return []; // none, or not in this frame
  const groups = [...$("peers-groups").children].flatMap((child) => [.../** @type {NodeListOf<SVGSVGElement | HTMLElement>} */ (child.matches("svg") ? [child] : child.querySelectorAll("p, svg"))]);
  return [made("h3", "", shown($("peers").querySelector("h3"))), ...groups.map((part) => (part instanceof SVGSVGElement ? copied(part) : made("p", "", made("b", "", shown(part.querySelector("b"))), ` ${shown(part.querySelector("span"))}`)))];
}

function ofScatter(/** @type {Page} */ page) {
  const axes = [...document.querySelectorAll("#view-scatter .axis")].map((axis) => made("p", axis.className, axis.textContent.trim()));
  const [up, across] = axes, [picture, key = null] = chart(page, "scatter");
  const found = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#view-scatter .found p"))].map(shown).filter(Boolean);
  return [made("h2", "", said("scatter-title")), up, picture, across, key, ...found.map((text) => made("p", "quiet", text))].filter(Boolean);
}

/** All rows that are listed. */
function ofTable() {
  const table = $("ranking"), rows = [...table.tBodies[0].querySelectorAll("tr:not([hidden])")];
  return [
    made("h2", "", said("map-title")), made("p", "quiet", said("table-count")),
    made("div", "columns", made("table", "listed",
      made("thead", "", made("tr", "", ...cells(table.tHead, "th"))),
      made("tbody", "", ...rows.map((row) => made("tr", row.classList.contains("on") ? "on" : "", ...cells(row, "td")))))),
  ];
}

/** A row's texts, what is quiet apart, without what is hidden. */
const cells = (/** @type {Element} */ row, kind) => COLUMNS.filter((column) => column !== "trend" || !$("ranking").classList.contains("rate")).map((column) => {
  const cell = /** @type {Element} */ (row.querySelector(`.${column}`).cloneNode(true));
  for (const hidden of cell.querySelectorAll("[hidden]")) hidden.remove();
  const more = cell.querySelector(".quiet"), quiet = more?.textContent.trim() ?? "";
  more?.remove();
  return made(kind, column, cell.textContent.trim(), quiet && made("span", "quiet", ` ${quiet}`));
});
