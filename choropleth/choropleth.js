// @ts-check
/**
 * The browser's half of the Choropleth component: one ES module, no build step.
 *
 * From the top: read the bytes, cells and views, hit testing, bins and texts, drawing commands, the two
 * painters of commands (a canvas, SVG), and the element with its events. All but the last are pure
 * functions, tested by tests/unit/choropleth/choropleth.test.mjs. Positions in the map's grid are called
 * cells; the layouts of the bytes stand in encoding.py and numbers.py.
 *
 * @typedef {{count: number, rings: Uint32Array, points: Uint32Array, cells: Uint16Array | Int32Array}} Geometry
 *   rings[i] to rings[i + 1] are the rings of shape i, points[r] to points[r + 1] the points of ring r.
 * @typedef {Geometry & {markers: Uint16Array | Int32Array, flags: Uint8Array}} Shapes
 * @typedef {{steps: number, count: number, values: Float32Array, marks: Uint8Array, markRows: number}} Numbers
 * @typedef {{scale: number, x: number, y: number}} View   pixels = cells * scale + (x, y)
 * @typedef {{boxes: Float32Array, sizes: Float32Array, rooms: Float32Array, right: number, bottom: number}} Extents
 * @typedef {{size: number, across: number, starts: Uint32Array, items: Uint32Array}} Index
 * @typedef {{text: string, quiet: string, surface: string, land: string, missing: string, border: string}} Theme
 * @typedef {{op: string, [name: string]: any}} Command
 * @typedef {{hovered?: number, selected?: number, compared?: number[], marked?: number[], called?: number}} Chosen
 *   positions, -1 for none; marked: outlined together while all others fade; called: how much wider the selected one is drawn
 * @typedef {{data: string, scale: [number, number], offset: [number, number], fill?: string, colour?: string, width?: number}} Ground
 *   a path of SVG to lie under the shapes: cells = its numbers * scale + offset
 * @typedef {{fill: string, ink: string, halo: string}} Doubt
 *   fill: in place of the bin's colour, "" for none; ink and halo: of the pattern over it
 * @typedef {object} Inputs what a map shows; each is taken as it is, and never written to
 * @property {Shapes} shapes
 * @property {readonly string[]} names
 * @property {Uint8Array} bins the number of each shape's colour, 255 for no value
 * @property {ArrayLike<number | boolean>} uncertain whether each value is; of UNCLEAR, a pattern of its own lies over its colour
 * @property {Doubt | null} doubt how what is uncertain is drawn; null for its pattern over its colour
 * @property {Chosen} chosen
 * @property {readonly string[]} colours of the bins
 * @property {readonly string[]} comparing colours of the selected shape and of those compared with it
 * @property {Theme} theme
 * @property {Ground[]} ground
 * @property {{missing: string, uncertain: string, unclear?: string}} patterns
 * @property {ArrayLike<number> | null} box the cells that the map shows at first: left, top, width, height; null for all
 * @property {boolean} markers whether all shapes have one that are too small to see
 * @property {number} markerRadius
 * @property {boolean} markersOverLand whether a marker may cover another shape where the map is not zoomed in
 * @property {boolean} labels
 * @property {boolean} zoomable by wheel, pinch and drag
 * @property {boolean} oneFinger whether one finger moves a map that is zoomed; else it scrolls the page
 * @property {(event: WheelEvent) => boolean} wheels whether a turn of the wheel zooms; else it scrolls the page
 *
 * @typedef {object} Acts what a person does; a map keeps no choice of its own
 * @property {(i: number, event: PointerEvent | MouseEvent | null) => void} hover -1 for none; again whenever the pointer moves
 * @property {(i: number) => void} select -1: the click was on nothing
 * @property {(i: number) => void} compare
 * @property {() => void} viewed another part is shown
 */

const NEAR = 20; // px: how far from a shape too small to hit a click still means it
const MARKER = 3.5; // px: a marker's radius
const ZOOMED = 1.8; // times the whole map: a marker may then cover another shape
const FADED = 70; // of 255: how much is seen of what is not marked, while others are
const TINY = 5; // px: a shape whose largest ring is smaller has a marker
const DRAG = 4; // px: a pointer that moved less has clicked
const LONGEST_CELL = 0.6; // device px: what is finer than this is not drawn
export const UNCLEAR = 2; // of `uncertain`
const MOST_COMPARED = 6;
const SETTLED = 120; // ms without a move before borders are smooth again
const SMOOTH = 2e6; // device pixels: a picture with more has no smooth borders
const SOON = 1e5; // points: a first picture with more is painted by pixel at once
const ROW = 1 << 20; // more than the columns of any grid
/** Flags of a shape: it always has a marker, has no geometry, or has a marker until it is larger than that. */
export const ALWAYS_MARKED = 1;
export const UNDRAWN = 2;
export const MARKED_WHILE_SMALL = 4;
const FONT = "12px system-ui, sans-serif";
const PROOF = [40, 210, 90, 160]; // greys that are drawn and read, to see whether a page may
const BLURRED = 8; // of 255: a browser that only hides fingerprints changes less
const TILE = 6; // px: the side of a pattern's tile
const LEGEND_HEIGHT = 40, TITLE_HEIGHT = 30;

/** Told apart with every common deficiency, 3 to 1 or more on both surfaces; the selected one first. */
export const COMPARED = ["#1f77c9", "#cc7800", "#6c9054", "#a84890", "#d82430", "#846c6c"];

/** @type {{light: Theme, dark: Theme}} */
export const THEMES = {
  light: { text: "#1d1c1a", quiet: "#5d5a54", surface: "#ffffff", land: "#dedbd4", missing: "#8a857b", border: "#83898f" },
  dark: { text: "#efeeea", quiet: "#aba89f", surface: "#1b1e24", land: "#3d4046", missing: "#8b887f", border: "#727a86" },
};

// ---------------------------------------------------------------- bytes

/** @param {ArrayBuffer | ArrayBufferView} bytes @returns {ArrayBuffer} */
const aligned = (bytes) => {
  if (bytes instanceof ArrayBuffer) return bytes;
  return /** @type {ArrayBuffer} */ (bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

/** @param {ArrayBuffer} buffer @param {string} kind */
const opened = (buffer, kind) => {
  const found = String.fromCharCode(...new Uint8Array(buffer, 0, Math.min(4, buffer.byteLength)));
  if (found !== kind) throw new Error(`choropleth: expected bytes of the kind ${kind}, not ${found || "none"}`);
  return new DataView(buffer);
};

/** @param {Uint32Array} counts */
const starts = (counts) => {
  const sums = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) sums[i + 1] = sums[i] + counts[i];
  return sums;
};

/** @param {ArrayBuffer | ArrayBufferView} bytes @returns {Shapes} */
export function decodeShapes(bytes) {
  const buffer = aligned(bytes), view = opened(buffer, "CHS1");
  const [count, rings, points] = [4, 8, 12].map((offset) => view.getUint32(offset, true));
  let offset = 40;
  /** @template T @param {new (buffer: ArrayBuffer, offset: number, length: number) => T} Type @param {number} length @param {number} size */
  const next = (Type, length, size) => {
    const part = new Type(buffer, offset, length);
    offset += length * size;
    return part;
  };
  return {
    count,
    rings: starts(next(Uint32Array, count, 4)),
    points: starts(next(Uint32Array, rings, 4)),
    cells: next(Uint16Array, 2 * points, 2),
    markers: next(Uint16Array, 2 * count, 2),
    flags: next(Uint8Array, count, 1),
  };
}

/** @param {ArrayBuffer | ArrayBufferView} bytes @returns {Numbers} */
export function decodeNumbers(bytes) {
  const buffer = aligned(bytes), view = opened(buffer, "CHN1");
  const [steps, count, markRows] = [4, 8, 12].map((offset) => view.getUint32(offset, true));
  return {
    steps, count, markRows,
    values: new Float32Array(buffer, 16, steps * count),
    marks: new Uint8Array(buffer, 16 + 4 * steps * count, markRows * count),
  };
}

/** The values of one step. @param {Numbers} numbers @param {number} step */
export const valuesAt = ({ values, count }, step) => values.subarray(step * count, (step + 1) * count);

/** Whether each value of one step is uncertain. @param {Numbers} numbers @param {number} step */
export const marksAt = ({ marks, count, markRows }, step) => {
  if (!markRows) return new Uint8Array(count);
  const row = markRows === 1 ? 0 : step;
  return marks.subarray(row * count, (row + 1) * count);
};

// ---------------------------------------------------------------- cells

/**
 * The box of each shape (left, top, right, bottom), and of its largest ring the longer side and the box.
 * @param {Shapes} shapes @returns {Extents}
 */
export function extents({ count, rings, points, cells }) {
  const boxes = new Float32Array(4 * count), rooms = new Float32Array(4 * count), sizes = new Float32Array(count);
  let [right, bottom] = [1, 1];
  for (let i = 0; i < count; i++) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let area = -1;
    for (let ring = rings[i]; ring < rings[i + 1]; ring++) {
      let left = Infinity, top = Infinity, east = -Infinity, south = -Infinity;
      for (let p = points[ring]; p < points[ring + 1]; p++) {
        const x = cells[2 * p], y = cells[2 * p + 1];
        if (x < left) left = x;
        if (y < top) top = y;
        if (x > east) east = x;
        if (y > south) south = y;
      }
      if (left < box[0]) box[0] = left;
      if (top < box[1]) box[1] = top;
      if (east > box[2]) box[2] = east;
      if (south > box[3]) box[3] = south;
      const width = east - left, height = south - top;
      if (width * height > area) {
        area = width * height;
        rooms.set([left, top, east, south], 4 * i);
        sizes[i] = Math.max(width, height);
      }
    }
    boxes.set(box, 4 * i);
    if (box[2] > right) right = box[2];
    if (box[3] > bottom) bottom = box[3];
  }
  return { boxes, sizes, rooms, right, bottom };
}

/**
 * The same shapes on a coarser grid, whose cells are 2 ** level wide. Neighbours go on sharing the points
 * of their border, for each point goes to the same cell in both.
 * @param {Geometry} geometry @param {number} level @returns {Geometry}
 */
export function coarser({ count, rings, points, cells }, level) {
  if (!level) return { count, rings, points, cells };
  const half = 1 << (level - 1), kept = new /** @type {any} */ (cells.constructor)(cells.length);
  const most = cells instanceof Uint16Array ? 65535 : Infinity;
  const newRings = new Uint32Array(count + 1), newPoints = [0];
  let total = 0;
  for (let i = 0; i < count; i++) {
    for (let ring = rings[i]; ring < rings[i + 1]; ring++) {
      const first = total, last = points[ring + 1] - 1;
      let before = -1;
      if (last >= points[ring]) before = snapped(cells, last, level, half);
      for (let p = points[ring]; p <= last; p++) {
        const now = snapped(cells, p, level, half);
        if (now === before) continue;
        before = now;
        kept[2 * total] = Math.min(most, (now % ROW) << level);
        kept[2 * total + 1] = Math.min(most, Math.floor(now / ROW) << level);
        total++;
      }
      if (total - first < 3) total = first; else newPoints.push(total);
    }
    newRings[i + 1] = newPoints.length - 1;
  }
  return { count, rings: newRings, points: Uint32Array.from(newPoints), cells: kept.slice(0, 2 * total) };
}

/** One number for the coarse cell of a point. @param {ArrayLike<number>} cells @param {number} p @param {number} level @param {number} half */
const snapped = (cells, p, level, half) => ((cells[2 * p] + half) >> level) + ROW * ((cells[2 * p + 1] + half) >> level);

/** How coarse the cells may be at a scale. @param {number} scale device pixels a cell */
export const levelFor = (scale) => Math.min(8, Math.max(0, Math.floor(Math.log2(LONGEST_CELL / scale))));

/**
 * Write the rings of a shape as a path. @param {Geometry} geometry @param {number} i
 * @param {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void, closePath(): void}} path
 */
export function trace({ rings, points, cells }, i, path) {
  for (let ring = rings[i]; ring < rings[i + 1]; ring++) {
    const first = points[ring], end = points[ring + 1];
    path.moveTo(cells[2 * first], cells[2 * first + 1]);
    for (let p = first + 1; p < end; p++) path.lineTo(cells[2 * p], cells[2 * p + 1]);
    path.closePath();
  }
}

/** The rings of a shape as the data of an SVG path. @param {Geometry} geometry @param {number} i */
export function pathText(geometry, i) {
  let text = "";
  trace(geometry, i, {
    moveTo: (x, y) => { text += `M${x} ${y}`; },
    lineTo: (x, y) => { text += `L${x} ${y}`; },
    closePath: () => { text += "Z"; },
  });
  return text;
}

// ---------------------------------------------------------------- views

/** The view that shows everything. @param {Extents} extent @param {number} width @param {number} height @param {number} [margin] @returns {View} */
export function fitted({ right, bottom }, width, height, margin = 6) {
  const scale = Math.max(1e-6, Math.min((width - 2 * margin) / right, (height - 2 * margin) / bottom));
  return { scale, x: (width - right * scale) / 2, y: (height - bottom * scale) / 2 };
}

/** The view that shows a box of cells: left, top, width and height. @param {ArrayLike<number>} box @param {number} width @param {number} height @returns {View} */
export function boxed(box, width, height) {
  const scale = Math.min(width / box[2], height / box[3]);
  return { scale, x: (width - box[2] * scale) / 2 - box[0] * scale, y: (height - box[3] * scale) / 2 - box[1] * scale };
}

/**
 * The view zoomed by a factor about a pixel, between the whole map and its most.
 * @param {View} view @param {View} home @param {number} factor @param {number} x @param {number} y @param {number} most @returns {View}
 */
export function zoomed(view, home, factor, x, y, most) {
  const scale = Math.min(Math.max(view.scale * factor, home.scale), home.scale * most), by = scale / view.scale;
  return { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
}

/**
 * The view moved as little as keeps the middle of the picture on the map.
 * @param {View} view @param {View} home @param {Extents} extent @param {number} width @param {number} height @returns {View}
 */
export function kept(view, home, { right, bottom }, width, height) {
  if (view.scale <= home.scale * 1.0001) return home;
  /** @param {number} offset @param {number} length @param {number} room */
  const within = (offset, length, room) => Math.min(Math.max(offset, room / 2 - length), room / 2);
  return { ...view, x: within(view.x, right * view.scale, width), y: within(view.y, bottom * view.scale, height) };
}

/** How far one may zoom: until a cell is as large as a pixel. @param {View} home */
export const mostZoom = (home) => Math.max(4, 1 / home.scale);

/** The shapes that a view shows a part of. @param {Extents} extent @param {View} view @param {number} width @param {number} height */
export function visible({ boxes, sizes }, { scale, x, y }, width, height) {
  const [left, top, right, bottom] = [(-x - NEAR) / scale, (-y - NEAR) / scale, (width - x + NEAR) / scale, (height - y + NEAR) / scale];
  const found = [];
  for (let i = 0; i < sizes.length; i++) {
    const empty = boxes[4 * i] > boxes[4 * i + 2];
    if (empty || (boxes[4 * i] <= right && boxes[4 * i + 2] >= left && boxes[4 * i + 1] <= bottom && boxes[4 * i + 3] >= top)) found.push(i);
  }
  return found;
}

// ---------------------------------------------------------------- hit testing

/** An index over boxes: which shapes have a part in each square of the map. @param {Extents} extent @returns {Index} */
export function indexed({ boxes, sizes, right, bottom }) {
  const size = Math.max(1, Math.ceil((Math.max(right, bottom) + 1) / 64)), across = Math.ceil((right + 1) / size);
  const down = Math.ceil((bottom + 1) / size), counts = new Uint32Array(across * down);
  /** @param {(square: number, i: number) => void} act */
  const each = (act) => {
    for (let i = 0; i < sizes.length; i++) {
      if (boxes[4 * i] > boxes[4 * i + 2]) continue;
      const [left, top, east, south] = [0, 1, 2, 3].map((side) => Math.floor(boxes[4 * i + side] / size));
      for (let row = top; row <= south; row++) for (let column = left; column <= east; column++) act(row * across + column, i);
    }
  };
  each((square) => { counts[square]++; });
  const begins = starts(counts), items = new Uint32Array(begins[counts.length]), next = begins.slice();
  each((square, i) => { items[next[square]++] = i; });
  return { size, across, starts: begins, items };
}

/** Even-odd: a hole is outside, an island in it inside. @param {Geometry} geometry @param {number} i @param {number} x @param {number} y */
export function inside({ rings, points, cells }, i, x, y) {
  let found = false;
  for (let ring = rings[i]; ring < rings[i + 1]; ring++) {
    const first = points[ring], end = points[ring + 1];
    if (first === end) continue;
    let qx = cells[2 * end - 2], qy = cells[2 * end - 1];
    for (let p = first; p < end; p++) {
      const px = cells[2 * p], py = cells[2 * p + 1];
      if (py > y !== qy > y && x < ((qx - px) * (y - py)) / (qy - py) + px) found = !found;
      qx = px;
      qy = py;
    }
  }
  return found;
}

/** The shape that has a cell, the one drawn last of several; -1 for none. @param {Geometry} geometry @param {Extents} extent @param {Index} index @param {number} x @param {number} y */
export function shapeAt(geometry, { boxes }, { size, across, starts: begins, items }, x, y) {
  const column = Math.floor(x / size), row = Math.floor(y / size), square = row * across + column;
  if (x < 0 || y < 0 || column >= across || square >= begins.length - 1) return -1;
  for (let n = begins[square + 1] - 1; n >= begins[square]; n--) {
    const i = items[n];
    const within = x >= boxes[4 * i] && x <= boxes[4 * i + 2] && y >= boxes[4 * i + 1] && y <= boxes[4 * i + 3];
    if (within && inside(geometry, i, x, y)) return i;
  }
  return -1;
}

/**
 * The marker nearest to a pixel, of those given and meant, and its distance.
 * @param {ArrayLike<number>} markers @param {ArrayLike<number>} among @param {View} view @param {number} x @param {number} y
 * @param {(i: number, distance: number) => boolean} [isMeant]
 */
export function nearest(markers, among, view, x, y, isMeant = () => true) {
  let found = -1, distance = Infinity;
  for (let n = 0; n < among.length; n++) {
    const i = among[n], away = apart(markers, i, view, x, y);
    if (away < distance && isMeant(i, away)) [found, distance] = [i, away];
  }
  return { found, distance };
}

/** How many pixels it is from a marker. @param {ArrayLike<number>} markers @param {number} i @param {View} view @param {number} x @param {number} y */
const apart = (markers, i, { scale, x: left, y: top }, x, y) => Math.hypot(markers[2 * i] * scale + left - x, markers[2 * i + 1] * scale + top - y);

/**
 * The shape under a pixel. Over nothing it is the nearest small one within 20 px, unless that is
 * enclosed by others; over another shape a small one only under its own marker, where the marker's
 * point is nearer than that of the shape. -1 for none.
 * @param {Shapes} shapes @param {Extents} extent @param {Index} index @param {ArrayLike<number>} small @param {View} view @param {number} x @param {number} y
 * @param {(i: number) => boolean} [isEnclosed] @param {(i: number) => boolean} [isDrawn] whether its marker is
 */
export function hit(shapes, extent, index, small, view, x, y, isEnclosed = () => false, isDrawn = () => true) {
  const { markers } = shapes, under = shapeAt(shapes, extent, index, (x - view.x) / view.scale, (y - view.y) / view.scale);
  const own = under < 0 ? NEAR : Math.min(MARKER + 1, apart(markers, under, view, x, y));
  const { found } = nearest(markers, small, view, x, y, (i, away) => away <= own && (under >= 0 ? isDrawn(i) : away <= MARKER + 1 || !isEnclosed(i)));
  return found < 0 ? under : found;
}

/** Whether a shape has others all around it. @param {Geometry} geometry @param {Extents} extent @param {Index} index @param {number} i */
export function enclosed(geometry, extent, index, i) {
  const more = Math.max(extent.right, extent.bottom) / 8000;
  const [left, top, right, bottom] = extent.boxes.subarray(4 * i, 4 * i + 4);
  if (left > right) return false;
  return [left - more, right + more].every((x) => [top - more, bottom + more].every((y) => shapeAt(geometry, extent, index, x, y) >= 0));
}

/** Shapes that have a marker at a scale. @param {Shapes} shapes @param {Extents} extent @param {number} scale @param {boolean} automatic @param {ArrayLike<number>} among */
export function smallOnes({ flags }, { sizes }, scale, automatic, among) {
  /** @param {number} i */
  const isMarked = (i) => flags[i] & ALWAYS_MARKED || (flags[i] & MARKED_WHILE_SMALL && sizes[i] * scale < 4 * MARKER) || (automatic && sizes[i] * scale < TINY);
  return Array.from(among).filter((i) => !(flags[i] & UNDRAWN) && isMarked(i));
}

/**
 * Whether a marker covers a part of another shape in a picture.
 * @param {Picture} picture @param {number} i @param {number} x @param {number} y @param {number} radius in pixels of the picture
 */
export function covers({ width, height, own }, i, x, y, radius) {
  return [[0, 0], [radius, 0], [-radius, 0], [0, radius], [0, -radius]].some(([dx, dy]) => {
    const column = Math.round(x + dx - 0.5), row = Math.round(y + dy - 0.5);
    const under = column >= 0 && column < width && row >= 0 && row < height ? own[row * width + column] : 0;
    return under > 0 && under !== i + 1;
  });
}

/**
 * The shape that an arrow key leads to: near, and in that direction rather than beside it.
 * @param {Shapes} shapes @param {number} from @param {string} key ArrowUp, ArrowDown, ArrowLeft or ArrowRight
 */
export function neighbour({ markers, flags, count }, from, key) {
  const sign = key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1, upright = key === "ArrowUp" || key === "ArrowDown" ? 1 : 0;
  let found = from, least = Infinity;
  for (let i = 0; i < count; i++) {
    if (i === from || flags[i] & UNDRAWN) continue;
    const along = sign * (markers[2 * i + upright] - markers[2 * from + upright]);
    const beside = Math.abs(markers[2 * i + 1 - upright] - markers[2 * from + 1 - upright]);
    if (along <= 0 || beside > 2 * along) continue;
    if (along + 2 * beside < least) [found, least] = [i, along + 2 * beside];
  }
  return found;
}

// ---------------------------------------------------------------- bins and texts

/** The bin of each value, 255 for none; edges are ascending, the outer bins take what lies beyond. @param {Float32Array} values @param {ArrayLike<number>} edges */
export function binned(values, edges) {
  const inner = Float32Array.from(edges).subarray(1, edges.length - 1), bins = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let low = 0, high = inner.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inner[middle] <= values[i]) low = middle + 1; else high = middle;
    }
    bins[i] = Number.isNaN(values[i]) ? 255 : low;
  }
  return bins;
}

/** The members of each bin, those of none last. @param {Uint8Array} bins @param {number} count @param {ArrayLike<number>} among @returns {number[][]} */
export function grouped(bins, count, among) {
  /** @type {number[][]} */
  const groups = Array.from({ length: count + 1 }, () => []);
  for (let n = 0; n < among.length; n++) groups[Math.min(bins[among[n]], count)].push(among[n]);
  return groups;
}

const formats = new Map();

/** @param {Intl.NumberFormatOptions} options @returns {Intl.NumberFormat} */
const format = (options) => {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat("en", options));
  return formats.get(key);
};

/** A value as people read it. @param {number} value @param {{decimals?: number | null, unit?: string}} look */
export function valueText(value, { decimals = null, unit = "" }) {
  if (Number.isNaN(value)) return "no value";
  const size = Math.abs(value);
  const options = decimals !== null
    ? { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    : size >= 1e5 ? /** @type {const} */ ({ notation: "compact", maximumSignificantDigits: 3 }) : { maximumSignificantDigits: size >= 1000 ? 5 : 3 };
  const text = size === Infinity ? "∞" : format(options).format(size);
  return `${value < 0 && /[1-9∞]/.test(text) ? "−" : ""}${text}${unit ? ` ${unit}` : ""}`;
}

/** An edge of a bin. @param {number} value */
export const edgeText = (value) =>
  (value < 0 ? "−" : "") + format(Math.abs(value) >= 1e4 ? { notation: "compact", maximumSignificantDigits: 3 } : { maximumSignificantDigits: 4 }).format(Math.abs(value));

/** What is read out of a shape. @param {string} name @param {string} step @param {number} value @param {number} isUncertain @param {any} look */
export function sentence(name, step, value, isUncertain, look) {
  const doubt = isUncertain && !Number.isNaN(value) ? ", uncertain" : "";
  return `${name}${step ? `, ${step}` : ""}: ${valueText(value, look)}${doubt}`;
}

// ---------------------------------------------------------------- drawing commands

/** @param {Theme} theme @returns {Doubt} */
const doubtIn = (theme) => ({ fill: "", ink: theme.text, halo: theme.surface });

/**
 * What a step shows: a command a bin, one for what has no value, one for what is uncertain.
 * @param {Uint8Array} bins @param {ArrayLike<number | boolean>} marks @param {ArrayLike<number>} among @param {any} look @param {Theme} theme @param {readonly string[]} colours
 * @returns {Command[]}
 */
export function fillCommands(bins, marks, among, look, theme, colours) {
  const known = look.uncertain ? Array.from(among).filter((i) => marks[i] && bins[i] !== 255) : [];
  const uncertain = known.filter((i) => marks[i] !== UNCLEAR), unclear = known.filter((i) => marks[i] === UNCLEAR);
  const doubt = look.doubt ?? doubtIn(theme), isQuiet = Boolean(doubt.fill);
  const groups = grouped(bins, colours.length, isQuiet ? Array.from(among).filter((i) => !marks[i] || marks[i] === UNCLEAR || bins[i] === 255) : among);
  const missing = groups[colours.length];
  /** @type {Command[]} */
  const commands = colours.map((colour, bin) => ({ op: "fill", shapes: groups[bin], colour }));
  commands.push({ op: "fill", shapes: missing, colour: theme.land });
  commands.push({ op: "hatch", shapes: missing, pattern: look.patterns.missing, ink: theme.missing, halo: theme.land });
  if (isQuiet) commands.push({ op: "fill", shapes: uncertain, colour: doubt.fill });
  commands.push({ op: "hatch", shapes: uncertain, pattern: look.patterns.uncertain, ink: doubt.ink, halo: doubt.halo });
  commands.push({ op: "hatch", shapes: unclear, pattern: look.patterns.unclear ?? "none", ink: theme.quiet, halo: theme.surface });
  return commands.filter(({ shapes, pattern }) => shapes.length && pattern !== "none");
}

/** Borders, which a step does not change. @param {ArrayLike<number>} among @param {Theme} theme @returns {Command[]} */
export const borderCommands = (among, theme) => [{ op: "stroke", shapes: among, colour: theme.border, width: 0.5 }];

/**
 * A circle for each shape that is too small to see, with a dot where its value is uncertain.
 * @param {ArrayLike<number>} markers @param {ArrayLike<number>} small @param {Uint8Array} bins @param {View} view @param {Theme} theme @param {readonly string[]} colours
 * @param {ArrayLike<number | boolean>} [uncertain] @param {{radius?: number, doubt?: Doubt | null, faded?: (i: number) => boolean}} [look] @returns {Command[]}
 */
export const markerCommands = (markers, small, bins, view, theme, colours, uncertain = [], { radius = MARKER, doubt = null, faded = () => false } = {}) =>
  Array.from(small).flatMap((i) => {
    const at = pixel(markers, i, view), isUncertain = uncertain[i] && uncertain[i] !== UNCLEAR && bins[i] !== 255, fade = faded(i) ? { alpha: FADED / 255 } : {};
    const fill = (isUncertain && doubt?.fill) || (colours[bins[i]] ?? theme.land);
    const marker = { op: "circle", ...at, radius, fill, colour: doubt && isUncertain ? theme.quiet : theme.text, width: 0.75, ...fade };
    if (!isUncertain || doubt) return [marker];
    return [marker, { op: "circle", ...at, radius: 1.4, fill: theme.surface }, { op: "circle", ...at, radius: 0.9, fill: theme.text }];
  });

/** @param {ArrayLike<number>} markers @param {number} i @param {View} view */
const pixel = (markers, i, { scale, x, y }) => ({ x: markers[2 * i] * scale + x, y: markers[2 * i + 1] * scale + y });

/**
 * Outlines: the marked shapes, the hovered one, the compared ones, each in its colour, the selected one
 * last. What is too small for an outline has a ring.
 * @param {Chosen} chosen @param {ArrayLike<number>} small @param {ArrayLike<number>} markers @param {View} view @param {Theme} theme
 * @param {readonly string[]} [colours] the selected one's first, where others are compared with it
 * @returns {Command[]}
 */
export function outlineCommands({ hovered = -1, selected = -1, compared = [], marked = [], called = 0 }, small, markers, view, theme, colours = COMPARED) {
  const tiny = new Set(Array.from(small)), several = compared.length > 0;
  /** @param {number} i @param {string} colour @param {number} width @returns {Command[]} */
  const outlined = (i, colour, width) => tiny.has(i)
    ? [{ op: "circle", ...pixel(markers, i, view), radius: 2.2 * MARKER, fill: "none", colour, width }]
    : [{ op: "stroke", shapes: [i], colour: theme.surface, width: width + 2 }, { op: "stroke", shapes: [i], colour, width }];
  return [
    ...(marked.length ? [{ op: "stroke", shapes: marked, colour: theme.text, width: 1.4 }] : []),
    ...marked.filter((i) => tiny.has(i)).map((i) => ({ op: "circle", ...pixel(markers, i, view), radius: 1.6 * MARKER, fill: "none", colour: theme.text, width: 1.4 })),
    ...(hovered >= 0 ? outlined(hovered, theme.text, 1.5) : []),
    ...compared.flatMap((i, n) => (i < 0 ? [] : outlined(i, colours[(n + 1) % colours.length], 2.5))),
    ...(selected >= 0 ? outlined(selected, several ? colours[0] : theme.text, 2.5 + called) : []),
  ];
}

/**
 * Names on the shapes that have room for them, large shapes first.
 * @param {readonly string[]} names @param {Shapes} shapes @param {Extents} extent @param {ArrayLike<number>} among @param {View} view @param {Theme} theme @param {(text: string) => number} measure
 * @returns {Command[]}
 */
export function labelCommands(names, { markers, flags }, { sizes, rooms }, among, view, theme, measure) {
  /** @type {{left: number, right: number, y: number}[]} */
  const taken = [];
  const order = Array.from(among).filter((i) => !(flags[i] & UNDRAWN)).sort((a, b) => sizes[b] - sizes[a]);
  return order.flatMap((i) => {
    const roomWidth = (rooms[4 * i + 2] - rooms[4 * i]) * view.scale, roomHeight = (rooms[4 * i + 3] - rooms[4 * i + 1]) * view.scale;
    if (roomHeight < 16 || roomWidth < 16) return [];
    const width = measure(names[i]), { x, y } = pixel(markers, i, view);
    const [left, right] = [x - width / 2, x + width / 2];
    if (width > 0.9 * roomWidth || taken.some((other) => Math.abs(other.y - y) < 14 && left < other.right + 4 && right > other.left - 4)) return [];
    taken.push({ left, right, y });
    return [{ op: "text", x, y: y + 4, text: names[i], colour: theme.text, halo: theme.surface, anchor: "middle" }];
  });
}

/**
 * The legend: colours with the edges between them, then what the patterns mean.
 * @param {any} look @param {Theme} theme @param {readonly string[]} colours @param {number} width @param {number} top @param {(text: string) => number} measure
 * @returns {Command[]}
 */
export function legendCommands(look, theme, colours, width, top, measure) {
  const kinds = [{ text: "no value", fill: theme.land, pattern: look.patterns.missing, ink: theme.missing, halo: theme.land }];
  if (look.uncertain) kinds.push({ text: "uncertain", fill: "none", pattern: look.patterns.uncertain, ink: theme.text, halo: theme.surface });
  const keyWidth = kinds.reduce((sum, { text }) => sum + 22 + measure(text) + 12, 0);
  const unitWidth = look.unit ? measure(look.unit) + 10 : 0;
  const barWidth = Math.max(60, Math.min(48 * colours.length, width - keyWidth - unitWidth - 48)), each = barWidth / colours.length;
  const every = Math.max(1, Math.ceil((Math.max(...look.edges.map((/** @type {number} */ edge) => measure(edgeText(edge)))) + 6) / each));
  const left = 16;
  /** @type {Command[]} */
  const commands = colours.map((fill, n) => ({ op: "rect", x: left + n * each, y: top + 8, width: each, height: 10, fill }));
  look.edges.forEach((/** @type {number} */ edge, /** @type {number} */ n) => {
    if (n % every === 0) commands.push({ op: "text", x: left + n * each, y: top + 32, text: edgeText(edge), colour: theme.quiet, anchor: "middle" });
  });
  let x = left + barWidth + 10;
  if (look.unit) commands.push({ op: "text", x, y: top + 17, text: look.unit, colour: theme.quiet, anchor: "start" });
  x += unitWidth + 8;
  for (const { text, ...swatch } of kinds) {
    commands.push({ op: "rect", x, y: top + 8, width: 16, height: 10, ...swatch, colour: theme.quiet });
    commands.push({ op: "text", x: x + 22, y: top + 17, text, colour: theme.quiet, anchor: "start" });
    x += 22 + measure(text) + 12;
  }
  return commands;
}

/** What a pattern's tile holds: lines and dots in pixels. @param {string} pattern @returns {{lines: number[][], dots: number[][], width?: number}} */
export function tileMarks(pattern) {
  const falling = [[-1, TILE - 1, 1, TILE + 1], [0, 0, TILE, TILE], [TILE - 1, -1, TILE + 1, 1]];
  const rising = falling.map(([x1, y1, x2, y2]) => [x1, TILE - y1, x2, TILE - y2]);
  return {
    lines: { lines: rising, dots: [] },
    cross: { lines: [...rising, ...falling], dots: [] },
    hairlines: { lines: falling, dots: [], width: 0.5 },
    risingHairlines: { lines: rising, dots: [], width: 0.5 },
    dots: { lines: [], dots: [[TILE / 2, TILE / 2]] },
  }[pattern] ?? { lines: [], dots: [] };
}

// ---------------------------------------------------------------- pixels
//
// On the screen, fills are painted by pixel: which shape each pixel shows is found once a view, and a step
// then looks up a colour for each. It takes a millisecond or two, whatever the number of shapes; filling
// 3,000 paths takes a frame or more, and stroking their borders half a second.

/**
 * Which shape each sample of a picture shows: its position + 1, 0 for none. A sample is a pixel or a part
 * of one. Even-odd, the last shape on top.
 * @param {Geometry} geometry @param {ArrayLike<number>} among @param {View} view in samples @param {number} columns @param {number} rows
 */
export function sampled(geometry, among, { scale, x: left, y: top }, columns, rows) {
  const { rings, points, cells, count } = geometry;
  const found = count < 65535 ? new Uint16Array(columns * rows) : new Uint32Array(columns * rows);
  const crossings = /** @type {number[][]} */ (Array.from({ length: rows }, () => []));
  for (let n = 0; n < among.length; n++) {
    const i = among[n];
    let [first, last] = [rows, -1];
    for (let ring = rings[i]; ring < rings[i + 1]; ring++) {
      const begin = points[ring], end = points[ring + 1];
      let x0 = cells[2 * end - 2] * scale + left - 0.5, y0 = cells[2 * end - 1] * scale + top - 0.5;
      for (let p = begin; p < end; p++) {
        const x1 = cells[2 * p] * scale + left - 0.5, y1 = cells[2 * p + 1] * scale + top - 0.5;
        const low = Math.max(0, Math.ceil(Math.min(y0, y1))), high = Math.min(rows - 1, Math.ceil(Math.max(y0, y1)) - 1);
        if (low <= high) {
          const slope = (x1 - x0) / (y1 - y0);
          for (let row = low; row <= high; row++) crossings[row].push(x0 + (row - y0) * slope);
          if (low < first) first = low;
          if (high > last) last = high;
        }
        [x0, y0] = [x1, y1];
      }
    }
    for (let row = first; row <= last; row++) {
      const at = crossings[row];
      if (at.length > 2) at.sort(ascending);
      else if (at[0] > at[1]) [at[0], at[1]] = [at[1], at[0]];
      for (let k = 0; k + 1 < at.length; k += 2) {
        const from = Math.max(0, Math.ceil(at[k])), to = Math.min(columns, Math.ceil(at[k + 1]));
        if (from < to) found.fill(i + 1, row * columns + from, row * columns + to);
      }
      at.length = 0;
    }
  }
  return found;
}

/** @param {number} a @param {number} b */
const ascending = (a, b) => a - b;

/**
 * The pixels of a picture from its samples: what each shows, and those on a border with their parts.
 * @typedef {{width: number, height: number, own: Uint16Array | Uint32Array, edges: Uint32Array, parts: Uint32Array, weights: Uint8Array}} Picture
 * @param {Uint16Array | Uint32Array} samples @param {number} width @param {number} height @param {1 | 2} each samples a pixel, along a side
 * @returns {Picture}
 */
export function pictured(samples, width, height, each) {
  const columns = width * each;
  const own = each === 1 ? samples : new /** @type {any} */ (samples.constructor)(width * height);
  /** @type {number[]} */
  const edges = [], parts = [], weights = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * each * columns + x * each, right = x + 1 < width ? each : each - 1, below = (y + 1 < height ? each : each - 1) * columns;
      const a = samples[at], b = samples[at + each - 1], c = samples[at + (each - 1) * columns], d = samples[at + (each - 1) * (columns + 1)];
      if (each > 1) own[y * width + x] = a;
      const isMixed = a !== b || a !== c || a !== d;
      if (!isMixed && a === samples[at + right] && a === samples[at + below]) continue;
      edges.push(y * width + x);
      parts.push(a, b, c, d);
      weights.push(isMixed || each === 1 ? 150 : 80); // of 255: how much of the border the pixel shows
    }
  }
  return { width, height, own, edges: Uint32Array.from(edges), parts: Uint32Array.from(parts), weights: Uint8Array.from(weights) };
}

/**
 * Colour a picture. Colours are 32-bit: alpha, blue, green, red from the highest byte down.
 * @param {Uint32Array} out @param {Picture} picture @param {Uint32Array} table the colour of each shape, at its position + 1 @param {number} border
 */
export function coloured(out, { own, edges, parts, weights }, table, border) {
  for (let p = 0; p < own.length; p++) out[p] = table[own[p]];
  const [borderRed, borderGreen, borderBlue] = [border & 255, (border >> 8) & 255, (border >> 16) & 255];
  for (let n = 0; n < edges.length; n++) {
    let [red, green, blue, alpha] = [0, 0, 0, 0];
    for (let k = 4 * n; k < 4 * n + 4; k++) {
      const colour = table[parts[k]], opaque = colour >>> 24;
      red += (colour & 255) * opaque;
      green += ((colour >> 8) & 255) * opaque;
      blue += ((colour >> 16) & 255) * opaque;
      alpha += opaque;
    }
    const line = weights[n] / 255, under = (alpha / 1020) * (1 - line), all = under + line, share = alpha ? under / alpha : 0;
    out[edges[n]] = (Math.round(255 * all) << 24
      | Math.round((blue * share + borderBlue * line) / all) << 16
      | Math.round((green * share + borderGreen * line) / all) << 8
      | Math.round((red * share + borderRed * line) / all)) >>> 0;
  }
}

/**
 * A colour as a pixel, of the text that a canvas makes of it; undefined where it has a notation of its own.
 * It is not read from a canvas: a browser that guards it gives noise.
 * @param {string} text
 */
export function pixelOf(text) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(text)?.slice(1).map((part) => Number.parseInt(part, 16));
  const [, by, inside] = /^(rgba?|color)\((?:srgb )?(.+)\)$/.exec(text) ?? [];
  const parts = hex ?? inside?.split(/[ ,/]+/).map((part, n) => Number(part) * (n < 3 && by !== "color" ? 1 : 255));
  if (!parts || parts.some(Number.isNaN)) return undefined;
  const [red, green, blue, alpha = 255] = parts.map((part) => Math.round(Math.max(0, Math.min(255, part))));
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Lay a pattern over shapes of a picture. @param {Uint32Array} out @param {Picture} picture @param {ArrayLike<number>} shapes
 * @param {Extents} extent @param {View} view @param {Uint32Array} tile @param {number} size of the tile's side
 */
export function patterned(out, { width, height, own }, shapes, { boxes }, { scale, x: left, y: top }, tile, size) {
  for (let n = 0; n < shapes.length; n++) {
    const i = shapes[n];
    const west = Math.max(0, Math.floor(boxes[4 * i] * scale + left)), east = Math.min(width - 1, Math.ceil(boxes[4 * i + 2] * scale + left));
    const north = Math.max(0, Math.floor(boxes[4 * i + 1] * scale + top)), south = Math.min(height - 1, Math.ceil(boxes[4 * i + 3] * scale + top));
    for (let y = north; y <= south; y++) {
      for (let x = west; x <= east; x++) {
        const mark = own[y * width + x] === i + 1 ? tile[(y % size) * size + (x % size)] : 0;
        if (mark >>> 24) out[y * width + x] = over(mark, out[y * width + x]);
      }
    }
  }
}

/** One colour laid over an opaque one. @param {number} mark @param {number} ground */
const over = (mark, ground) => {
  const share = (mark >>> 24) / 255;
  /** @param {number} shift */
  const part = (shift) => Math.round(((mark >> shift) & 255) * share + ((ground >> shift) & 255) * (1 - share)) << shift;
  return (0xff000000 | part(16) | part(8) | part(0)) >>> 0;
};

// ---------------------------------------------------------------- canvas

/** Paths of one geometry, made when they are first painted. */
export class Paths {
  /** @param {Geometry} geometry */
  constructor(geometry) {
    this.geometry = geometry;
    /** @type {Path2D[]} */
    this.made = new Array(geometry.count);
  }

  /** @param {number} i */
  of(i) {
    if (!this.made[i]) {
      this.made[i] = new Path2D();
      trace(this.geometry, i, this.made[i]);
    }
    return this.made[i];
  }

  /** Many shapes as one path. @param {ArrayLike<number>} shapes */
  joined(shapes) {
    const path = new Path2D();
    for (let n = 0; n < shapes.length; n++) path.addPath(this.of(shapes[n]));
    return path;
  }
}

/** Paint commands on a canvas. @param {CanvasRenderingContext2D} context @param {readonly Command[]} commands @param {View} view @param {Paths} paths @param {number} ratio device pixels a pixel */
export function paint(context, commands, view, paths, ratio) {
  const { scale } = view;
  const toCells = () => context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * view.x, ratio * view.y);
  const toPixels = () => context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  for (const command of commands) {
    const { op, shapes, colour, width } = command;
    if (op === "fill") {
      toCells();
      context.fillStyle = colour;
      for (let n = 0; n < shapes.length; n++) context.fill(paths.of(shapes[n]), "evenodd");
    } else if (op === "hatch") {
      toCells();
      const fill = tile(context, command, ratio);
      fill.setTransform(new DOMMatrix([1 / (ratio * scale), 0, 0, 1 / (ratio * scale), 0, 0]));
      context.fillStyle = fill;
      for (let n = 0; n < shapes.length; n++) context.fill(paths.of(shapes[n]), "evenodd");
    } else if (op === "stroke") {
      toCells();
      context.strokeStyle = colour;
      context.lineWidth = width / scale;
      context.stroke(shapes.length === 1 ? paths.of(shapes[0]) : paths.joined(shapes));
    } else if (op === "path") {
      paintPath(context, command, view, ratio);
    } else {
      toPixels();
      paintFigure(context, command, ratio);
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {Command} command @param {View} view @param {number} ratio */
function paintPath(context, { data, scale: [across, down], offset, fill, colour, width }, view, ratio) {
  const path = new Path2D(data), each = ratio * view.scale;
  context.setTransform(each * across, 0, 0, each * down, each * offset[0] + ratio * view.x, each * offset[1] + ratio * view.y);
  if (fill) {
    context.fillStyle = fill;
    context.fill(path);
  }
  if (!colour) return;
  context.strokeStyle = colour;
  context.lineWidth = width / (view.scale * across);
  context.stroke(path);
}

/** @param {CanvasRenderingContext2D} context @param {Command} command @param {number} ratio */
function paintFigure(context, command, ratio) {
  const { op, x, y, fill, colour, width } = command;
  context.beginPath();
  context.globalAlpha = command.alpha ?? 1;
  if (op === "text") {
    context.font = command.font ?? FONT;
    context.textAlign = command.anchor === "middle" ? "center" : "start";
    if (command.halo) {
      context.strokeStyle = command.halo;
      context.lineWidth = 3;
      context.strokeText(command.text, x, y);
    }
    context.fillStyle = colour;
    context.fillText(command.text, x, y);
    return;
  }
  if (op === "circle") context.arc(x, y, command.radius, 0, 2 * Math.PI); else context.rect(x, y, width, command.height);
  if (fill !== "none") {
    context.fillStyle = fill;
    context.fill();
  }
  if (command.pattern && command.pattern !== "none") {
    const pattern = tile(context, command, ratio);
    pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
    context.fillStyle = pattern;
    context.fill();
  }
  if (colour) {
    context.strokeStyle = colour;
    context.lineWidth = op === "circle" ? width : 1;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** One tile of a pattern. @param {Command} command @param {number} ratio */
function tileCanvas({ pattern, ink, halo }, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(TILE * ratio);
  const drawn = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })), { lines, dots, width = 1 } = tileMarks(pattern);
  drawn.scale(canvas.width / TILE, canvas.height / TILE);
  drawn.strokeStyle = ink;
  drawn.lineWidth = width;
  for (const [x1, y1, x2, y2] of lines) {
    drawn.beginPath();
    drawn.moveTo(x1, y1);
    drawn.lineTo(x2, y2);
    drawn.stroke();
  }
  for (const [radius, colour] of /** @type {const} */ ([[1.4, halo], [0.9, ink]])) {
    drawn.fillStyle = colour;
    for (const [x, y] of dots) {
      drawn.beginPath();
      drawn.arc(x, y, radius, 0, 2 * Math.PI);
      drawn.fill();
    }
  }
  return { canvas, drawn };
}

/** @param {CanvasRenderingContext2D} context @param {Command} command @param {number} ratio @returns {CanvasPattern} */
const tile = (context, command, ratio) => /** @type {CanvasPattern} */ (context.createPattern(tileCanvas(command, ratio).canvas, "repeat"));

/** The pixels of a tile, and the length of its side. @param {Command} command @param {number} ratio */
function tilePixels(command, ratio) {
  const { canvas: { width: size }, drawn } = tileCanvas(command, ratio);
  return { size, pixels: new Uint32Array(drawn.getImageData(0, 0, size, size).data.buffer) };
}

/** What is told in place of noise. */
export const GUARDED = "This browser lets no page read pictures, so a PNG would be noise. SVG is not affected: take that.";

/** @type {boolean | undefined} */
let guarded;

/** Whether this browser lets no page read what it has drawn, and gives it noise in its place. */
export function isGuarded() {
  if (guarded === undefined) {
    const context = /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement("canvas"), { width: PROOF.length, height: 1 }).getContext("2d"));
    PROOF.forEach((grey, x) => { context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`; context.fillRect(x, 0, 1, 1); });
    const { data } = context.getImageData(0, 0, PROOF.length, 1);
    guarded = data.some((value, i) => i % 4 < 3 && Math.abs(value - PROOF[i >> 2]) > BLURRED);
  }
  return guarded;
}

// ---------------------------------------------------------------- SVG

/** @param {string} text */
const xml = (text) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

/** @param {number} number */
const short = (number) => +number.toFixed(2);

/**
 * The commands as SVG. @param {readonly Command[]} commands @param {View} view @param {Geometry} geometry @param {number} width @param {number} height
 * @param {{label?: string, title?: (i: number) => string, id?: (i: number) => string}} [texts] what the picture shows, and of each shape
 */
export function svgText(commands, view, geometry, width, height, { label = "", title, id } = {}) {
  /** @type {string[]} */
  const patterns = [];
  /** @param {Command} command @param {number} [scale] of the map, for a pattern on shapes */
  const patternId = ({ pattern, ink, halo }, scale) => {
    const { lines, dots, width } = tileMarks(pattern), named = `choropleth-${pattern}-${ink}-${halo}${scale ? "-map" : ""}`.replaceAll("#", "");
    const drawn = [
      ...lines.map(([x1, y1, x2, y2]) => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${ink}"${width ? ` stroke-width="${width}"` : ""}/>`),
      ...dots.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="1.4" fill="${halo}"/><circle cx="${x}" cy="${y}" r="0.9" fill="${ink}"/>`),
    ].join("");
    const size = scale ? ` patternTransform="scale(${+(1 / scale).toPrecision(8)})"` : "";
    const found = `<pattern id="${named}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse"${size}>${drawn}</pattern>`;
    if (!patterns.includes(found)) patterns.push(found);
    return named;
  };
  /** A line's width in cells, which grows with the picture. @param {number} width @param {number} [scale] */
  const thin = (width, scale = 1) => +(width / (view.scale * scale)).toPrecision(6);
  const moved = `translate(${short(view.x)} ${short(view.y)}) scale(${+view.scale.toPrecision(8)})`;
  const body = commands.map((command) => {
    const { op, shapes, colour, x, y, fill } = command;
    if (op === "fill") {
      const paths = Array.from(shapes, (/** @type {number} */ i) => `<path${id ? ` id="${xml(id(i))}"` : ""} d="${pathText(geometry, i)}">${title ? `<title>${xml(title(i))}</title>` : ""}</path>`);
      return `<g transform="${moved}" fill="${colour}" fill-rule="evenodd">${paths.join("")}</g>`;
    }
    if (op === "hatch") {
      const data = Array.from(shapes, (/** @type {number} */ i) => pathText(geometry, i)).join("");
      return `<path transform="${moved}" d="${data}" fill="url(#${patternId(command, view.scale)})" fill-rule="evenodd" pointer-events="none"/>`;
    }
    if (op === "stroke") {
      const data = Array.from(shapes, (/** @type {number} */ i) => pathText(geometry, i)).join("");
      return `<path transform="${moved}" d="${data}" fill="none" stroke="${colour}" stroke-width="${thin(command.width)}" stroke-linejoin="round" pointer-events="none"/>`;
    }
    if (op === "path") {
      const { data, scale, offset } = command, line = colour ? ` stroke="${colour}" stroke-width="${thin(command.width, scale[0])}"` : "";
      return `<path transform="${moved} translate(${offset.join(" ")}) scale(${scale.join(" ")})" d="${data}" fill="${fill ?? "none"}"${line}/>`;
    }
    if (op === "circle") return `<circle cx="${short(x)}" cy="${short(y)}" r="${command.radius}" fill="${fill}"${colour ? ` stroke="${colour}" stroke-width="${command.width}"` : ""}/>`;
    if (op === "text") {
      const halo = command.halo ? ` stroke="${command.halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"` : "";
      const size = command.font?.match(/(\d+)px/)?.[1] ?? 12;
      return `<text x="${short(x)}" y="${short(y)}" fill="${colour}" font-size="${size}" text-anchor="${command.anchor}"${halo}>${xml(command.text)}</text>`;
    }
    const box = `x="${short(x)}" y="${short(y)}" width="${short(command.width)}" height="${command.height}"`, line = colour ? ` stroke="${colour}"` : "";
    const over = command.pattern && command.pattern !== "none" ? `<rect ${box} fill="url(#${patternId(command)})"/>` : "";
    return `<rect ${box} fill="${fill}"${line}/>${over}`;
  });
  const named = label ? ` role="img" aria-label="${xml(label)}"` : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif"${named}>`
    + `${patterns.length ? `<defs>${patterns.join("")}</defs>` : ""}${body.join("\n")}</svg>`;
}

// ---------------------------------------------------------------- the map

const LATER = /** @type {any} */ (undefined); // a field that is set before it is read
const LAYERS = ["ground", "fills", "labels", "marks", "outlines"];
const ATTENTION = 700, AFAR = 12; // ms of one turn, and px: how much wider an outline begins that calls for attention

/** @param {string} name @param {string} className @param {Element} [parent] @param {Record<string, string>} [attributes] */
const element = (name, className, parent, attributes = {}) => {
  const made = /** @type {any} */ (document.createElement(name));
  made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  parent?.append(made);
  return made;
};

/**
 * One map in an element: it draws its inputs, and tells its acts what a person does. It needs no style
 * sheet and knows nothing of Panel; Component, below, is one user of it.
 */
export class ChoroplethMap {
  /** @type {HTMLCanvasElement[]} */ canvases = [];
  /** @type {CanvasRenderingContext2D[]} */ contexts = [];
  /** @type {Inputs} */
  inputs = {
    shapes: LATER, names: [], bins: new Uint8Array(0), uncertain: [], doubt: null, chosen: {}, colours: [], comparing: COMPARED, theme: THEMES.light, ground: [],
    patterns: { missing: "lines", uncertain: "dots" }, box: null, markers: true,
    markerRadius: MARKER, markersOverLand: true, labels: false, zoomable: true, oneFinger: true, wheels: () => true,
  };
  // Of the shapes.
  /** @type {Extents} */ extent = LATER;
  /** @type {Index} */ madeIndex = LATER;
  /** @type {Map<number, Paths>} */ levels = new Map();
  /** @type {Map<number, boolean>} */ enclosed = new Map();
  // What is drawn; there is a view once there are shapes and room for them.
  width = 0;
  height = 0;
  ratio = 1;
  /** @type {View} */ home = LATER;
  /** @type {View} */ view = LATER;
  /** @type {number[]} */ shown = [];
  /** @type {number[]} */ small = [];
  /** @type {number[]} */ markable = [];
  /** @type {Set<number> | null} */ marked = null;
  /** @type {Paths} */ paths = LATER;
  /** @type {Picture} */ picture = LATER;
  /** @type {ImageData} */ image = LATER;
  /** @type {Map<string, number>} */ pixels = new Map();
  // What a person is doing.
  /** @type {Map<number, PointerEvent>} */ pointers = new Map();
  origin = { x: 0, y: 0 };
  released = { x: NaN, y: NaN };
  moved = false;
  pointing = 0;
  viewing = 0;
  settling = 0;
  called = 0;

  /** @param {HTMLElement} area which has a size and a position @param {Partial<Acts>} acts */
  constructor(area, acts) {
    this.area = area;
    /** @type {Acts} */
    this.acts = { hover: () => {}, select: () => {}, compare: () => {}, viewed: () => {}, ...acts };
    this.canvases = LAYERS.map((name) => element("canvas", name, area, { "aria-hidden": "true", style: "position: absolute; inset: 0; width: 100%; height: 100%" }));
    this.contexts = this.canvases.map((canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
    this.sized = new ResizeObserver(() => this.resize());
    this.sized.observe(area);
    this.listen();
  }

  remove() {
    this.sized.disconnect();
    cancelAnimationFrame(this.pointing);
    cancelAnimationFrame(this.viewing);
    clearTimeout(this.settling);
  }

  // What is to be shown.

  /** Take inputs, and draw what follows from them. @param {Partial<Inputs>} inputs */
  update(inputs) {
    const of = (/** @type {string[]} */ ...names) => Object.keys(inputs).some((name) => names.includes(name));
    Object.assign(this.inputs, inputs);
    if (of("shapes")) this.readShapes();
    if (of("shapes", "box")) this.view = LATER;
    if (of("shapes", "box", "markers")) this.look();
    else if (Object.keys(inputs).some((name) => !["bins", "uncertain", "chosen"].includes(name))) this.draw();
    else {
      if (this.readMarked() || of("bins", "uncertain")) this.drawStep();
      if (of("chosen")) this.drawOutlines();
    }
  }

  readShapes() {
    this.extent = extents(this.inputs.shapes);
    this.madeIndex = LATER;
    this.levels = new Map();
    this.enclosed = new Map();
  }

  /** Made when something is first pointed at. */
  get index() {
    this.madeIndex ??= indexed(this.extent);
    return this.madeIndex;
  }

  /** Take what is marked, while which all else fades; whether that is new. */
  readMarked() {
    const { marked = [] } = this.inputs.chosen, before = this.marked;
    if (marked.length === (before?.size ?? 0) && marked.every((i) => before?.has(i))) return false;
    this.marked = marked.length ? new Set(marked) : null;
    return true;
  }

  /** Whether a shape is faded. @param {number} i */
  isFaded = (i) => Boolean(this.marked && !this.marked.has(i));

  /** Take the size of the element, keeping the middle of what is shown. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.area, { home, view } = this;
    if (!width || !height || (width === this.width && height === this.height)) return;
    const middle = view && view !== home && [(this.width / 2 - view.x) / view.scale, (this.height / 2 - view.y) / view.scale];
    [this.width, this.height] = [width, height];
    this.ratio = Math.min(2, devicePixelRatio || 1);
    for (const canvas of this.canvases) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    this.view = LATER;
    if (middle) {
      const scale = (view.scale * this.homeIn(width, height).scale) / home.scale;
      this.view = { scale, x: width / 2 - middle[0] * scale, y: height / 2 - middle[1] * scale };
    }
    this.look();
  }

  /** What is shown at first in a room. @param {number} width @param {number} height */
  homeIn(width, height) {
    const { box } = this.inputs;
    return box ? boxed(box, width, height) : fitted(this.extent, width, height);
  }

  // Drawing.

  /**
   * Draw what a view shows; while it moves, with rougher borders. The first picture, which people wait for,
   * is painted by path, and by pixel a little later. @param {boolean} [isMoving]
   */
  look(isMoving = false) {
    const { extent, width, height, inputs: { shapes, markers } } = this;
    if (!width || !shapes) return;
    this.home = this.homeIn(width, height);
    const view = this.view ? kept(this.view, this.home, extent, width, height) : this.home;
    this.view = view;
    this.shown = visible(extent, view, width, height);
    this.paths = this.pathsAt(view.scale * this.ratio);
    const isFirst = !this.picture && shapes.cells.length < 2 * SOON && !this.settling;
    if (!isFirst) this.picture = this.newPicture(isMoving);
    this.markable = smallOnes(shapes, extent, view.scale, markers, this.shown);
    this.small = this.markable.filter((i) => this.isRoomFor(i));
    clearTimeout(this.settling);
    if (isMoving || isFirst) this.settling = setTimeout(() => this.look(), isFirst ? 4 * SETTLED : SETTLED);
    const isZoomed = view !== this.home;
    this.area.classList.toggle("zoomed", isZoomed);
    this.area.style.touchAction = isZoomed && this.inputs.zoomable && this.inputs.oneFinger ? "none" : "pan-x pan-y";
    this.draw();
    this.acts.viewed();
  }

  /** Whether the marker of a shape is drawn: one that nobody asked for only where it covers no other shape. @param {number} i */
  isRoomFor(i) {
    const { extent, picture, ratio, view: { scale }, inputs: { shapes, markerRadius, markersOverLand } } = this;
    const isWanted = shapes.flags[i] & (ALWAYS_MARKED | MARKED_WHILE_SMALL);
    if (isWanted && (markersOverLand || scale >= ZOOMED * fitted(extent, this.width, this.height).scale)) return true;
    const { x, y } = pixel(shapes.markers, i, this.deviceView);
    return picture && !covers(picture, i, x, y, ratio * markerRadius);
  }

  /** Draw all that the view shows in the present colours. */
  draw() {
    if (!this.view) return;
    this.readMarked();
    if (this.inputs.ground.length || this.grounded) this.paintOn(0, this.ground());
    this.grounded = this.inputs.ground.length > 0;
    this.paintOn(2, this.labels(this.shown, this.view));
    this.drawStep();
    this.drawOutlines();
  }

  /** @param {number} scale device pixels a cell */
  pathsAt(scale) {
    const level = levelFor(scale);
    let paths = this.levels.get(level);
    if (!paths) {
      paths = new Paths(coarser(this.inputs.shapes, level));
      this.levels.set(level, paths);
    }
    return paths;
  }

  /** Draw what a step changes: the colours, and what is over them. */
  drawStep() {
    if (!this.isReady) return;
    this.paintFills([...this.fills(this.shown), ...borderCommands(this.shown, this.inputs.theme)]);
    this.paintOn(3, this.marks(this.view));
  }

  /** Draw what is hovered and chosen: over a canvas that it leaves as it is. */
  drawOutlines() {
    if (this.isReady) this.paintOn(4, this.outlines(this.view, { ...this.inputs.chosen, called: this.called }));
  }

  /** Whether there is a view, and a bin for each shape: of new shapes and numbers one may be still to come. */
  get isReady() {
    return Boolean(this.view) && this.inputs.bins.length === this.inputs.shapes.count;
  }

  measure = (/** @type {string} */ text) => {
    const context = this.contexts[4];
    context.font = FONT;
    return context.measureText(text).width;
  };

  /** @param {Inputs} [inputs] @returns {Command[]} */
  ground({ ground } = this.inputs) {
    return ground.map((path) => ({ op: "path", ...path }));
  }

  /** @param {ArrayLike<number>} among @param {Inputs} [inputs] */
  fills(among, { bins, uncertain, patterns, doubt, theme, colours } = this.inputs) {
    return fillCommands(bins, uncertain, among, { uncertain: true, patterns, doubt }, theme, colours);
  }

  /** @param {ArrayLike<number>} among @param {View} view */
  labels(among, view) {
    const { names, shapes, theme, labels } = this.inputs;
    return labels ? labelCommands(names, shapes, this.extent, among, view, theme, this.measure) : [];
  }

  /** @param {View} view @param {Inputs} [inputs] other than those on the screen: nothing is faded then */
  marks(view, inputs) {
    const { shapes: { markers }, bins, uncertain, theme, colours, markerRadius: radius, doubt } = inputs ?? this.inputs;
    return markerCommands(markers, this.small, bins, view, theme, colours, uncertain, { radius, doubt, faded: inputs ? undefined : this.isFaded });
  }

  /** @param {View} view @param {Chosen} chosen @param {Inputs} [inputs] */
  outlines(view, chosen, { shapes: { markers }, theme, comparing } = this.inputs) {
    return outlineCommands(chosen, this.markable, markers, view, theme, comparing);
  }

  /** The view in device pixels. */
  get deviceView() {
    const { view: { scale, x, y }, ratio } = this;
    return { scale: ratio * scale, x: ratio * x, y: ratio * y };
  }

  /** Which shape each pixel of the view shows; smooth borders where there is time, and the picture is not too large. @param {boolean} isMoving */
  newPicture(isMoving) {
    const { width, height } = this.canvases[1], each = !isMoving && width * height <= SMOOTH ? 2 : 1;
    const { scale, x, y } = this.deviceView, view = { scale: each * scale, x: each * x, y: each * y };
    const samples = sampled(this.paths.geometry, this.shown, view, each * width, each * height);
    this.image = this.contexts[1].createImageData(width, height);
    return pictured(samples, width, height, each);
  }

  /** Paint fills, patterns and borders by pixel, or by path where there is no picture yet. @param {Command[]} commands */
  paintFills(commands) {
    if (!this.picture && this.marked) this.picture = this.newPicture(true);
    if (!this.picture) return this.paintOn(1, commands);
    const out = new Uint32Array(this.image.data.buffer), table = new Uint32Array(this.inputs.shapes.count + 1);
    for (const { op, shapes, colour } of commands) {
      if (op !== "fill") continue;
      const pixel32 = this.colour32(colour), faded = ((pixel32 & 0xffffff) | (FADED << 24)) >>> 0;
      for (let n = 0; n < shapes.length; n++) table[shapes[n] + 1] = this.isFaded(shapes[n]) ? faded : pixel32;
    }
    const border = commands.find(({ op }) => op === "stroke");
    coloured(out, this.picture, table, this.colour32(border?.colour ?? this.inputs.theme.border));
    const hatches = commands.filter(({ op }) => op === "hatch").map((command) => ({ ...command, shapes: command.shapes.filter((/** @type {number} */ i) => !this.isFaded(i)) }));
    for (const command of isGuarded() ? [] : hatches) {
      const { pixels, size } = tilePixels(command, this.ratio);
      patterned(out, this.picture, command.shapes, this.extent, this.deviceView, pixels, size);
    }
    this.contexts[1].putImageData(this.image, 0, 0);
    if (isGuarded()) paint(this.contexts[1], hatches, this.view, this.paths, this.ratio); // no page reads a tile there
  }

  /** A CSS colour as a pixel. @param {string} colour */
  colour32(colour) {
    let found = this.pixels.get(colour);
    if (found === undefined) {
      const context = element("canvas", "").getContext("2d");
      context.fillStyle = colour;
      const said = context.fillStyle;
      context.fillStyle = `color-mix(in srgb, ${colour}, ${colour})`; // a notation of its own becomes sRGB
      found = /** @type {number} */ (pixelOf(said) ?? pixelOf(context.fillStyle));
      this.pixels.set(colour, found);
    }
    return found;
  }

  /** @param {number} layer @param {Command[]} commands */
  paintOn(layer, commands) {
    const context = this.contexts[layer], canvas = this.canvases[layer];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    paint(context, commands, this.view, this.paths, this.ratio);
  }

  /** Let the outline of the selected shape call for attention: twice it comes from afar. */
  attract() {
    const start = performance.now(), isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.area.classList.add("called");
    const frame = (/** @type {number} */ now) => {
      const turns = Math.max(0, now - start) / ATTENTION, isOver = turns >= 2;
      this.called = isOver || isCalm ? 0 : AFAR * (1 - (turns % 1)) ** 2;
      this.drawOutlines();
      if (isOver) this.area.classList.remove("called"); else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  // What a person does.

  listen() {
    const { area } = this;
    area.addEventListener("pointerdown", (event) => this.press(event));
    area.addEventListener("pointermove", (event) => this.move(event));
    area.addEventListener("pointerup", (event) => this.release(event));
    area.addEventListener("pointercancel", (event) => this.release(event));
    area.addEventListener("click", (event) => this.click(event));
    area.addEventListener("dblclick", () => { if (this.inputs.zoomable) this.goHome(); });
    area.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch" && !this.pointers.size && !this.rests(event)) this.point(null); });
    area.addEventListener("touchmove", (event) => { if (event.touches.length > 1 && this.inputs.zoomable) event.preventDefault(); }, { passive: false });
    area.addEventListener("wheel", (event) => this.turn(event), { passive: false });
  }

  /** Where an event is in the element. @param {MouseEvent} event */
  at(event) {
    const { left, top } = this.area.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** Paint the first picture by pixel, where that was put off. */
  settle() {
    if (this.view && !this.picture) this.look();
  }

  /** The shape at a pixel, -1 for none. @param {{x: number, y: number}} at */
  hit({ x, y }) {
    this.settle();
    const { shapes } = this.inputs, { extent, index } = this;
    if (!this.view) return -1;
    const isEnclosed = (/** @type {number} */ i) => {
      if (!this.enclosed.has(i)) this.enclosed.set(i, enclosed(shapes, extent, index, i));
      return Boolean(this.enclosed.get(i));
    };
    return hit(shapes, extent, index, this.markable, this.view, x, y, isEnclosed, (i) => this.small.includes(i));
  }

  /** Where the marker of a shape is. @param {number} i */
  placeOf(i) {
    return pixel(this.inputs.shapes.markers, i, this.view);
  }

  /** @param {PointerEvent} event */
  press(event) {
    this.pointers.set(event.pointerId, event);
    this.moved = this.pointers.size > 1;
    this.origin = this.at(event);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!event.buttons) this.pointers.delete(event.pointerId); // it was let go of elsewhere
    const before = this.pointers.get(event.pointerId), at = this.at(event), { zoomable, oneFinger } = this.inputs;
    if (before) this.pointers.set(event.pointerId, event);
    if (before && zoomable && this.pointers.size === 2) return this.pinch(event, before);
    if (before && (this.moved || Math.hypot(at.x - this.origin.x, at.y - this.origin.y) > DRAG)) {
      if (!this.moved) this.area.setPointerCapture(event.pointerId);
      this.moved = true;
      if (zoomable && (oneFinger || event.pointerType !== "touch")) this.drag(event.clientX - before.clientX, event.clientY - before.clientY);
      return undefined;
    }
    if (event.pointerType !== "touch") this.point(event);
    return undefined;
  }

  /** @param {PointerEvent} event */
  release(event) {
    this.pointers.delete(event.pointerId);
    this.released = { x: event.clientX, y: event.clientY };
    this.area.classList.remove("dragged");
  }

  /** Whether the pointer is still over the map, where its button was let go of: WebKit may have it leave with a click. @param {PointerEvent} event */
  rests({ clientX, clientY }) {
    const { x, y } = this.released, root = /** @type {Document} */ (this.area.getRootNode());
    return Math.abs(x - clientX) < 1 && Math.abs(y - clientY) < 1 && this.area.contains(root.elementFromPoint(x, y));
  }

  /** What ends a drag is no click, and neither is the second half of the double click that resets the zoom. @param {MouseEvent} event */
  click(event) {
    if (this.moved || this.pointers.size || event.button || (event.detail > 1 && this.view !== this.home)) return;
    const i = this.hit(this.at(event));
    if (/** @type {PointerEvent} */ (event).pointerType === "touch") this.acts.hover(i, event);
    if (event.shiftKey) this.acts.compare(i); else this.acts.select(i);
  }

  /** Point at what is under the pointer, at most once a frame. @param {PointerEvent | null} event */
  point(event) {
    cancelAnimationFrame(this.pointing);
    this.pointing = requestAnimationFrame(() => {
      const i = event ? this.hit(this.at(event)) : -1;
      this.area.classList.toggle("over", i >= 0);
      this.acts.hover(i, event);
    });
  }

  /** Zoom by how far two fingers go apart, and move with them. @param {PointerEvent} event @param {PointerEvent} before */
  pinch(event, before) {
    const other = /** @type {PointerEvent} */ ([...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId));
    /** @param {PointerEvent} one */
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    const [here, there] = [this.at(event), this.at(other)];
    this.drag((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
    this.zoom(apart(event) / apart(before), (here.x + there.x) / 2, (here.y + there.y) / 2);
  }

  /** @param {number} dx @param {number} dy */
  drag(dx, dy) {
    if (!this.view || this.view === this.home) return;
    this.area.classList.add("dragged");
    this.show({ ...this.view, x: this.view.x + dx, y: this.view.y + dy });
  }

  /** @param {WheelEvent} event */
  turn(event) {
    if (!this.inputs.zoomable || !this.view || !this.inputs.wheels(event)) return;
    if (event.deltaY > 0 && this.view === this.home) return; // the page scrolls on
    event.preventDefault();
    const { x, y } = this.at(event), lines = event.deltaMode ? 20 : 1;
    this.zoom(Math.exp(-0.002 * Math.max(-300, Math.min(300, event.deltaY * lines * (event.ctrlKey ? 5 : 1)))), x, y);
  }

  /** @param {number} factor @param {number} [x] @param {number} [y] */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    if (this.view) this.show(zoomed(this.view, this.home, factor, x, y, mostZoom(this.home)));
  }

  /**
   * Go to a shape that has less than a third of so many pixels: zoom in until it has them, with it in the middle.
   * @param {number} i @param {number} least @param {number} most how many times the whole map, at most
   */
  goTo(i, least, most) {
    if (!this.view) return;
    const { width, height, extent, view, inputs: { shapes: { markers } } } = this, size = Math.max(extent.sizes[i], 1e-6);
    if (3 * size * view.scale >= least) return;
    const scale = Math.max(view.scale, Math.min(least / size, Math.min(most * fitted(extent, width, height).scale, this.home.scale * mostZoom(this.home))));
    this.show({ scale, x: width / 2 - markers[2 * i] * scale, y: height / 2 - markers[2 * i + 1] * scale });
  }

  /** Show what is shown at first. */
  goHome() {
    if (this.view) this.show(this.home);
  }

  /** Show a view, drawn once a frame. @param {View} view */
  show(view) {
    this.view = kept(view, this.home, this.extent, this.width, this.height);
    if (this.viewing) return;
    this.viewing = requestAnimationFrame(() => {
      this.viewing = 0;
      this.look(true);
    });
  }

  // Pictures to keep.

  /**
   * The map as it is zoomed, in drawing commands: without what is hovered and marked.
   * @param {number} width of the picture @param {Partial<Inputs>} [inputs] other than those on the screen
   */
  pictureOf(width, inputs = {}) {
    this.settle();
    const all = { ...this.inputs, ...inputs }, { selected, compared } = all.chosen;
    const seen = this.width || width, tall = this.height || (all.box ? (width * all.box[3]) / all.box[2] : width / 2);
    const by = width / seen, { scale, x, y } = this.view ?? this.homeIn(seen, tall), view = { scale: by * scale, x: by * x, y: by * y };
    const shown = visible(this.extent, view, width, by * tall);
    const commands = [...this.ground(all), ...this.fills(shown, all), ...borderCommands(shown, all.theme), ...this.labels(shown, view), ...this.marks(view, all), ...this.outlines(view, { selected, compared }, all)];
    return { commands, view, width, height: Math.round(by * tall) };
  }

  /**
   * The picture as SVG text. @param {{commands: Command[], view: View, width: number, height: number}} picture
   * @param {{label?: string, title?: (i: number) => string, id?: (i: number) => string}} texts
   */
  svg({ commands, view, width, height }, texts) {
    return svgText(commands, view, this.pathsAt(view.scale).geometry, width, height, texts);
  }

  /** The picture as a canvas with two pixels a pixel. @param {{commands: Command[], view: View, width: number, height: number}} picture */
  bitmap({ commands, view, width, height }) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    paint(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), commands, view, this.pathsAt(2 * view.scale), 2);
    return canvas;
  }
}

// ---------------------------------------------------------------- the component

const STYLE = `
.choropleth-root { box-sizing: border-box; display: flex; flex-direction: column; width: 100%; height: 100%; min-height: 120px; position: relative; font: ${FONT}; }
.map { flex: 1 1 auto; min-height: 0; position: relative; overflow: hidden; outline-offset: -2px; cursor: default; }
.map.over { cursor: pointer; }
.map.zoomed { cursor: grab; }
.map.dragged { cursor: grabbing; }
.map:focus-visible { outline: 2px solid #1f77c9; }
.tip { position: absolute; left: 0; top: 0; max-width: 260px; padding: 4px 8px; border: 1px solid; border-radius: 4px; pointer-events: none; white-space: pre-line; }
.tip[hidden] { display: none; }
.tools { position: absolute; right: 6px; top: 6px; display: flex; gap: 2px; }
.tools[hidden] { display: none; }
.tools button { min-width: 26px; height: 26px; padding: 0 5px; border: 1px solid; border-radius: 4px; font: ${FONT}; cursor: pointer; }
.tools button:focus-visible { outline: 2px solid #1f77c9; outline-offset: 1px; }
.legend { flex: none; height: ${LEGEND_HEIGHT}px; overflow: hidden; }
.legend[hidden] { display: none; }
.said { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
const HELP = "Arrow keys move between shapes, Enter selects, Shift and Enter compares, Escape clears, plus and minus zoom.";
const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/** Whether a CSS colour, "rgb(r, g, b)", is nearer to white. @param {string} colour */
export const isLight = (colour) => {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
};

/** Panel's half: what its model says is shown by a map, and what a person does is written to it. */
class Component {
  /** @type {HTMLElement} */ root = LATER;
  /** @type {HTMLElement} */ area = LATER;
  /** @type {HTMLElement} */ tip = LATER;
  /** @type {HTMLElement} */ tools = LATER;
  /** @type {HTMLElement} */ legend = LATER;
  /** @type {HTMLElement} */ said = LATER;
  /** @type {ChoroplethMap} */ map = LATER;
  /** @type {(() => void)[]} */ endings = [];
  // Read from the model.
  /** @type {Shapes} */ shapes = LATER;
  /** @type {Numbers} */ numbers = LATER;
  /** @type {any} */ look = LATER;
  /** @type {any[]} */ keys = [];
  /** @type {string[]} */ names = [];
  /** @type {Map<any, number>} */ positions = new Map();
  themeName = "light";
  width = 0;
  /** @type {{x: number, y: number} | null} */ pointer = null;

  /** @param {any} model */
  constructor(model) {
    this.model = model;
    this.build();
    this.readShapes();
    this.readNumbers();
    this.readLook();
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("blur", () => { if (!this.pointer) this.hover(-1); });
    this.watch();
  }

  build() {
    this.root = element("div", "choropleth-root");
    element("style", "", this.root).textContent = STYLE;
    this.area = element("div", "map", this.root, { tabindex: "0", role: "application", "aria-roledescription": "map" });
    this.map = new ChoroplethMap(this.area, {
      hover: (i, event) => this.point(i, event),
      select: (i) => this.select(i),
      compare: (i) => this.compare(i),
      viewed: () => this.viewed(),
    });
    this.tip = element("div", "tip", this.area, { "aria-hidden": "true" });
    this.tip.hidden = true;
    this.tools = element("div", "tools", this.root, { role: "group", "aria-label": "Zoom and export" });
    for (const [text, label, act] of /** @type {[string, string, () => void][]} */ ([
      ["+", "Zoom in", () => this.map.zoom(2)],
      ["−", "Zoom out", () => this.map.zoom(0.5)],
      ["⌂", "Whole map", () => this.map.goHome()],
      ["PNG", "Save as PNG", () => this.save("png")],
      ["SVG", "Save as SVG", () => this.save("svg")],
    ])) {
      const button = element("button", "", this.tools, { type: "button", "aria-label": label, title: label });
      button.textContent = text;
      button.addEventListener("click", act);
    }
    this.legend = element("div", "legend", this.root);
    this.said = element("p", "said", this.root, { role: "status", "aria-live": "polite" });
  }

  // What the model says.

  readShapes() {
    this.shapes = decodeShapes(this.model.shape_bytes);
    /** @type {[any[], string[]]} */
    const [keys, names] = JSON.parse(this.model.shape_names);
    this.keys = keys;
    this.names = names;
    this.positions = new Map(keys.map((key, i) => [key, i]));
  }

  readNumbers() {
    this.numbers = decodeNumbers(this.model.number_bytes);
  }

  readLook() {
    this.look = JSON.parse(this.model.look);
    this.legend.hidden = !this.look.legend;
    this.tools.hidden = !this.look.toolbar;
    for (const button of Array.from(this.tools.children).slice(0, 3)) /** @type {HTMLElement} */ (button).hidden = !this.look.zoomable;
  }

  /** The position of a key; -1 where there is none. @param {any} key */
  position(key) {
    return this.positions.get(key) ?? -1;
  }

  get chosen() {
    const { selected, hovered, compared } = this.model;
    return {
      selected: this.position(selected), hovered: this.position(hovered),
      compared: (compared ?? []).map((/** @type {any} */ key) => this.position(key)).filter((/** @type {number} */ i) => i >= 0),
    };
  }

  get step() {
    return Math.min(this.model.step, this.numbers.steps - 1);
  }

  get theme() {
    return THEMES[/** @type {"light" | "dark"} */ (this.themeName)];
  }

  get colours() {
    return this.look.colours[this.themeName];
  }

  /** The values of a step as the map takes them. */
  get stepInputs() {
    const { numbers, look, step } = this;
    return { bins: binned(valuesAt(numbers, step), look.edges), uncertain: look.uncertain ? marksAt(numbers, step) : [] };
  }

  /** Shapes and numbers may change in one message: draw when both have been read. */
  watch() {
    const { model } = this;
    let waiting = false;
    /** @param {() => void} read */
    const anew = (read) => () => {
      read();
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        if (this.numbers.count === this.shapes.count) this.draw();
      });
    };
    model.on("shape_bytes", anew(() => this.readShapes()));
    model.on("number_bytes", anew(() => this.readNumbers()));
    model.on("look", anew(() => this.readLook()));
    model.on("step", () => this.drawStep());
    model.on(["selected", "hovered", "compared"], () => this.drawChosen());
    model.on("theme", () => this.draw());
    model.on("msg:custom", (/** @type {any} */ message) => { if (message?.download) this.save(message.download); });
    const themed = new MutationObserver(() => this.retheme());
    for (const node of [document.documentElement, document.body]) themed.observe(node, { attributes: true });
    const preference = matchMedia("(prefers-color-scheme: dark)"), preferred = () => this.retheme();
    preference.addEventListener("change", preferred);
    // The page's colours are known once the map is in the page, and it has a width then.
    const placed = new ResizeObserver(() => { if (this.area.clientWidth !== this.width) this.draw(); });
    placed.observe(this.area);
    this.endings = [() => this.map.remove(), () => placed.disconnect(), () => themed.disconnect(), () => preference.removeEventListener("change", preferred)];
  }

  remove() {
    for (const end of this.endings) end();
  }

  // Drawing.

  /** The theme that is asked for, or the page's: light text is written on dark ground. */
  themeNow() {
    const { theme } = this.model;
    if (theme !== "auto") return theme;
    return isLight(getComputedStyle(this.root).color) ? "dark" : "light";
  }

  retheme() {
    if (this.width && this.themeNow() !== this.themeName) this.draw();
  }

  /** Draw everything anew. */
  draw() {
    this.width = this.area.clientWidth;
    if (!this.width) return;
    this.themeName = this.themeNow();
    const { look: { patterns, markers, labels, zoomable }, theme, shapes, names, colours, chosen } = this;
    const shape = shapes === this.map.inputs.shapes ? {} : { shapes };
    const room = markers === this.map.inputs.markers ? {} : { markers };
    this.map.update({ ...shape, ...room, names, colours, theme, patterns, labels, zoomable, chosen, ...this.stepInputs });
    const { text, surface, border } = theme;
    for (const part of [this.tip, ...this.tools.children]) Object.assign(/** @type {HTMLElement} */ (part).style, { color: text, background: surface, borderColor: border });
    this.drawLegend();
    this.describe();
  }

  drawStep() {
    if (this.numbers.count !== this.shapes.count) return; // the other one is still to be read
    this.map.update(this.stepInputs);
    this.describe();
  }

  drawChosen() {
    this.map.update({ chosen: this.chosen });
    this.say();
  }

  /** Say which step is shown, and of what. */
  describe() {
    const { look, step, shapes, area, root } = this;
    root.dataset.step = String(step);
    area.setAttribute("aria-label", [look.title || "Map", look.steps[step], `${shapes.count} shapes`].filter(Boolean).join(", "));
    area.setAttribute("aria-description", HELP);
    this.say();
  }

  viewed() {
    this.root.dataset.scale = (this.map.view.scale / this.map.home.scale).toFixed(2);
  }

  drawLegend() {
    const { look, theme, colours, width } = this;
    if (!look.legend) return;
    const commands = legendCommands(look, theme, colours, width, 0, this.map.measure);
    const label = `Colours from ${edgeText(look.edges[0])} to ${edgeText(look.edges.at(-1))} ${look.unit}`.trim();
    this.legend.innerHTML = svgText(commands, { scale: 1, x: 0, y: 0 }, this.shapes, width, LEGEND_HEIGHT, { label });
  }

  /** What is read out of a shape now. @param {number} i */
  sentenceOf(i) {
    const { numbers, step, look } = this;
    return sentence(this.names[i], look.steps[step], valuesAt(numbers, step)[i], marksAt(numbers, step)[i], look);
  }

  say() {
    const { hovered, selected, compared } = this.chosen;
    if (!this.map.isReady) return;
    const parts = [hovered >= 0 && this.sentenceOf(hovered), selected >= 0 && selected !== hovered && `Selected: ${this.sentenceOf(selected)}`];
    if (hovered >= 0 && hovered === selected) parts.push("selected");
    if (compared.length) parts.push(`Compared with ${compared.map((/** @type {number} */ i) => this.sentenceOf(i)).join("; ")}`);
    const text = parts.filter(Boolean).join(". ");
    if (this.said.textContent !== text) this.said.textContent = text;
    this.tip.hidden = hovered < 0;
    if (hovered < 0) return;
    this.tip.textContent = this.sentenceOf(hovered).replace(": ", "\n");
    const at = this.pointer ?? this.map.placeOf(hovered), { width, height } = this.map;
    const { offsetWidth, offsetHeight } = this.tip;
    const left = at.x + 14 + offsetWidth > width ? at.x - 14 - offsetWidth : at.x + 14;
    const top = Math.min(at.y + 14, height - offsetHeight - 2);
    this.tip.style.transform = `translate(${Math.max(2, left)}px, ${Math.max(2, top)}px)`;
  }

  // What a person does.

  /** @param {number} i @param {MouseEvent | null} event */
  point(i, event) {
    this.pointer = event && this.map.at(event);
    if (i === this.chosen.hovered) { if (i >= 0) this.say(); } else this.hover(i);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, shiftKey } = event, { hovered, selected, compared } = this.chosen, { zoomable } = this.look;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS.includes(key)) this.goOn(key, hovered >= 0 ? hovered : selected);
    else if (key === "Enter" || key === " ") { if (shiftKey) this.compare(hovered); else if (hovered >= 0) this.select(hovered); }
    else if (key === "Escape" && (hovered >= 0 || selected >= 0 || compared.length)) this.clear();
    else if (key === "+" || key === "=") { if (zoomable) this.map.zoom(2); }
    else if (key === "-") { if (zoomable) this.map.zoom(0.5); }
    else if (key === "0") this.map.goHome();
    else return;
    event.preventDefault();
  }

  /** Go to the next shape in the direction of an arrow key. @param {string} key @param {number} from */
  goOn(key, from) {
    const { map, shapes: { markers, flags } } = this, { view, width, height } = map;
    this.pointer = null;
    const all = Uint32Array.from(this.keys, (_, i) => i).filter((i) => !(flags[i] & UNDRAWN));
    const to = from >= 0 ? neighbour(this.shapes, from, key) : nearest(markers, all, view, width / 2, height / 2).found;
    if (to < 0) return;
    const { x, y } = map.placeOf(to), isSeen = x > 0 && y > 0 && x < width && y < height;
    if (!isSeen) map.show({ ...view, x: view.x + width / 2 - x, y: view.y + height / 2 - y });
    this.hover(to);
  }

  /** @param {number} i */
  hover(i) {
    this.write("hovered", i < 0 ? null : this.keys[i]);
  }

  /** Select a shape alone; -1 for none. @param {number} i */
  select(i) {
    this.write("compared", []);
    this.write("selected", i < 0 ? null : this.keys[i]);
  }

  /** Add a shape to the compared ones, or take it from them. @param {number} i */
  compare(i) {
    if (i < 0) return;
    const key = this.keys[i], { selected } = this.model, compared = this.model.compared ?? [];
    if (this.position(selected) < 0) return this.write("selected", key);
    if (key === selected) {
      this.write("selected", compared[0] ?? null);
      return this.write("compared", compared.slice(1));
    }
    if (compared.includes(key)) return this.write("compared", compared.filter((/** @type {any} */ other) => other !== key));
    if (compared.length + 1 < MOST_COMPARED) this.write("compared", [...compared, key]);
    return undefined;
  }

  clear() {
    this.hover(-1);
    this.select(-1);
  }

  /** Tell the model a choice that is new. @param {string} name @param {any} value */
  write(name, value) {
    const before = this.model[name];
    const isSame = Array.isArray(value) ? value.length === before?.length && value.every((key, n) => key === before[n]) : value === before;
    if (!isSame) this.model[name] = value;
  }

  // Export.

  /** The picture that is saved, from the bottom up: the map as it is zoomed, then title and legend. */
  exported() {
    const { map, theme, look, step } = this, top = look.title ? TITLE_HEIGHT : 0, { width, height, view: { scale, x, y }, commands } = map.pictureOf(map.width);
    const foot = top + height, all = foot + (look.legend ? LEGEND_HEIGHT : 0);
    const title = [look.title, look.steps[step]].filter(Boolean).join(", ");
    /** @param {number} y @param {number} high @returns {Command} */
    const ground = (y, high) => ({ op: "rect", x: 0, y, width, height: high, fill: theme.surface });
    // What stands at a pixel is below the title, too.
    const moved = commands.map((/** @type {Command} */ command) => ("y" in command ? { ...command, y: command.y + top } : command));
    const picture = [ground(0, all), ...moved];
    if (look.legend) picture.push(ground(foot, LEGEND_HEIGHT), ...legendCommands(look, theme, this.colours, width, foot, map.measure));
    if (top) picture.push(ground(0, top), { op: "text", x: 16, y: 20, text: title, colour: theme.text, anchor: "start", font: FONT.replace("12", "15") });
    return { commands: picture, view: { scale, x, y: y + top }, title, width, height: all };
  }

  /** Say that a PNG would be noise, and lead to what is not. */
  refuse() {
    this.said.textContent = this.tip.textContent = GUARDED;
    this.tip.hidden = false;
    /** @type {HTMLElement | null} */ (this.tools.lastElementChild)?.focus();
  }

  /** Let the browser save the picture. @param {string} kind png or svg */
  async save(kind) {
    if (!this.map.view) return;
    if (kind !== "svg" && isGuarded()) {
      this.refuse();
      return;
    }
    const picture = this.exported(), texts = { label: picture.title || "Map", title: (/** @type {number} */ i) => this.sentenceOf(i) };
    const blob = kind === "svg"
      ? new Blob([this.map.svg(picture, texts)], { type: "image/svg+xml" })
      : await new Promise((resolve) => { this.map.bitmap(picture).toBlob(resolve, "image/png"); });
    const link = element("a", "", undefined, { download: `${(this.look.title || "map").replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.${kind}` });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

/** Panel's entry point. @param {{model: any}} props */
export function render({ model }) {
  const component = new Component(model);
  model.on("remove", () => component.remove());
  return component.root;
}
