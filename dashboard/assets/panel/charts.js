// The country's charts: their columns are replaced, their figures stay.

import { listed } from "isotherm/views/rows.js";

const numbers = (column) => {
  const values = listed(column);
  if (typeof values[0] === "object" && values[0]) return values.map(numbers); // a line a row
  return typeof values[0] === "string" ? values : Float64Array.from(values, (v) => v ?? NaN);
};

/** The columns of a layer, as Bokeh takes them. */
export const columns = (/** @type {Columns} */ layer) => Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, numbers(values)]));

const HEIGHTS = ["ys", "value", "top", "bottom", "y1"];

const known = (value) => (Array.isArray(value) ? value.some(known) : value !== null);

const hasValues = (/** @type {ChartPart["layers"]} */ layers) => Object.entries(layers).some(([name, layer]) => name !== "baseline" && HEIGHTS.some((height) => known(layer[height] ?? [])));

/** Whether a slot of the page can be seen: it may be in a <details> that is closed. */
export const isOpen = (/** @type {HTMLElement} */ area) => !area.closest("details:not([open])");

/**
 * Show the columns of `charts` in the figures of those names; a figure that is not here yet comes later,
 * and one whose slot is closed when that is opened.
 * @param {Figures} figures
 * @param {Charts} charts
 * @param {() => Charts} shown
 */
export async function showCharts(figures, charts, shown) {
  await Promise.all(Object.entries(charts).map(async ([name, chart]) => {
    if (!isOpen(figures.area(chart.slot))) return;
    if (!figures.models[name]) {
      await figures.need(name, chart.figure);
      if (shown() !== charts) return;
    }
    showChart(figures, name, chart);
  }));
}

function showChart(/** @type {Figures} */ figures, name, /** @type {ChartPart} */ { slot, layers, y }) {
  const figure = figures.models[name];
  for (const renderer of figure.renderers) {
    if (renderer.name in layers) renderer.data_source.data = columns(layers[renderer.name]);
  }
  figures.area(slot).classList.toggle("empty", !hasValues(layers));
  if (figure.left.length) figure.y_range.setv({ start: y[0], end: y[1] });
  if (figures.views[name]) figures.see(name);
}

/** The one year cursor that all charts share: a line of the page's, since a figure would repaint. */
export class Cursor {
  constructor(/** @type {Record<string, HTMLElement>} */ areas) {
    this.lines = Object.entries(areas).map(([slot, area]) => {
      const line = area.appendChild(document.createElement("div"));
      line.className = "cursor";
      return { slot, line };
    });
  }

  move(/** @type {Figures} */ figures, year) {
    for (const { slot, line } of this.lines) {
      const view = figures.view(slot);
      line.hidden = !view;
      if (!view) continue;
      const { frame } = view;
      Object.assign(line.style, {
        transform: `translate(${frame.x_scale.compute(year)}px, ${frame.bbox.top}px)`, height: `${frame.bbox.height}px`,
      });
    }
  }
}

/** The year under the pointer of a chart, within the years that charts show; null beside them, and where no chart is drawn yet. */
export function yearAt(/** @type {BokehView} */ view, /** @type {MouseEvent} */ event, /** @type {HTMLElement} */ element) {
  if (!view) return null;
  const { left } = element.getBoundingClientRect();
  const { frame } = view, sx = event.clientX - left;
  const year = Math.round(frame.x_scale.invert(sx));
  return sx < frame.bbox.left || sx > frame.bbox.right ? null : year;
}
