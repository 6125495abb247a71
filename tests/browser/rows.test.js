// The values of a chart: columns that rise evenly are told short.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cells, listed, valueIn } from "isotherm/views/rows.js";

const YEARS = { first: 1960, step: 1, count: 3 };
const table = { rows: "Year", title: "", unit: "°C", decimals: 1, signed: true, categories: null };
const column = (layer, line = 0) => ({ name: "India", layer, line, cells: {} });
const rows = (layers, layer, line) => [...cells({ layers, table: { ...table, columns: [] } }, column(layer, line))];

test("a column that rises evenly has all its values", () => {
  assert.deepEqual(listed(YEARS), [1960, 1961, 1962]);
  assert.deepEqual(listed({ first: 0, step: 0, count: 2 }), [0, 0]);
  assert.deepEqual(listed([1, null]), [1, null]);
});

test("each value stands beside its year, however the columns are told", () => {
  const wanted = [["1960", "+0.5"], ["1961", "–"], ["1962", "−1.0"]], value = [0.5, null, -1];
  assert.deepEqual(rows({ line: { year: YEARS, value } }, "line"), wanted);
  assert.deepEqual(rows({ line: { year: [1960, 1961, 1962], value } }, "line"), wanted);
  assert.deepEqual(rows({ lines: { xs: [[1900], YEARS], ys: [[7], value] } }, "lines", 1), wanted);
  const bars = { left: { ...YEARS, first: 1959.58 }, right: { ...YEARS, first: 1960.42 }, bottom: [0, 0, -1], top: [0.5, null, 0] };
  assert.deepEqual(rows({ bars }, "bars"), wanted);
});

test("even values are told beside even years", () => {
  const value = { first: 0.5, step: 0.5, count: 3 };
  assert.deepEqual(rows({ line: { year: YEARS, value } }, "line"), [["1960", "+0.5"], ["1961", "+1.0"], ["1962", "+1.5"]]);
});

test("the value of a year is found in them", () => {
  const chart = { layers: { line: { year: YEARS, value: [1, 2, 3] } }, table: { ...table, columns: [column("line")] } };
  assert.deepEqual(valueIn(chart, 1961), { row: "1961", text: "+2.0" });
  assert.equal(valueIn(chart, 1959), null);
});
