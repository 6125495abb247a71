// Runs in both pages of `python -m benchmarks.choropleth` before their own scripts: watches the map's pixels.

window.bench = (() => {
  const AT = [0.2, 0.35, 0.5, 0.65, 0.8];

  const deep = (selector, root = document) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && deep(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };

  const figure = () => window.Bokeh?.index && [...Bokeh.index.query((view) => view.model.type === "Figure")][0];
  let last = null;
  const canvas = () => {
    if (last?.isConnected && last.width > 300) return last;
    last = deep(".map canvas.fills") ?? figure()?.canvas_view?.primary?.canvas ?? null;
    return last?.width > 300 ? last : null;
  };

  function pixels() {
    const map = canvas();
    if (!map) return [];
    const context = map.getContext("2d");
    return AT.flatMap((x) => AT.map((y) => {
      const { data: [r, g, b, a] } = context.getImageData(x * map.width, y * map.height, 1, 1);
      return a ? (r << 16) | (g << 8) | b : -1;
    }));
  }

  const isColour = (pixel) => {
    const parts = [pixel >> 16, (pixel >> 8) & 255, pixel & 255];
    return pixel >= 0 && Math.max(...parts) - Math.min(...parts) > 30;
  };
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });

  const shown = (async () => {
    while (new Set(pixels().filter(isColour)).size < 4) {
      if (performance.now() > 120_000) throw new Error("no map was drawn");
      await frame();
    }
    return performance.now();
  })();

  const slider = () => {
    for (const document of Bokeh.documents) for (const model of document._all_models.values()) if (model.title === "Step") return model;
    throw new Error("no slider");
  };

  async function step(value) {
    await new Promise((resolve) => { setTimeout(resolve, 40 + 16 * Math.random()); }); // anywhere in a frame
    const before = pixels().join(), start = performance.now();
    slider().value = value;
    const busy = performance.now() - start;
    while (pixels().join() === before) {
      if (performance.now() - start > 60_000) throw new Error("nothing changed");
      await frame();
    }
    return { shown: performance.now() - start, busy };
  }

  return { shown, step };
})();
