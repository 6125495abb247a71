// The address follows the choices, beside a browser that limits how often it is written.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Address } from "../../dashboard/assets/state/address.js";

const link = { write: ({ year }) => `year=${year}`, read: (search) => ({ year: Number(search.slice(6)) }) };

/** A window whose history takes so many writings in 30 s, as WebKit's takes 100. */
function browser(most = 100) {
  const location = { pathname: "/", search: "", hash: "" }, written = [];
  const write = (kind) => (_state, _title, text) => {
    const now = performance.now();
    while (written.length && now - written[0] > 30_000) written.shift();
    if (written.length >= most) throw new DOMException("too often", "SecurityError");
    written.push(now);
    history[kind].push(text);
    location.search = text.slice(1);
  };
  const history = { pushed: [], replaced: [] };
  Object.assign(history, { pushState: write("pushed"), replaceState: write("replaced") });
  return { history, location };
}

function timed(body) {
  return () => {
    let now = 0;
    mock.method(performance, "now", () => now);
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      body((ms) => { for (let k = 0; k < ms; k += 10) { now += 10; mock.timers.tick(10); } });
    } finally {
      mock.timers.reset();
      mock.restoreAll();
    }
  };
}

test("the first ten choices are written at once, the last of many half a second later", timed((wait) => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  for (let year = 1960; year < 2000; year++) { address.follow({ year }); wait(10); }
  assert.deepEqual(history.replaced, Array.from({ length: 10 }, (_, n) => `/?year=${1960 + n}`));
  wait(500);
  assert.deepEqual(history.replaced.slice(10), ["/?year=1999"]);
}));

test("after a rest choices are written at once again", timed((wait) => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  for (let year = 1960; year < 2000; year++) address.follow({ year });
  wait(2000);
  const before = history.replaced.length;
  for (let year = 1950; year < 1952; year++) address.follow({ year });
  assert.deepEqual(history.replaced.slice(before), ["/?year=1950", "/?year=1951"]);
}));

test("an address that has the choices already is not written", timed(() => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  location.search = "?year=7";
  address.follow({ year: 7 });
  address.follow({ year: 8 });
  assert.deepEqual(history.replaced, ["/?year=8"]);
}));

test("a step is written at once, after what it leaves", timed((wait) => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  address.follow({ year: 1 });
  wait(10);
  address.follow({ year: 2 });
  address.follow({ year: 3 }, true);
  assert.deepEqual([history.replaced, history.pushed], [["/?year=1", "/?year=2"], ["/?year=3"]]);
}));

test("five minutes of playing never come to a browser's limit", timed((wait) => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  for (let n = 0; n < 30_000; n++) { address.follow({ year: n }); if (n % 2) wait(20); }
  wait(1000);
  assert.equal(location.search, "?year=29999");
}));

test("a browser that refuses is asked again, and nothing is thrown", timed((wait) => {
  const { history, location } = browser(3), address = new Address(link, { history, location });
  for (let n = 0; n < 9; n++) address.follow({ year: n }, true);
  assert.equal(history.pushed.length, 3);
  wait(40_000);
  assert.equal(location.search, "?year=8");
}));

test("Back drops what was still to be written", timed((wait) => {
  const { history, location } = browser(), address = new Address(link, { history, location });
  for (let year = 1; year <= 11; year++) address.follow({ year });
  location.search = "?year=1";
  assert.deepEqual(address.read(), { year: 1 });
  wait(2000);
  assert.equal(history.replaced.at(-1), "/?year=10");
}));
