// The country's panel: its texts, its charts, and what the chosen year says of it.

import { Cursor, isOpen, showCharts, yearAt } from "isotherm/panel/charts.js";
import { Ends } from "isotherm/panel/ends.js";
import { Extremes } from "isotherm/map/extremes.js";
import { placed, told, withUnit } from "isotherm/numbers.js";
import { Room } from "isotherm/panel/room.js";
import { lastBy, valueIn } from "isotherm/views/rows.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const field = (name) => document.querySelector(`#country [data-field="${name}"]`);

const LAID_OUT = 60; // ms until Bokeh has laid out a figure anew

export class Panel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** The year under the pointer of the stripes. @type {number | null} */
    this.pointed = null;
    /** @type {Record<string, HTMLElement>} */
    this.areas = Object.fromEntries([.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#country .figure"))].map((area) => [area.id.replace("figure-", ""), area]));
    this.room = new Room($("country"), ["temperature", "indicator"].map((slot) => this.areas[slot]));
    this.ends = Object.fromEntries(["temperature", "indicator"].map((slot) => [slot, new Ends(this.areas[slot])]));
    this.extremes = new Extremes($("extremes"), page);
    page.on("country", (shown) => this.showCountry(shown));
    page.on("indicator", (shown) => this.showIndicator(shown));
    page.on("warming", () => { this.showAnomaly(); this.extremes.show(); this.title(); });
    page.on("year", ({ year, settled }) => this.showYear(year, settled));
    page.on("theme", () => this.page.figures.paint());
    window.addEventListener("resize", () => this.page.figures.paint()); // the type may have another size
    for (const slot of Object.keys(this.areas)) this.listenChart(slot);
    for (const details of document.querySelectorAll("#country .more")) details.addEventListener("toggle", () => this.showOpened());
    $("indicator").addEventListener("change", () => page.pick({ indicator: $("indicator").value }));
    page.on("choices", ({ indicator }) => { if (indicator !== undefined) $("indicator").value = indicator; });
  }

  /** Draw the year cursor, and again whenever the charts have another size. */
  addCursor() {
    this.cursor = new Cursor(this.areas);
    const resized = new ResizeObserver(() => setTimeout(() => this.follow(), LAID_OUT));
    for (const area of Object.values(this.areas)) resized.observe(area);
    this.follow();
  }

  /** Put what the page draws over its charts where they are now. */
  follow() {
    this.room.hold();
    const charts = [this.shown, this.indicator].flatMap((part) => Object.values(part?.charts ?? {}));
    const isAnother = charts.map((chart) => this.ends[chart.slot]?.draw(this.page.figures, chart));
    this.pointYear(this.pointed);
    if (isAnother.some(Boolean)) setTimeout(() => this.pointYear(this.pointed), LAID_OUT);
  }

  /** @param {CountryPart} shown */
  showCountry(shown) {
    this.shown = shown;
    this.fields(shown.text);
    const own = shown.page ?? `country/${shown.iso3}`;
    $("country-page")?.setAttribute("href", own + this.page.start.suffix);
    $("stripes-picture")?.setAttribute("href", `${own}/stripes.png`);
    $("stripes-picture")?.setAttribute("download", `warming-stripes-${shown.iso3}.png`);
    this.keys(shown.charts);
    $("country").classList.toggle("nobody", !shown.iso3);
    $("country").classList.toggle("group", this.page.isGroup(this.page.named));
    $("country").classList.toggle("doubted", Boolean(shown.text.quality));
    this.extremes.show();
    showCharts(this.page.figures, shown.charts, () => this.shown.charts).then(() => this.follow());
    this.showAnomaly();
    this.title();
  }

  /** @param {IndicatorPart} shown */
  showIndicator(shown) {
    this.indicator = shown;
    this.fields(shown.text);
    showCharts(this.page.figures, shown.charts, () => this.indicator.charts).then(() => this.follow());
    this.showValue();
  }

  fields(text) {
    for (const [name, words] of Object.entries(text)) {
      if (name === "name") $("country-name").textContent = words;
      for (const element of document.querySelectorAll(`[data-field="${name}"]`)) element.textContent = words;
    }
  }

  /** What the marks of each chart mean; the colours of compared countries are those of their chips. */
  keys(/** @type {Charts} */ charts) {
    for (const { slot, marks } of Object.values(charts)) {
      document.querySelector(`[data-key="${slot}"]`)?.replaceChildren(...marks.filter(({ look }) => !/^(compared|row)-/.test(look)).map(({ look, text }) => {
        const mark = Object.assign(document.createElement("i"), { className: `line ${look}` }), item = document.createElement("span");
        item.append(mark, text);
        return item;
      }));
    }
  }

  /** Show the charts whose slot has been opened. */
  async showOpened() {
    for (const part of [this.shown, this.indicator]) {
      if (part) await showCharts(this.page.figures, part.charts, () => (part === this.shown || part === this.indicator ? part.charts : null));
    }
    this.cursor?.move(this.page.figures, this.page.timeline.year);
  }

  /** What is shown in a slot. */
  chart(/** @type {string} */ slot) {
    return [this.shown, this.indicator].flatMap((part) => Object.values(part?.charts ?? {})).find((chart) => chart.slot === slot);
  }

  /** Open a slot, and come back once its figure is drawn. */
  async open(/** @type {string} */ slot) {
    const area = this.areas[slot];
    if (!area || isOpen(area)) return;
    area.closest("details").open = true;
    await this.showOpened();
  }

  /** The value of the indicator in a year, or the last that it had by then. */
  showValue(year = this.page.choices.values.year) {
    const { text, unit, when } = lastBy(this.indicator, this.indicator.values, year, this.page.isGroup(this.page.named));
    field("value").textContent = text;
    field("unit").textContent = unit;
    field("year").textContent = when;
  }

  showYear(year, settled) {
    if (this.cursor) this.cursor.move(this.page.figures, year);
    this.showAnomaly();
    if (this.indicator) this.showValue();
    this.extremes.show();
    if (settled && this.shown) this.title();
  }

  /** The anomaly of the country that is named, in the year of the map or in the last that it has: the chosen one's name may still be on its way. */
  showAnomaly() {
    const { warming, named: country } = this.page, year = warming.nearest(this.page.choices.values.year);
    $("anomaly-year").textContent = warming.when(year);
    $("anomaly").textContent = country < 0 ? "–" : told(warming.value(country, year), warming);
    $("rank").textContent = country < 0 ? "" : placed(warming.rank(country, year));
  }

  /** What the window is called, as a bookmark or a tab has it. */
  title() {
    const [name, anomaly, year] = ["country-name", "anomaly", "anomaly-year"].map((id) => $(id).textContent);
    document.title = this.shown.iso3 ? `${name} ${anomaly} in ${year} · Isotherm` : "Isotherm";
  }

  /** A chart says the value of the year under the pointer, and a click there chooses that year. */
  listenChart(/** @type {string} */ slot) {
    const area = this.areas[slot], { page } = this, readout = document.querySelector(`[data-readout="${slot}"]`);
    const at = (event) => { const view = page.figures.view(slot); return view ? yearAt(view, event, area) : null; };
    const read = (year) => { if (readout) readout.textContent = this.read(slot, year); };
    const say = { indicator: (year) => this.showValue(year ?? undefined), stripes: (year) => { read(year); this.pointYear(year); } }[slot] ?? read;
    area.addEventListener("pointermove", (event) => say(at(event)));
    area.addEventListener("pointerleave", () => say(null));
    area.addEventListener("click", (event) => {
      const year = at(event);
      if (year !== null && year >= page.variable.firstYear && year <= page.variable.lastYear) page.timeline.set(year);
    });
  }

  /** Let the cursor of all charts stand at a year, or for null at the chosen one. */
  pointYear(/** @type {number | null} */ year) {
    this.pointed = year;
    this.cursor?.move(this.page.figures, year ?? this.page.choices.values.year);
  }

  /** What a chart has of the selected country in a year, "" for none. */
  read(slot, year) {
    if (slot === "stripes") return this.readStripe(year);
    const chart = this.chart(slot);
    const found = year !== null && chart?.table ? valueIn(chart, year) : null;
    return found ? `${found.row}: ${withUnit(found.text, chart.table.unit)}` : "";
  }

  /** The year of a stripe and its value, as temperatures have it. */
  readStripe(/** @type {number | null} */ year) {
    const { warming, country } = this.page;
    if (year === null || country < 0) return "";
    const value = warming.own(country, year);
    return `${year}: ${Number.isNaN(value) ? "no value" : told(value, warming)}`;
  }
}
