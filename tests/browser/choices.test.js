// Choices reach the server in one message an action, one at a time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Choices } from "../../dashboard/assets/state/choices.js";

function session(values) {
  const model = { choices: JSON.stringify(values), said: [] };
  model.setv = ({ choices }) => { model.choices = choices; model.said.push(JSON.parse(choices)); };
  return model;
}

const START = { iso3: "BRA", year: 2024 };

test("an action of several choices is one message", () => {
  const choices = new Choices({ ...START }), model = session(START);
  choices.connect(model);
  choices.set({ iso3: "IND", compare: "USA" });
  assert.deepEqual(model.said, [{ iso3: "IND", compare: "USA", year: 2024, turn: 1 }]);
});

test("what is chosen before the answer goes out with it, the latest alone", () => {
  const choices = new Choices({ ...START }), model = session(START);
  choices.connect(model);
  for (const iso3 of ["IND", "USA", "DEU"]) choices.set({ iso3 });
  assert.equal(model.said.length, 1);
  choices.answered(1);
  assert.deepEqual(model.said.map(({ iso3 }) => iso3), ["IND", "DEU"]);
  choices.answered(1); // an old one
  choices.set({ iso3: "FRA" });
  assert.equal(model.said.length, 2);
  choices.answered(2);
  assert.deepEqual(model.said.at(-1), { iso3: "FRA", year: 2024, turn: 3 });
});

test("a session that knows all is told nothing; another hears what is chosen by now", () => {
  const choices = new Choices({ ...START }), first = session(START);
  choices.connect(first);
  assert.deepEqual(first.said, []);
  choices.disconnect();
  choices.set({ iso3: "IND" });
  const next = session(START);
  choices.connect(next);
  assert.deepEqual(next.said.map(({ iso3 }) => iso3), ["IND"]);
});

test("a message whose answer was lost with its session holds nothing up", () => {
  const choices = new Choices({ ...START }), first = session(START);
  choices.connect(first);
  choices.set({ iso3: "IND" });
  choices.disconnect();
  const next = session(START);
  choices.connect(next);
  assert.equal(next.said.at(-1).iso3, "IND");
});
