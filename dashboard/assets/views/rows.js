// The values of a chart as texts, row by row: what its table and what it says under the pointer are made of.

import { inFull, written } from "isotherm/numbers.js";

const SPAN = /^(\d+)–(\d+)$/;

/** All values of a column: one that rises evenly is told by its first value, its step and how many there are. */
export function listed(/** @type {Column} */ column) {
  return Array.isArray(column) ? column : Array.from({ length: column.count }, (_, i) => column.first + i * column.step);
}

/** The [year, value] of a layer, or of one line of it. */
function points(/** @type {Columns} */ { xs, ys, year, value, left, right, top, bottom }, line) {
  const paired = (xs, ys) => { const heights = listed(ys); return listed(xs).map((x, i) => [x, heights[i]]); };
  if (xs) return paired(listed(xs)[line] ?? [], listed(ys)[line] ?? []);
  if (year) return paired(year, value);
  const [from, to, high, low] = [left, right, top, bottom].map(listed);
  return from.map((x, i) => [Math.round((x + to[i]) / 2), high[i] === 0 ? low[i] : high[i]]);
}

/**
 * The texts of a column by row: by year, or by what its rows are.
 * @param {ChartPart} chart
 * @param {TableColumn} column
 * @returns {Map<string, string>}
 */
export function cells({ layers, table: { decimals, signed, categories } }, { layer, line, cells: texts }) {
  if (!layer) return new Map(Object.entries(texts));
  const write = (value) => (value === null ? "–" : signed ? written(value, { decimals, signed }) : inFull(value, { decimals, categories }));
  return new Map(points(layers[layer], line).filter(([year]) => year !== null).map(([year, value]) => [String(year), write(value)]));
}

/** The row of a year in the first column of a chart's table, which is the selected country's, and its text; null for none. */
export function valueIn(/** @type {ChartPart} */ chart, year) {
  const [first] = chart.table.columns;
  for (const [row, text] of first ? cells(chart, first) : []) {
    const [, from, to] = SPAN.exec(row) ?? ["", row, row];
    if (text !== "–" && year >= Number(from) && year <= Number(to)) return { row, text };
  }
  return null;
}

/** The last of an indicator's [year, value] by a year, as text with its unit and its year; a group of countries has none. */
export function lastBy(/** @type {IndicatorPart} */ indicator, /** @type {[number, number][]} */ values, /** @type {number} */ year, isGroup = false) {
  const known = values.findLast(([then]) => then <= year);
  return known ? { text: inFull(known[1], indicator), unit: indicator.text.unit, when: `in ${known[0]}` }
    : { text: "–", unit: "", when: isGroup ? "no value for a group" : `no value by ${year}` };
}
