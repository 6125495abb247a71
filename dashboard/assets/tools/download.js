// Pictures to take away: a figure as SVG, with all that it needs to be understood alone, and as PNG.

import { GUARDED } from "choropleth";
import { chartKey, chartPicture } from "isotherm/panel/svgchart.js";
import { mapKey, mapPicture } from "isotherm/map/svgmap.js";
import { colour, sheet } from "isotherm/panel/svg.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const SHARP = 2; // pixels of a PNG for each of the screen's
const CORNER = 8, NEAR = 8; // pixels of the margin, and of 255: a browser that only blurs fingerprints changes less

/** What is told where a browser lets nobody read a canvas, and gives noise in its place. */
export class GuardedError extends Error {
  constructor() {
    super(GUARDED);
  }
}

/** Whether the margin of a sheet, all of one colour, is read as it was drawn. */
function isRead(/** @type {CanvasRenderingContext2D} */ context) {
  const drawn = colour("surface"), { data } = context.getImageData(0, 0, CORNER, CORNER);
  const wanted = [1, 3, 5].map((at) => Number.parseInt(drawn.slice(at, at + 2), 16));
  return data.every((value, i) => i % 4 === 3 || Math.abs(value - wanted[i % 4]) <= NEAR);
}

// biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not meant
const words = (element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** What a figure shows, in words, and what its file is called. */
function titled(/** @type {Page} */ page, figure) {
  const { values } = page.choices, { label, unit } = page.parts.indicator.text, chart = page.panel.chart(figure);
  if (figure === "map") return [words($("map-title")), `${page.variable.label} ${page.variable.when(values.year)}`];
  if (chart) return [chart.title, chart.file];
  return [`${label}${unit ? ` (${unit})` : ""} and warming (${page.warming.unit} per decade since ${values.trend_start})`, `${label} and warming ${values.year}`];
}

/** Whose all figures are, and on what terms, by their names. */
export const readSources = async (/** @type {Page} */ page) => (await fetch(page.start.files.sources)).json();

/** The sentences of them that a figure needs. @returns {string[]} */
export function sourcesOf(/** @type {Page} */ page, /** @type {Record<string, string>} */ all, figure) {
  const said = { ...all }, { variable, indicator, record } = page.choices.values;
  said.temperature = said[`temperature.${record}`] ?? said.temperature; // its own, where it is not the usual one's
  said.warming_rate = said.temperature;
  said.agreement ??= page.variable.about;
  const of = { map: [variable, "boundaries"], scatter: [indicator, "temperature"] }[figure] ?? page.panel.chart(figure).sources;
  return of.map((name) => said[name]);
}

/** A figure as an SVG of its own, in the page's theme. */
export async function pictureOf(/** @type {Page} */ page, figure) {
  const [title, name] = titled(page, figure), picture = figure === "map" ? mapPicture(page) : await chartPicture(page, figure);
  const key = figure === "map" ? mapKey(page, picture.width) : chartKey(page, figure);
  const said = await readSources(page);
  const svg = sheet({ title, picture, key, source: [...sourcesOf(page, said, figure), said.date].join(" "), link: location.href });
  return { name: `isotherm-${plain(name)}`, svg };
}

/**
 * The SVG as a PNG, sharp on any screen.
 * @returns {Promise<Blob>}
 * @throws {GuardedError}
 */
export async function rasterised(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), image = new Image();
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SHARP * image.width, height: SHARP * image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    if (!isRead(context)) throw new GuardedError();
    return await new Promise((resolve, reject) => canvas.toBlob((file) => (file ? resolve(file) : reject(new GuardedError())), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Let the browser save a file. */
export function save(/** @type {Blob} */ file, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
