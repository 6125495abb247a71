// The entry: draws the map from three small files, lets it be used, and then reads Bokeh for the charts.

import { Legend } from "isotherm/map/legend.js";
import { CountryMap } from "isotherm/map/map.js";
import { showNotices } from "isotherm/tools/notices.js";
import { painted } from "isotherm/map/paint.js";
import { loadVariable } from "isotherm/map/variable.js";
import { decodeWorld } from "isotherm/map/worldfile.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const content = (id) => JSON.parse($(id).textContent);

async function file(address, read) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  return answer[read]();
}

/** The places of the chosen countries. */
function chosen(/** @type {ChoiceValues} */ { iso3, compare }, /** @type {Country[]} */ countries) {
  const codes = [...new Set([iso3, ...compare.split("-")])].filter(Boolean);
  return codes.map((code) => countries.findIndex((country) => country.iso3 === code)); // -1: a group of countries
}

/** Read the page's modules ahead, while the map is drawn. */
function readAhead(/** @type {string} */ href) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}

async function open() {
  /** @type {Start} */
  const start = content("start"), { files } = start;
  const begun = { ...start.state }, still = () => import("isotherm/state/edition.js").then(({ Edition }) => new Edition(start, begun));
  // The link of a static edition is read here; who follows none waits for nothing.
  const [countries, buffer, edition] = await Promise.all([file(files.countries, "json"), file(files.world, "arrayBuffer"), start.edition && location.search ? still() : null]);
  const link = await edition?.opened(countries);
  const { shown, state } = start;
  showNotices(start.notices, link?.live);
  const [variable, warming] = await Promise.all([shown.map, shown.warming].map((part) => loadVariable(part, countries, state)));
  if (!start.edition) readAhead(start.next); // a host of files may have few connections: there the map comes first
  const map = new CountryMap($("figure-map"), { rings: decodeWorld(buffer), countries, ground: start.ground, zoom: state.zoom });
  const bins = variable.bins(variable.nearest(state.year));
  await map.draw(variable, bins);
  map.select(chosen(state, countries));
  await painted();
  performance.mark("painted");
  if (start.edition) readAhead(start.next);
  const legend = new Legend($("legend"), { pointed: () => { /* the page is still to come */ } });
  legend.draw(variable);
  legend.count(bins, variable);
  const { Page } = await import("isotherm/page.js");
  const page = new Page({ start, countries, variable, warming, map, legend });
  page.listen();
  if (link) page.catchUp(link);
  performance.mark("usable");
  document.documentElement.dataset.usable = "true";
  await addCharts(page, start, start.edition && (edition ?? await still()));
}

/** Read Bokeh, whose script is larger than all else together, draw the charts, and let the session answer. */
async function addCharts(page, start, /** @type {import("./state/edition.js").Edition | null} */ still) {
  const { isSandboxed, loadBokeh, startSession } = await import("isotherm/state/session.js");
  await loadBokeh();
  await page.drawCharts(content("figures"));
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
  if (still) { still.follow(page, (parts) => page.show(parts)); return; }
  if (isSandboxed()) return; // the map, its years and the country of the link need no server
  startSession();
  import("isotherm/tools/counts.js").then(({ followCounts }) => followCounts($("views"), start));
  await page.connect();
}

open().catch((error) => {
  showNotices([`The page could not be drawn: ${error.message}. Reload it to try again.`]);
  throw error;
});
