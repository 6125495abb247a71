// The scatter: the chosen indicator against warming, a dot a country. A settled year asks the server.

import { columns } from "isotherm/panel/charts.js";
import { places as placed } from "isotherm/views/labels.js";
import { DEGREES, inFull, withUnit, written } from "isotherm/numbers.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const words = (name) => document.querySelectorAll(`[data-scatter="${name}"]`);

const NEAR = 20; // px: to the nearest dot
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
    log.addEventListener("change", () => page.send({ linear: !log.checked }));
    this.sync = () => {
      picker.value = values.indicator;
      log.checked = !values.linear;
    };
  }

  listen() {
    const { page, area } = this;
    page.on("scatter", (part) => this.take(part));
    page.on("choices", () => { if (this.seen) this.follow(); });
    page.on("indicator", () => { if (this.seen) this.mark(); }); // the trails are of its values
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
    setTimeout(() => this.place(), 60); // ticks of another width move the frame
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
    this.key();
  }

  /** What colours and sizes mean. */
  key() {
    const { regions, good } = this.part;
    const item = (text, colour, hollow = false) => {
      const mark = Object.assign(document.createElement("i"), { className: "bubble" }), place = document.createElement("span");
      Object.assign(mark.style, { borderColor: colour, background: hollow ? "none" : colour });
      place.append(mark, text);
      return place;
    };
    $("scatter-key").replaceChildren(...regions.map(([name, colour]) => item(name, colour)),
      ...(good.every(Boolean) ? [] : [item("uncertain series", "var(--muted)", true)]), "Area: population");
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
    const { compared } = this.page, { members } = this.part;
    const chosen = compared.map((country, place) => ({ country, place, dot: members.indexOf(country) }));
    const found = chosen.filter(({ dot }) => dot >= 0);
    this.marks.replaceChildren(
      ...found.flatMap(({ country, place, dot }) => this.trail(country, dot, `var(--compared-${place})`)),
      ...found.map(({ dot, place }) => this.dot(dot, `var(--compared-${place})`)),
      ...(this.pointed < 0 ? [] : [drawn("circle", { class: "ring", cx: this.xs[this.pointed], cy: this.ys[this.pointed], r: this.radius(this.pointed) + 3 })]),
    );
    this.label(found);
    const begins = found.map(({ country, dot }) => this.years(country, dot)[0]?.[0]).filter(Boolean);
    for (const element of words("trails")) element.textContent = begins.length ? `Trails: the indicator's values since ${Math.min(...begins)}, a dot each decade, all at the country's one trend.` : "";
    for (const element of words("absent")) element.textContent = this.absent(chosen.filter(({ dot }) => dot < 0).map(({ country }) => country));
  }

  /** Why chosen countries have no dot. */
  absent(/** @type {number[]} */ chosen) {
    const { page } = this, names = (/** @type {boolean} */ ofGroups) => chosen.filter((place) => page.isGroup(place) === ofGroups).map((place) => page.places[place].name).join(", ");
    const because = [[names(false), "one of the two values is missing"], [names(true), "only countries have one"]];
    return because.filter(([who]) => who).map(([who, why]) => `No dot for ${who}: ${why}.`).join(" ");
  }

  dot(dot, colour) {
    const look = this.part.good[dot] ? { fill: colour } : { fill: "none", stroke: colour };
    return drawn("circle", { ...look, class: "chosen", cx: this.xs[dot], cy: this.ys[dot], r: this.radius(dot) });
  }

  radius(dot) {
    return Math.max(this.part.sizes[dot] / 2, 6.5);
  }

  /** The values of a chosen country before that of its dot which the axis can show, with their years. */
  years(country, dot) {
    const { parts: { indicator }, countries } = this.page, { x: [low, high], years } = this.part;
    if (indicator?.id !== this.part.indicator) return [];
    const own = indicator.compared.find(({ iso3 }) => iso3 === countries[country].iso3)?.values ?? (country === this.page.compared[0] ? indicator.values : []);
    return own.filter(([year, value]) => year <= years[dot] && value >= low && value <= high);
  }

  /** Where the indicator has led the country from, with a dot each decade. */
  trail(country, dot, colour) {
    const view = this.page.figures.view("scatter"), values = this.years(country, dot);
    if (!view || values.length < 2) return [];
    const at = (value) => view.frame.x_scale.compute(value), y = this.ys[dot];
    const xs = values.map(([, value]) => at(value));
    const decades = values.filter(([year]) => year % 10 === 0 && year < this.part.years[dot]);
    return [
      drawn("line", { class: "trail", x1: Math.min(...xs), x2: Math.max(...xs), y1: y, y2: y, stroke: colour }),
      ...decades.map(([year, value]) => { const mark = drawn("circle", { class: "decade", cx: at(value), cy: y, r: 2.6, fill: colour }); mark.dataset.year = year; return mark; }),
    ];
  }

  /** Names beside the dots, where none covers another one. */
  label(found) {
    const { countries } = this.page;
    const names = found.map(({ country }) => this.marks.appendChild(/** @type {SVGTextElement} */ (drawn("text", { fill: "var(--text)" }, countries[country].name))));
    const dots = found.map(({ dot }, i) => ({ x: this.xs[dot], y: this.ys[dot], r: this.radius(dot), width: names[i].getComputedTextLength() }));
    placed(dots, { width: this.area.clientWidth, height: this.area.clientHeight }).forEach((place, i) => {
      if (place) for (const axis of ["x", "y"]) names[i].setAttribute(axis, String(place[axis]));
      else names[i].remove();
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
