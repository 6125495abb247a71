// Ranks of what is computed: countries that are alike in the files share a rank on the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadVariable } from "isotherm/map/variable.js";
import { ranks } from "isotherm/views/ranking.js";

/** The address of a matrix file of two years, a row a country. */
function matrixOf(rows) {
  const file = new DataView(new ArrayBuffer(16 + 8 * rows.length));
  [..."IMF1"].forEach((letter, i) => { file.setUint8(i, letter.charCodeAt(0)); });
  file.setInt32(4, 2000, true);
  file.setUint32(8, 2, true);
  file.setUint32(12, rows.length, true);
  rows.flat().forEach((value, i) => { file.setFloat32(16 + 4 * i, value, true); });
  return `data:application/octet-stream;base64,${Buffer.from(file.buffer).toString("base64")}`;
}

async function ranked(rows, about, period) {
  const countries = rows.map(() => ({ flag: "good", reason: "" }));
  const shown = { label: "", unit: "", decimals: 2, matrix: matrixOf(rows), tolerance: 0, until: 2001, edges: [0, 1], ...about };
  const variable = await loadVariable(shown, countries, { period, flagged: false });
  const all = [...countries.keys()], values = all.map((country) => variable.ranked(variable.value(country, 2001)));
  const alone = all.map((country) => variable.rank(country, 2001).place);
  assert.deepEqual([...ranks(values, () => true)], alone);
  return alone;
}

test("means that differ by the digits of their sums alone share a rank", async () => {
  const rows = [[0.1, 0.2], [0.3, 0], [0.299, 0], [0.302, 0]];
  assert.deepEqual(await ranked(rows, { signed: true, subtract: [0, 0, 0, 0] }, "2000-2001"), [2, 2, 4, 1]);
});

test("so do years of which each country's own normal is subtracted", async () => {
  const third = 1 / 3, rows = [[0, 0.4], [0, 0.4 + third], [0, 0.401]];
  const subtract = [0, Math.round(third * 1e9) / 1e9, 0];
  assert.deepEqual(await ranked(rows, { signed: true, subtract }, ""), [2, 2, 1]);
});

test("values as published are told apart however small they are", async () => {
  assert.deepEqual(await ranked([[0, 1e-8], [0, 2e-8]], {}, ""), [2, 1]);
});
