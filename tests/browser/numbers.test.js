// Numbers that are very large or very small.

import assert from "node:assert/strict";
import { test } from "node:test";

import { edge, inFull, written } from "isotherm/numbers.js";

const style = { decimals: 1 };

test("beyond T a number is a power of ten, wherever it is written", () => {
  assert.equal(edge(2e29), "2×10²⁹");
  assert.equal(edge(-1e30), "−1×10³⁰");
  assert.equal(written(1.234e18, style), "1.23×10¹⁸");
  assert.equal(inFull(-4e29, style), "−4×10²⁹");
});

test("an edge that is nearly nothing is a power of ten, and none is 0", () => {
  assert.equal(edge(2e-12), "2×10⁻¹²");
  assert.equal(edge(0), "0");
});

test("what the page has had until now is written as before", () => {
  assert.equal(edge(1.1e14), "110T");
  assert.equal(edge(0.05), "0.05");
  assert.equal(written(1.41e9, style), "1.41B");
  assert.equal(inFull(1409128296, { decimals: 0 }), "1,409,128,296");
});

test("an edge that needs no rounding is written as the browser's own format has it", () => {
  const format = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
  for (let n = 0; n < 2000; n++) {
    for (const size of [n / 1000, n / 100, n / 4, n]) {
      assert.equal(edge(size), format.format(size).replace(/K$/, "k"));
    }
  }
});
