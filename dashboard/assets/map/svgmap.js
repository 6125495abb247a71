// The map as SVG: the drawing commands of the screen, and the legend under them.

import { svgText } from "choropleth";
import { edge, told } from "isotherm/numbers.js";
import { SMALL, colour, keyRow, line, width } from "isotherm/panel/svg.js";

const WIDTH = 960, DOUBT = "unreliable estimate", UNCLEAR = "no clear trend";

/** The map as it is coloured and zoomed now. */
export function mapPicture(/** @type {Page} */ page) {
  const { drawing } = page.map, picture = drawing.pictureOf(WIDTH, inputs(page));
  const svg = drawing.svg(picture, { title: (i) => `${page.countries[i].name}: ${saidOf(page, i)}`, id: (i) => page.countries[i].iso3 });
  return { width: WIDTH, height: picture.height, svg };
}

/** The map's inputs anew: while a table is seen it keeps the colours of an earlier year, and paper has a theme of its own. */
const inputs = (/** @type {Page} */ { map, variable, choices }) => ({ ...map.look(), ...map.coloured(variable, variable.bins(choices.values.year)) });

function saidOf(/** @type {Page} */ page, i) {
  const { variable } = page, value = variable.value(i, page.choices.values.year);
  return Number.isNaN(value) ? "no data" : `${told(value, variable)}${variable.uncertain[i] ? `, ${DOUBT}` : variable.unclear?.[i] ? `, ${UNCLEAR}` : ""}`;
}

/** The legend: the colours with their edges, then what the marks mean. */
export function mapKey(/** @type {Page} */ page, room) {
  const { edges, colours, unit, isDoubted, categories } = page.variable, step = (room - 40) / colours.length;
  const words = (n) => categories ? line(categories[n], (20 + n * step).toFixed(1), 28, { anchor: "start" }) : n ? line(edge(edges[n]), (20 + n * step).toFixed(1), 28, { anchor: "middle" }) : "";
  const bins = colours.map((fill, n) => `<rect x="${(20 + n * step).toFixed(1)}" y="2" width="${(step - 1).toFixed(1)}" height="12" fill="${fill}"/>${words(n)}`);
  const { theme, doubt } = inputs(page), { patterns } = page.map.drawing.inputs;
  const marks = [{ mark: square({ fill: theme.land, pattern: patterns.missing, ink: theme.missing, halo: theme.land }), text: "no data" }];
  if (page.variable.unclear?.some(Boolean)) marks.unshift({ mark: square({ fill: "none", pattern: patterns.unclear, ink: theme.quiet, halo: theme.surface }), text: UNCLEAR });
  if (isDoubted) marks.unshift({ mark: square({ ...doubt, fill: doubt.fill || "none", pattern: patterns.uncertain }), text: DOUBT });
  if (page.compared.length > 1) marks.push(...page.compared.map((i, place) => ({ mark: square({ fill: "none", colour: colour(`compared-${place}`) }), text: page.places[i].name })));
  // Beside the last number where it has room there, and else beside what the marks mean.
  const wide = width(unit, SMALL) + 8, isCrowded = !categories && wide > step - width(edge(edges.at(-2)), SMALL) / 2 + 20;
  const row = keyRow(marks, isCrowded ? room - wide : room);
  return { height: 40 + row.height, svg: `${bins.join("")}${line(unit, room, isCrowded ? 48 : 28, { anchor: "end" })}<g transform="translate(0 34)">${row.svg}</g>` };
}

/** A swatch of 22 by 10 pixels, drawn as the map is. */
const square = (look) => svgText([{ op: "rect", x: 0.5, y: 0.5, width: 21, height: 9, colour: colour("muted"), ...look }], { scale: 1, x: 0, y: 0 }, null, 22, 10);
