// The page: what is chosen, what the server says of it, and who follows that.
//
// A control calls page.send({choice: value}). That keeps the address, tells everybody who listens to
// "choices", and asks the server, whose answer comes back as parts: "map", "warming", "country" and so
// on, each told to those who listen to it. The year is the browser's own: "year".

import { Figures } from "isotherm/panel/figures.js";
import { Address } from "isotherm/state/address.js";
import { Baseline } from "isotherm/tools/baseline.js";
import { Choices } from "isotherm/state/choices.js";
import { Compare, MOST } from "isotherm/compare/compare.js";
import { Degrees, Trend } from "isotherm/tools/controls.js";
import { followFullScreen } from "isotherm/tools/fullscreen.js";
import { followHeadline } from "isotherm/tools/headline.js";
import { Link } from "isotherm/state/link.js";
import { KINDS } from "isotherm/map/legend.js";
import { showNotices } from "isotherm/tools/notices.js";
import { Offline } from "isotherm/state/offline.js";
import { withUnit, written } from "isotherm/numbers.js";
import { paintSoon } from "isotherm/map/paint.js";
import { Panel } from "isotherm/panel/panel.js";
import { Peers } from "isotherm/panel/peers.js";
import { Period } from "isotherm/timeline/period.js";
import { Print } from "isotherm/print/print.js";
import { Pointer } from "isotherm/map/pointer.js";
import { Search } from "isotherm/tools/search.js";
import { followSession } from "isotherm/state/session.js";
import { Tabs } from "isotherm/views/tabs.js";
import { Share } from "isotherm/tools/share.js";
import { startTheme } from "isotherm/tools/theme.js";
import { Timeline } from "isotherm/timeline/timeline.js";
import { loadVariable } from "isotherm/map/variable.js";
import { Zoom } from "isotherm/map/zoom.js";

const PATIENCE = 3000; // ms before a missing answer is mentioned
const NARROW = "(max-width: 56.25em)"; // as the style sheets have it

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** A group of countries as the table of countries would have it: a name to find, and no place on the map. @returns {Country} */
const asPlace = ({ iso3, name }) => ({ iso3, name, official: name, aliases: [], region: "", zone: "", un: false, x: NaN, y: NaN, tiny: false, flag: "good", reason: "" });

export class Page {
  /** @param {{ start: Start, countries: Country[], variable: Variable, warming: Variable, map: import("./map/map.js").CountryMap, legend: import("./map/legend.js").Legend }} given */
  constructor({ start, countries, variable, warming, map, legend }) {
    this.start = start;
    /** Countries in the order of all numbers, and after them groups of countries. */
    this.places = [...countries, ...start.groups.map(asPlace)];
    this.countries = countries;
    this.variable = variable;
    this.warming = warming;
    this.map = map;
    this.figures = new Figures();
    /** @type {Parts} */
    this.parts = { ...start.shown };
    this.index = new Map(this.places.map(({ iso3 }, i) => [iso3, i]));
    /** @type {Partial<Record<keyof Told, Function[]>>} */
    this.listeners = {};
    this.choices = new Choices(start.state);
    this.link = new Link(start.link);
    this.address = new Address(this.link);
    this.answered = new Set(start.answered);
    this.offline = new Offline($("offline"), this);
    /** What was shown last, so that nothing is drawn twice: null for nothing. @type {{ year: number, variable: Variable, settled: boolean }} */
    this.shown = null;
    /** @type {Bin} */
    this.marked = null;
    /** @type {Numbers} */
    this.bins = [];
    this.legend = legend;
    legend.pointed = (what) => this.pointBin(what);
    this.timeline = new Timeline({
      changed: (year, settled) => this.chooseYear(year, settled),
      meant: (first, last, settled) => this.chooseMean(first, last, settled),
    });
    this.wish = start.state.year;
    /** Hears of Back and Forward before the address is read, as the sheet does. */
    this.stepped = (_state) => { /* nobody yet */ };
    this.panel = new Panel(this);
    this.on("map", (shown) => this.showMap(shown));
    this.showVariable(variable);
    this.outlineChosen();
    for (const name of /** @type {const} */ (["country", "indicator"])) this.tell(name, start.shown[name]);
  }

  /**
   * Listen to "choices", "year", "theme", or the name of a part.
   * @template {keyof Told} Name
   * @param {Name} name
   * @param {(what: Told[Name]) => void} listener
   */
  on(name, listener) {
    this.listeners[name] ??= [];
    this.listeners[name].push(listener);
  }

  /**
   * @template {keyof Told} Name
   * @param {Name} name
   * @param {Told[Name]} [what]
   */
  tell(name, what) {
    for (const listener of this.listeners[name] ?? []) listener(what);
  }

  /** The place of the selected country in the country table, -1 for none. */
  get country() {
    return this.index.get(this.choices.values.iso3) ?? -1;
  }

  /** The place of the country whose name and figures the panel has: the last one that the server answered with, -1 for none. */
  get named() {
    return this.index.get(this.parts.country.iso3) ?? -1;
  }

  /** The places of the selected country and of those compared with it, in the order of their colours. */
  get compared() {
    const { iso3, compare } = this.choices.values, others = compare ? compare.split("-") : [];
    return [...new Set([iso3, ...others])].filter(Boolean).map((code) => this.index.get(code));
  }

  /** Draw the charts, once Bokeh is here. */
  async drawCharts(/** @type {Record<string, object>} */ documents) {
    await this.figures.open(documents);
    const { country, indicator } = this.parts;
    for (const chart of Object.keys({ ...country.charts, ...indicator.charts })) {
      if (this.figures.views[chart]) this.figures.see(chart);
    }
    this.panel.addCursor();
  }

  // What the server says -------------------------------------------------------------------------

  /** @param {VariablePart} shown */
  async showMap(shown) {
    this.wanted = shown;
    const variable = await loadVariable(shown, this.countries, this.choices.values);
    if (this.wanted === shown) this.showVariable(variable); // another choice may have come meanwhile
  }

  /** @param {VariablePart} shown */
  async showWarming(shown) {
    this.warmingWanted = shown;
    const warming = await loadVariable(shown, this.countries, this.choices.values);
    if (this.warmingWanted !== shown) return; // another record or baseline has come meanwhile
    this.warming = warming;
    this.look();
    this.figures.paintBars(warming.yearColours);
    $("source-line").textContent = shown.line;
    this.outlineChosen(); // other series are reliable in another record
    this.tell("warming", warming);
  }

  /** @param {Variable} variable */
  showVariable(variable) {
    this.variable = variable;
    this.look();
    this.paintBins();
    $("map-label").textContent = variable.label;
    $("map-against").textContent = variable.against || (variable.unit && `(${variable.unit})`);
    $("about-map").textContent = variable.about;
    $("about-map").closest(".world").classList.toggle("explained", Boolean(variable.about)); // a line more, which the map leaves it
    // The year that was asked for comes back with a variable that has it.
    const year = variable.nearest(this.wish);
    this.timeline.span(variable, year);
    this.showYear(year, this.wish !== this.start.state.year);
    this.tell("variable", variable);
  }

  /** Paint the legend and the charts' bars in the variable's colours of the theme; the map follows with the year. */
  paintBins() {
    this.figures.paintBars(this.warming.yearColours);
    this.legend.draw(this.variable);
    this.shown = null;
  }

  /**
   * Take the parts of an answer; each is told whole.
   * @param {Parts} parts
   */
  show(parts) {
    clearTimeout(this.unanswered);
    this.unanswered = null;
    Object.assign(this.parts, parts);
    this.offline.hide();
    paintSoon(() => Object.keys(this.panel.areas).map((slot) => this.figures.view(slot)));
    const { warming, refused, notices, live, ...others } = parts;
    if (notices) showNotices(notices, live);
    if (refused) this.takeBack(refused);
    if (warming) this.showWarming(warming);
    for (const [name, part] of Object.entries(others)) this.tell(/** @type {keyof Told} */ (name), part);
  }

  /** The server holds choices that differ: they are what is seen. */
  takeBack(/** @type {Changes} */ choices) {
    Object.assign(this.choices.values, choices);
    this.keepAddress();
    this.follow(choices);
  }

  /** Let what the page was written with follow a link that was read after that, as no server does in a static edition. */
  catchUp(/** @type {{ changes: Changes, parts: Parts }} */ { changes, parts: { headline, warming } }) {
    if (headline) this.tell("headline", headline);
    if (warming) $("source-line").textContent = warming.line;
    this.follow(changes);
  }

  // What the year says ---------------------------------------------------------------------------

  /** Take the year that a person chose: it is looked at alone, and comes back where it cannot be shown. */
  chooseYear(/** @type {number} */ year, /** @type {boolean} */ settled) {
    this.wish = year;
    if (this.choices.values.period) this.send({ period: "" });
    this.showYear(year, settled);
  }

  /** Take the mean of years that a person pulls or plays: it is shown at once, and followed once it has settled. */
  chooseMean(/** @type {number} */ first, /** @type {number} */ last, /** @type {boolean} */ settled) {
    const period = `${first}-${last}`, { isTight } = this.variable;
    this.choices.values.period = period;
    this.look();
    if (this.variable.isTight !== isTight) this.paintBins();
    this.shown = null;
    this.showYear(this.choices.values.year, settled);
    if (!settled) return;
    this.ask({ period });
    this.tell("choices", { period });
  }

  /** Let both variables be looked at as the choices say. */
  look() {
    for (const variable of [this.variable, this.warming]) variable.look(this.choices.values);
  }

  /** Show a year; the address follows once it has settled, for a browser limits how often it may. */
  showYear(/** @type {number} */ year, /** @type {boolean} */ settled) {
    const { variable, shown: before } = this, isNew = before?.year !== year || before.variable !== variable;
    this.choices.values.year = year;
    if (settled) this.keepAddress();
    if (!isNew && (before.settled || !settled)) return;
    this.shown = { year, variable, settled };
    if (isNew) {
      this.colour();
      this.nameYear(year);
    }
    this.tell("year", { year, settled });
  }

  /** Name the year or the period over the map, and say where it is not the year of all values. */
  nameYear(year) {
    const { label, lastKnown, period } = this.variable;
    const mean = this.variable.of ? this.warming.period : period; // the panel's, whatever the map is of
    this.timeline.mark(mean);
    $("map-in").textContent = this.variable.of ? "over" : period ? "mean of" : "in";
    $("map-title").classList.toggle("mean", Boolean(period || this.variable.of));
    $("map-year").textContent = this.variable.when(year);
    const none = this.wish > year ? `after ${lastKnown}` : `before ${year}`;
    if (mean) $("year").setAttribute("aria-valuetext", `mean of ${mean.join("–")}`);
    const usual = this.choices.values.period === this.start.link.period.default; // needs no explanation
    const note = this.variable.of ? "" : period && period[1] > lastKnown ? `${label} has no values after ${lastKnown}: the mean is of the years before.`
      : period ? (usual || this.timeline.isPlaying ? "" : "Choose a year below to leave the mean.")
      : this.wish !== year ? `${label} has no values ${none}: ${year} is shown.`
      : year > lastKnown ? `${label} has no values after ${lastKnown}: each country's last one is shown.` : "";
    if ($("map-note").textContent === note) return;
    $("map-note").textContent = note;
    $("map-note").hidden = !note;
  }

  /** Colour map and legend by what is chosen, unless they are away. */
  colour() {
    if (this.choices.values.view !== "map") return;
    this.bins = this.variable.bins(this.choices.values.year);
    this.map.colour(this.variable, this.bins);
    this.legend.count(this.bins, this.variable);
    if (this.marked !== null) this.pointBin(this.marked);
  }

  /** The number of the bin that the legend counts a country in, -1 for none. */
  binOf(/** @type {number} */ country) {
    return country >= 0 && this.variable.ranks(country) ? this.bins[country] : -1;
  }

  /** Outline the countries of a bin or of one of KINDS, or none for null. */
  pointBin(/** @type {Bin} */ what) {
    this.marked = what;
    const { bins, variable } = this, missing = (i) => Number.isNaN(bins[i]);
    const isIn = { [KINDS.uncertain]: (i) => variable.uncertain[i] && !missing(i), [KINDS.unclear]: (i) => Boolean(variable.unclear?.[i]), [KINDS.missing]: missing }[what] ?? ((i) => bins[i] === what && variable.ranks(i));
    this.map.mark(what === null ? this.membersChosen() : [...this.countries.keys()].filter(isIn));
  }

  /** The reliable countries of the continent that is chosen alone, of which its mean is made; none of all else. */
  membersChosen() {
    const { compared: [chosen, ...others], countries } = this, { name } = this.places[chosen] ?? {};
    return this.isGroup(chosen) && !others.length ? [...countries.keys()].filter((i) => countries[i].region === name && !this.warming.uncertain[i]) : [];
  }

  /** Whether a place is that of a group of countries. */
  isGroup(/** @type {number} */ place) {
    return place >= this.countries.length;
  }

  // What the person does -------------------------------------------------------------------------

  /** Select a country by its place, -1 for none; one that was compared is so no longer. */
  choose(/** @type {number} */ country) {
    if (country < 0) return this.clear();
    const { iso3 } = this.places[country], { compare } = this.choices.values;
    const others = compare ? compare.split("-").filter((other) => other !== iso3) : [];
    // The map shows where it is.
    this.send({ iso3, compare: others.join("-"), zoom: this.zoom.holding(this.places[country]) }, { step: true });
  }

  /** Compare with a country, or no longer; the first one is selected. */
  compare(/** @type {number} */ country) {
    const { iso3 } = this.places[country], chosen = this.compared.map((place) => this.places[place].iso3);
    const next = chosen.includes(iso3) ? chosen.filter((other) => other !== iso3) : [...chosen, iso3];
    if (next.length > MOST) return this.tell("full");
    this.send({ iso3: next[0] ?? "", compare: next.slice(1).join("-") }, { step: true });
  }

  /** Leave the comparison, and then the country. */
  clear() {
    if (this.choices.values.compare) this.send({ compare: "" }, { step: true });
    else if (this.choices.values.iso3) this.send({ iso3: "" }, { step: true });
  }

  /** What the map says of a country, in a word. */
  brief(/** @type {number} */ country) {
    const { variable } = this;
    return withUnit(written(variable.value(country, this.choices.values.year), variable), variable.unit.includes(" ") ? "" : variable.unit);
  }

  pick(/** @type {Changes} */ choices) {
    this.timeline.pause();
    this.send(choices);
  }

  /** Put a variable on the map. The usual mean is that of temperatures and their rate: it goes and comes with it, as in a link. */
  pickVariable(variable) {
    const { period, variable: before } = this.choices.values, dated = this.wish !== this.start.link.year.default;
    const implied = (of) => this.link.impliedPeriod(of, dated);
    this.pick({ variable, period: period === implied(before) ? implied(variable) : period });
  }

  /**
   * Make choices. step: whether Back returns from them.
   * @param {Changes} choices
   */
  send(choices, { step = false } = {}) {
    const changes = Object.fromEntries(Object.entries(choices).filter(([name, value]) => this.choices.values[name] !== value));
    if (!Object.keys(changes).length) return;
    Object.assign(this.choices.values, changes);
    this.ask(changes);
    this.keepAddress(step);
    this.follow(changes);
  }

  /** Ask the server first, which computes while the browser draws what it knows. */
  ask(/** @type {Changes} */ changes) {
    const asked = Object.fromEntries(Object.entries(changes).filter(([name]) => this.answered.has(name)));
    if (!Object.keys(asked).length) return;
    this.choices.set(asked);
    // Where no answer comes, say so: the map and the years go on without a server.
    this.unanswered ??= setTimeout(() => this.offline.show(), PATIENCE);
  }

  /**
   * Let everybody know of choices that have been made.
   * @param {Changes} changes
   */
  follow(changes) {
    if ("iso3" in changes || "compare" in changes) this.outlineChosen();
    // Another variable is looked at as the choices say when it comes: until then all stays as it is.
    if (!("variable" in changes) && ("period" in changes || "flagged" in changes)) this.lookAnew();
    this.tell("choices", changes);
  }

  /** Look at a year or a period in place of the other, or with another ranking. */
  lookAnew() {
    this.look();
    this.paintBins(); // a long mean has colours of its own
    this.showYear(this.choices.values.year, true);
  }

  outlineChosen() {
    const { compared } = this;
    this.map.select(compared.map((place) => (this.isGroup(place) ? -1 : place)));
    if (this.shown) this.pointBin(this.marked);
  }

  keepAddress(step = false) {
    this.address.follow(this.choices.values, step);
  }

  /** Back and Forward lead to the choices of their address. */
  restore() {
    const before = this.choices.values, wanted = this.address.read();
    const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => before[name] !== value));
    Object.assign(this.choices.values, changes);
    this.ask(changes);
    if ("year" in changes) {
      this.wish = changes.year;
      this.timeline.place(changes.year);
      this.showYear(changes.year, true);
    }
    this.follow(changes);
  }

  // Wiring ---------------------------------------------------------------------------------------

  listen() {
    this.zoom = new Zoom(this);
    this.period = new Period(this);
    this.pointer = new Pointer(this);
    this.on("found", (country) => {
      this.send({ zoom: this.zoom.holding(this.places[country]) });
      if (!this.isGroup(country)) this.map.goTo(country);
    });
    this.on("theme", () => { this.map.restyle(); this.paintBins(); this.showYear(this.choices.values.year, false); });
    $("variable").addEventListener("change", () => this.pickVariable($("variable").value));
    this.on("choices", ({ variable }) => { if (variable !== undefined) $("variable").value = variable; });
    this.search = new Search($("search"), $("search-list"), this);
    for (const Feature of [Baseline, Compare, Peers, Degrees, Trend]) new Feature(this);
    followHeadline(this);
    this.tabs = new Tabs(this);
    this.share = new Share(this);
    new Print(this);
    startTheme($("theme"), () => this.tell("theme"));
    this.speak();
    if ($("record")) import("isotherm/panel/records.js").then(({ Records }) => new Records(this));
    followFullScreen();
    this.fit();
    window.addEventListener("popstate", ({ state }) => { this.stepped(state); this.restore(); });
    this.keepAddress(); // in its canonical form: Back leads to what this page has written
    // What waits to be written is there for Back; a reload has set out already.
    for (const leaving of ["pagehide", "visibilitychange"]) addEventListener(leaving, () => this.address.flush());
  }

  /** On a narrow page the settings are behind a button, and the country is a sheet from below. */
  fit() {
    const narrow = matchMedia(NARROW);
    if (this.choices.values.embed) return;
    if (!narrow.matches) narrow.addEventListener("change", () => this.fit(), { once: true });
    else for (const read of [() => import("isotherm/panel/sheet.js"), () => import("isotherm/tools/settings.js")]) read().then(({ start }) => start(this, narrow), () => this.offline.show());
  }

  /** Announce choices; where the module cannot be read, as while the server is restarted, later. */
  speak() {
    import("isotherm/map/spoken.js").then(({ Spoken }) => new Spoken(this), () => setTimeout(() => this.speak(), PATIENCE));
  }

  /** Let the session answer: each part of what is shown is drawn where it belongs. */
  async connect() {
    await followSession(this, (parts) => this.show(parts));
  }
}
