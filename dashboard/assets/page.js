// The page: the figures, what the person does with them, and the session that follows.

import { Cursor, showCharts, yearAt } from "isotherm/charts.js";
import { painted } from "isotherm/firstpaint.js";
import { Legend } from "isotherm/legend.js";
import { inFull, withUnit, written } from "isotherm/numbers.js";
import { paintSoon } from "isotherm/paint.js";
import { Search } from "isotherm/search.js";
import { address, Choices, sessionModel } from "isotherm/session.js";
import { paintFigures, startTheme } from "isotherm/theme.js";
import { Timeline } from "isotherm/timeline.js";
import { Tooltip } from "isotherm/tooltip.js";
import { loadVariable } from "isotherm/variable.js";
import { WorldMap } from "isotherm/worldmap.js";

const PATIENCE = 3000; // ms before a missing answer is mentioned
const WARMING = { decimals: 2, signed: true };

const $ = (id) => document.getElementById(id);

/** A figure in a document of its own: the session never sends nor hears of it. */
function readFigure(name, json) {
  const { Document } = window.Bokeh.require("document");
  return Document.from_json(json).get_model_by_name(name);
}

export class Page {
  constructor({ start, countries, warming }) {
    Object.assign(this, { start, countries, warming, variable: warming, figures: {}, views: {} });
    this.index = new Map(countries.map(({ iso3 }, i) => [iso3, i]));
    this.choices = new Choices(start.state);
    this.legend = new Legend($("legend"), { pointed: (bin) => this.pointBin(bin) });
    this.tooltip = new Tooltip($("tooltip"));
    this.timeline = new Timeline(
      { slider: $("year"), button: $("play"), first: $("first-year"), last: $("last-year") },
      (year, settled) => { this.wish = year; this.showYear(year, settled); },
    );
    this.areas = Object.fromEntries(["map", "stripes", "temperature", "indicator"].map((name) => [name, $(`figure-${name}`)]));
    this.pointed = -1;
    this.wish = start.state.year;
  }

  get country() {
    return this.index.get(this.choices.values.iso3);
  }

  // The first picture ----------------------------------------------------------------------------

  async drawMap(json, world) {
    const figure = this.figures.map = readFigure("map", json);
    this.map = new WorldMap(figure, world, this.countries, $("outlines"));
    paintFigures(this.figures);
    await this.showMap(this.start.shown.map);
    this.map.select(this.country);
    // The element of each root, in the order in which roots are added.
    this.places = [this.areas.map];
    await window.Bokeh.embed.add_document_standalone(figure.document, document.body, this.places);
    this.views.map = window.Bokeh.index.find_one(figure);
    this.views.map.el.removeAttribute("tabindex");
    this.map.view = this.views.map;
  }

  async drawCharts(documents) {
    const names = Object.keys(documents).filter((name) => name !== "map");
    for (const name of names) this.figures[name] = readFigure(name, documents[name]);
    paintFigures(this.figures);
    this.showCountry(this.start.shown.country);
    this.showIndicator(this.start.shown.indicator);
    for (const name of names) await this.addFigure(name);
    this.addCursor();
  }

  /** Move a figure into the map's document, which draws it; one document then has them all. */
  async addFigure(name) {
    const figure = this.figures[name], { document: own } = figure, { document: shared } = this.figures.map;
    own.remove_root(figure);
    window.Bokeh.documents.splice(window.Bokeh.documents.indexOf(own), 1);
    this.places.push(this.areas[name]);
    shared.add_root(figure);
    while (!(this.views[name] = window.Bokeh.index.find_one(figure))) await painted();
    this.views[name].el.removeAttribute("tabindex"); // no key does anything there
  }

  // What the server says -------------------------------------------------------------------------

  async showMap(shown) {
    this.wanted = shown;
    const variable = await loadVariable(shown, this.countries);
    if (this.wanted === shown) this.showVariable(variable); // another choice may have come meanwhile
  }

  async showWarming(shown) {
    this.warming = await loadVariable(shown, this.countries);
    this.showAnomaly();
  }

  showVariable(variable) {
    this.variable = variable;
    this.map.paint(variable.colours);
    this.legend.draw(variable);
    $("map-label").textContent = variable.label;
    $("map-against").textContent = variable.against || (variable.unit && `(${variable.unit})`);
    $("about-map").textContent = variable.about;
    // The year that was asked for comes back with a variable that has it.
    const year = variable.nearest(this.wish);
    this.timeline.span(variable.firstYear, variable.lastYear, year);
    this.showYear(year, this.wish !== this.start.state.year);
  }

  showCountry({ iso3, text, charts }) {
    this.told = iso3;
    this.fields(text);
    document.querySelector(".badge").hidden = !text.quality;
    showCharts(this.figures, charts, this.areas);
    this.showAnomaly();
    this.announce();
  }

  showIndicator({ text, charts, decimals, values }) {
    this.fields(text);
    this.indicator = { unit: text.unit, decimals, values };
    showCharts(this.figures, charts, this.areas);
    this.showValue();
  }

  /** The value of the indicator in a year, or the last that it had by then. */
  showValue(year = this.choices.values.year) {
    const { unit, decimals, values } = this.indicator, field = (name) => document.querySelector(`#country [data-field="${name}"]`);
    const known = values.findLast(([then]) => then <= year);
    field("value").textContent = known ? inFull(known[1], decimals) : "–";
    field("unit").textContent = known ? unit : "";
    field("year").textContent = known ? `in ${known[0]}` : `no value by ${year}`;
  }

  fields(text) {
    for (const [name, words] of Object.entries(text)) {
      if (name === "name") $("country-name").textContent = words;
      for (const element of document.querySelectorAll(`[data-field="${name}"]`)) element.textContent = words;
    }
  }

  // What the year says ---------------------------------------------------------------------------

  /** Show a year; the address follows once it has settled, for a browser limits how often it may. */
  showYear(year, settled) {
    this.choices.values.year = year;
    if (settled) this.keepAddress();
    if (year === this.shownYear && this.variable === this.shownVariable) return;
    [this.shownYear, this.shownVariable] = [year, this.variable];
    this.bins = this.variable.bins(year);
    this.map.colour(this.bins, this.variable.uncertain);
    this.legend.count(this.bins);
    $("map-year").textContent = year;
    this.cursor?.move(this.views, year);
    this.showAnomaly();
    if (this.indicator) this.showValue();
    if (this.pointed >= 0) this.tooltip.tell(this.tip(this.pointed));
    if (settled && this.told) this.announce();
  }

  /** The anomaly of the chosen country in the year of the map, or in the last that it has. */
  showAnomaly() {
    const { warming, country } = this, year = warming.nearest(this.choices.values.year);
    const rank = warming.rank(country, year);
    $("anomaly-year").textContent = year;
    $("anomaly").textContent = withUnit(written(warming.value(country, year), WARMING), "°C");
    $("rank").textContent = rank ? `rank ${rank.place} of ${rank.of}` : "not ranked";
  }

  announce() {
    const text = (id) => $(id).textContent, field = (name) => document.querySelector(`[data-field="${name}"]`).textContent;
    document.title = `${text("country-name")} ${text("anomaly")} in ${text("anomaly-year")} · Isotherm`;
    $("announce").textContent = `${text("country-name")}: ${text("anomaly")} in ${text("anomaly-year")}, ${text("rank")}. Trend ${field("trend")} per decade.`;
  }

  // What the person does -------------------------------------------------------------------------

  choose(country) {
    const { iso3 } = this.countries[country];
    this.map.select(country);
    this.send({ iso3 });
  }

  /** Send a choice; where no answer comes, say so: the map and the years go on without a server. */
  send(choice) {
    const [[name, value]] = Object.entries(choice), same = this.choices.values[name] === value;
    this.choices.set(choice);
    this.keepAddress();
    if (!same) this.unanswered ??= setTimeout(() => this.showUnanswered(), PATIENCE);
  }

  showUnanswered() {
    $("offline").hidden = false;
  }

  point(country, event) {
    if (country !== this.pointed) {
      this.pointed = country;
      this.map.highlight(country < 0 ? [] : [country]);
      this.legend.mark(country < 0 ? -1 : this.bins[country]);
      $("figure-map").classList.toggle("over", country >= 0);
    }
    if (country < 0) this.tooltip.hide(); else this.tooltip.show(this.tip(country), event);
  }

  tip(country) {
    const { variable } = this, { year } = this.choices.values;
    const rank = variable.rank(country, year), value = withUnit(written(variable.value(country, year), variable), variable.unit);
    const place = rank ? `rank ${rank.place} of ${rank.of}` : variable.uncertain[country] ? "uncertain series, not ranked" : "no value";
    return { name: this.countries[country].name, text: `${year}: ${value}, ${place}`, values: variable.series(country), chosen: year - variable.firstYear };
  }

  pointBin(bin) {
    const inside = bin < 0 ? [] : this.countries.flatMap((_, i) => (this.bins[i] === bin ? [i] : []));
    this.map.highlight(inside);
  }

  keepAddress() {
    history.replaceState(null, "", address(this.choices.values, this.start.link));
  }

  // Wiring ---------------------------------------------------------------------------------------

  listen() {
    const area = $("figure-map");
    const at = (event) => {
      const { left, top } = area.getBoundingClientRect();
      return this.map.at(this.views.map, event.clientX - left, event.clientY - top);
    };
    let waiting = 0;
    area.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => this.point(at(event), event));
    });
    area.addEventListener("pointerleave", () => { cancelAnimationFrame(waiting); this.point(-1); });
    area.addEventListener("click", (event) => { const country = at(event); if (country >= 0) this.choose(country); });
    for (const name of ["variable", "indicator"]) $(name).addEventListener("change", ({ target }) => this.pick({ [name]: target.value }));
    for (const name of ["temperature", "indicator"]) this.listenChart(name);
    this.search = new Search($("search"), $("search-list"), this.countries, (country) => this.choose(country));
    startTheme($("theme"), () => paintFigures(this.figures));
  }

  /** Draw the year cursor, and again whenever the charts have another size. */
  addCursor() {
    const { map, ...areas } = this.areas;
    this.cursor = new Cursor(areas);
    const move = () => this.cursor.move(this.views, this.timeline.year);
    const resized = new ResizeObserver(() => setTimeout(move, 60)); // once Bokeh has laid out anew
    for (const area of Object.values(areas)) resized.observe(area);
    move();
  }

  pick(choice) {
    this.timeline.pause();
    this.send(choice);
  }

  /** A chart tells the value of the year under the pointer, and a click there chooses that year. */
  listenChart(name) {
    const area = this.areas[name], tell = { temperature: (year) => this.readTemperature(year), indicator: (year) => this.showValue(year ?? undefined) }[name];
    area.addEventListener("pointermove", (event) => tell(yearAt(this.views[name], event, area)));
    area.addEventListener("pointerleave", () => tell(null));
    area.addEventListener("click", (event) => {
      const year = yearAt(this.views[name], event, area);
      if (year !== null && year >= this.variable.firstYear && year <= this.variable.lastYear) this.timeline.set(year);
    });
  }

  readTemperature(year) {
    const value = year === null ? NaN : this.warming.value(this.country, year);
    $("temperature-readout").textContent = Number.isNaN(value) ? "" : `${year}: ${withUnit(written(value, WARMING), "°C")}`;
  }

  /** Let the session answer: each part of what is shown is drawn where it belongs. */
  async connect() {
    const shown = await sessionModel("shown");
    const tell = () => { if (shown.parts) this.show(JSON.parse(shown.parts)); };
    shown.properties.parts.change.connect(tell);
    tell();
    this.choices.connect(await sessionModel("state"));
  }

  show({ map, warming, country, indicator }) {
    clearTimeout(this.unanswered);
    this.unanswered = null;
    $("offline").hidden = true;
    if (map) this.showMap(map);
    if (warming) this.showWarming(warming);
    if (country) this.showCountry(country);
    if (indicator) this.showIndicator(indicator);
    paintSoon(this.views.stripes, this.views.temperature, this.views.indicator);
  }
}
