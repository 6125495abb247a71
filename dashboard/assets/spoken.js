// What the figures show, in words: announced when it changes, and the name of each picture.

import { inFull, told, withUnit } from "isotherm/numbers.js";

const CALM = 350; // ms without a change before it is told: once, not for every year or key on the way

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const field = (name) => document.querySelector(`#country [data-field="${name}"]`).textContent;

/** The first ones with the least and with the largest value of some [name, value]. */
const ends = (pairs) => [-1, 1].map((sign) => pairs.reduce((best, next) => (sign * (next[1] - best[1]) > 0 ? next : best)));

/** The least and the largest of some [year, value], in words; "" where there are none. */
function range(values, say) {
  const known = values.filter(([, value]) => value !== null && !Number.isNaN(value));
  if (!known.length) return "";
  const [least, most] = ends(known);
  return `${known[0][0]} to ${known.at(-1)[0]}: lowest ${say(least[1])} in ${least[0]}, highest ${say(most[1])} in ${most[0]}`;
}

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
    if (sentence === this.announced || (this.page.unanswered && $("offline").hidden)) return; // the answer tells it
    $("announce").textContent = this.announced = sentence;
  }

  /** The figures of the chosen country, and of those beside it. */
  sentence() {
    const { page } = this, { country, compared, countries, variable } = page, text = (id) => $(id).textContent;
    if (country < 0) return text("country-name");
    const others = compared.slice(1).map((other) => `${countries[other].name} ${this.degrees(other)}`);
    return [
      `${countries[country].name}: ${text("anomaly")} in ${text("anomaly-year")} against ${field("baseline")}, ${text("rank")}.`,
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
    const { country, compared, countries } = this.page;
    if (country < 0) return;
    const names = compared.map((place) => countries[place].name).join(", ");
    for (const figure of ["stripes", "temperature", "indicator"]) $(`figure-${figure}`).setAttribute("aria-label", this[figure](names));
  }

  /** From which country to which the map's values reach, among the ranked. */
  map() {
    const { variable, countries } = this.page;
    const ranked = countries.map((country, i) => [country.name, variable.value(i, this.year), i]).filter(([, value, i]) => !Number.isNaN(value) && variable.ranks(i));
    if (!ranked.length) return "World map without values.";
    const [least, most] = ends(ranked);
    return `World map of ${ranked.length} ranked countries, from ${told(least[1], variable)} in ${least[0]} to ${told(most[1], variable)} in ${most[0]}. The table has every value.`;
  }

  /** How far the temperatures of a country reach, in words. */
  reach(country) {
    const { warming } = this.page, pairs = warming.series(country).map((value, i) => [warming.firstYear + i, value]);
    return range(pairs, (value) => told(value, warming));
  }

  stripes(names) {
    const said = this.reach(this.page.compared[0]) || "no values";
    return `Warming stripes of ${names}, one a year, blue below the baseline and red above. ${this.first}${said}.`;
  }

  temperature(names) {
    const { compared, countries, parts } = this.page, trends = parts.country.compared;
    const said = compared.length > 1
      ? compared.map((place, i) => `${countries[place].name} ${this.degrees(place)}, trend ${trends[i]?.trend ?? "–"} per decade`).join("; ")
      : `${this.reach(compared[0]) || "No values"}. Trend since ${$("trend-since").textContent} ${field("trend")} per decade, ${field("interval")}: ${field("verdict")}`;
    return `Temperature of ${names} against ${field("baseline")}. ${said}.`;
  }

  indicator(names) {
    const { text, values } = this.page.parts.indicator;
    const said = range(values, (value) => withUnit(inFull(value, this.page.parts.indicator), text.unit)) || "no values";
    return `${text.label} of ${names}. ${this.first}${said}.`;
  }

  /** Whose values are told, where there are several. */
  get first() {
    const { compared, countries } = this.page;
    return compared.length > 1 ? `${countries[compared[0]].name}, ` : "";
  }

  // The figures as tables -------------------------------------------------------------------------

  /** What makes the table is read when it is opened first. */
  offer(details) {
    details.addEventListener("toggle", async () => {
      const { showTable } = await import("isotherm/astable.js");
      showTable(details, this.page);
    }, { once: true });
  }
}
