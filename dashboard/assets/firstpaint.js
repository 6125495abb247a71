// The first picture: the map as a plain canvas, while Bokeh, whose script is larger than all else
// together, is still being read; its figure then covers and replaces it.

/**
 * Draw countries in the colours of their bins; returns the canvas, to be removed when it is covered.
 * @param {HTMLElement} area
 * @param {{ world: World, points: Point[], countries: Country[], bins: Numbers, colours: string[], box: Box }} picture
 */
export function paintFirst(area, { world, points, countries, bins, colours, box }) {
  const canvas = area.appendChild(document.createElement("canvas"));
  const { clientWidth, clientHeight } = area, sharp = window.devicePixelRatio || 1;
  Object.assign(canvas, { className: "first", width: clientWidth * sharp, height: clientHeight * sharp });
  Object.assign(canvas.style, { width: "100%", height: "100%" });
  const [left, top, width, height] = box.map((kilometres) => 1000 * kilometres);
  const pen = canvas.getContext("2d"), css = getComputedStyle(document.documentElement);
  const x = (metres) => ((metres - left) / width) * canvas.width, y = (metres) => ((-metres - top) / height) * canvas.height;
  pen.lineWidth = 0.4 * sharp;
  const colour = (i) => (Number.isNaN(bins[i]) ? css.getPropertyValue("--land") : colours[bins[i]]);
  for (let i = 0; i < bins.length; i++) {
    pen.fillStyle = colour(i);
    pen.strokeStyle = css.getPropertyValue("--border");
    trace(pen, world.xs[i], world.ys[i], x, y);
    pen.fill("evenodd");
    pen.stroke();
  }
  pen.strokeStyle = css.getPropertyValue("--text");
  countries.forEach((country, i) => {
    if (!country.tiny) return;
    pen.beginPath();
    pen.arc(x(points[i].x), y(points[i].y), 3 * sharp, 0, 2 * Math.PI);
    pen.fillStyle = colour(i);
    pen.fill();
    pen.stroke();
  });
  return canvas;
}

function trace(/** @type {CanvasRenderingContext2D} */ pen, xs, ys, x, y) {
  pen.beginPath();
  let start = true;
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(xs[i])) { pen.closePath(); start = true; continue; }
    if (start) pen.moveTo(x(xs[i]), y(ys[i])); else pen.lineTo(x(xs[i]), y(ys[i]));
    start = false;
  }
  pen.closePath();
}

/** Let the browser show what is drawn so far. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
