// Where names stand beside dots so that none covers another one, or a dot: numbers in, places out.

const LINE = 15, UP = 11, DOWN = 4, AIR = 5; // px: between lines, of a line over and under its base, beside a dot

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const boxOf = ({ x, y, width }) => ({ left: x, right: x + width, top: y - UP, bottom: y + DOWN });
const around = ({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });

/** Places beside a dot, the best first: right, left, above, below, and then further up and down. */
function* beside({ x, y, r, width }, /** @type {number} */ rows) {
  const right = x + r + AIR, left = x - r - AIR - width, middle = x - width / 2;
  yield* [{ x: right, y: y + DOWN, width }, { x: left, y: y + DOWN, width }, { x: middle, y: y - r - AIR, width }, { x: middle, y: y + r + UP + 2, width }];
  for (let row = 1; row <= rows; row++) {
    for (const way of [-1, 1]) for (const start of [right, left, middle]) yield { x: start, y: y + DOWN + way * row * LINE, width };
  }
}

/**
 * The left end and the base of each name; null for one that has no room anywhere.
 * @param {{ x: number, y: number, r: number, width: number }[]} dots
 * @param {{ width: number, height: number }} area
 * @returns {({ x: number, y: number } | null)[]}
 */
export function places(dots, { width, height }) {
  const taken = dots.map(around), rows = Math.ceil(height / LINE);
  return dots.map((dot) => {
    for (const place of beside(dot, rows)) {
      const box = boxOf(place);
      if (box.left < 0 || box.right > width || box.top < 0 || box.bottom > height || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return { x: place.x, y: place.y };
    }
    return null;
  });
}
