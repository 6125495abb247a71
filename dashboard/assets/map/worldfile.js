// Read the world and matrix files; dashboard/worldfile.py says what every byte means.

const zigzag = (low, high) => {
  const coded = low | (high << 8);
  return (coded >>> 1) ^ -(coded & 1);
};

const opened = (buffer, kind) => {
  const view = new DataView(buffer);
  const found = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  if (found !== kind) throw new Error(`not a file of this kind: it starts with ${found}, not ${kind}`);
  return view;
};

/** The column and the row, counted from the north-west, of the middle of the map: 0, 0 in metres. */
export const WEST = 29_000;
export const NORTH = 14_200;

/**
 * The rings of each country as the map draws them: in cells of a grid, y downwards.
 * @param {ArrayBuffer} buffer
 * @returns {Rings}
 */
export function decodeWorld(buffer) {
  const view = opened(buffer, "IWF1");
  const [grid, count, rings, points] = [4, 8, 12, 16].map((offset) => view.getUint32(offset, true));
  const sizes = new Uint16Array(buffer, 20, count + rings); // browsers run on little-endian machines
  const bytes = new Uint8Array(buffer, 20 + 2 * (count + rings), 4 * points), cells = new Int32Array(2 * points);
  for (let point = 0, x = 0, y = 0; point < points; point++) {
    x = ((x + zigzag(bytes[point], bytes[2 * points + point])) << 16) >> 16;
    y = ((y + zigzag(bytes[points + point], bytes[3 * points + point])) << 16) >> 16;
    cells[2 * point] = WEST + x;
    cells[2 * point + 1] = NORTH - y;
  }
  return { grid, count, rings: sums(sizes.subarray(0, count)), points: sums(sizes.subarray(count)), cells };
}

const sums = (/** @type {Uint16Array} */ sizes) => {
  const all = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, i) => { all[i + 1] = all[i] + size; });
  return all;
};

/**
 * A box in kilometres, y downwards, in cells.
 * @param {Rings} rings
 * @param {Box} box
 */
export function boxOf({ grid }, [left, top, width, height]) {
  const each = 1000 / grid;
  return [WEST + left * each, NORTH + top * each, width * each, height * each];
}

/**
 * The metres of the left and upper edge of a view, and those of a pixel.
 * @param {Rings} rings
 * @param {{ scale: number, x: number, y: number }} view
 */
export const metresOf = ({ grid }, { scale, x, y }) => [(-x / scale - WEST) * grid, (NORTH + y / scale) * grid, grid / scale];

/**
 * A country by year matrix, row by row, NaN where a value is missing.
 * @param {ArrayBuffer} buffer
 * @returns {Matrix}
 */
export function decodeMatrix(buffer) {
  const whole = new Uint8Array(buffer, 0, 4).toString() === "73,77,70,49"; // IMF1: numbers as they are
  const view = opened(buffer, whole ? "IMF1" : "IMX1");
  const firstYear = view.getInt32(4, true);
  const years = view.getUint32(8, true), count = view.getUint32(12, true);
  if (whole) return { firstYear, years, count, values: new Float32Array(buffer, 16, count * years) };
  const step = view.getFloat64(16, true);
  const total = count * years, bytes = new Uint8Array(buffer, 24, 2 * total);
  const values = new Float32Array(total);
  for (let i = 0, level = 0; i < total; i++) {
    if (i % years === 0) level = 0;
    const low = bytes[i], high = bytes[total + i];
    if (low === 255 && high === 255) {
      values[i] = NaN;
      continue;
    }
    level += zigzag(low, high);
    if (level > 32767) level -= 65535;
    else if (level < -32767) level += 65535;
    values[i] = level * step;
  }
  return { firstYear, years, count, values };
}
