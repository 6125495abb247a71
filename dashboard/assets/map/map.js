// The map of the page: countries, drawn by the component's own module, in the colours of the page.

import { ChoroplethMap, MARKED_WHILE_SMALL, UNCLEAR } from "choropleth";
import { boxOf, metresOf, NORTH, WEST } from "isotherm/map/worldfile.js";

const SEEN = 42, NEAREST = 12; // px of a country that one goes to, and times the whole world, at most
const MARKER = 2.5; // px: the radius of a tiny country's marker

export const AROUND = "oceania"; // goes on beyond the map's edge

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @returns {import("choropleth").Theme} */
const theme = () => ({ text: colour("text"), quiet: colour("muted"), surface: colour("surface"), land: colour("land"), missing: colour("missing"), border: colour("border") });
const comparing = () => Array.from({ length: 6 }, (_, n) => colour(`compared-${n}`));

/**
 * The world with the points where countries are labelled; the tiny ones have markers there.
 * @param {Rings} rings
 * @param {Country[]} countries
 * @returns {World}
 */
function withCountries(rings, countries) {
  const points = countries.flatMap(({ x, y }) => [WEST + Math.round(x / rings.grid), NORTH - Math.round(y / rings.grid)]);
  return { ...rings, markers: Int32Array.from(points), flags: Uint8Array.from(countries, ({ tiny }) => (tiny ? MARKED_WHILE_SMALL : 0)) };
}

/** Whether the page, or what the map is in, can be scrolled: then a plain wheel does that. */
function scrolls(/** @type {HTMLElement} */ element) {
  for (let box = element; box; box = box.parentElement) {
    const isRoot = box === document.scrollingElement;
    if (box.scrollHeight > box.clientHeight + 1 && (isRoot || /auto|scroll/.test(getComputedStyle(box).overflowY))) return true;
  }
  return false;
}

export class CountryMap {
  /**
   * @param {HTMLElement} area
   * @param {{ rings: Rings, countries: Country[], ground: Start["ground"], zoom: string }} given
   */
  constructor(area, { rings, countries, ground, zoom }) {
    this.countries = countries;
    this.ground = ground;
    /** What a person does there; the page says what follows. @type {Partial<import("choropleth").Acts>} */
    this.acts = {};
    this.world = withCountries(rings, countries);
    this.named = zoom;
    this.zooming = Promise.resolve();
    /** @type {import("choropleth").Chosen} */
    this.chosen = {};
    this.drawing = new ChoroplethMap(area, {
      hover: (...what) => this.acts.hover?.(...what),
      select: (...what) => this.acts.select?.(...what),
      compare: (...what) => this.acts.compare?.(...what),
      viewed: () => { this.tellView(); this.acts.viewed?.(); },
    });
    this.drawing.resize();
  }

  /**
   * Draw it all.
   * @param {Variable} variable
   * @param {Numbers} bins
   */
  async draw(variable, bins) {
    const shapes = await this.shapesIn(this.named);
    this.drawing.update({
      shapes, ...this.look(), ...this.coloured(variable, bins), box: this.box(this.named), names: this.countries.map(({ name }) => name),
      patterns: { missing: "lines", uncertain: "hairlines", unclear: "risingHairlines" }, markers: false, markerRadius: MARKER, markersOverLand: false, oneFinger: false, wheels: (event) => event.ctrlKey || event.metaKey || !scrolls(this.drawing.area),
    });
  }

  /** The shapes as they lie in a zoom: in that to Oceania the Pacific is in one piece. */
  async shapesIn(zoom) {
    return zoom === AROUND ? (await import("isotherm/map/around.js")).inOnePiece(this.world, this.countries) : this.world;
  }

  box(zoom) {
    return boxOf(this.world, this.ground.boxes[zoom]);
  }

  /** The colours of the page's theme, and what lies under the countries. */
  look() {
    const { ground: { sea, graticule }, world: { grid }, named } = this;
    /** @type {Pick<import("choropleth").Ground, "scale" | "offset">} */
    const placed = { scale: [1000 / grid, 1000 / grid], offset: [WEST, NORTH] };
    const beyond = named === AROUND ? [{ ...placed, data: "M-50000-50000H50000V50000H-50000Z", fill: colour("sea") }] : [];
    this.greys = Object.fromEntries(["doubt", "hairline", "muted", "surface"].map((name) => [name, colour(name)])); // read once, not each year
    return {
      theme: theme(), comparing: comparing(),
      ground: [...beyond, { ...placed, data: sea, fill: colour("sea") }, { ...placed, data: graticule, colour: colour("graticule"), width: 0.6 }],
    };
  }

  /** @param {Variable} variable @param {Numbers} bins */
  coloured({ colours, uncertain: doubted, unclear, ranksAll }, bins) {
    const { doubt, hairline, muted, surface: halo } = this.greys;
    // What is unreliable is grey; painted, where that is asked for, with a mark as quiet.
    const look = ranksAll ? { fill: "", ink: muted, halo } : { fill: doubt, ink: hairline, halo };
    const uncertain = unclear ? doubted.map((isDoubted, i) => (isDoubted ? 1 : unclear[i] ? UNCLEAR : 0)) : doubted;
    return { colours, uncertain, doubt: look, bins: Uint8Array.from(bins, (bin) => (Number.isNaN(bin) ? 255 : bin)) };
  }

  /**
   * Colour the countries by the numbers of their bins.
   * @param {Variable} variable
   * @param {Numbers} bins
   */
  colour(variable, bins) {
    const { colours, doubt, ...step } = this.coloured(variable, bins), now = this.drawing.inputs;
    const isSame = colours.join() === now.colours.join() && doubt.fill === now.doubt.fill && doubt.ink === now.doubt.ink;
    this.drawing.update(isSame ? step : { ...step, colours, doubt });
  }

  /** Take the colours of the page's theme. */
  restyle() {
    this.drawing.update(this.look());
  }

  /** Show what a zoom holds. */
  zoom(name) {
    if (name !== this.named) this.zooming = this.zoomTo(name);
    return this.zooming;
  }

  async zoomTo(name) {
    this.named = name;
    const shapes = await this.shapesIn(name);
    if (this.named !== name) return; // another one has come meanwhile
    const moved = shapes === this.drawing.inputs.shapes ? {} : { shapes };
    this.drawing.update({ ...moved, box: this.box(name), ...this.look() });
  }

  /** Go to a country that was found by its name: where it is small, so near that it can be seen. */
  async goTo(/** @type {number} */ country) {
    await this.zooming;
    this.drawing.goTo(country, SEEN, NEAREST);
    this.callAttention(country);
  }

  /** Whether a person has zoomed from what the named zoom shows. */
  get isFree() {
    return this.drawing.view !== this.drawing.home;
  }

  goHome() {
    this.drawing.goHome();
  }

  /** Outline the chosen countries, each in its own colour where there are several. */
  select(/** @type {number[]} */ [selected = -1, ...compared]) {
    this.choose({ selected, compared });
  }

  /** Outline the country that is pointed at, -1 for none. */
  highlight(/** @type {number} */ hovered) {
    this.choose({ hovered });
  }

  /** Outline the countries of a bin. */
  mark(/** @type {number[]} */ marked) {
    this.choose({ marked });
  }

  choose(/** @type {import("choropleth").Chosen} */ chosen) {
    this.chosen = { ...this.chosen, ...chosen };
    this.drawing.update({ chosen: this.chosen });
  }

  /** Let the outline of the selected country call for attention once, where it can be seen. */
  callAttention(/** @type {number} */ country) {
    const { width, height, view } = this.drawing;
    if (!view) return;
    const { x, y } = this.drawing.placeOf(country);
    if (x < 0 || y < 0 || x > width || y > height) this.goHome();
    this.drawing.attract();
  }

  /** Say where the map's metres are, for whoever asks from without: left, top and metres a pixel. */
  tellView() {
    const { area, view } = this.drawing, [left, top, metres] = metresOf(this.world, view);
    area.dataset.view = `${left} ${top} ${metres}`;
  }
}
