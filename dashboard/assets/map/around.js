// The Pacific in one piece: on Equal Earth its islands east of 180° lie at the map's other edge.

import { NORTH, WEST } from "isotherm/map/worldfile.js";

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
 * The world with Oceania's western half east of its eastern one.
 * @param {World} world
 * @param {Country[]} countries
 * @returns {World}
 */
export function inOnePiece(world, countries) {
  const { grid, rings, points } = world, cells = world.cells.slice(), markers = world.markers.slice();
  const move = (/** @type {Int32Array | Uint16Array} */ at, i) => {
    at[2 * i] = WEST + Math.round(east((at[2 * i] - WEST) * grid, (NORTH - at[2 * i + 1]) * grid) / grid);
  };
  countries.forEach(({ region }, country) => {
    if (region !== REGION) return;
    for (let point = points[rings[country]]; point < points[rings[country + 1]]; point++) move(cells, point);
    move(markers, country);
  });
  return { ...world, cells, markers };
}
