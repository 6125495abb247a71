// The names of compared countries at the ends of their lines, drawn by the page over its charts.

import { scaled } from "isotherm/type.js";
import { listed } from "isotherm/views/rows.js";

const SVG = "http://www.w3.org/2000/svg";
const LINES = ["smooths", "series"]; // the layers whose lines are named
const APART = 13, AIR = 16, DOWN = 4; // px at the usual size of type: from name to name, beside the frame, from a name's middle to its base
const MOST = 0.24; // of the chart's width
const USUAL = 10; // px: the border of a chart without names
const YEARS = { few: 4, usual: 6 }, NARROW = 270; // as many numbers as the axis of years aims at, and the frame that has no room for the usual ones

/**
 * Heights as near to the wanted ones as can be, in their order, at least `apart` from each other.
 * @param {number[]} wanted
 * @param {number} apart
 * @param {[number, number]} limits
 */
export function spread(wanted, apart, [low, high]) {
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b]), found = [...wanted];
  order.forEach((n, at) => { found[n] = Math.max(wanted[n], at ? found[order[at - 1]] + apart : low); });
  order.reverse().forEach((n, at) => { found[n] = Math.min(found[n], at ? found[order[at - 1]] - apart : high); });
  return found;
}

/** The last value of a line; null where it has none. */
export const last = (/** @type {Column} */ line) => listed(line).findLast((value) => value !== null && !Number.isNaN(value)) ?? null;

function made(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** Cut a name until it has room. */
function fit(/** @type {SVGTextElement} */ text, /** @type {number} */ room) {
  let name = text.textContent;
  while (text.getComputedTextLength() > room && name.length > 1) {
    name = name.slice(0, -1).trimEnd();
    text.textContent = `${name}…`;
  }
}

export class Ends {
  /** @param {HTMLElement} area */
  constructor(area) {
    this.area = area;
    this.svg = /** @type {SVGSVGElement} */ (area.appendChild(made("svg", { class: "ends", "aria-hidden": "true" })));
  }

  /**
   * Name the lines of a chart that has several; others get their room back. Whether the frame has another width now.
   * @param {Figures} figures
   * @param {ChartPart} chart
   */
  draw(figures, chart) {
    const view = figures.view(chart.slot), columns = chart.table?.columns ?? [];
    const layer = chart.layers[LINES.find((name) => name in chart.layers)];
    this.svg.replaceChildren();
    if (!view) return false;
    const names = layer && columns.length > 1 ? columns.map(({ name }) => name) : [], { clientWidth: width, clientHeight: height } = this.area;
    const texts = names.map((name) => /** @type {SVGTextElement} */ (this.svg.appendChild(made("text", { fill: "var(--text)" }, name))));
    for (const text of texts) fit(text, MOST * width);
    const room = texts.length ? Math.ceil(scaled(AIR) + Math.max(...texts.map((text) => text.getComputedTextLength()))) : USUAL;
    if (texts.length) this.place(texts, listed(layer.ys).map(last), { right: width - room, height, compute: (value) => view.frame.y_scale.compute(value) });
    const isAnother = view.model.min_border_right !== room, [{ ticker }] = view.model.below;
    ticker.desired_num_ticks = width - view.model.min_border_left - room < scaled(NARROW) ? YEARS.few : YEARS.usual;
    if (isAnother) view.model.setv({ min_border_right: room });
    return isAnother;
  }

  /** Put each name beside the end of its line, and lead from there to it. */
  place(/** @type {SVGTextElement[]} */ texts, /** @type {(number | null)[]} */ values, { right, height, compute }) {
    const named = texts.map((_, n) => n).filter((n) => values[n] !== null), ends = named.map((n) => compute(values[n]));
    const heights = spread(ends, scaled(APART), [scaled(APART) / 2, height - scaled(APART) / 2]);
    texts.forEach((text, n) => { if (values[n] === null) text.remove(); });
    named.forEach((n, at) => {
      texts[n].setAttribute("x", String(right + scaled(AIR)));
      texts[n].setAttribute("y", String(heights[at] + scaled(DOWN)));
      this.svg.append(made("path", { class: "lead", fill: "none", stroke: `var(--compared-${n})`, d: `M${right + 1} ${ends[at]}L${right + scaled(AIR) - 3} ${heights[at]}` }));
    });
  }
}
