// The country's charts: their columns are replaced, their figures stay.

const numbers = (values) => (typeof values[0] === "string" ? values : Float64Array.from(values, (v) => v ?? NaN));

const columns = (layer) => Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, numbers(values)]));

/** Show the columns of `shown.*.charts` in the figures of those names. */
export function showCharts(figures, charts, places) {
  for (const [name, { layers, y }] of Object.entries(charts)) {
    const figure = figures[name];
    for (const renderer of figure.renderers) {
      if (renderer.name in layers) renderer.data_source.data = columns(layers[renderer.name]);
    }
    places[name].classList.toggle("empty", !Object.entries(layers).some(([layer, has]) => layer !== "baseline" && Object.values(has)[0].length));
    if (name !== "stripes") figure.y_range.setv({ start: y[0], end: y[1] });
  }
}

/** The one year cursor that all charts share: a line of the page's, since a figure would repaint. */
export class Cursor {
  constructor(areas) {
    this.lines = Object.entries(areas).map(([name, area]) => {
      const line = area.appendChild(document.createElement("div"));
      line.className = "cursor";
      return { name, line };
    });
  }

  move(views, year) {
    for (const { name, line } of this.lines) {
      const { frame } = views[name], x = frame.x_scale.compute(year);
      Object.assign(line.style, {
        transform: `translate(${x}px, ${frame.bbox.top}px)`, height: `${frame.bbox.height}px`,
      });
    }
  }
}

/** The year under the pointer of a chart, within the years that charts show; null beside them. */
export function yearAt(view, event, element) {
  const { left } = element.getBoundingClientRect();
  const { frame } = view, sx = event.clientX - left;
  const year = Math.round(frame.x_scale.invert(sx));
  return sx < frame.bbox.left || sx > frame.bbox.right ? null : year;
}
