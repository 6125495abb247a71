// The map as SVG: a path a country, from the shapes that the browser has.

import { edge, told } from "isotherm/numbers.js";
import { ringPath } from "isotherm/paths.js";
import { colour, keyRow, line, xml } from "isotherm/svg.js";

const WIDTH = 960, HATCH = "missing-hatch", DOTS = "uncertain-dots";

const patterns = (pixel) => `<defs>
<pattern id="${HATCH}" width="${5 * pixel}" height="${5 * pixel}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="${5 * pixel}" height="${5 * pixel}" fill="${colour("land")}"/><rect width="${pixel}" height="${5 * pixel}" fill="${colour("missing")}"/></pattern>
<pattern id="${DOTS}" width="${5 * pixel}" height="${5 * pixel}" patternUnits="userSpaceOnUse"><circle cx="${2 * pixel}" cy="${2 * pixel}" r="${0.9 * pixel}" fill="${colour("text")}" stroke="${colour("surface")}" stroke-width="${0.35 * pixel}"/></pattern>
</defs>`;

/** The map as it is coloured and zoomed now. */
export function mapPicture(/** @type {Page} */ page) {
  const ground = document.querySelector(".ground"), box = ground.getAttribute("viewBox").split(" ").map(Number);
  const height = Math.round((WIDTH * box[3]) / box[2]), pixel = box[2] / WIDTH;
  // Anew, for while a table is seen the map keeps the colours of an earlier year.
  const bins = page.variable.bins(page.choices.values.year), shapes = page.countries.map((_, i) => shape(page, i, bins[i], pixel));
  const svg = `<svg width="${WIDTH}" height="${height}" viewBox="${box.join(" ")}" overflow="hidden">${patterns(pixel)}
<path d="${ground.querySelector(".sea").getAttribute("d")}" fill="${colour("sea")}"/>
<path d="${ground.querySelector(".graticule").getAttribute("d")}" fill="none" stroke="${colour("line")}" stroke-width="${0.6 * pixel}"/>
<g stroke="${colour("border")}" stroke-width="${0.4 * pixel}" stroke-linejoin="round" fill-rule="evenodd">${shapes.join("\n")}</g>
${chosen(page, pixel)}</svg>`;
  return { width: WIDTH, height, svg };
}

function shape(/** @type {Page} */ page, i, bin, pixel) {
  const { iso3, name, tiny } = page.countries[i], { xs, ys } = page.map.world;
  const fill = Number.isNaN(bin) ? `url(#${HATCH})` : page.variable.colours[bin], path = ringPath(xs[i], ys[i]);
  const dotted = page.variable.uncertain[i] && !Number.isNaN(bin) ? `<path d="${path}" fill="url(#${DOTS})" stroke="none"/>` : "";
  const marker = tiny ? circle(page, i, 3 * pixel, `fill="${Number.isNaN(bin) ? colour("land") : fill}" stroke="${colour("text")}"`) : "";
  return `<g><title>${xml(`${name}: ${saidOf(page, i)}`)}</title><path id="${iso3}" d="${path}" fill="${fill}"/>${dotted}${marker}</g>`;
}

function saidOf(/** @type {Page} */ page, i) {
  const { variable } = page, value = variable.value(i, page.choices.values.year);
  return Number.isNaN(value) ? "no data" : told(value, variable);
}

function circle(/** @type {Page} */ page, i, radius, style) {
  const { x, y } = page.map.points[i];
  return `<circle cx="${+(x / 1000).toFixed(1)}" cy="${+(-y / 1000).toFixed(1)}" r="${radius.toFixed(1)}" ${style}/>`;
}

function chosen(/** @type {Page} */ page, pixel) {
  const { xs, ys } = page.map.world, several = page.compared.length > 1;
  return page.compared.map((i, place) => {
    const style = `fill="none" stroke="${several ? colour(`compared-${place}`) : colour("text")}" stroke-width="${2.2 * pixel}"`;
    return `<path d="${ringPath(xs[i], ys[i])}" ${style}/>${page.countries[i].tiny ? circle(page, i, 9 * pixel, style) : ""}`;
  }).join("");
}

/** The legend: the colours with their edges, then what the marks mean. */
export function mapKey(/** @type {Page} */ page, room) {
  const { edges, colours, unit, signed, categories } = page.variable, step = (room - 40) / colours.length;
  const words = (n) => categories ? line(categories[n], (20 + n * step).toFixed(1), 28, { anchor: "start" }) : n ? line(edge(edges[n]), (20 + n * step).toFixed(1), 28, { anchor: "middle" }) : "";
  const bins = colours.map((fill, n) => `<rect x="${(20 + n * step).toFixed(1)}" y="2" width="${(step - 1).toFixed(1)}" height="12" fill="${fill}"/>${words(n)}`);
  const marks = [{ mark: square(`url(#${HATCH}-key)`), text: "no data" }];
  if (signed) marks.unshift({ mark: square(`url(#${DOTS}-key)`), text: "uncertain series" });
  if (page.compared.length > 1) marks.push(...page.compared.map((i, place) => ({ mark: square("none", colour(`compared-${place}`)), text: page.countries[i].name })));
  const row = keyRow(marks, room), own = patterns(1).replaceAll(HATCH, `${HATCH}-key`).replaceAll(DOTS, `${DOTS}-key`);
  return { height: 40 + row.height, svg: `${own}${bins.join("")}${line(unit, room, 28, { anchor: "end" })}<g transform="translate(0 34)">${row.svg}</g>` };
}

const square = (fill, stroke = colour("muted")) => `<rect width="22" height="10" fill="${fill}" stroke="${stroke}"/>`;
