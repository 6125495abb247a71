// Runs in every page before its own scripts: watches the pixels of the map and of the charts.
// `LAND`, `SUBJECT` and `PATIENCE` are put in front of this file by benchmarks/browser.py.

window.bench = (() => {
  const views = () => (window.Bokeh?.index ? [...Bokeh.index.query((view) => view.model.type === "Figure")] : []);
  const drawsAreas = ({ model }) => model.renderers.some(({ glyph }) => /Patches|MultiPolygons/.test(glyph?.type));
  const canvasOf = (view) => view.canvas_view?.primary?.canvas;

  // Where each land point lies on the map's canvas, in CSS pixels: {canvas, at: {iso3: [x, y]}}.
  const bokehMap = (find, coordinates) => () => {
    const view = views().find(find);
    const canvas = view && canvasOf(view);
    if (!canvas || !view.frame?.x_scale || !canvas.clientWidth) return null;
    const { x_scale, y_scale } = view.frame;
    const at = {};
    for (const [iso3, point] of Object.entries(LAND)) {
      const [x, y] = point[coordinates];
      at[iso3] = [x_scale.compute(x), y_scale.compute(y)];
    }
    return { canvas, at };
  };

  // The page's map says which metres it shows; its colours are on a canvas of their own.
  const pageMap = () => {
    const canvas = document.querySelector("#figure-map canvas.fills"), view = canvas?.parentElement.dataset.view;
    if (!view || !canvas.clientWidth) return null;
    const [west, north, metres] = view.split(" ").map(Number), at = {};
    for (const [iso3, { equal_earth: [x, y] }] of Object.entries(LAND)) at[iso3] = [(x - west) / metres, (north - y) / metres];
    return { canvas, at };
  };

  const floorMap = () => {
    const canvas = document.getElementById("map");
    if (!canvas) return null;
    const { width, height } = canvas, scale = Math.min(width / 17243959, height / 8392928) / 2, at = {};
    for (const [iso3, { equal_earth: [x, y] }] of Object.entries(LAND)) {
      at[iso3] = [width / 2 + x * scale, height / 2 - y * scale];
    }
    return { canvas, at };
  };

  const named = (...names) => ({ model }) => names.includes(model.name);
  const lastOf = (values) => [...(values ?? [])].filter(Number.isFinite).at(-1) ?? null;
  // The last value of the line that a Bokeh figure draws.
  const bokehLast = ({ model }) => {
    const line = model.renderers.find(({ glyph }) => glyph?.type === "Line");
    return line ? lastOf(line.data_source.data[line.glyph.y.field]) : null;
  };
  const apart = (values) => values.filter((value) => value !== null); // stripes have no line

  // Plotly draws in SVG: a country's colour is its path's, its place the projection's.
  const graphs = (type) => [...document.querySelectorAll(".js-plotly-plot")].filter(({ data }) => type(data?.[0]?.type));
  const plotlyMap = () => {
    const [graph] = graphs((type) => type === "choropleth"), projection = graph?._fullLayout?.geo?._subplot?.projection;
    if (!projection || !graph.clientWidth) return null;
    const at = {}, fills = {};
    for (const [iso3, { degrees }] of Object.entries(LAND)) at[iso3] = projection(degrees);
    for (const path of graph.querySelectorAll(".choroplethlayer path")) {
      const parts = path.getAttribute("d") && path.getAttribute("fill")?.match(/\d+/g);
      if (parts) fills[path.__data__.loc] ??= ((Number(parts[0]) << 16) | (Number(parts[1]) << 8) | Number(parts[2])) + 1;
    }
    return { canvas: graph, at, fills };
  };
  const plotly = {
    map: plotlyMap,
    charts: () => graphs((type) => type && type !== "choropleth").map((graph) => graph.querySelector("svg.main-svg")),
    last: () => apart(graphs((type) => type === "scatter").map(({ data }) => lastOf(data[0].y))),
  };

  const { map, charts, last } = {
    page: {
      map: pageMap,
      charts: () => views().filter(named("stripes", "temperature", "indicator")).map(canvasOf),
    },
    bokeh: {
      map: bokehMap(named("map"), "equal_earth"),
      charts: () => views().filter(named("stripes", "anomaly", "gdp")).map(canvasOf),
      last: () => apart(views().map(bokehLast)),
    },
    dash: plotly,
    streamlit: plotly,
    geoviews: {
      map: bokehMap(drawsAreas, "mercator"),
      charts: () => views().filter((view) => !drawsAreas(view)).map(canvasOf),
      last: () => apart(views().map(bokehLast)),
    },
    floor: {
      map: floorMap,
      charts: () => ["stripes", "temperature", "indicator"].map((id) => document.getElementById(id)),
    },
  }[SUBJECT];

  // The colour of each land point, one more than its red, green and blue; 0 where nothing is.
  function landPixels() {
    const found = map();
    if (!found) return null;
    const { canvas, at, fills } = found;
    if (fills) return Object.keys(at).map((iso3) => fills[iso3] ?? 0);
    const ratio = canvas.width / canvas.clientWidth, context = canvas.getContext("2d");
    return Object.values(at).map(([x, y]) => {
      if (!(x >= 0 && y >= 0)) return 0;
      const { data: [r, g, b, a] } = context.getImageData(x * ratio, y * ratio, 1, 1);
      return a ? ((r << 16) | (g << 8) | b) + 1 : 0;
    });
  }

  // Countries are there when most land points are painted, in three colours or more that are no
  // greys: a blank canvas, a sea alone, and a world of "no data" are none of that.
  function countriesShown(pixels) {
    if (!pixels) return false;
    const painted = pixels.filter((pixel) => pixel > 0);
    const chromatic = painted.filter((pixel) => {
      const parts = [(pixel - 1) >> 16, ((pixel - 1) >> 8) & 255, (pixel - 1) & 255];
      return Math.max(...parts) - Math.min(...parts) > 12;
    });
    return painted.length > 0.9 * pixels.length && new Set(chromatic).size >= 3;
  }

  const mapState = () => {
    const pixels = landPixels();
    return countriesShown(pixels) ? [pixels.join()] : null;
  };

  const hashed = (text) => {
    let hash = 0;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    return hash;
  };
  const fingerprint = (canvas) => {
    if (canvas instanceof SVGElement) return hashed(canvas.innerHTML);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const words = new Uint32Array(data.buffer);
    let hash = 0;
    for (let i = 0; i < words.length; i++) hash = (Math.imul(hash, 31) + words[i]) | 0;
    return hash;
  };
  const chartState = () => {
    const canvases = charts();
    return canvases.length === 3 && canvases.every((c) => c?.width) ? canvases.map(fingerprint) : null;
  };

  // Calls `look` at each frame's start, and again in a task after it for what was drawn within,
  // until it returns false.
  function everyFrame(look) {
    let going = true;
    const { port1, port2 } = new MessageChannel();
    const attempt = () => {
      going &&= look() !== false;
    };
    port1.onmessage = attempt;
    const frame = () => {
      attempt();
      port2.postMessage(0);
      if (going) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  // Notes the time of each change of `state` from the next trusted `event` on, until every part has
  // changed and `quiet` ms have passed since, or `limit` ms in all.
  function watch(kind, event, { quiet, limit, all = true }) {
    const state = { map: mapState, charts: chartState }[kind];
    let last = state(), start = null;
    const changed = new Set(), times = [];
    addEventListener(event, ({ timeStamp }) => (start ??= timeStamp), { capture: true, once: true });
    const begun = performance.now();
    bench.watched = new Promise((resolve) =>
      everyFrame(() => {
        const now = performance.now(), next = state();
        if (next && last) {
          next.forEach((part, i) => part !== last[i] && changed.add(i));
          if (next.join() !== last.join()) times.push(now);
        }
        last = next ?? last;
        const settled = all && changed.size === last?.length && now - times.at(-1) >= quiet;
        if (!settled && now - begun < limit) return true;
        const complete = last !== null && changed.size === last.length;
        resolve({ complete, changed: [...changed], times: times.map((time) => time - start) });
        return false;
      }),
    );
  }

  const shown = new Promise((resolve, reject) =>
    everyFrame(() => {
      if (performance.now() > PATIENCE) return reject(new Error(`no countries on the map after ${PATIENCE} ms`)) ?? false;
      try {
        if (!mapState()) return true;
      } catch {
        return true; // a figure that is only half built
      }
      resolve(performance.now());
      return false;
    }),
  );

  const place = (iso3) => {
    const { canvas, at } = map(), { left, top } = canvas.getBoundingClientRect();
    return [left + at[iso3][0], top + at[iso3][1]];
  };

  // Moves the slider by a year at each frame's start, as a fast hand does: how many new maps a second.
  const scrub = (selector, years) => new Promise((resolve) => {
    const slider = document.querySelector(selector);
    const go = (value) => { slider.value = value; slider.dispatchEvent(new Event("input", { bubbles: true })); };
    go(slider.min);
    let last = null, first = 0, count = -1, moved = 0;
    const frame = (now) => {
      const state = mapState()?.join();
      if (state !== last) { count += 1; first ||= now; last = state; }
      if (moved === years) return resolve((1000 * count) / (now - first));
      moved += 1;
      go(Number(slider.min) + moved);
      return requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

  // What one look costs, in milliseconds: it is part of every time that is measured.
  const cost = (kind) => {
    const state = { map: mapState, charts: chartState }[kind], start = performance.now();
    for (let i = 0; i < 20; i++) state();
    return (performance.now() - start) / 20;
  };

  // What is checked: the colours of the land points as numbers, and the last value of each line.
  const seen = () => ({ colours: Object.fromEntries(Object.keys(LAND).map((iso3, i) => [iso3, landPixels()[i] - 1])), last: last?.() ?? [] });

  return { shown, watch, scrub, place, cost, landPixels, seen };
})();
