// The pure functions of the component's module: `node --test tests/unit/choropleth/choropleth.test.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as map from "../../../choropleth/choropleth.js";

const LOOK = {
  title: "Rates", unit: "%", decimals: 1, steps: ["2020", "2021"], edges: [0, 10, 20, 30], uncertain: true,
  colours: { light: ["#111111", "#222222", "#333333"], dark: ["#aaaaaa", "#bbbbbb", "#cccccc"] },
  patterns: { missing: "lines", uncertain: "dots" }, markers: true, labels: true, legend: true,
};
const LIGHT = map.THEMES.light;
const measure = (text) => 7 * text.length;

/** Bytes of shapes, each a list of rings of [column, row], as choropleth/shapes.py writes them. */
function bytesOf(shapes, flags = shapes.map(() => 0)) {
  const rings = shapes.flat(), points = rings.flat();
  const size = 40 + 4 * shapes.length + 4 * rings.length + 4 * points.length + 5 * shapes.length;
  const buffer = new ArrayBuffer(size), view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode("CHS1"));
  [shapes.length, rings.length, points.length].forEach((number, n) => view.setUint32(4 + 4 * n, number, true));
  let at = 40;
  const uint32 = (number) => { view.setUint32(at, number, true); at += 4; };
  const uint16 = (number) => { view.setUint16(at, number, true); at += 2; };
  shapes.forEach((shape) => uint32(shape.length));
  rings.forEach((ring) => uint32(ring.length));
  points.flat().forEach(uint16);
  shapes.forEach((shape) => {
    const ring = shape[0] ?? [[0, 0]];
    for (const axis of [0, 1]) uint16(Math.round(ring.reduce((sum, point) => sum + point[axis], 0) / ring.length));
  });
  flags.forEach((flag) => { view.setUint8(at, flag); at += 1; });
  return buffer;
}

const square = (left, top, side) => [[left, top], [left + side, top], [left + side, top + side], [left, top + side]];
// A square with a hole, an island in that hole, a square beside it, a tiny one, and one without geometry.
const SHAPES = [
  [square(0, 0, 100), square(20, 20, 60)],
  [square(40, 40, 20)],
  [square(100, 0, 100)],
  [square(150, 160, 2)],
  [],
];
const shapes = map.decodeShapes(bytesOf(SHAPES, [0, 0, 0, 0, 2]));
const extent = map.extents(shapes), index = map.indexed(extent);
const VIEW = { scale: 1, x: 0, y: 0 };

test("bytes become shapes, also where they lie in a longer buffer", () => {
  assert.deepEqual([...shapes.rings], [0, 2, 3, 4, 5, 5]);
  assert.deepEqual([...shapes.points], [0, 4, 8, 12, 16, 20]);
  assert.deepEqual([...shapes.flags], [0, 0, 0, 0, 2]);
  const bytes = new Uint8Array(bytesOf(SHAPES)), longer = new Uint8Array(bytes.length + 3);
  longer.set(bytes, 3);
  assert.deepEqual(map.decodeShapes(longer.subarray(3)).cells, shapes.cells);
});

test("bytes of another kind are refused by name", () => {
  assert.throws(() => map.decodeShapes(new ArrayBuffer(0)), /CHS1, not none/);
  assert.throws(() => map.decodeNumbers(bytesOf(SHAPES)), /CHN1, not CHS1/);
});

test("numbers have a row a step, and marks for all steps, one or none", () => {
  const buffer = new ArrayBuffer(16 + 4 * 4 + 2), view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode("CHN1"));
  [2, 2, 1].forEach((number, n) => view.setUint32(4 + 4 * n, number, true));
  [1.5, NaN, 3, Infinity].forEach((number, n) => view.setFloat32(16 + 4 * n, number, true));
  view.setUint8(33, 1);
  const numbers = map.decodeNumbers(buffer);
  assert.deepEqual([...map.valuesAt(numbers, 0)], [1.5, NaN]);
  assert.deepEqual([...map.valuesAt(numbers, 1)], [3, Infinity]);
  assert.deepEqual([...map.marksAt(numbers, 1)], [0, 1]);
  assert.deepEqual([...map.marksAt({ ...numbers, markRows: 0 }, 1)], [0, 0]);
});

test("boxes hold all rings, rooms and sizes the largest one", () => {
  assert.deepEqual([...extent.boxes.slice(0, 4)], [0, 0, 100, 100]);
  assert.deepEqual([extent.right, extent.bottom], [200, 162]);
  assert.deepEqual([...extent.sizes], [100, 20, 100, 2, 0]);
});

test("a coarser grid keeps shared borders and drops what has no area", () => {
  const coarse = map.coarser(shapes, 3);
  assert.deepEqual([...coarse.rings], [0, 2, 3, 4, 4, 4]);
  const points = (i) => map.pathText(coarse, i);
  assert.ok(points(0).includes("104 0") && points(2).includes("104 0"));
  assert.deepEqual(map.coarser(shapes, 0).cells, shapes.cells);
});

test("the finer the picture the finer the cells", () => {
  assert.equal(map.levelFor(1), 0);
  assert.equal(map.levelFor(0.6), 0);
  assert.equal(map.levelFor(0.1), 2);
  assert.equal(map.levelFor(1e-9), 8);
});

test("the home view shows everything in the middle", () => {
  const view = map.fitted(extent, 412, 336, 6);
  assert.equal(view.scale, 2);
  assert.deepEqual([view.x, view.y], [6, 6]);
});

test("a zoom keeps the pixel under the pointer, and has bounds", () => {
  const home = map.fitted(extent, 412, 336), near = map.zoomed(home, home, 3, 100, 50, 8);
  assert.equal((100 - near.x) / near.scale, (100 - home.x) / home.scale);
  assert.equal(map.zoomed(near, home, 100, 0, 0, 8).scale, 8 * home.scale);
  assert.equal(map.zoomed(near, home, 0.001, 0, 0, 8).scale, home.scale);
});

test("a view never leaves the map, and all of it is the home view", () => {
  const home = map.fitted(extent, 412, 336), far = { scale: 4 * home.scale, x: 9999, y: -9999 };
  const { x, y } = map.kept(far, home, extent, 412, 336);
  assert.equal(x, 206);
  assert.equal(y, 168 - 162 * far.scale);
  assert.equal(map.kept({ ...home, x: 50 }, home, extent, 412, 336), home);
});

test("only what a view shows is drawn, and what has no box costs nothing", () => {
  assert.deepEqual(map.visible(extent, { scale: 10, x: -1300, y: 0 }, 400, 300), [2, 4]);
});

test("a hole is outside, the island in it inside", () => {
  assert.equal(map.inside(shapes, 0, 10, 10), true);
  assert.equal(map.inside(shapes, 0, 50, 50), false);
  assert.equal(map.shapeAt(shapes, extent, index, 50, 50), 1);
  assert.equal(map.shapeAt(shapes, extent, index, 30, 30), -1);
  assert.equal(map.shapeAt(shapes, extent, index, 150, 50), 2);
  assert.equal(map.shapeAt(shapes, extent, index, -5, 50), -1);
  assert.equal(map.shapeAt(shapes, extent, index, 5000, 50), -1);
});

test("the index finds what a search of all shapes finds", () => {
  for (let x = 1; x < 200; x += 7) {
    for (let y = 1; y < 162; y += 5) {
      const all = SHAPES.map((_, i) => i).filter((i) => map.inside(shapes, i, x, y));
      assert.equal(map.shapeAt(shapes, extent, index, x, y), all.at(-1) ?? -1, `${x} ${y}`);
    }
  }
});

test("the nearest small shape within 20 px is hit, over another shape only its marker", () => {
  const small = map.smallOnes(shapes, extent, 1, true, [0, 1, 2, 3, 4]);
  assert.deepEqual(small, [3]);
  const at = (x, y) => map.hit(shapes, extent, index, small, VIEW, x, y);
  assert.equal(at(151, 180), 3);
  assert.equal(at(151, 182.5), -1);
  assert.equal(at(151, 98), 2);
  assert.deepEqual(map.smallOnes(shapes, extent, 1, false, [3]), []);
});

test("an arrow key leads to the nearest shape in its direction, or stays", () => {
  assert.equal(map.neighbour(shapes, 0, "ArrowRight"), 2);
  assert.equal(map.neighbour(shapes, 2, "ArrowDown"), 3);
  assert.equal(map.neighbour(shapes, 2, "ArrowUp"), 2);
  assert.equal(map.neighbour(shapes, 3, "ArrowUp"), 2);
});

test("an edge belongs to the bin above it, also where 32 bits round it", () => {
  const values = Float32Array.from([-5, 0, 0.1, 0.7, 0.69, 99, Infinity, -Infinity, NaN]);
  assert.deepEqual([...map.binned(values, [0, 0.1, 0.7, 1])], [0, 0, 1, 2, 1, 2, 2, 0, 255]);
  assert.deepEqual([...map.binned(values, [0, 1])], [0, 0, 0, 0, 0, 0, 0, 0, 255]);
});

test("shapes are grouped by bin, those without one last", () => {
  const bins = Uint8Array.from([1, 255, 0, 1]);
  assert.deepEqual(map.grouped(bins, 2, [0, 1, 3]), [[], [0, 3], [1]]);
});

test("values are written as people read them", () => {
  assert.equal(map.valueText(NaN, LOOK), "no value");
  assert.equal(map.valueText(-1.25, LOOK), "−1.3 %");
  assert.equal(map.valueText(-0.01, LOOK), "0.0 %");
  assert.equal(map.valueText(-Infinity, LOOK), "−∞ %");
  assert.equal(map.valueText(1234567, {}), "1.23M");
  assert.equal(map.valueText(Math.fround(0.7), {}), "0.7");
  assert.equal(map.valueText(12345, {}), "12,345");
  assert.equal(map.edgeText(-0.05), "−0.05");
  assert.equal(map.sentence("Kent", "2020", 12, 1, LOOK), "Kent, 2020: 12.0 %, uncertain");
  assert.equal(map.sentence("Kent", "", NaN, 1, LOOK), "Kent: no value");
});

test("a step is a command a bin, then patterns; what is empty is left out", () => {
  const bins = Uint8Array.from([0, 255, 0, 1, 255]), marks = Uint8Array.from([1, 1, 0, 0, 0]);
  const commands = map.fillCommands(bins, marks, [0, 1, 2, 3], LOOK, LIGHT, LOOK.colours.light);
  assert.deepEqual(commands.map(({ op, shapes: of, colour, pattern }) => [op, of, colour ?? pattern]), [
    ["fill", [0, 2], "#111111"], ["fill", [3], "#222222"], ["fill", [1], LIGHT.land], ["hatch", [1], "lines"], ["hatch", [0], "dots"],
  ]);
});

test("what is uncertain may have a fill of its own, in place of its bin's", () => {
  const bins = Uint8Array.from([0, 255, 0, 1, 255]), marks = Uint8Array.from([1, 1, 0, 0, 0]), doubt = { fill: "#999999", ink: "#777777", halo: "#ffffff" };
  const commands = map.fillCommands(bins, marks, [0, 1, 2, 3], { ...LOOK, doubt }, LIGHT, LOOK.colours.light);
  assert.deepEqual(commands.map(({ op, shapes: of, colour, ink }) => [op, of, colour ?? ink]), [
    ["fill", [2], "#111111"], ["fill", [3], "#222222"], ["fill", [1], LIGHT.land], ["hatch", [1], LIGHT.missing], ["fill", [0], "#999999"], ["hatch", [0], "#777777"],
  ]);
  const [marker, ...more] = map.markerCommands(shapes.markers, [3], Uint8Array.from([0, 0, 0, 1]), VIEW, LIGHT, LOOK.colours.light, [0, 0, 0, 1], { doubt, radius: 2 });
  assert.deepEqual([marker.fill, marker.radius, more], ["#999999", 2, []]);
});

test("a marker covers another shape or not", () => {
  const picture = map.pictured(map.sampled(shapes, [0, 1, 2, 3], VIEW, 210, 170), 210, 170, 1);
  assert.equal(map.covers(picture, 3, 151, 161, 1), false); // it has these pixels itself
  assert.equal(map.covers(picture, 3, 151, 161, 61), false); // the square above ends there
  assert.equal(map.covers(picture, 3, 151, 161, 63), true);
  assert.equal(map.covers(picture, 3, -90, 161, 60), false); // outside of the picture there is nothing
});

test("outlines: hovered, compared each in its colour, selected on top, rings around tiny ones", () => {
  const chosen = { hovered: 2, selected: 0, compared: [3, 1] };
  const commands = map.outlineCommands(chosen, [3], shapes.markers, VIEW, LIGHT).filter(({ colour }) => colour !== LIGHT.surface);
  assert.deepEqual(commands.map(({ op, colour }) => [op, colour]), [
    ["stroke", LIGHT.text], ["circle", map.COMPARED[1]], ["stroke", map.COMPARED[2]], ["stroke", map.COMPARED[0]],
  ]);
  assert.deepEqual(map.outlineCommands({ hovered: -1, selected: -1, compared: [] }, [], shapes.markers, VIEW, LIGHT), []);
});

test("a marker has its bin's colour, or the ground's", () => {
  const at = (bin) => map.markerCommands(shapes.markers, [3], Uint8Array.from([0, 0, 0, bin]), VIEW, LIGHT, LOOK.colours.light)[0];
  assert.equal(at(2).fill, "#333333");
  assert.equal(at(255).fill, LIGHT.land);
  assert.deepEqual([at(0).x, at(0).y], [151, 161]);
});

test("names are written where there is room, and never over each other", () => {
  const texts = (names) => map.labelCommands(names, shapes, extent, [0, 1, 2, 3, 4], VIEW, LIGHT, measure).map(({ text }) => text);
  assert.deepEqual(texts(["one", "in", "two", "tiny", "none"]), ["one", "two"]);
  assert.deepEqual(texts(["much too long a name", "i", "two", "", ""]), ["two", "i"]);
});

test("the legend has a swatch a bin, its edges, the unit and the patterns, within its width", () => {
  const commands = map.legendCommands(LOOK, LIGHT, LOOK.colours.light, 600, 0, measure);
  assert.deepEqual(commands.filter(({ op }) => op === "text").map(({ text }) => text), ["0", "10", "20", "30", "%", "no value", "uncertain"]);
  assert.ok(commands.every(({ x }) => x < 600));
  const narrow = map.legendCommands({ ...LOOK, edges: [...Array(21).keys()].map((n) => n * 1000) }, LIGHT, Array(20).fill("#000"), 320, 0, measure);
  const edges = narrow.filter(({ anchor }) => anchor === "middle");
  for (let n = 1; n < edges.length; n++) assert.ok(edges[n].x - edges[n - 1].x >= measure(edges[n].text));
});

test("SVG has a path a shape with its sentence, patterns once, and no mark-up of names", () => {
  const commands = [
    { op: "fill", shapes: [0, 2], colour: "#111" },
    { op: "hatch", shapes: [1], pattern: "lines", ink: "#222", halo: "#333" },
    { op: "hatch", shapes: [3], pattern: "lines", ink: "#222", halo: "#333" },
    { op: "stroke", shapes: [0], colour: "#444", width: 1 },
    { op: "text", x: 1, y: 2, text: "<script>", colour: "#555", anchor: "start" },
    { op: "rect", x: 0, y: 0, width: 10, height: 5, fill: "none", pattern: "dots", ink: "#222", halo: "#333" },
    { op: "circle", x: 1, y: 2, radius: 3, fill: "#666", colour: "#777", width: 1 },
  ];
  const svg = map.svgText(commands, { scale: 2, x: 5, y: 6 }, shapes, 400, 300, { label: "A & B", title: (i) => `shape ${i}` });
  assert.equal(svg.match(/<pattern /g).length, 2);
  assert.equal(svg.match(/<title>/g).length, 2);
  assert.ok(svg.includes('transform="translate(5 6) scale(2)"') && svg.includes("M0 0L100 0L100 100L0 100Z"));
  assert.ok(!svg.includes("<script>") && svg.includes("A &#38; B"));
});

test("samples show the shape that has their middle", () => {
  const samples = map.sampled(shapes, [0, 1, 2], { scale: 0.1, x: 0, y: 0 }, 21, 11);
  const row = (y) => [...samples.subarray(21 * y, 21 * y + 21)].join("");
  assert.equal(row(0), "111111111133333333330");
  assert.equal(row(3), "110000001133333333330");
  assert.equal(row(5), "110022001133333333330");
  assert.equal(row(10), "0".repeat(21));
});

test("samples outside the picture are not looked at", () => {
  const samples = map.sampled(shapes, [0, 2], { scale: 1, x: -95, y: -50 }, 10, 10);
  assert.deepEqual([...new Set(samples)], [1, 3]);
});

test("each sample shows what a hit test finds", () => {
  const samples = map.sampled(shapes, [0, 1, 2, 3, 4], { scale: 0.37, x: 1.3, y: 2.1 }, 80, 64);
  for (let y = 0; y < 64; y++) for (let x = 0; x < 80; x++) {
    const expected = map.shapeAt(shapes, extent, index, (x + 0.5 - 1.3) / 0.37, (y + 0.5 - 2.1) / 0.37);
    assert.equal(samples[80 * y + x], expected + 1, `${x} ${y}`);
  }
});

test("pixels are plain inside a shape, and mixed with the border's colour at its edge", () => {
  const samples = Uint16Array.from([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]); // three pixels of four samples
  const picture = map.pictured(samples, 3, 1, 2), out = new Uint32Array(3);
  assert.deepEqual([...picture.edges], [1]);
  map.coloured(out, picture, Uint32Array.from([0, 0xff0000ff, 0xff00ff00]), 0xff000000);
  assert.equal(out[2], 0xff00ff00);
  const [red, green, alpha] = [out[1] & 255, (out[1] >> 8) & 255, out[1] >>> 24];
  assert.equal(alpha, 255);
  assert.ok(red > 40 && red < 80 && Math.abs(red - green) < 2);
});

test("a coast is as transparent as the part of the pixel that is no land", () => {
  const samples = Uint16Array.from([1, 0, 0, 0, 1, 0, 0, 0]), picture = map.pictured(samples, 2, 1, 2), out = new Uint32Array(2);
  map.coloured(out, picture, Uint32Array.from([0, 0xff0000ff]), 0xff000000);
  assert.equal(out[1], 0);
  assert.ok(out[0] >>> 24 > 180 && out[0] >>> 24 < 255);
});

test("one sample a pixel has borders too", () => {
  const picture = map.pictured(Uint16Array.from([1, 1, 2, 2]), 4, 1, 1);
  assert.deepEqual([...picture.edges], [1]);
});

test("a pattern lies over its shapes alone", () => {
  const samples = Uint16Array.from([1, 1, 2, 2]), picture = map.pictured(samples, 4, 1, 1), out = new Uint32Array(4).fill(0xff00ff00);
  const area = { boxes: Float32Array.from([0, 0, 2, 1, 2, 0, 4, 1]), sizes: new Float32Array(2), rooms: new Float32Array(8), right: 4, bottom: 1 };
  map.patterned(out, picture, [1], area, VIEW, Uint32Array.from([0xff0000ff, 0, 0, 0]), 2);
  assert.deepEqual([...out], [0xff00ff00, 0xff00ff00, 0xff0000ff, 0xff00ff00]);
});

test("a colour is a pixel by the text that a canvas makes of it", () => {
  assert.equal(map.pixelOf("#336699"), 0xff996633);
  assert.equal(map.pixelOf("rgba(51, 102, 153, 0.5)"), 0x80996633);
  assert.equal(map.pixelOf("color(srgb 0.2 0.4 0.6)"), 0xff996633);
  assert.equal(map.pixelOf("color(srgb 0.2 0.4 1.2 / 0.5)"), 0x80ff6633);
  assert.equal(map.pixelOf("oklch(0.5 0.1 200)"), undefined);
});

test("light text means a dark page", () => {
  assert.equal(map.isLight("rgb(239, 238, 234)"), true);
  assert.equal(map.isLight("rgba(0, 0, 0, 0.87)"), false);
});

test("a box of cells fills a room, in the middle of it", () => {
  assert.deepEqual(map.boxed([10, 20, 100, 50], 400, 300), { scale: 4, x: -40, y: -30 });
});

test("a shape that others enclose is not meant beside it, and is hit under its own marker", () => {
  const ring = [[0, 0], [100, 0], [100, 100], [0, 100]], hole = square(48, 48, 4);
  const both = map.decodeShapes(bytesOf([[ring, hole], [square(48, 48, 4)], [square(104, 48, 2)]]));
  const extents = map.extents(both), squares = map.indexed(extents);
  assert.deepEqual([0, 1, 2].map((i) => map.enclosed(both, extents, squares, i)), [false, true, false]);
  const at = (x, y, isEnclosed) => map.hit(both, extents, squares, [1], VIEW, x, y, isEnclosed);
  assert.equal(at(50, 50, () => true), 1);
  assert.equal(at(50, -10 + 0.5, () => true), -1);
});

test("a marker that is kept while a shape is small goes when it is larger than that", () => {
  const one = map.decodeShapes(bytesOf([[square(0, 0, 10)]], [map.MARKED_WHILE_SMALL])), extents = map.extents(one);
  assert.deepEqual([0.5, 1, 2].map((scale) => map.smallOnes(one, extents, scale, false, [0]).length), [1, 1, 0]);
});

test("a coarser grid keeps whole numbers beyond 16 bits", () => {
  const wide = { count: 1, rings: Uint32Array.of(0, 1), points: Uint32Array.of(0, 3), cells: Int32Array.of(70000, 0, 70080, 0, 70080, 80) };
  assert.deepEqual([...map.coarser(wide, 4).cells], [70000, 0, 70080, 0, 70080, 80]);
});

test("marked shapes are outlined together, and an uncertain marker has a dot", () => {
  const [outline] = map.outlineCommands({ marked: [0, 2] }, [], shapes.markers, VIEW, LIGHT);
  assert.deepEqual([outline.op, outline.shapes], ["stroke", [0, 2]]);
  const marks = map.markerCommands(shapes.markers, [3], Uint8Array.of(0, 0, 0, 1, 255), VIEW, LIGHT, LOOK.colours.light, [0, 0, 0, 1, 0]);
  assert.deepEqual(marks.map(({ radius, fill }) => [radius, fill]), [[3.5, "#222222"], [1.4, LIGHT.surface], [0.9, LIGHT.text]]);
});

test("a ground is a path in units of its own, in SVG at a place among the cells", () => {
  const path = { op: "path", data: "M0 0H1", scale: [2, 2], offset: [5, 7], colour: "#abcdef", width: 1 };
  const svg = map.svgText([path], { scale: 4, x: 1, y: 2 }, shapes, 100, 100);
  assert.match(svg, /transform="translate\(1 2\) scale\(4\) translate\(5 7\) scale\(2 2\)" d="M0 0H1" fill="none" stroke="#abcdef" stroke-width="0.125"/);
});
