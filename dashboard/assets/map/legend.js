// The legend: one bar a bin, as high as the bin has countries, and what the hatches mean.
//
// A toolbar as WAI-ARIA describes it: one tab stop, arrow keys between its buttons. What is pointed at
// or focused marks its countries on the map; a click, a tap or Enter keeps them marked until the next.

import { edge } from "isotherm/numbers.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** What the legend shows beside the bins. */
export const KINDS = /** @type {const} */ ({ uncertain: "uncertain", unclear: "unclear", missing: "missing" });

const element = (name, className, parent) => {
  const made = parent.ownerDocument.createElement(name);
  made.className = className;
  return parent.appendChild(made);
};

export class Legend {
  /**
   * pointed: told which countries are meant.
   * @param {HTMLElement} parent
   * @param {{ pointed: (what: Bin) => void }} on
   */
  constructor(parent, { pointed }) {
    this.parent = parent;
    this.pointed = pointed;
    this.bins = [];
    this.buttons = [];
    /** @type {Bin} */
    this.kept = null;
    parent.addEventListener("keydown", (event) => this.key(event));
    parent.ownerDocument.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || this.kept === null) return;
      event.preventDefault(); // what is kept goes first, then the comparison and the country
      this.keep(null);
    });
  }

  /** Draw the bins of a variable. */
  draw(/** @type {Variable} */ { edges, colours, unit, categories, isDoubted, unclear, ranksAll, isTight: tight }) {
    this.parent.replaceChildren();
    this.buttons = [];
    const row = element("div", categories ? "bins categories" : "bins", this.parent);
    this.bins = colours.map((colour, number) => this.bin(row, number, colour, categories?.[number] ? { range: categories[number], start: categories[number] }
      : { range: [this.range(number, edges), unit].filter(Boolean).join(", "), start: edge(edges[number]) }));
    const extra = element("div", "extra", this.parent);
    if (isDoubted) this.kind(extra, KINDS.uncertain, `Unreliable estimate: ${matchMedia("(hover: none)").matches ? "tap" : "hover"} for the reason`, ranksAll ? "painted" : "");
    if (unclear?.some(Boolean)) this.kind(extra, KINDS.unclear, "No clear trend: the interval includes 0");
    this.kind(extra, KINDS.missing, "no data");
    if (unit) element("span", "unit", extra).textContent = tight ? `${unit}, scale of means` : unit;
    this.buttons.forEach((button, i) => { button.tabIndex = i ? -1 : 0; });
    this.keep(null);
  }

  bin(row, number, colour, { range, start }) {
    const button = this.button(row, "bin", number);
    button.style.setProperty("--colour", colour);
    button.dataset.range = range;
    const count = element("i", "count", button);
    element("i", "swatch", button);
    element("span", "", button).textContent = start;
    return { button, count };
  }

  kind(parent, what, text, more = "") {
    const button = this.button(parent, "kind", what);
    element("i", `${what} ${more}`.trim(), button);
    button.append(text);
  }

  button(parent, className, what) {
    const button = element("button", className, parent);
    Object.assign(button, { type: "button", what });
    button.addEventListener("pointerenter", ({ pointerType }) => { if (pointerType !== "touch") this.pointed(what); });
    button.addEventListener("focus", () => { this.stop(button); this.pointed(what); });
    for (const kind of ["pointerleave", "blur"]) button.addEventListener(kind, () => this.pointed(this.kept));
    button.addEventListener("click", () => this.keep(this.kept === what ? null : what));
    this.buttons.push(button);
    return button;
  }

  /** Keep the countries of a bin or of a hatch marked, null for none. */
  keep(/** @type {Bin} */ what) {
    this.kept = what;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.what === what));
    this.pointed(what);
  }

  /** Let this button be the one that Tab comes to. */
  stop(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1;
  }

  key(event) {
    const { key, target } = event, place = this.buttons.indexOf(target), last = this.buttons.length - 1;
    const next = { Home: 0, End: last }[key] ?? (key in STEPS ? place + STEPS[key] : null);
    if (place < 0 || next === null) return;
    event.preventDefault();
    this.buttons[Math.min(Math.max(next, 0), last)].focus({ focusVisible: true });
  }

  range(number, edges) {
    if (edges.length === 2) return [...new Set(edges.map(edge))].join(" to "); // all values are alike, or nearly
    if (number === 0) return `below ${edge(edges[1])}`;
    if (number === edges.length - 2) return `${edge(edges[number])} and above`;
    return `${edge(edges[number])} to ${edge(edges[number + 1])}`;
  }

  /** Show how many countries each bin has; those that are not ranked are in none. */
  count(/** @type {Numbers} */ bins, /** @type {Variable} */ variable) {
    const counts = new Array(this.bins.length).fill(0);
    bins.forEach((bin, country) => { if (!Number.isNaN(bin) && variable.ranks(country)) counts[bin]++; });
    const most = Math.max(...counts, 1);
    this.bins.forEach(({ button, count }, number) => {
      // Grown by a transform: a year step lays nothing out anew.
      count.style.transform = `scaleY(${counts[number] / most})`;
      button.setAttribute("aria-label", `${button.dataset.range}: ${counts[number]} ${counts[number] === 1 ? "country" : "countries"}`);
    });
  }

  /** Mark the bin of the country that is pointed at. */
  mark(number) {
    this.bins.forEach(({ button }, i) => { button.classList.toggle("on", i === number); });
  }
}
