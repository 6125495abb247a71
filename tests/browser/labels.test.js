// Names beside dots never cover one another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { places } from "isotherm/views/labels.js";

const AREA = { width: 600, height: 300 };
const boxes = (dots) => places(dots, AREA).map((place, i) => place && { left: place.x, right: place.x + dots[i].width, top: place.y - 11, bottom: place.y + 4 });
const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

test("a name alone stands to the right of its dot, and to the left where there is no room", () => {
  assert.deepEqual(places([{ x: 100, y: 50, r: 6, width: 80 }], AREA), [{ x: 111, y: 54 }]);
  assert.deepEqual(places([{ x: 590, y: 50, r: 6, width: 80 }], AREA), [{ x: 499, y: 54 }]);
});

test("six names of one place are apart, within the area and beside all dots", () => {
  const dots = Array.from({ length: 6 }, (_, i) => ({ x: 300 + 2 * i, y: 150 - i, r: 7, width: 70 + 20 * i }));
  const found = boxes(dots);
  for (const [i, box] of found.entries()) {
    assert.ok(box.left >= 0 && box.right <= 600 && box.top >= 0 && box.bottom <= 300);
    for (const other of found.slice(i + 1)) assert.ok(apart(box, other));
    for (const { x, y, r } of dots) assert.ok(apart(box, { left: x - r, right: x + r, top: y - r, bottom: y + r }));
  }
});

test("names at every edge stay within", () => {
  const dots = [[0, 0], [600, 0], [0, 300], [600, 300], [300, 0], [300, 300]].map(([x, y]) => ({ x, y, r: 20, width: 150 }));
  for (const box of boxes(dots)) assert.ok(box.left >= 0 && box.right <= 600 && box.top >= 0 && box.bottom <= 300);
});

test("a name without any room is left out", () => {
  assert.deepEqual(places([{ x: 5, y: 5, r: 3, width: 80 }], { width: 40, height: 20 }), [null]);
});
