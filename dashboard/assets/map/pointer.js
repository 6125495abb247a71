// What the pointer does on the map: hover tells, a click selects, shift-click compares, the sea clears.

import { told } from "isotherm/numbers.js";
import { Tooltip } from "isotherm/map/tooltip.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);

export class Pointer {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.tooltip = new Tooltip($("tooltip"));
    this.pointed = -1;
    for (const name of /** @type {const} */ (["year", "variable"])) page.on(name, () => { if (this.pointed >= 0) this.retell(); });
    this.listen();
  }

  listen() {
    const { page } = this;
    page.map.acts = {
      ...page.map.acts,
      hover: (country, event) => this.hover(country, event),
      select: (country) => page.choose(country),
      compare: (country) => { if (country >= 0) page.compare(country); },
    };
    document.addEventListener("keydown", (/** @type {Heard<KeyboardEvent>} */ { key, target, defaultPrevented }) => {
      if (key !== "Escape" || defaultPrevented || target.closest("input, select, dialog")) return;
      /** @type {HTMLDetailsElement} */
      const details = target.closest("details[open]");
      if (!details) return page.clear();
      details.open = false;
      details.querySelector("summary").focus();
    });
  }

  /** Tell anew of the country that is pointed at. */
  retell() {
    this.tooltip.tell(this.tip(this.pointed));
    this.page.legend.mark(this.page.binOf(this.pointed));
  }

  /** A tap tells as hovering does, until the next one or until the page is scrolled. */
  hover(country, /** @type {MouseEvent} */ event) {
    this.point(country, event);
    if (!(event instanceof PointerEvent) || event.pointerType !== "touch") return;
    for (const kind of ["pointerdown", "scroll"]) window.addEventListener(kind, () => this.point(-1), { once: true, passive: true });
  }

  point(country, /** @type {MouseEvent} */ event = null) {
    const { page } = this;
    if (country !== this.pointed) {
      this.pointed = country;
      page.map.highlight(country);
      page.legend.mark(page.binOf(country));
    }
    if (country < 0) this.tooltip.hide(); else this.tooltip.show(this.tip(country), event);
  }

  /** @returns {Tip} */
  tip(/** @type {number} */ country) {
    const { variable } = this.page, { year } = this.page.choices.values, { name } = this.page.countries[country];
    const isDoubted = variable.uncertain[country] && !Number.isNaN(variable.value(country, year));
    return {
      name,
      text: [`${variable.when(year)}: ${this.said(country, year)}`, variable.interval(country), this.place(country, year)].filter(Boolean).join(", "),
      note: isDoubted ? variable.reasons[country] : variable.unclear?.[country] ? "No clear trend: the interval includes 0." : "",
      values: (variable.ranges ? this.page.warming : variable).series(country), // what a trend is of
      chosen: variable.period || variable.ranges ? NaN : variable.yearOf(country, year) - variable.firstYear,
    };
  }

  /** The value, with its own year where that is another. */
  said(country, year) {
    const { variable } = this.page, value = told(variable.value(country, year), variable);
    const then = variable.yearOf(country, year);
    return variable.period || then === year || value === "–" ? value : `${value} (${then})`;
  }

  place(country, year) {
    const { variable } = this.page, rank = variable.rank(country, year);
    if (rank) return `rank ${rank.place} of ${rank.of}`;
    return Number.isNaN(variable.value(country, year)) ? variable.refused[country] ?? "no value" : "not ranked";
  }
}
