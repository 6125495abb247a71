// Names at the ends of lines stand in the order of the lines, apart, and within the chart.

import assert from "node:assert/strict";
import { test } from "node:test";

import { last, spread } from "isotherm/panel/ends.js";

test("names with room for them stand where their lines end", () => {
  assert.deepEqual(spread([80, 20, 50], 13, [6, 100]), [80, 20, 50]);
});

test("names of lines that end together are apart, in the order of the lines", () => {
  assert.deepEqual(spread([41, 40, 42], 13, [6, 100]), [53, 40, 66]);
});

test("names at the lower edge stay within, and push those above them up", () => {
  assert.deepEqual(spread([98, 99, 97], 13, [6, 100]), [87, 100, 74]);
});

test("a line ends at its last value, also one that is told by its first value and its step", () => {
  assert.equal(last([1, 2, null]), 2);
  assert.equal(last([null, NaN]), null);
  assert.equal(last({ first: 5, step: 2, count: 4 }), 11);
});
