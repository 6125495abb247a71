// Paper is white: what is printed is drawn in the light theme, and nobody sees the page change.

const root = document.documentElement;

/**
 * What `draw` returns, called while the page has the colours of the light theme.
 * @template Drawn
 * @param {Page} page
 * @param {() => Drawn} draw
 * @returns {Drawn}
 */
export function inLight(page, draw) {
  const { theme } = root.dataset;
  if (theme === "light") return draw();
  root.dataset.theme = "light";
  try {
    paint(page);
    return draw();
  } finally {
    root.dataset.theme = theme;
    paint(page);
  }
}

function paint(/** @type {Page} */ { map, figures, warming }) {
  map.look();
  figures.paint();
  figures.paintBars(warming.yearColours);
  figures.takeColours();
}
