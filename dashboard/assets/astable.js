// The figures' numbers as tables, made when they are opened and kept up while they are open.

import { DEGREES, inFull, withUnit, written } from "isotherm/numbers.js";

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

/** A row a year: the temperature and the indicator of each country that the charts show. */
function charts(/** @type {Page} */ { compared, countries, warming, parts: { country, indicator } }) {
  const names = compared.map((place) => countries[place].name);
  const temperatures = compared.map((place) => (year) => written(warming.own(place, year), warming));
  const smooth = new Map(country.charts.temperature?.layers.smooth.year.map((year, i) => [year, country.charts.temperature.layers.smooth.value[i]]));
  if (smooth.size) temperatures.push((year) => written(smooth.get(year), DEGREES));
  const [{ layers: { series } }] = Object.values(indicator.charts);
  const known = series.xs.map((years, i) => new Map(years.map((year, at) => [year, series.ys[i][at]])));
  const values = known.map((of) => (year) => (of.get(year) == null ? "–" : inFull(of.get(year), indicator)));
  const first = Math.min(warming.firstYear, ...series.xs.flat()), last = Math.max(warming.lastKnown, ...series.xs.flat());
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const { text } = indicator, caption = `${names.join(", ")}: temperature and ${text.label}`;
  return table(caption, [
    ["", "Year"],
    [`Temperature, ${warming.unit} against ${country.text.baseline}`, ...names, ...(smooth.size ? ["smooth over 30 years"] : [])],
    [withUnit(text.label, text.unit && `(${text.unit})`), ...names],
  ], years.map((year) => [year, ...[...temperatures, ...values].map((told) => told(year))]));
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
  charts: [charts, ["country", "indicator", "warming"]],
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
