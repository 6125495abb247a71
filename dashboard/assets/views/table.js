// The ranking table: a row a country, made once. A year changes numbers; their order follows when it has settled.

import { DEGREES, written } from "isotherm/numbers.js";
import { limits, order, ranks, rowLine } from "isotherm/views/ranking.js";
import { loadVariable } from "isotherm/map/variable.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);

const COLUMNS = ["name", "value", "trend", "indicator"];
const SEEN_IN = ["region", "zone", "un_members", "sort", "flagged", "iso3", "compare", "period"]; // choices that the rows follow

/** Write a text where it is another one: a year leaves most cells as they are. */
const put = (cell, text) => { if (cell.textContent !== text) cell.textContent = text; };

/** A text whose first and last years stay on one line. */
const whole = (/** @type {string} */ text) => text.split(/(\d{4}–\d{4})/).map((part, i) => {
  if (i % 2 === 0) return part;
  return Object.assign(document.createElement("span"), { className: "whole", textContent: part });
});

export class Table {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {HTMLElement} */
    this.box = document.querySelector("#view-table .rows");
    this.table = $("ranking");
    this.body = this.table.tBodies[0];
    this.heads = Object.fromEntries(COLUMNS.map((column) => [column, this.table.querySelector(`[data-column="${column}"]`)]));
    this.heads.rank = this.table.querySelector("th.rank");
    this.rows = page.countries.map((country, i) => this.row(country, i));
    this.group = this.groupRow();
    this.sorted = page.countries.map((_, i) => i);
    this.figures = Object.fromEntries(["value", "trend", "indicator"].map((name) => [name, new Float64Array(this.rows.length)]));
    this.drawn = new Array(this.rows.length);
    new ResizeObserver(() => this.box.style.setProperty("--head", `${this.table.tHead.offsetHeight}px`)).observe(this.table.tHead);
    this.sight = new IntersectionObserver((entries) => this.drawLines(entries), { root: this.box, rootMargin: "200px" });
    this.listen();
  }

  get seen() {
    return this.page.choices.values.view === "table";
  }

  row(country, place) {
    const row = /** @type {HTMLTableRowElement} */ ($("ranking-row").content.querySelector("tr").cloneNode(true));
    const [rank, name, value, trend, indicator, line, add] = row.cells;
    const button = name.querySelector("button"), more = add.querySelector("button");
    row.dataset.place = place;
    button.textContent = country.name;
    more.setAttribute("aria-label", `Compare ${country.name}`);
    more.title = "Compare";
    const [dot, doubt] = /** @type {NodeListOf<HTMLElement>} */ (name.querySelectorAll(".dot, .doubt"));
    return { row, rank, value: value.children, trend, indicator: indicator.children, path: line.querySelector("path"), dot, name: button, doubt, add: more };
  }

  /** The row of a group of countries that is selected: its mean has no rank, and stays above the countries. */
  groupRow() {
    const made = this.row({ name: "" }, -1), { row, rank, name, add } = made;
    row.classList.add("on", "pinned");
    rank.textContent = "–";
    const text = document.createElement("b");
    name.replaceWith(text);
    add.remove();
    return { ...made, name: text };
  }

  listen() {
    const { page, body } = this;
    const whenSeen = (act) => (what) => { if (this.seen && this.part) act(what); };
    page.on("year", whenSeen(({ settled }) => { this.fill(); if (settled) this.order(); }));
    page.on("variable", whenSeen(() => this.showVariable()));
    page.on("warming", whenSeen(() => { this.mark(); this.order(); })); // another record doubts other series
    page.on("country", whenSeen(() => this.showGroup()));
    page.on("table", (part) => this.take(part));
    page.on("choices", whenSeen((changes) => this.follow(changes)));
    for (const column of COLUMNS) this.heads[column].firstChild.addEventListener("click", () => this.sortBy(column));
    for (const name of ["region", "zone"]) $(`table-${name}`).addEventListener("change", (/** @type {Heard<Event, HTMLSelectElement>} */ { target }) => page.send({ [name]: target.value }));
    $("table-un").addEventListener("change", () => page.send({ un_members: $("table-un").checked }));
    $("table-none").querySelector("button").addEventListener("click", () => {
      page.send({ region: "", zone: "", un_members: false });
      $("table-region").focus(); // the button is gone
    });
    body.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); }); // no text is selected
    body.addEventListener("click", (event) => this.click(event));
    body.addEventListener("keydown", (event) => this.move(event));
    body.addEventListener("focusin", ({ target }) => this.stopAt(this.placeOf(target)));
  }

  /** Show all, from the top; the part that was asked for with it comes later, an older one is shown until then. */
  open() {
    this.box.scrollTop = 0;
    if (this.page.parts.table) this.take(this.page.parts.table);
  }

  /** @param {TablePart} part */
  async take(part) {
    this.wanted = part;
    const indicator = await loadVariable({ ...part.indicator, edges: [] }, this.page.countries, {});
    if (this.wanted !== part) return; // another one has come meanwhile
    this.part = { ...part, indicator };
    if (this.seen) this.showAll();
  }

  // What the rows say -----------------------------------------------------------------------------

  showAll() {
    const { degrees, years, indicator } = this.part;
    this.head("trend", "Trend", `${degrees} per decade, ${years.join("–")}`);
    this.head("indicator", indicator.label, indicator.unit);
    this.figures.trend = Float64Array.from(this.part.trends, (trend) => trend ?? NaN);
    this.rows.forEach(({ trend }, i) => { put(trend, written(this.part.trends[i], DEGREES)); });
    if (this.body.rows.length < this.rows.length) this.body.append(...this.rows.map(({ row }) => row));
    this.showVariable();
  }

  head(column, label, unit) {
    const { children } = this.heads[column].firstChild;
    put(children[0], label);
    if (children[1].textContent !== unit) children[1].replaceChildren(...whole(unit));
  }

  showVariable() {
    const { firstYear, lastYear } = this.lined;
    this.table.querySelector(".years").textContent = `${firstYear}–${lastYear}`;
    this.table.classList.toggle("rate", Boolean(this.page.variable.ranges)); // which is the trend: shown once
    this.fill();
    this.mark();
    this.order();
    this.watch();
  }

  /** Whose years the lines are of: of a trend, those that it is the trend of. */
  get lined() {
    const { variable, warming } = this.page;
    return variable.ranges ? warming : variable;
  }

  /** The limits that lines of changes share: those of all reliable ones. @returns {[number, number]} */
  get common() {
    const { lined } = this;
    if (this.measured?.of !== lined) {
      const places = [...this.rows.keys()], reliable = places.filter((i) => !lined.uncertain[i]);
      this.measured = { of: lined, limits: limits((reliable.length ? reliable : places).flatMap((i) => lined.series(i))) };
    }
    return this.measured.limits;
  }

  /** Draw the lines of rows that come into sight: on one scale where the map is of changes, on their own where levels differ. */
  drawLines(entries) {
    const { page: { variable }, lined } = this;
    for (const { target, isIntersecting } of entries) {
      const place = Number(target.dataset.place);
      if (!isIntersecting || this.drawn[place] === variable) continue;
      this.drawn[place] = variable;
      const values = lined.series(place);
      this.rows[place].path.setAttribute("d", rowLine(values, lined.signed ? this.common : limits(values)));
    }
  }

  /** Look anew which rows are in sight. */
  watch() {
    this.sight.disconnect();
    for (const { row } of this.rows) this.sight.observe(row);
  }

  /** Numbers of the chosen year, in the rows as they stand. */
  fill() {
    const { variable, choices: { values: { year } } } = this.page, { indicator } = this.part;
    const { value, indicator: indicated } = this.figures, then = Math.min(indicator.nearest(year), year); // never of a later year
    const mean = variable.period || variable.of ? `${variable.when(year)} ${variable.against}`.trim() : "";
    this.head("value", variable.label, [variable.unit, mean].filter(Boolean).join(", "));
    this.rows.forEach((cells, i) => {
      value[i] = variable.ranked(this.write(cells.value, variable, i, year, variable.period ? null : year));
      indicated[i] = this.write(cells.indicator, indicator, i, then);
    });
    this.rank();
    this.showGroup();
  }

  /** What the selected group has, which the panel says too. */
  showGroup() {
    const { page, group: { row, name, value, trend, indicator, path }, lined } = this, { country, variable, choices: { values: { iso3, year } } } = page;
    if (!page.isGroup(country)) {
      row.remove();
      return;
    }
    if (!row.isConnected) this.body.prepend(row);
    row.dataset.place = String(country);
    put(name, page.places[country].name);
    this.write(value, variable, country, year, variable.period ? null : year);
    const told = page.parts.country.iso3 === iso3 ? page.parts.country.text.trend.split(" ")[0] : "…";
    put(trend, told);
    if (variable.ranges) put(value[0], told);
    put(indicator[0], "–");
    path.setAttribute("d", lined.groups.length ? rowLine(lined.series(country), this.common) : "");
  }

  /**
   * Write what a variable says of a year, with the year of that value where it is not the usual one.
   * @param {HTMLCollection} cells
   * @param {Variable} variable
   * @param {number} country
   * @param {number} year
   * @param {number | null} [usual]
   */
  write(cells, variable, country, year, usual) {
    const [number, when] = cells;
    const value = variable.value(country, year), then = variable.yearOf(country, year);
    put(number, written(value, variable));
    put(when, Number.isNaN(value) || usual === null || then === usual ? "" : String(then));
    return value;
  }

  /** What the rows are sorted and ranked by, and whether the least is first; names have no size, and no rank. */
  get sorting() {
    const { sort } = this.page.choices.values, wanted = sort.replace("-", "");
    const column = wanted === "trend" && this.page.variable.ranges ? "value" : wanted;
    return { column, ranked: column === "name" ? "value" : column, turned: sort.startsWith("-") ? -1 : 1 };
  }

  /** Ranks by the sorted column among all countries, as the map has them: filters do not change them. */
  rank() {
    const { ranked } = this.sorting, figures = this.figures[ranked];
    this.ranks = ranks(figures, (i) => !Number.isNaN(figures[i]) && !this.isLate(ranked, i));
    this.rows.forEach(({ rank }, i) => { put(rank, String(this.ranks[i] || "–")); });
    this.heads.rank.title = `by ${this.heads[ranked].querySelector(".label").textContent}, the largest first`;
  }

  // Their order, and which are listed --------------------------------------------------------------

  sortBy(column) {
    const { sort } = this.page.choices.values;
    this.page.send({ sort: sort === column ? `-${column}` : column });
    this.box.scrollTop = 0;
  }

  order() {
    const { column, turned } = this.sorting;
    this.rank();
    for (const name of COLUMNS) {
      const ascending = (name === "name") === (turned === 1);
      if (name === column) this.heads[name].setAttribute("aria-sort", ascending ? "ascending" : "descending");
      else this.heads[name].removeAttribute("aria-sort");
    }
    const sorted = column === "name"
      ? order(this.rows.map((_, i) => -i), turned, () => 0) // the country table is in the order of names
      : order(this.figures[column], turned, (i) => this.isLate(column, i));
    if (sorted.some((i, at) => i !== this.sorted[at])) {
      const focused = /** @type {HTMLElement} */ (document.activeElement);
      this.body.append(...sorted.map((i) => this.rows[i].row));
      if (this.body.contains(focused)) focused.focus({ preventScroll: true });
    }
    this.sorted = sorted;
    this.filter();
  }

  /** Whether an uncertain series keeps a country below the ranked ones. */
  isLate(column, country) {
    const { variable, warming, choices: { values: { flagged } } } = this.page;
    return !flagged && { value: variable.uncertain, trend: warming.uncertain }[column]?.[country];
  }

  filter() {
    const { countries, choices: { values: { region, zone, un_members: un } } } = this.page;
    this.listed = this.sorted.filter((i) => (!region || countries[i].region === region) && (!zone || countries[i].zone === zone) && (!un || countries[i].un));
    const listed = new Set(this.listed);
    this.rows.forEach(({ row }, i) => { row.hidden = !listed.has(i); });
    $("table-count").textContent = this.counted();
    $("table-none").hidden = this.listed.length > 0;
    $("table-region").value = region;
    $("table-zone").value = zone;
    $("table-un").checked = un;
    if (!listed.has(this.stop)) this.stopAt(listed.has(this.page.country) ? this.page.country : this.listed[0]);
  }

  /** How many are listed and how many of these are ranked, and among how many where a filter hides some. */
  counted() {
    const ranked = this.listed.filter((i) => this.ranks[i]).length, all = this.ranks.filter(Boolean).length;
    const among = this.listed.length < this.rows.length ? ` of ${all}` : "";
    return `${this.listed.length} countries, ${ranked}${among} ranked`;
  }

  follow(changes) {
    if (!SEEN_IN.some((name) => name in changes)) return;
    if ("flagged" in changes || "period" in changes) this.fill();
    this.mark();
    this.order();
    if ("region" in changes || "zone" in changes || "un_members" in changes) this.box.scrollTop = 0;
    if ("iso3" in changes) this.reveal();
  }

  // The chosen countries ---------------------------------------------------------------------------

  mark() {
    const { page } = this, { compared, country, variable, warming } = page, several = compared.length > 1;
    this.rows.forEach(({ row, name, dot, doubt, add }, i) => {
      const place = compared.indexOf(i);
      row.classList.toggle("on", place >= 0);
      row.classList.toggle("pinned", i === country);
      if (i === country) name.setAttribute("aria-current", "true"); else name.removeAttribute("aria-current");
      add.setAttribute("aria-pressed", String(place >= 0));
      add.textContent = place >= 0 ? "–" : "+";
      dot.hidden = place < 0 || !several;
      if (place >= 0) dot.style.background = `var(--compared-${place})`;
      doubt.hidden = !(variable.uncertain[i] || warming.uncertain[i]) || Number.isNaN(this.figures.trend[i]);
      doubt.title = warming.reasons[i];
    });
  }

  /** Scroll the rows, and nothing else, so that the selected country is seen among its neighbours. */
  reveal() {
    const { country } = this.page, row = this.rows[country]?.row;
    if (!row || row.hidden) return;
    // Where it belongs follows from the row above: itself, it may be pinned elsewhere.
    const above = this.rows[this.listed[this.listed.indexOf(country) - 1]]?.row, head = this.table.tHead.offsetHeight;
    const top = above ? above.offsetTop + above.offsetHeight - head : 0, bottom = top + head + row.offsetHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom - this.box.clientHeight / 2;
  }

  // What the person does ---------------------------------------------------------------------------

  placeOf(element) {
    return Number(element.closest("tr").dataset.place);
  }

  click({ target, shiftKey }) {
    const place = this.placeOf(target);
    if (this.page.isGroup(place)) return; // it is selected
    if (shiftKey || target.closest(".add button")) this.page.compare(place); else { this.page.choose(place); this.page.tell("found", place); }
  }

  /** Rows are one stop of the Tab key: arrows lead from row to row, and to the button that compares. */
  move(event) {
    const { listed, rows } = this, place = this.placeOf(event.target), at = listed.indexOf(place);
    const compares = event.target === rows[place].add;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: listed.length - 1 }[event.key];
    if (to !== undefined) {
      const next = rows[listed[Math.min(Math.max(to, 0), listed.length - 1)]];
      (compares ? next.add : next.name).focus({ focusVisible: true });
    } else if (event.key === "ArrowRight") rows[place].add.focus({ focusVisible: true });
    else if (event.key === "ArrowLeft") rows[place].name.focus({ focusVisible: true });
    else return;
    event.preventDefault();
  }

  stopAt(place) {
    for (const [i, index] of [[this.stop, -1], [place, 0]]) {
      if (i === undefined) continue;
      this.rows[i].name.tabIndex = this.rows[i].add.tabIndex = index;
    }
    this.stop = place;
  }
}
