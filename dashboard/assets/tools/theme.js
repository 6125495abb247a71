// Light and dark: CSS has the colours; the figures, drawn on canvas, get them from here. Which of its
// properties has which colour, dashboard/panes.py writes into the tags of each layer.

import { scaled } from "isotherm/type.js";

const root = document.documentElement;
const TICK = 11; // pixels of a label at the usual size of type
const STROKED = { dots: "surface" };

/** The page's own typefaces: on canvas, and in what is exported, the texts have no others. */
const font = getComputedStyle(root).fontFamily;
const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

function paintGlyph(/** @type {BokehModel} */ { name, glyph, tags }) {
  for (const [property, of] of tags.map((tag) => tag.split(":"))) glyph.setv({ [property]: colour(of) });
  if ("text_font" in glyph) glyph.setv({ text_font: font });
  if (name in STROKED) glyph.setv({ line_color: colour(STROKED[name]) });
}

function paintAxes(/** @type {BokehModel} */ figure) {
  const quiet = colour("muted"), line = colour("line");
  for (const side of ["left", "below"]) {
    for (const axis of figure[side]) {
      axis.setv({
        major_label_text_font: font, axis_label_text_font: font, major_label_text_font_size: `${scaled(TICK).toFixed(1)}px`,
        major_label_text_color: quiet, axis_line_color: line, major_tick_line_color: line, minor_tick_line_color: null,
      });
    }
  }
  for (const model of figure.center) {
    if ("grid_line_color" in model) model.grid_line_color = line;
  }
}

/** Paint the figures in the colours of the page's theme. */
export function paintFigures(/** @type {Record<string, BokehModel>} */ figures) {
  for (const figure of Object.values(figures)) {
    for (const renderer of figure.renderers) {
      if (renderer.glyph) paintGlyph(renderer);
    }
    paintAxes(figure);
  }
}

/** Let the button switch themes; the choice is kept in the browser, never sent. */
export function startTheme(/** @type {HTMLElement} */ button, changed) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  const set = (theme) => { root.dataset.theme = theme; show(); changed(); };
  const stored = () => { try { return localStorage.getItem("isotherm-theme"); } catch { return null; } };
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("isotherm-theme", theme); } catch { /* no storage: for this visit only */ }
    set(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    if (!stored()) set(matches ? "dark" : "light");
  });
  show();
}
