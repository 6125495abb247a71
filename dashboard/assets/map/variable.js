// What the map shows: every country's value in every year, and its place among the others.
// Of a temperature, also which series are uncertain: the chosen record says it where it is not the usual one.
// A variable "of" years has one value a country, whatever the year of the slider.

import { written } from "isotherm/numbers.js";
import { decodeMatrix } from "isotherm/map/worldfile.js";

const buffers = new Map();

const matrix = async (answer) => decodeMatrix(await answer.arrayBuffer()), json = (answer) => answer.json();

const load = (address, read) => {
  if (!buffers.has(address)) {
    buffers.set(address, fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return read(answer);
    }).catch((error) => { buffers.delete(address); throw error; }));
  }
  return buffers.get(address);
};

/**
 * The variable that `shown.map` describes, looked at as the choices say, once its numbers are here.
 * @param {VariablePart} shown
 * @param {Country[]} countries
 * @param {Changes} choices
 */
export async function loadVariable(shown, countries, choices) {
  const { quality } = shown;
  const [numbers, told] = await Promise.all([load(shown.matrix, matrix), quality ? load(quality, json) : null]);
  const variable = new Variable(shown, numbers, told ?? countries.map(({ flag, reason }) => [flag, reason]));
  variable.look(choices);
  return variable;
}

const LONG = 10; // years: a mean of as many has a scale of its own, see Temperatures.mean_scale

/** @param {{ colours?: string[], dark?: string[] }} scale */
const ofTheme = ({ colours, dark }) => ({ light: colours, dark })[document.documentElement.dataset.theme] ?? colours;

class Variable {
  /**
   * @param {VariablePart} shown
   * @param {Matrix} matrix
   * @param {[flag: string, reason: string][]} quality
   */
  constructor(shown, matrix, quality) {
    this.label = shown.label;
    this.against = shown.against;
    this.about = shown.about;
    this.unit = shown.unit;
    this.decimals = shown.decimals;
    this.signed = shown.signed;
    this.categories = shown.categories;
    this.factor = shown.factor;
    this.subtract = shown.subtract;
    this.tolerance = shown.tolerance;
    this.of = shown.of;
    this.ranges = shown.ranges;
    /** Why countries with temperatures have no trend, by their place. */
    this.refused = shown.refused ?? {};
    this.isPublished = !shown.subtract && !shown.of;
    this.matrix = matrix;
    /** Of a temperature the means of groups of countries, whose places follow those of the countries. */
    this.groups = shown.groups ?? [];
    this.firstYear = shown.of ? shown.years[0] : matrix.firstYear;
    this.lastKnown = shown.of ? shown.years[1] : matrix.firstYear + matrix.years - 1;
    // A value stands for later years that have none, so the years go on after the last value.
    this.lastYear = Math.max(Math.min(this.lastKnown + shown.tolerance, shown.until), this.lastKnown);
    // A temperature that is not to be trusted is shown, marked, and left out of the ranking.
    this.uncertain = quality.map(([flag]) => shown.signed && flag !== "good");
    /** Of values with an interval: whether it includes 0, where nothing else makes them uncertain. */
    this.unclear = shown.ranges?.map(([low, high], i) => low !== null && !this.uncertain[i] && low <= 0 && high >= 0);
    this.reasons = quality.map(([, reason]) => reason);
    this.isDoubted = shown.signed && quality.some(([flag]) => flag !== "good" && flag !== "none");
    /** Scales: of single years, and of long means, which spread less. */
    this.scales = { years: shown, means: shown.means ?? shown };
  }

  /** Whether the colours are those of long means. */
  get isTight() {
    return this.scale !== this.scales.years;
  }

  get edges() {
    return this.scale.edges;
  }

  /** Colours of the bins in the page's theme. */
  get colours() {
    return ofTheme(this.scale);
  }

  /** The same of single years, whatever is looked at. */
  get yearColours() {
    return ofTheme(this.scales.years);
  }

  /**
   * Look at one year or at the mean of a period (of categories there is none), with or without uncertain series in the ranking.
   * @param {Changes} choices
   */
  look({ period, flagged }) {
    this.period = period && !this.of && !this.categories ? period.split("-").map(Number) : null;
    this.ranksAll = flagged;
    const isLong = this.period && this.period[1] - this.period[0] + 1 >= LONG;
    this.scale = isLong ? this.scales.means : this.scales.years;
    this.inner = this.edges.slice(1, -1);
    this.means = this.period && Float64Array.from({ length: this.matrix.count + this.groups.length }, (_, country) => this.mean(country, this.period[0], this.period[1]));
  }

  /** Mean over the years, both included, that have a value; NaN where a third of them has none. */
  mean(country, first, last) {
    let sum = 0, known = 0;
    for (let year = first; year <= last; year++) {
      const value = this.own(country, year);
      if (!Number.isNaN(value)) { sum += value; known++; }
    }
    return 3 * known < 2 * (last - first + 1) ? NaN : sum / known;
  }

  /** The year, or the nearest that has values where it is beyond those that can be shown. */
  nearest(/** @type {number} */ year) {
    if (year < this.firstYear) return this.firstYear;
    return year > this.lastYear ? this.lastKnown : year;
  }

  /** What a year is called where its values stand. */
  when(year) {
    return (this.of ?? this.period)?.join("–") ?? String(year);
  }

  /** The value of that very year. */
  own(/** @type {number} */ country, /** @type {number} */ year) {
    const { years, values, count } = this.matrix, column = this.of ? 0 : year - this.firstYear;
    if (column < 0 || column >= years) return NaN;
    if (country >= count) return (this.groups[country - count]?.[column] ?? NaN) * (this.factor ?? 1);
    const value = values[country * years + column];
    return (this.subtract ? value - (this.subtract[country] ?? NaN) : value) * (this.factor ?? 1);
  }

  /** The year whose value stands for this one: itself, or one before that is not too long ago. */
  yearOf(country, year) {
    for (let then = year; then >= year - this.tolerance; then--) {
      if (!Number.isNaN(this.own(country, then))) return then;
    }
    return year;
  }

  /** What is shown for a year: the mean of the period, or the last value that stands for the year. */
  value(/** @type {number} */ country, /** @type {number} */ year) {
    if (this.means) return this.means[country] ?? NaN;
    return this.own(country, this.tolerance ? this.yearOf(country, year) : year);
  }

  /** The 95 % interval of a value that has one, in words; "" for none. */
  interval(/** @type {number} */ country) {
    const [low, high] = this.ranges?.[country] ?? [null, null];
    return low === null ? "" : `95 % interval ${written(low, this)} to ${written(high, this)}`;
  }

  /** The values of all years, each its own. */
  series(country) {
    if (this.of) return [];
    return Array.from({ length: this.matrix.years }, (_, i) => this.own(country, this.firstYear + i));
  }

  /** The number of the bin of each country, NaN where it has no value. */
  bins(year) {
    const bins = new Float64Array(this.matrix.count);
    for (let country = 0; country < bins.length; country++) bins[country] = this.bin(this.value(country, year));
    return bins;
  }

  bin(value) {
    if (Number.isNaN(value)) return NaN;
    let low = 0, high = this.inner.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value < this.inner[middle]) high = middle; else low = middle + 1;
    }
    return low;
  }

  ranks(country) {
    return this.ranksAll || !this.uncertain[country];
  }

  /** A value as it is ranked: of what is computed six decimals, as files have them, so that a sum's last digits part no tie. */
  ranked(/** @type {number} */ value) {
    return this.isPublished && !this.period ? value : Math.round(value * 1e6) / 1e6;
  }

  /** Place from the top among the ranked, and how many they are; null for one that is not ranked. */
  rank(country, year) {
    const value = this.ranked(this.value(country, year));
    if (Number.isNaN(value) || !this.ranks(country) || country >= this.matrix.count) return null;
    let above = 0, of = 0;
    for (let other = 0; other < this.matrix.count; other++) {
      const theirs = this.ranked(this.value(other, year));
      if (Number.isNaN(theirs) || !this.ranks(other)) continue;
      of++;
      if (theirs > value) above++;
    }
    return { place: above + 1, of };
  }
}
