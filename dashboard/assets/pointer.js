// What the pointer does on the map: hover tells, a click selects, shift-click compares, the sea clears.

import { told } from "isotherm/numbers.js";
import { Tooltip } from "isotherm/tooltip.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);

export class Pointer {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.tooltip = new Tooltip($("tooltip"));
    this.pointed = -1;
    this.area = $("figure-map");
    for (const name of /** @type {const} */ (["year", "variable"])) page.on(name, () => { if (this.pointed >= 0) this.retell(); });
    this.listen();
  }

  listen() {
    const { area, page } = this;
    let waiting = 0;
    area.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => this.point(this.at(event), event));
    });
    area.addEventListener("pointerleave", () => { cancelAnimationFrame(waiting); this.point(-1); });
    area.addEventListener("click", (event) => {
      const country = this.at(event);
      if (event.shiftKey) { if (country >= 0) page.compare(country); } else page.choose(country);
      if (event.pointerType === "touch") this.touch(country, event);
    });
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
    this.page.legend.mark(this.page.bins[this.pointed]);
  }

  at({ clientX, clientY }) {
    const { left, top } = this.area.getBoundingClientRect();
    return this.page.map.at(this.page.map.view, clientX - left, clientY - top);
  }

  /** A tap tells as hovering does, until the next one or until the page is scrolled. */
  touch(country, /** @type {MouseEvent} */ event) {
    this.point(country, event);
    for (const kind of ["pointerdown", "scroll"]) window.addEventListener(kind, () => this.point(-1), { once: true, passive: true });
  }

  point(country, event) {
    const { page } = this;
    if (country !== this.pointed) {
      this.pointed = country;
      page.map.highlight(country < 0 ? [] : [country]);
      page.legend.mark(country < 0 ? -1 : page.bins[country]);
      this.area.classList.toggle("over", country >= 0);
    }
    if (country < 0) this.tooltip.hide(); else this.tooltip.show(this.tip(country), event);
  }

  /** @returns {Tip} */
  tip(/** @type {number} */ country) {
    const { variable } = this.page, { year } = this.page.choices.values, { name } = this.page.countries[country];
    const uncertain = variable.uncertain[country];
    return {
      name,
      text: `${variable.when(year)}: ${this.said(country, year)}, ${this.place(country, year)}`,
      note: uncertain ? `Uncertain: ${variable.reasons[country]}` : "",
      values: variable.series(country),
      chosen: variable.period ? NaN : variable.yearOf(country, year) - variable.firstYear,
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
    return Number.isNaN(variable.value(country, year)) ? "no value" : "not ranked";
  }
}
