// The entry: paints the map from three small files, then reads Bokeh and all else.

import { painted, paintFirst } from "isotherm/firstpaint.js";
import { showNotices } from "isotherm/notices.js";
import { loadVariable } from "isotherm/variable.js";
import { decodeWorld } from "isotherm/worldfile.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const content = (id) => JSON.parse($(id).textContent);

async function file(address, read) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  return answer[read]();
}

/** The world as it is zoomed to: only Oceania is another. */
async function inView(world, countries, zoom) {
  return zoom === "oceania" ? (await import("isotherm/around.js")).inOnePiece(world, countries) : { world, points: countries };
}

async function open() {
  /** @type {Start} */
  const start = content("start"), { files, shown } = start;
  showNotices(start.notices);
  const [countries, buffer] = await Promise.all([file(files.countries, "json"), file(files.world, "arrayBuffer")]);
  const [variable, warming] = await Promise.all([shown.map, shown.warming].map((part) => loadVariable(part, countries, start.state)));
  const world = decodeWorld(buffer), first = await inView(world, countries, start.state.zoom);
  const bins = variable.bins(variable.nearest(start.state.year));
  const box = document.querySelector(".ground").getAttribute("viewBox").split(" ").map(Number);
  const canvas = paintFirst($("figure-map"), { ...first, countries, bins, colours: variable.colours, box });
  await painted();
  performance.mark("painted");
  await finish({ start, countries, world, warming, canvas });
}

/** Put the figures in the place of the first picture, and let the session answer. */
async function finish({ start, countries, world, warming, canvas }) {
  const [{ Page }, { loadBokeh, startSession }] = await Promise.all([import("isotherm/page.js"), import("isotherm/session.js")]);
  await loadBokeh();
  const documents = content("figures"), page = new Page({ start, countries, warming });
  await page.drawMap(documents, world);
  await painted();
  canvas.remove();
  performance.mark("map");
  await page.drawCharts();
  page.listen();
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
  startSession();
  import("isotherm/counts.js").then(({ followCounts }) => followCounts($("views"), start));
  await page.connect();
}

open().catch((error) => {
  showNotices([`The page could not be drawn: ${error.message}. Reload it to try again.`]);
  throw error;
});
