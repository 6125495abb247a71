// The browser's half of the link: the cases of tests/links.json, which tests/unit/test_browser.py gives to Python too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Link } from "../../dashboard/assets/state/link.js";

const { described, cases } = JSON.parse(readFileSync(process.env.LINKS, "utf-8"));
const link = new Link(described);
const usual = link.read("");

for (const { query, choices, link: canonical } of cases) {
  test(`?${query}`, () => {
    assert.deepEqual(link.read(query), { ...usual, ...choices });
    assert.equal(link.write(link.read(query)), canonical);
    assert.deepEqual(link.read(canonical), link.read(query));
  });
}

test("what is not ours stays in the address", () => {
  assert.equal(link.write({ ...usual, iso3: "IND" }, "?utm=a+b&country=USA"), "utm=a+b&country=IND");
});
