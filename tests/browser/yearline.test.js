// The line over the slider: whose mean it is, and that it says nothing of nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { worldly } from "isotherm/timeline/yearline.js";

const variable = (rows, groups) => ({ firstYear: 2000, matrix: { count: rows.length }, groups, series: (i) => [...rows, ...groups][i] });

test("of a temperature it is the first group's mean, the world's", () => {
  const { values, first, says, more } = worldly(variable([[9, 9, 9]], [[NaN, 1, 2], [7, 7, 7]]));
  assert.deepEqual(values, [NaN, 1, 2]);
  assert.equal(first, 2001);
  assert.equal(says + more, "mean of reliable countries by land area");
});

test("against a baseline that has no values it says nothing", () => {
  assert.equal(worldly(variable([[NaN]], [[NaN]])).says, "");
});

test("of all else it is the median where half of the countries have a value", () => {
  const { values, says } = worldly(variable([[1, 4], [2, NaN], [3, NaN]], []));
  assert.deepEqual(values, [2, NaN]);
  assert.equal(says, "median of 3 countries");
});
