// Pictures to take away: a figure as SVG, with all that it needs to be understood alone, and as PNG.

import { chartKey, chartPicture } from "isotherm/panel/svgchart.js";
import { mapKey, mapPicture } from "isotherm/map/svgmap.js";
import { sheet } from "isotherm/panel/svg.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const SHARP = 2; // pixels of a PNG for each of the screen's

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

/** Sentences that say whose the figures are, and on what terms. */
async function sources(/** @type {Page} */ page, figure) {
  const said = await (await fetch(page.start.files.sources)).json(), { variable, indicator, record } = page.choices.values;
  said.temperature = said[`temperature.${record}`] ?? said.temperature; // its own, where it is not the usual one's
  said.warming_rate = said.temperature;
  said.agreement ??= page.variable.about;
  const of = { map: [variable, "boundaries"], scatter: [indicator, "temperature"] }[figure] ?? page.panel.chart(figure).sources;
  return [...of.map((name) => said[name]), said.date].join(" ");
}

/** A figure as an SVG of its own, in the page's theme. */
export async function pictureOf(/** @type {Page} */ page, figure) {
  const [title, name] = titled(page, figure), picture = figure === "map" ? mapPicture(page) : await chartPicture(page, figure);
  const key = figure === "map" ? mapKey(page, picture.width) : chartKey(page, figure);
  const svg = sheet({ title, picture, key, source: await sources(page, figure), link: location.href });
  return { name: `isotherm-${plain(name)}`, svg };
}

/**
 * The SVG as a PNG, sharp on any screen.
 * @returns {Promise<Blob>}
 */
export async function rasterised(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), image = new Image();
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SHARP * image.width, height: SHARP * image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
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
