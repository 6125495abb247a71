// What the map shows: every country's value in every year, and its place among the others.

import { decodeMatrix } from "isotherm/worldfile.js";

const buffers = new Map();

const load = (address) => {
  if (!buffers.has(address)) {
    buffers.set(address, fetch(address).then(async (answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return decodeMatrix(await answer.arrayBuffer());
    }).catch((error) => { buffers.delete(address); throw error; }));
  }
  return buffers.get(address);
};

/** The variable that `shown.map` describes, once its numbers are here. */
export async function loadVariable(shown, countries) {
  return new Variable(shown, await load(shown.matrix), countries);
}

class Variable {
  constructor(shown, matrix, countries) {
    Object.assign(this, shown);
    this.matrix = matrix;
    this.inner = shown.edges.slice(1, -1);
    this.firstYear = matrix.firstYear;
    this.lastYear = matrix.firstYear + matrix.years - 1;
    // A temperature that is not to be trusted is shown, marked, and left out of the ranking.
    this.uncertain = countries.map(({ flag }) => shown.signed && flag !== "good");
  }

  /** The year, or the nearest that there is. */
  nearest(year) {
    return Math.min(Math.max(year, this.firstYear), this.lastYear);
  }

  value(country, year) {
    const { years, values } = this.matrix, column = year - this.firstYear;
    if (column < 0 || column >= years) return NaN;
    const value = values[country * years + column];
    return this.subtract ? (value - (this.subtract[country] ?? NaN)) * this.factor : value;
  }

  series(country) {
    return Array.from({ length: this.matrix.years }, (_, i) => this.value(country, this.firstYear + i));
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

  /** Place from the top among the ranked, and how many they are; null for one that is not ranked. */
  rank(country, year) {
    const value = this.value(country, year);
    let above = 0, of = 0;
    for (let other = 0; other < this.matrix.count; other++) {
      const theirs = this.value(other, year);
      if (this.uncertain[other] || Number.isNaN(theirs)) continue;
      of++;
      if (theirs > value) above++;
    }
    return Number.isNaN(value) || this.uncertain[country] ? null : { place: above + 1, of };
  }
}
