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

/**
 * Each country's x and y in EPSG:8857 metres, rings parted by NaN, ready for Bokeh's patches.
 * @param {ArrayBuffer} buffer
 * @returns {World}
 */
export function decodeWorld(buffer) {
  const view = opened(buffer, "IWF1");
  const [grid, count, rings, points] = [4, 8, 12, 16].map((offset) => view.getUint32(offset, true));
  const sizes = new Uint16Array(buffer, 20, count + rings); // browsers run on little-endian machines
  const bytes = new Uint8Array(buffer, 20 + 2 * (count + rings), 4 * points);
  const xs = [], ys = [];
  let x = 0, y = 0, point = 0, ring = count;
  for (let country = 0; country < count; country++) {
    const last = ring + sizes[country];
    let length = Math.max(sizes[country] - 1, 0);
    for (let i = ring; i < last; i++) length += sizes[i];
    const cx = new Float64Array(length).fill(NaN), cy = new Float64Array(length).fill(NaN);
    for (let at = 0; ring < last; ring++, at++) {
      for (const end = point + sizes[ring]; point < end; point++, at++) {
        x = ((x + zigzag(bytes[point], bytes[2 * points + point])) << 16) >> 16;
        y = ((y + zigzag(bytes[points + point], bytes[3 * points + point])) << 16) >> 16;
        cx[at] = x * grid;
        cy[at] = y * grid;
      }
    }
    xs.push(cx);
    ys.push(cy);
  }
  return { xs, ys, count };
}

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
