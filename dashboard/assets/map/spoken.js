// What the figures show, in words: announced when it changes, and the name of each picture.

import { told } from "isotherm/numbers.js";

const CALM = 350; // ms without a change before it is told: once, not for every year or key on the way

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const field = (name) => document.querySelector(`#country [data-field="${name}"]`).textContent;

/** The first ones with the least and with the largest value of some [name, value]. */
const ends = (pairs) => [-1, 1].map((sign) => pairs.reduce((best, next) => (sign * (next[1] - best[1]) > 0 ? next : best)));

export class Spoken {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    for (const name of /** @type {const} */ (["choices", "country", "indicator", "warming", "variable"])) page.on(name, () => this.soon());
    page.on("year", ({ settled }) => { if (settled) this.soon(); });
    for (const details of document.querySelectorAll(".astable")) this.offer(details);
    this.announced = this.sentence(); // what the page opens with is read as all else is
    this.name();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { this.announce(); this.name(); }, CALM);
  }

  announce() {
    const sentence = this.sentence();
    if (sentence === this.announced || (this.page.unanswered && !this.page.offline.isShown)) return; // the answer tells it
    $("announce").textContent = this.announced = sentence;
  }

  /** The figures of the country that is named, and of those beside it. */
  sentence() {
    const { page } = this, { named: country, places, variable } = page, text = (id) => $(id).textContent;
    if (country < 0) return text("country-name");
    const others = page.parts.country.compared.slice(1).map(({ iso3 }) => page.index.get(iso3)).map((other) => `${places[other].name} ${this.degrees(other)}`);
    return [
      `${places[country].name}: ${text("anomaly")} in ${text("anomaly-year")} against ${field("baseline")}, ${text("rank")}.`,
      page.unanswered ? "" : `Trend ${field("trend")} per decade.`,
      variable.signed ? "" : `${variable.label} in ${variable.when(this.year)}: ${page.brief(country)}.`,
      others.length ? `Compared with ${others.join(", ")}.` : "",
    ].filter(Boolean).join(" ");
  }

  get year() {
    return this.page.choices.values.year;
  }

  degrees(country) {
    const { warming } = this.page;
    return told(warming.value(country, warming.nearest(this.year)), warming);
  }

  // The names of the pictures ---------------------------------------------------------------------

  name() {
    $("map-gist").textContent = this.map();
    const { named, index, parts } = this.page;
    if (named < 0) return;
    const degrees = (_, iso3) => this.degrees(index.get(iso3));
    for (const { slot, said } of [...Object.values(parts.country.charts), ...Object.values(parts.indicator.charts)]) {
      $(`figure-${slot}`).setAttribute("aria-label", said.replace(/\{([A-Z]+)\}/g, degrees));
    }
  }

  /** From which country to which the map's values reach, among the ranked. */
  map() {
    const { variable, countries } = this.page;
    const ranked = countries.map((country, i) => [country.name, variable.value(i, this.year), i]).filter(([, value, i]) => !Number.isNaN(value) && variable.ranks(i));
    if (!ranked.length) return "World map without values.";
    const [least, most] = ends(ranked);
    return `World map of ${ranked.length} ranked countries, from ${told(least[1], variable)} in ${least[0]} to ${told(most[1], variable)} in ${most[0]}. The table has every value.`;
  }

  // The figures as tables -------------------------------------------------------------------------

  /** What makes the table is read when it is opened first. */
  offer(details) {
    details.addEventListener("toggle", async () => {
      const { showTable } = await import("isotherm/views/astable.js");
      showTable(details, this.page);
    }, { once: true });
  }
}
