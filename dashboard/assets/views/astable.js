// The figures' numbers as tables, made when they are opened and kept up while they are open.

import { DEGREES, inFull, withUnit, written } from "isotherm/numbers.js";
import { cells } from "isotherm/views/rows.js";

const element = (name, text, attributes = {}) => {
  const made = Object.assign(document.createElement(name), { textContent: text });
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const row = ([first, ...cells]) => {
  const made = document.createElement("tr");
  made.append(element("th", first, { scope: "row" }), ...cells.map((text) => element("td", text)));
  return made;
};

/** A table whose columns may stand in groups: [["", "Year"], ["Temperature", "Brazil", "India"]]. */
function table(caption, groups, rows) {
  const made = document.createElement("table"), head = made.createTHead(), [over, names] = [head.insertRow(), head.insertRow()];
  Object.assign(made.createCaption(), { className: "hidden", textContent: caption });
  made.createTBody();
  for (const [group, ...columns] of groups) {
    if (group) over.append(element("th", group, { scope: "colgroup", colspan: columns.length }));
    else over.append(...columns.map((text) => element("th", text, { scope: "col", rowspan: 2 })));
    if (group) names.append(...columns.map((text) => element("th", text, { scope: "col" })));
  }
  made.tBodies[0].append(...rows.map(row));
  return made;
}

/** The rows of several columns: years in their order, all from the first to the last; or as the columns have them. */
function rowsOf(/** @type {Map<string, string>[]} */ columns, isYears) {
  const known = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a.localeCompare(b));
  if (!isYears || !known.length) return known;
  const first = Number(known[0]), last = Number(known.at(-1));
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

/** A table of each kind of rows that the charts have: the columns of each chart are a group in it. */
function charts(/** @type {Page} */ { index, places, parts: { country, indicator } }) {
  const names = country.compared.map(({ iso3 }) => places[index.get(iso3)].name).join(", "); // whose columns these are
  const all = [...Object.values(country.charts), ...Object.values(indicator.charts)].filter((chart) => chart.table);
  const made = [...new Set(all.map(({ table: { rows } }) => rows))].map((kind) => {
    const of = all.filter(({ table: { rows } }) => rows === kind);
    const columns = of.flatMap((chart) => chart.table.columns.map((column) => cells(chart, column)));
    const groups = of.map(({ table: { title, columns: named } }) => [title, ...named.map(({ name }) => name)]);
    const rows = rowsOf(columns, kind === "Year").map((name) => [name, ...columns.map((column) => column.get(name) ?? "–")]);
    return table(`${names}: ${of.map(({ table: { title } }) => title).join(" and ")}`, [["", kind], ...groups], rows);
  });
  const both = element("div", "");
  both.append(...made);
  return both;
}

/** A row a country of the climate zone or the region, the fastest warming first. */
function peers(/** @type {Page} */ { countries, parts: { peers: { groups, unit, years } } }) {
  const made = groups.map(({ title, members, trends }) => {
    const rows = members.map((place, i) => /** @type {[string, number]} */ ([countries[place].name, trends[i]])).sort((a, b) => (b[1] ?? -Infinity) - (a[1] ?? -Infinity));
    return table(title, [["", "Country"], [title, `${unit} per decade, ${years.join("–")}`]], rows.map(([name, trend]) => [name, written(trend, DEGREES)]));
  });
  const both = element("div", "", { class: "both" });
  both.append(...made);
  return both;
}

/** A row a dot, by name. */
function scatter(/** @type {Page} */ { countries, parts: { scatter: shown } }) {
  if (!shown) return element("p", "");
  const { label, unit, degrees, trend, members, values, trends, years, good } = shown;
  const rows = members.map((place, i) => [countries[place].name, inFull(values[i], shown), years[i], written(trends[i], DEGREES), good[i] ? "" : "uncertain"]);
  const caption = `${label} and warming`, columns = [withUnit(label, unit && `(${unit})`), "Year", `Trend, ${degrees} per decade, ${trend.join("–")}`, "Series"];
  return table(caption, [["", "Country", ...columns]], rows);
}

const TABLES = {
  charts: [charts, ["country", "indicator"]],
  peers: [peers, ["peers"]],
  scatter: [scatter, ["scatter"]],
};

/** Show the table of a <details>, and again whenever its figures change while it is open. */
export function showTable(/** @type {HTMLDetailsElement} */ details, /** @type {Page} */ page) {
  const [make, parts] = TABLES[details.dataset.table];
  const place = element("div", "", { class: "numbers", tabindex: 0, role: "region", "aria-label": details.dataset.name });
  const show = () => { if (details.open) place.replaceChildren(make(page)); };
  details.append(place);
  details.addEventListener("toggle", show);
  for (const part of parts) page.on(part, show);
  show();
}
