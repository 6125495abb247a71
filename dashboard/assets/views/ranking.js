// Ranks, orders and lines of the ranking table's rows: numbers in, numbers or a path out.

import { linePath } from "isotherm/panel/paths.js";

const WIDTH = 96, HEIGHT = 20; // of a line

/** Each country's rank among the ranked: 1 is the largest, ties share the smaller, 0 for the others. */
export function ranks(values, isRanked) {
  const found = new Int32Array(values.length), ranked = [...found.keys()].filter(isRanked);
  ranked.sort((a, b) => values[b] - values[a]);
  ranked.forEach((i, at) => {
    const before = ranked[at - 1];
    found[i] = at && values[before] === values[i] ? found[before] : at + 1;
  });
  return found;
}

/** Countries by size, the largest first or last; in either case late ones below, and below those the ones without a value. */
export function order(values, turned, isLate) {
  const group = Array.from(values, (value, i) => (Number.isNaN(value) ? 2 : isLate(i) ? 1 : 0));
  return [...group.keys()].sort((a, b) => group[a] - group[b] || turned * (values[b] - values[a]) || a - b);
}

/**
 * A row's line through the values, between two limits.
 * @param {Numbers} values
 * @param {[number, number]} limits
 */
export function rowLine(values, [low, high]) {
  const part = (value) => Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
  return linePath(values, (i) => (WIDTH * i) / (values.length - 1 || 1), (value) => HEIGHT * (1 - part(value)));
}

/** @returns {[number, number]} */
export function limits(values) {
  let low = Infinity, high = -Infinity; // one by one: a call takes no hundred thousand arguments
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
