// The line over the slider: what the world's countries had in each year, from the numbers that the map has.

import { linePath } from "isotherm/panel/paths.js";

const WIDTH = 1000, HEIGHT = 24;
const MOST = 9; // decades that are written

const median = (/** @type {number[]} */ values) => {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
};

/**
 * Of a temperature the world's mean, as the headline has it; of all else the median of the countries, NaN where
 * fewer than half as many have a value as in the fullest year. Without any value it says nothing.
 * @param {Variable} variable
 */
export function worldly(variable) {
  const { values, says, more = "" } = variable.groups.length ? ofLand(variable) : ofCountries(variable);
  const first = values.findIndex((value) => !Number.isNaN(value));
  return { values, first: variable.firstYear + Math.max(0, first), says: first < 0 ? "" : says, more };
}

/** The first of the groups is the world. @param {Variable} variable */
const ofLand = (variable) => ({ values: variable.series(variable.matrix.count), says: "mean of reliable countries", more: " by land area" });

/** @param {Variable} variable */
function ofCountries(variable) {
  const all = Array.from({ length: variable.matrix.count }, (_, i) => variable.series(i)), years = all[0]?.length ?? 0;
  const known = Array.from({ length: years }, (_, n) => all.map((series) => series[n]).filter((value) => !Number.isNaN(value)));
  const most = Math.max(0, ...known.map(({ length }) => length));
  return { values: known.map((year) => (year.length && 2 * year.length >= most ? median(year) : NaN)), says: `median of ${most} countries` };
}

/** The years that are written under the slider, in whole decades. */
export function decades(/** @type {number} */ first, /** @type {number} */ last) {
  const step = [10, 20, 50, 100].find((each) => (last - first) / each <= MOST) ?? 100, near = (last - first) / 13;
  const found = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) if (year - first >= near && last - year >= near) found.push(year);
  return found;
}

/** Draw the line of a variable, which has as many years as the slider or fewer. */
export function drawLine(/** @type {Element} */ svg, /** @type {number[]} */ values, /** @type {number} */ span) {
  const known = values.filter((value) => !Number.isNaN(value)), low = Math.min(...known), high = Math.max(...known);
  const y = (/** @type {number} */ value) => HEIGHT - 2 - ((HEIGHT - 4) * (value - low)) / (high - low || 1);
  svg.querySelector("path").setAttribute("d", known.length > 1 ? linePath(values, (/** @type {number} */ i) => (WIDTH * i) / (span || 1), y) : "");
}
