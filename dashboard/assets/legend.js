// The legend: one bar a bin, as high as the bin has countries, and what the hatches mean.

import { edge } from "isotherm/numbers.js";

const element = (name, className, parent) => {
  const made = parent.ownerDocument.createElement(name);
  made.className = className;
  return parent.appendChild(made);
};

export class Legend {
  constructor(parent, { pointed }) {
    this.parent = parent;
    this.pointed = pointed;
    this.bins = [];
  }

  /** Draw the bins of a variable. */
  draw({ edges, colours, unit, signed }) {
    this.parent.replaceChildren();
    const row = element("div", "bins", this.parent);
    this.bins = colours.map((colour, number) => this.bin(row, number, colour, edges, unit));
    const extra = element("div", "extra", this.parent);
    if (signed) element("div", "", extra).innerHTML = '<i class="uncertain"></i>uncertain series';
    element("div", "", extra).innerHTML = '<i class="missing"></i>no data';
  }

  bin(row, number, colour, edges, unit) {
    const button = element("button", "bin", row);
    button.type = "button";
    button.style.setProperty("--colour", colour);
    button.dataset.range = [this.range(number, edges), unit].filter(Boolean).join(", ");
    const count = element("i", "count", button);
    element("i", "swatch", button);
    element("span", "", button).textContent = edge(edges[number]);
    for (const kind of ["pointerenter", "focus"]) button.addEventListener(kind, () => this.pointed(number));
    for (const kind of ["pointerleave", "blur"]) button.addEventListener(kind, () => this.pointed(-1));
    return { button, count };
  }

  range(number, edges) {
    if (number === 0) return `below ${edge(edges[1])}`;
    if (number === edges.length - 2) return `${edge(edges[number])} and above`;
    return `${edge(edges[number])} to ${edge(edges[number + 1])}`;
  }

  /** Show how many countries each bin has. */
  count(bins) {
    const counts = new Array(this.bins.length).fill(0);
    for (const bin of bins) if (!Number.isNaN(bin)) counts[bin]++;
    const most = Math.max(...counts, 1);
    this.bins.forEach(({ button, count }, number) => {
      count.style.height = `${(34 * counts[number]) / most}px`;
      button.setAttribute("aria-label", `${button.dataset.range}: ${counts[number]} ${counts[number] === 1 ? "country" : "countries"}`);
    });
  }

  /** Mark the bin of the country that is pointed at. */
  mark(number) {
    this.bins.forEach(({ button }, i) => button.classList.toggle("on", i === number));
  }
}
