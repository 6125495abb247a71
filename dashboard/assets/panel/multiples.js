// Small multiples: each compared country's anomalies in a chart of its own, all on one scale.

import { told } from "isotherm/numbers.js";
import { linePath } from "isotherm/panel/paths.js";

const WIDTH = 200, HEIGHT = 84;

/** Draw them anew; `place` has one figure a country. */
export function drawMultiples(/** @type {HTMLElement} */ place, /** @type {Page} */ { compared, places, warming, choices }) {
  const { year } = choices.values, all = compared.map((country) => warming.series(country));
  const known = all.flat().filter((value) => !Number.isNaN(value));
  const low = Math.min(0, ...known), high = Math.max(0, ...known), span = high - low || 1;
  const x = (i) => (WIDTH * i) / (all[0].length - 1), y = (value) => 3 + (HEIGHT - 6) * (1 - (value - low) / span);
  place.replaceChildren(...compared.map((country, n) => {
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    const { name } = places[country], value = told(warming.value(country, year), warming);
    caption.textContent = name;
    caption.append(" ", Object.assign(document.createElement("span"), { className: "quiet", textContent: value }));
    const at = x(year - warming.firstYear);
    figure.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"><line class="zero" x1="0" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}"/><line class="now" x1="${at}" x2="${at}" y1="0" y2="${HEIGHT}"/><path d="${linePath(all[n], x, y)}" style="stroke: var(--compared-${n})"/></svg>`;
    figure.querySelector("svg").setAttribute("aria-label", `${name}: ${value} in ${warming.when(year)}`);
    figure.prepend(caption);
    return figure;
  }));
}
