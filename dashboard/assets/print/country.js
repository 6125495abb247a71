// What the printed sheet has of the country, or of those that are compared.

import { isOpen } from "isotherm/panel/charts.js";
import { chart, copied, made, said, shown } from "isotherm/print/pieces.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const USUAL = ["stripes", "temperature", "indicator"];
const field = (name) => document.querySelector(`#country [data-field="${name}"]`)?.textContent.trim() ?? "";

/** The parts of the panel: its head and its charts. */
export function countryParts(/** @type {Page} */ page) {
  const several = page.compared.length > 1, panel = $("country");
  if (!page.choices.values.iso3) return [made("h2", "", said("country-name")), ...extremes()];
  const { label, unit } = page.parts.indicator.text;
  const sideBySide = panel.classList.contains("side-by-side");
  return [
    ...(several ? compared() : head(panel)),
    ...(several ? [] : chart(page, "stripes")),
    made("h3", "", `Temperature, ${field("unit-degrees")} against ${field("baseline")}`),
    ...(sideBySide ? multiples() : chart(page, "temperature")),
    made("h3", "", [label, unit && `(${unit})`].filter(Boolean).join(" "), several ? "" : made("span", "quiet", ` ${value()}`)),
    ...chart(page, "indicator"),
    ...opened(page),
  ];
}

/** The other charts of the panel, as far as they are open. */
function opened(/** @type {Page} */ page) {
  const { areas } = page.panel, others = Object.keys(areas).filter((slot) => !USUAL.includes(slot) && isOpen(areas[slot]));
  return others.flatMap((slot) => [made("h3", "", page.panel.chart(slot)?.title ?? ""), ...chart(page, slot)]);
}

const value = () => [field("value"), field("unit"), field("year")].filter(Boolean).join(" ");

function head(/** @type {HTMLElement} */ panel) {
  const isDoubted = panel.classList.contains("doubted"), verdict = field("verdict");
  return [
    made("h2", "", said("country-name"), made("span", "quiet", ` ${[field("place"), field("zone")].filter(Boolean).join(" · ")}`)),
    isDoubted ? made("p", "badge", made("b", "", field("quality")), ` ${field("reason")}`) : made("p", "story", field("story")),
    made("div", "figures",
      made("div", "", made("p", "quiet", `${said("anomaly-year")} against ${field("baseline")}`), made("p", "number", said("anomaly")), made("p", "quiet", said("rank"))),
      made("div", "", made("p", "quiet", `Trend per decade since ${$("trend-start").value}`), made("p", "number", field("trend")), made("p", "quiet", [field("interval"), verdict].filter(Boolean).join("; ")))),
  ];
}

/** The comparison's table, whose choice of a year is printed as that year. */
function compared() {
  const table = /** @type {HTMLTableElement} */ ($("comparison").querySelector("table").cloneNode(true));
  table.className = "compared";
  table.querySelector("caption").remove();
  table.querySelector("select")?.replaceWith($("trend-start").value);
  for (const element of table.querySelectorAll("[id], [for]")) for (const name of ["id", "for", "data-field"]) element.removeAttribute(name);
  return [table];
}

function multiples() {
  const figures = [...$("side-by-side").querySelectorAll("figure")];
  return [made("div", "multiples", ...figures.map((figure) => made("div", "", made("p", "", shown(figure.querySelector("figcaption"))), copied(figure.querySelector("svg")))))];
}

/** Who warmed most and least, where no country is chosen. */
function extremes() {
  return [...$("extremes").children].map((part) => {
    const copy = /** @type {HTMLElement} */ (part.cloneNode(true));
    for (const button of copy.querySelectorAll("button")) button.replaceWith(made("span", "", button.textContent));
    return copy;
  });
}
