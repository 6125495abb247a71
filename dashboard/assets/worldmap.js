// The map: a Bokeh figure whose shapes are set once and whose colours change in place.

import { paintSoon } from "isotherm/paint.js";
import { ringPath } from "isotherm/paths.js";

const NEAR = 20; // px: how far from a country too small to hit a click in the sea still means it
const ATTENTION = 1500; // ms
const MARKER = 4.5; // px: how far its marker reaches, over another country's land

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

const RING = 0.0095; // of the map's width
const circle = ({ x, y }, radius) => `M${x / 1000 - radius} ${-y / 1000}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;

export class WorldMap {
  /**
   * @param {BokehModel} figure
   * @param {World} world
   * @param {Country[]} countries
   * @param {Elements["outlines"]} outlines
   */
  constructor(figure, world, countries, outlines) {
    this.figure = figure;
    this.countries = countries;
    this.outlines = outlines;
    /** @type {{ world: World, points: Point[] }} */
    this.usual = { world, points: countries };
    this.place(this.usual);
    /** @type {BokehView} */
    this.view = null;
    /** @type {number[]} */
    this.markers = countries.flatMap((country, i) => (country.tiny ? [i] : []));
    const named = (name) => figure.renderers.find((renderer) => renderer.name === name);
    this.layers = Object.fromEntries(
      ["countries", "borders", "halo", "uncertain", "missing", "markers"].map((name) => [name, named(name)]),
    );
    // On a canvas of their own: a year step repaints no border and no hatch.
    for (const name of ["borders", "halo", "uncertain", "missing"]) this.layers[name].level = "overlay";
    this.layers.markers.glyph.marker = { field: "marker" };
    this.fill();
    this.zoom(outlines.getAttribute("viewBox").split(" ").map(Number));
  }

  /**
   * Show this part of the world.
   * @param {Box} box
   */
  zoom([left, top, width, height]) {
    const { figure, outlines } = this;
    this.width = width;
    figure.x_range.setv({ start: 1000 * left, end: 1000 * (left + width) });
    figure.y_range.setv({ start: -1000 * (top + height), end: -1000 * top });
    for (const svg of [outlines, outlines.parentElement.querySelector(".ground")]) svg.setAttribute("viewBox", [left, top, width, height].join(" "));
    if (this.chosen) this.select(this.chosen);
  }

  /** Let the Pacific be in one piece, or lie at both edges of the map. */
  async around(inOne) {
    if (inOne === (this.world !== this.usual.world)) return;
    const { world } = this.usual;
    const shown = inOne ? (await import("isotherm/around.js")).inOnePiece(world, this.countries) : this.usual;
    this.place(shown);
    this.fill();
    if (this.coloured) this.colour(...this.coloured);
  }

  place(/** @type {{ world: World, points: Point[] }} */ { world, points }) {
    this.world = world;
    this.points = points;
    this.boxes = boxes(world.xs, world.ys);
    this.marked = {};
    this.coasts = {};
  }

  fill() {
    const { countries, world, points, markers, layers } = this;
    const iso3 = countries.map((country) => country.iso3);
    const none = new Float64Array(countries.length).fill(NaN);
    layers.countries.data_source.data = {
      xs: world.xs, ys: world.ys, iso3, bin: none, color: none,
    };
    layers.borders.data_source.data = { xs: world.xs, ys: world.ys, iso3 };
    layers.markers.data_source.data = {
      x: markers.map((i) => points[i].x), y: markers.map((i) => points[i].y),
      iso3: markers.map((i) => iso3[i]), marker: markers.map(() => "circle"), bin: none.slice(0, markers.length), color: none.slice(0, markers.length),
    };
  }

  /** Colour by bin number; the only columns that a year step changes are these. */
  colour(/** @type {Float64Array} */ bins, /** @type {boolean[]} */ uncertain) {
    /** @type {[Float64Array, boolean[]]} */
    this.coloured = [bins, uncertain];
    const { layers, markers } = this;
    const countries = layers.countries.data_source.data, points = layers.markers.data_source.data;
    const without = (i) => Number.isNaN(bins[i]), all = [...bins.keys()];
    const doubted = all.filter((i) => uncertain[i] && !without(i));
    const isMarked = [this.mark("missing", all.filter(without)), this.mark("halo", doubted), this.mark("uncertain", doubted)];
    const shapes = markers.map((i) => (uncertain[i] && !without(i) ? "circle_dot" : "circle"));
    const isSame = shapes.every((shape, i) => shape === points.marker[i]);
    Object.assign(countries, { bin: bins, color: bins });
    const marked = Float64Array.from(markers, (i) => bins[i]);
    Object.assign(points, { marker: shapes, bin: marked, color: marked });
    const isRead = [this.recolour(layers.countries), isSame && this.recolour(layers.markers)];
    if (!isRead[0]) layers.countries.data_source.change.emit();
    if (!isRead[1]) layers.markers.data_source.change.emit();
    // At once where Bokeh has nothing more to read: texts and map then change in the same frame.
    if (isRead.every(Boolean) && !isMarked.some(Boolean)) this.view.repaint(); else paintSoon(() => [this.view]);
  }

  /** Let a layer read its colours alone: told of a change, Bokeh would read all shapes, six times. */
  recolour(layer) {
    const drawn = this.view?.views.get_one(layer);
    if (!drawn?.all_indices) return false;
    drawn.glyph.set_visuals(layer.data_source, drawn.all_indices);
    this.view.invalidate_painters(drawn);
    return true;
  }

  /** Hatch these countries; most years hatch the same ones as the year before, and it returns false. */
  mark(layer, /** @type {number[]} */ indices) {
    const key = indices.join();
    if (this.marked[layer] === key) return false;
    this.marked[layer] = key;
    this.outline(layer, indices);
    return true;
  }

  /** Colours by the number of the bin. */
  paint(/** @type {string[]} */ colours) {
    for (const name of ["countries", "markers"]) {
      const mapper = this.layers[name].glyph.fill_color.transform;
      mapper.setv({ palette: colours, low: -0.5, high: colours.length - 0.5 });
    }
  }

  /** Outline the country that is pointed at. */
  highlight(indices) {
    this.trace("highlight", indices);
  }

  /** Outline the countries of a bin. */
  outlineBin(indices) {
    this.trace("bins", indices);
  }

  /** Let the outline of a chosen country call for attention once, also where a zoom follows. */
  callAttention(country) {
    this.called = country;
    this.select(this.chosen);
    setTimeout(() => { this.called = -1; }, ATTENTION);
  }

  /** Outline the chosen countries, each in its own colour where there are several. */
  select(/** @type {number[]} */ chosen) {
    this.chosen = chosen;
    const draw = (i, colour, shape, name) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", i === this.called ? `${name} found` : name);
      path.setAttribute("d", shape);
      if (colour) path.style.stroke = colour;
      return path;
    };
    const { xs, ys } = this.world, several = chosen.length > 1;
    const colour = (place) => (several ? `var(--compared-${place})` : "");
    this.outlines.querySelector(".chosen").replaceChildren(...chosen.flatMap((i, place) => [
      draw(i, colour(place), ringPath(xs[i], ys[i]), "selected"),
      ...(this.countries[i].tiny ? [draw(i, colour(place), circle(this.points[i], RING * this.width), "ring")] : []),
    ]));
  }

  /** Outline countries in the page's SVG: whatever follows the pointer repaints no canvas. */
  trace(name, /** @type {number[]} */ indices) {
    const { xs, ys } = this.world;
    this.path(name).setAttribute("d", indices.map((i) => ringPath(xs[i], ys[i])).join(""));
  }

  path(name) {
    return this.outlines.querySelector(`.${name}`);
  }

  outline(layer, /** @type {number[]} */ indices) {
    const { xs, ys } = this.world;
    this.layers[layer].data_source.data = {
      xs: indices.map((i) => xs[i]), ys: indices.map((i) => ys[i]), iso3: indices.map((i) => this.countries[i].iso3),
    };
  }

  /** The country under a pixel of the figure, over the sea the nearest small one; -1 for none. */
  at(view, sx, sy) {
    const scales = view.frame ?? view, small = this.nearest(scales, sx, sy);
    const land = this.land(scales.x_scale.invert(sx), scales.y_scale.invert(sy));
    if (land < 0) return small.distance <= NEAR ? small.index : -1;
    return small.distance <= MARKER && small.distance < this.away(scales, land, sx, sy) ? small.index : land;
  }

  /** The country whose area has this point, in metres; -1 for the sea. */
  land(x, y) {
    return this.boxes.findIndex(
      (box, i) => x >= box.left && x <= box.right && y >= box.bottom && y <= box.top && within(x, y, this.world.xs[i], this.world.ys[i]),
    );
  }

  /** How many pixels it is from a country's label point. */
  away({ x_scale, y_scale }, i, sx, sy) {
    return Math.hypot(x_scale.compute(this.points[i].x) - sx, y_scale.compute(this.points[i].y) - sy);
  }

  /** The nearest small country; from the sea one without a coast is not meant. */
  nearest(scales, sx, sy) {
    let index = -1, distance = Infinity;
    for (const i of this.markers) {
      const away = this.away(scales, i, sx, sy);
      if (away <= NEAR && away < distance && (away <= MARKER || this.hasCoast(i))) [index, distance] = [i, away];
    }
    return { index, distance };
  }

  /** Whether one of the corners around a country lies in the sea. */
  hasCoast(i) {
    const { left, right, bottom, top } = this.boxes[i], more = 5000;
    const corners = [left - more, right + more].flatMap((x) => [bottom - more, top + more].map((y) => [x, y]));
    this.coasts[i] ??= !Number.isFinite(left) || corners.some(([x, y]) => this.land(x, y) < 0);
    return this.coasts[i];
  }
}
