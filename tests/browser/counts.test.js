// The footer keeps the last total that it was given.

import assert from "node:assert/strict";
import { test } from "node:test";

import { latest } from "../../dashboard/assets/tools/counts.js";

const HEARD = { views: 7, here: 1, age_seconds: null, since: "ever" };
const NOTHING = { views: null, here: null, age_seconds: null, since: "ever" };

test("a server that has not heard of its Redis takes no total away", () => {
  assert.deepEqual(latest(HEARD, NOTHING), HEARD);
});

test("a total that is heard replaces the last one", () => {
  const newer = { ...HEARD, views: 8 };
  assert.deepEqual(latest(HEARD, newer), newer);
  assert.deepEqual(latest(NOTHING, newer), newer);
  assert.deepEqual(latest(null, NOTHING), NOTHING);
});
