// The scatter: the chosen indicator against warming, a dot a country. A settled year asks the server.

import { columns } from "isotherm/charts.js";
import { DEGREES, inFull, withUnit, written } from "isotherm/numbers.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const words = (name) => document.querySelectorAll(`[data-scatter="${name}"]`);

const NEAR = 20, LINE = 15; // px: to the nearest dot, and between labels
const SVG = "http://www.w3.org/2000/svg";

const drawn = (kind, attributes, text = "") => {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

export class ScatterView {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.area = $("figure-scatter");
    this.marks = $("scatter-marks");
    this.pointed = -1; // the position of a dot
    this.xs = [];
    this.ys = [];
    this.controls();
    this.listen();
    new ResizeObserver(() => setTimeout(() => this.place(), 60)).observe(this.area); // once Bokeh has laid out anew
  }

  get seen() {
    return this.page.choices.values.view === "scatter";
  }

  controls() {
    const { page } = this, { values } = page.choices;
    $("scatter-indicator").append(...[...$("indicator").children].map((group) => group.cloneNode(true)));
    const picker = $("scatter-indicator"), /** @type {HTMLInputElement} */ log = $("scatter-log").querySelector("input");
    picker.addEventListener("change", () => page.send({ indicator: picker.value }));
    log.addEventListener("change", () => page.send({ log: log.checked }));
    this.sync = () => {
      picker.value = values.indicator;
      log.checked = values.log;
    };
  }

  listen() {
    const { page, area } = this;
    page.on("scatter", (part) => this.take(part));
    page.on("choices", () => { if (this.seen) this.follow(); });
    page.on("year", ({ year, settled }) => { if (this.seen && settled) page.choices.set({ year }); });
    let waiting = 0;
    area.addEventListener("pointermove", (event) => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => this.point(this.at(event), event));
    });
    area.addEventListener("pointerleave", () => { cancelAnimationFrame(waiting); this.point(-1); });
    area.addEventListener("click", (event) => {
      const dot = this.at(event);
      if (dot < 0) return;
      const country = this.part.members[dot];
      if (event.shiftKey) page.compare(country); else page.choose(country);
    });
  }

  follow() {
    this.sync();
    this.mark();
  }

  /** Show all; the part that was asked for with it comes later, an older one is shown until then. */
  open() {
    this.sync();
    if (this.page.parts.scatter) this.take(this.page.parts.scatter);
  }

  /** @param {ScatterPart} part */
  async take(part) {
    const { figures } = this.page;
    this.wanted = part;
    const [[name, chart]] = Object.entries(part.charts);
    await figures.need(name, chart.figure);
    if (this.wanted !== part) return; // another one has come meanwhile
    this.part = part;
    this.draw(name, chart);
    this.tell();
  }

  draw(name, { layers, y }) {
    const { figures } = this.page, figure = figures.models[name];
    for (const { name: layer, data_source } of figure.renderers) {
      data_source.data = columns(layers[layer]);
    }
    figure.x_range.setv({ start: this.part.x[0], end: this.part.x[1] });
    figure.y_range.setv({ start: y[0], end: y[1] });
    figures.see(name);
    this.area.classList.toggle("empty", !this.part.members.length);
    this.place();
  }

  tell() {
    const { label, unit, years, trend, degrees, text, log } = this.part;
    const [first, last] = [Math.min(...years), Math.max(...years)];
    const when = years.length ? `, ${first === last ? first : `${first}–${last}`}` : "";
    const told = { ...text, label, degrees, trend: trend.join("–"), axis: `${withUnit(label, unit && `(${unit})`)}${when}` };
    for (const [name, said] of Object.entries(told)) for (const element of words(name)) element.textContent = said;
    this.area.setAttribute("aria-label", `A dot for each of ${years.length} countries: ${label} across, warming per decade upwards.${text.correlation && ` ${text.correlation}.`}`);
    /** @type {NodeListOf<HTMLElement>} */
    const lines = document.querySelectorAll("#view-scatter .found p:not([data-scatter=absent])");
    for (const line of lines) line.hidden = !line.textContent.trim();
    $("scatter-log").hidden = !log;
  }

  // Where the dots are, and what is marked ----------------------------------------------------------

  /** The places of the dots in the figure, in pixels. */
  place() {
    const view = this.page.figures.view("scatter");
    if (!view || !this.part) return;
    const { x_scale, y_scale } = view.frame;
    this.xs = this.part.values.map((value) => x_scale.compute(value));
    this.ys = this.part.trends.map((trend) => y_scale.compute(trend));
    this.mark();
  }

  /** The chosen countries in their colours, with their names; the one under the pointer in a ring. */
  mark() {
    if (!this.part) return;
    const { compared, places } = this.page, { members } = this.part;
    const chosen = compared.map((country, place) => ({ country, place, dot: members.indexOf(country) }));
    const found = chosen.filter(({ dot }) => dot >= 0);
    this.marks.replaceChildren(
      ...found.map(({ dot, place }) => this.dot(dot, `var(--compared-${place})`)),
      ...this.labels(found),
      ...(this.pointed < 0 ? [] : [drawn("circle", { class: "ring", cx: this.xs[this.pointed], cy: this.ys[this.pointed], r: 8 })]),
    );
    const absent = chosen.filter(({ dot }) => dot < 0).map(({ country }) => places[country].name);
    for (const element of words("absent")) element.textContent = absent.length ? `No dot for ${absent.join(", ")}: one of the two values is missing.` : "";
  }

  dot(dot, colour) {
    const look = this.part.good[dot] ? { fill: colour } : { fill: "none", stroke: colour };
    return drawn("circle", { ...look, class: "chosen", cx: this.xs[dot], cy: this.ys[dot], r: 6.5 });
  }

  /** Names beside the dots, on the side that has room, moved apart where they would cover each other. */
  labels(found) {
    const middle = this.area.clientWidth / 2, { countries } = this.page;
    let floor = -Infinity;
    return [...found].sort((a, b) => this.ys[a.dot] - this.ys[b.dot]).map(({ country, dot }) => {
      floor = Math.max(this.ys[dot] + 4, floor + LINE);
      const y = floor, right = this.xs[dot] < middle;
      return drawn("text", { x: this.xs[dot] + (right ? 11 : -11), y, "text-anchor": right ? "start" : "end", fill: "var(--text)" }, countries[country].name);
    });
  }

  // The pointer -------------------------------------------------------------------------------------

  /** The dot nearest to the pointer, -1 where none is near. */
  at({ clientX, clientY }) {
    const { left, top } = this.area.getBoundingClientRect();
    let nearest = -1, distance = NEAR;
    this.xs.forEach((x, dot) => {
      const away = Math.hypot(left + x - clientX, top + this.ys[dot] - clientY);
      if (away <= distance) [nearest, distance] = [dot, away];
    });
    return nearest;
  }

  point(dot, event) {
    const { tooltip } = this.page.pointer;
    if (dot !== this.pointed) {
      this.pointed = dot;
      this.area.classList.toggle("over", dot >= 0);
      this.mark();
    }
    if (dot < 0) tooltip.hide(); else tooltip.show(this.tip(dot), event);
  }

  /** @returns {Tip} */
  tip(dot) {
    const { members, values, trends, years, good, label, unit, degrees } = this.part;
    const value = withUnit(inFull(values[dot], this.part), unit), trend = written(trends[dot], DEGREES);
    const doubt = good[dot] ? "" : "; uncertain series";
    return {
      name: this.page.countries[members[dot]].name,
      text: `${label}: ${value} (${years[dot]}); ${trend} ${degrees} per decade${doubt}`,
      values: [], chosen: -1,
    };
  }
}
