// The Pacific in one piece: on Equal Earth its islands east of 180° lie at the map's other edge.

const RADIUS = 6371007.181; // metres, of the sphere of the same area
const [A, B, C, D] = [1.340264, -0.081106, 0.000893, 0.003796];
const REGION = "Oceania";

/** How far 360 degrees reach at a height of the map, in metres: Equal Earth, x by y. */
function circumference(y) {
  let angle = y / RADIUS;
  const slope = () => A + 3 * B * angle ** 2 + angle ** 6 * (7 * C + 9 * D * angle ** 2);
  for (let i = 0; i < 6; i++) {
    angle -= (angle * (A + B * angle ** 2 + angle ** 6 * (C + D * angle ** 2)) - y / RADIUS) / slope();
  }
  return (4 * Math.PI * RADIUS * Math.cos(angle)) / (Math.sqrt(3) * slope());
}

const east = (x, y) => (x < 0 ? x + circumference(y) : x);

/**
 * World and label points with Oceania's western half east of its eastern one.
 * @param {World} world
 * @param {Country[]} countries
 * @returns {{ world: World, points: Point[] }}
 */
export function inOnePiece({ xs, ys, count }, countries) {
  const isIn = countries.map(({ region }) => region === REGION);
  return {
    world: { xs: xs.map((x, i) => (isIn[i] ? x.map((metres, j) => east(metres, ys[i][j])) : x)), ys, count },
    points: countries.map(({ x, y }, i) => ({ x: isIn[i] ? east(x, y) : x, y })),
  };
}
