// The country's panel: its texts, its charts, and what the chosen year says of it.

import { Cursor, showCharts, yearAt } from "isotherm/charts.js";
import { Extremes } from "isotherm/extremes.js";
import { inFull, told } from "isotherm/numbers.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const field = (name) => document.querySelector(`#country [data-field="${name}"]`);

export class Panel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.areas = Object.fromEntries(["stripes", "temperature", "indicator"].map((name) => [name, $(`figure-${name}`)]));
    this.extremes = new Extremes($("extremes"), page);
    page.on("country", (shown) => this.showCountry(shown));
    page.on("indicator", (shown) => this.showIndicator(shown));
    page.on("warming", () => { this.showAnomaly(); this.extremes.show(); this.title(); });
    page.on("year", ({ year, settled }) => this.showYear(year, settled));
    page.on("theme", () => this.page.figures.paint());
    for (const name of ["temperature", "indicator"]) this.listenChart(name);
    $("indicator").addEventListener("change", () => page.pick({ indicator: $("indicator").value }));
    page.on("choices", ({ indicator }) => { if (indicator !== undefined) $("indicator").value = indicator; });
  }

  /** Draw the year cursor, and again whenever the charts have another size. */
  addCursor() {
    this.cursor = new Cursor(this.areas);
    const move = () => this.cursor.move(this.page.figures, this.page.choices.values.year);
    const resized = new ResizeObserver(() => setTimeout(move, 60)); // once Bokeh has laid out anew
    for (const area of Object.values(this.areas)) resized.observe(area);
    move();
  }

  /** @param {CountryPart} shown */
  showCountry(shown) {
    this.shown = shown;
    this.fields(shown.text);
    $("country-page")?.setAttribute("href", `country/${shown.iso3}`);
    $("country").classList.toggle("nobody", !shown.iso3);
    $("country").classList.toggle("doubted", Boolean(shown.text.quality));
    this.extremes.show();
    showCharts(this.page.figures, shown.charts, () => this.shown.charts);
    this.showAnomaly();
    this.title();
  }

  /** @param {IndicatorPart} shown */
  showIndicator(shown) {
    this.indicator = shown;
    this.fields(shown.text);
    showCharts(this.page.figures, shown.charts, () => this.indicator.charts);
    this.showValue();
  }

  fields(text) {
    for (const [name, words] of Object.entries(text)) {
      if (name === "name") $("country-name").textContent = words;
      for (const element of document.querySelectorAll(`[data-field="${name}"]`)) element.textContent = words;
    }
  }

  /** The value of the indicator in a year, or the last that it had by then. */
  showValue(year = this.page.choices.values.year) {
    const { text: { unit }, values } = this.indicator;
    const known = values.findLast(([then]) => then <= year);
    field("value").textContent = known ? inFull(known[1], this.indicator) : "–";
    field("unit").textContent = known ? unit : "";
    field("year").textContent = known ? `in ${known[0]}` : `no value by ${year}`;
  }

  showYear(year, settled) {
    if (this.cursor) this.cursor.move(this.page.figures, year);
    this.showAnomaly();
    if (this.indicator) this.showValue();
    this.extremes.show();
    if (settled && this.shown) this.title();
  }

  /** The anomaly of the chosen country in the year of the map, or in the last that it has. */
  showAnomaly() {
    const { warming, country } = this.page, year = warming.nearest(this.page.choices.values.year);
    const rank = country < 0 ? null : warming.rank(country, year);
    $("anomaly-year").textContent = warming.when(year);
    $("anomaly").textContent = country < 0 ? "–" : told(warming.value(country, year), warming);
    $("rank").textContent = rank ? `rank ${rank.place} of ${rank.of}` : country < 0 ? "" : "not ranked";
  }

  /** What the window is called, as a bookmark or a tab has it. */
  title() {
    const [name, anomaly, year] = ["country-name", "anomaly", "anomaly-year"].map((id) => $(id).textContent);
    document.title = this.shown.iso3 ? `${name} ${anomaly} in ${year} · Isotherm` : "Isotherm";
  }

  /** A chart tells the value of the year under the pointer, and a click there chooses that year. */
  listenChart(place) {
    const area = this.areas[place], { page } = this;
    const tell = { temperature: (year) => this.readTemperature(year), indicator: (year) => this.showValue(year ?? undefined) }[place];
    area.addEventListener("pointermove", (event) => tell(yearAt(page.figures.view(place), event, area)));
    area.addEventListener("pointerleave", () => tell(null));
    area.addEventListener("click", (event) => {
      const year = yearAt(page.figures.view(place), event, area);
      if (year !== null && year >= page.variable.firstYear && year <= page.variable.lastYear) page.timeline.set(year);
    });
  }

  readTemperature(year) {
    const { warming, country } = this.page, value = year === null || country < 0 ? NaN : warming.own(country, year);
    $("temperature-readout").textContent = Number.isNaN(value) ? "" : `${year}: ${told(value, warming)}`;
  }
}
