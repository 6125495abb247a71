// The comparison as a table: what the panel says of one country, in a row for each.

import { placed, told } from "isotherm/numbers.js";
import { lastBy } from "isotherm/views/rows.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const COLUMNS = 4;
const WAITING = "…"; // until the server has answered

function made(tag, className, ...content) {
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...content);
  return element;
}

/** A cell with what counts, and under it what goes with it. */
const cell = (value, more) => made("td", "", made("b", "", value), made("span", "quiet", more));

export class Comparison {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.table = $("comparison").querySelector("table");
    this.trendLabel = document.querySelector('label[for="trend-start"]');
    this.trendAlone = this.trendLabel.parentElement;
    page.on("choices", (changes) => { if ("iso3" in changes || "compare" in changes || "flagged" in changes) this.show(); });
    for (const name of /** @type {const} */ (["country", "indicator", "warming", "year", "theme"])) page.on(name, () => this.show());
    this.show();
  }

  show() {
    const { page } = this, { compared, warming, parts: { indicator } } = page, several = compared.length > 1;
    $("comparison").hidden = !several;
    this.placeTrend(several ? $("compared-trend") : this.trendAlone);
    if (!several) return;
    const { label, unit } = indicator.text;
    $("compared-when").textContent = warming.when(this.year);
    $("compared-indicator").textContent = unit ? `${label} (${unit})` : label;
    for (const body of [...this.table.tBodies]) body.remove();
    this.table.append(...compared.map((country, place) => this.rows(country, place)));
  }

  /** The choice of the trend's start stands where its trends are. */
  placeTrend(/** @type {Element} */ place) {
    if (this.trendLabel.parentElement !== place) place.append(this.trendLabel, " ", $("trend-start"));
  }

  /** The year of the map, or the nearest that temperatures have. */
  get year() {
    return this.page.warming.nearest(this.page.choices.values.year);
  }

  /** A country's row, and under it why its temperatures are uncertain or missing. */
  rows(country, place) {
    const { page, year } = this, { warming } = page, { iso3, name } = page.places[country];
    const own = page.parts.country.compared.find((row) => row.iso3 === iso3);
    const head = made("th", "", name, this.stripes(country)), row = made("tr", "", head);
    Object.assign(head, { scope: "rowgroup" });
    row.append(
      cell(told(warming.value(country, year), warming), placed(warming.rank(country, year))),
      cell(own?.trend ?? WAITING, (own?.range ?? "").replace(/ (?=°)/, "\u00a0")),
      this.indicator(iso3, page.isGroup(country)),
    );
    const body = made("tbody", "", row, ...this.doubts(own));
    body.style.setProperty("--colour", `var(--compared-${place})`);
    return body;
  }

  indicator(iso3, isGroup) {
    const { indicator } = this.page.parts, own = indicator.compared.find((other) => other.iso3 === iso3);
    if (!own) return cell(WAITING, "");
    const { text, when } = lastBy(indicator, own.values, this.page.choices.values.year, isGroup);
    return cell(text, when);
  }

  doubts(/** @type {ComparedRow | undefined} */ own) {
    if (!own?.quality && !own?.short) return [];
    const said = made("td", "", made("b", "", own.quality), ` ${[own.reason, own.short].filter(Boolean).join(" ")}`);
    return [made("tr", "doubt", Object.assign(said, { colSpan: COLUMNS }))];
  }

  /** Warming stripes on the common scale, as many as there are years. */
  stripes(country) {
    const { warming } = this.page, series = warming.series(country), width = 100 / series.length;
    const stops = series.map((value, i) => `${Number.isNaN(value) ? "transparent" : warming.colours[warming.bin(value)]} ${i * width}% ${(i + 1) * width}%`);
    const strip = made("i", "strip");
    strip.style.backgroundImage = `linear-gradient(to right, ${stops.join(", ")})`;
    return strip;
  }
}
