// The map: a Bokeh figure whose shapes are set once and whose colours change in place.

import { paintSoon } from "isotherm/paint.js";

const NEAR = 20; // px: how far from a country too small to hit a click still means it

const boxes = (xs, ys) => xs.map((x, i) => {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let j = 0; j < x.length; j++) {
    if (x[j] < left) left = x[j];
    if (x[j] > right) right = x[j];
    if (ys[i][j] < bottom) bottom = ys[i][j];
    if (ys[i][j] > top) top = ys[i][j];
  }
  return { left, right, bottom, top };
});

/** Even-odd over rings parted by NaN: a hole is outside, an island inside. */
const within = (x, y, xs, ys) => {
  let inside = false;
  for (let i = 0, j = -1; i < xs.length; i++) {
    if (Number.isNaN(xs[i])) { j = -1; continue; }
    if (j < 0) { j = ringEnd(xs, i); }
    if ((ys[i] > y) !== (ys[j] > y) && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) inside = !inside;
    j = i;
  }
  return inside;
};

const ringEnd = (xs, start) => {
  let end = start;
  while (end + 1 < xs.length && !Number.isNaN(xs[end + 1])) end++;
  return end;
};

/** Rings parted by NaN as an SVG path in kilometres, y downwards. */
const pathData = (xs, ys) => {
  let path = "", start = true;
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(xs[i])) { path += "Z"; start = true; continue; }
    path += `${start ? "M" : "L"}${xs[i] / 1000} ${-ys[i] / 1000}`;
    start = false;
  }
  return `${path}Z`;
};

const RING = 330; // km
const circle = ({ x, y }) => `M${x / 1000 - RING} ${-y / 1000}a${RING} ${RING} 0 1 0 ${2 * RING} 0a${RING} ${RING} 0 1 0 ${-2 * RING} 0`;

export class WorldMap {
  constructor(figure, world, countries, outlines) {
    this.figure = figure;
    this.world = world;
    this.countries = countries;
    this.outlines = outlines;
    this.boxes = boxes(world.xs, world.ys);
    this.markers = countries.flatMap((country, i) => (country.tiny ? [i] : []));
    this.marked = {};
    const named = (name) => figure.renderers.find((renderer) => renderer.name === name);
    this.layers = Object.fromEntries(
      ["countries", "borders", "uncertain", "missing", "markers"].map((name) => [name, named(name)]),
    );
    // On a canvas of their own: a year step repaints no border and no hatch.
    for (const name of ["borders", "uncertain", "missing"]) this.layers[name].level = "overlay";
    this.layers.markers.glyph.marker = { field: "marker" };
    this.fill();
  }

  fill() {
    const { countries, world, markers, layers } = this;
    const iso3 = countries.map((country) => country.iso3);
    const none = new Float64Array(countries.length).fill(NaN);
    layers.countries.data_source.data = {
      xs: world.xs, ys: world.ys, iso3, bin: none, color: none,
    };
    layers.borders.data_source.data = { xs: world.xs, ys: world.ys, iso3 };
    layers.markers.data_source.data = {
      x: markers.map((i) => countries[i].x), y: markers.map((i) => countries[i].y),
      iso3: markers.map((i) => iso3[i]), marker: markers.map(() => "circle"), bin: none.slice(0, markers.length), color: none.slice(0, markers.length),
    };
  }

  /** Colour by bin number; the only columns that a year step changes are these. */
  colour(bins, uncertain) {
    const { layers, markers } = this;
    const countries = layers.countries.data_source, points = layers.markers.data_source;
    const without = (i) => Number.isNaN(bins[i]), all = [...bins.keys()];
    this.mark("missing", all.filter(without));
    this.mark("uncertain", all.filter((i) => uncertain[i] && !without(i)));
    points.data.marker = markers.map((i) => (uncertain[i] && !without(i) ? "circle_dot" : "circle"));
    countries.data.bin = countries.data.color = bins;
    points.data.bin = points.data.color = Float64Array.from(markers, (i) => bins[i]);
    countries.change.emit();
    points.change.emit();
    paintSoon(this.view);
  }

  /** Hatch these countries; most years hatch the same ones as the year before. */
  mark(layer, indices) {
    const key = indices.join();
    if (this.marked[layer] === key) return;
    this.marked[layer] = key;
    this.outline(layer, indices);
  }

  /** Colours by the number of the bin. */
  paint(colours) {
    for (const name of ["countries", "markers"]) {
      const mapper = this.layers[name].glyph.fill_color.transform;
      mapper.setv({ palette: colours, low: -0.5, high: colours.length - 0.5 });
    }
  }

  highlight(indices) {
    this.trace("highlight", indices);
  }

  /** Outline the chosen countries, each in its own colour where there are several. */
  select(chosen) {
    const draw = (i, colour, shape, name) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", name);
      path.setAttribute("d", shape);
      if (colour) path.style.stroke = colour;
      return path;
    };
    const { xs, ys } = this.world, several = chosen.length > 1;
    const colour = (place) => (several ? `var(--compared-${place})` : "");
    this.outlines.querySelector(".chosen").replaceChildren(...chosen.flatMap((i, place) => [
      draw(i, colour(place), pathData(xs[i], ys[i]), "selected"),
      ...(this.countries[i].tiny ? [draw(i, colour(place), circle(this.countries[i]), "ring")] : []),
    ]));
  }

  /** Outline countries in the page's SVG: whatever follows the pointer repaints no canvas. */
  trace(name, indices) {
    const { xs, ys } = this.world;
    this.path(name).setAttribute("d", indices.map((i) => pathData(xs[i], ys[i])).join(""));
  }

  path(name) {
    return this.outlines.querySelector(`.${name}`);
  }

  outline(layer, indices) {
    const { xs, ys } = this.world;
    this.layers[layer].data_source.data = {
      xs: indices.map((i) => xs[i]), ys: indices.map((i) => ys[i]), iso3: indices.map((i) => this.countries[i].iso3),
    };
  }

  /** The country under a pixel of the figure, the nearest small one if there is none; -1 for the sea. */
  at(view, sx, sy) {
    const scales = view.frame ?? view;
    const x = scales.x_scale.invert(sx), y = scales.y_scale.invert(sy);
    const small = this.nearest(scales, sx, sy);
    if (small.distance <= 6) return small.index;
    const index = this.boxes.findIndex(
      (box, i) => x >= box.left && x <= box.right && y >= box.bottom && y <= box.top && within(x, y, this.world.xs[i], this.world.ys[i]),
    );
    return index >= 0 ? index : small.distance <= NEAR ? small.index : -1;
  }

  nearest({ x_scale, y_scale }, sx, sy) {
    let index = -1, distance = Infinity;
    for (const i of this.markers) {
      const away = Math.hypot(x_scale.compute(this.countries[i].x) - sx, y_scale.compute(this.countries[i].y) - sy);
      if (away < distance) [index, distance] = [i, away];
    }
    return { index, distance };
  }
}
