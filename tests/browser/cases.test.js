// The browser's half of tests/cases.json: what Python computes too. tests/unit/test_cases.py has the other half.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inFull, withUnit, written } from "isotherm/numbers.js";
import { order, ranks } from "isotherm/views/ranking.js";
import { loadVariable } from "isotherm/map/variable.js";

const { numbers, variables, orders } = JSON.parse(readFileSync(process.env.CASES, "utf-8"));
const orNaN = (values) => values.map((value) => value ?? NaN);

for (const { value, decimals, categories, unit, signed, full, with_unit } of numbers) {
  test(`${value} with ${decimals} decimals`, () => {
    if (signed !== null) assert.equal(written(value, { decimals, signed: true }), signed);
    assert.equal(inFull(value, { decimals, categories }), full);
    assert.equal(withUnit(inFull(value, { decimals, categories }), unit), with_unit);
  });
}

for (const { what, matrix, values, tolerance, until, edges, flags, signed, flagged, period, year, ...expected } of variables) {
  test(what, async () => {
    const countries = values.map((_, i) => ({ flag: flags?.[i] ?? "good", reason: "" }));
    const shown = { label: "", unit: "", decimals: 2, matrix, tolerance, until, edges, signed: Boolean(signed) };
    const variable = await loadVariable(shown, countries, { period: period?.join("-") ?? "", flagged: Boolean(flagged) });
    const then = variable.nearest(year), all = [...countries.keys()];
    const found = all.map((country) => variable.value(country, then));
    assert.deepEqual(found, orNaN(expected.found));
    assert.deepEqual([...variable.bins(then)], orNaN(expected.bins));
    assert.deepEqual(all.map((country) => variable.rank(country, then)?.place ?? null), expected.ranks);
    const table = ranks(found, (country) => !Number.isNaN(found[country]) && variable.ranks(country));
    assert.deepEqual([...table].map((rank) => rank || null), expected.ranks);
    if (!expected.years) return;
    assert.deepEqual(all.map((country) => (Number.isNaN(found[country]) ? null : variable.yearOf(country, then))), expected.years);
  });
}

for (const { values, late, turned, order: expected } of orders) {
  test(`the order of ${values}${turned ? ", turned" : ""}, late ${late}`, () => {
    assert.deepEqual(order(orNaN(values), turned ? -1 : 1, (country) => late[country]), expected);
  });
}
