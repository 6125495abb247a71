// What the pointer does on the map: hover tells, a click selects, shift-click compares, the sea clears.

import { withUnit, written } from "isotherm/numbers.js";
import { Tooltip } from "isotherm/tooltip.js";

const $ = (id) => document.getElementById(id);

export class Pointer {
  constructor(page) {
    this.page = page;
    this.tooltip = new Tooltip($("tooltip"));
    this.pointed = -1;
    this.area = $("figure-map");
    page.on("year", () => { if (this.pointed >= 0) this.tooltip.tell(this.tip(this.pointed)); });
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
    });
    document.addEventListener("keydown", ({ key, target, defaultPrevented }) => {
      if (key === "Escape" && !defaultPrevented && !target.closest("input, select, dialog")) page.clear();
    });
  }

  at({ clientX, clientY }) {
    const { left, top } = this.area.getBoundingClientRect();
    return this.page.map.at(this.page.map.view, clientX - left, clientY - top);
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

  tip(country) {
    const { variable } = this.page, { year } = this.page.choices.values;
    const rank = variable.rank(country, year), value = withUnit(written(variable.value(country, year), variable), variable.unit);
    const place = rank ? `rank ${rank.place} of ${rank.of}` : variable.uncertain[country] ? "uncertain series, not ranked" : "no value";
    return { name: this.page.countries[country].name, text: `${year}: ${value}, ${place}`, values: variable.series(country), chosen: year - variable.firstYear };
  }
}
