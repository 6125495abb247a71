// The figures: Bokeh's, in documents of their own, which the session never sends nor hears of.

import { tick } from "isotherm/numbers.js";
import { painted } from "isotherm/map/paint.js";
import { paintFigures } from "isotherm/tools/theme.js";

/** The slot of the page in which a figure is drawn; of several in one, the one shown last is seen. */
const slotOf = (/** @type {BokehModel} */ { tags: [slot] }) => slot;

/** An axis that keeps its first room with each size of type: for labels of another width Bokeh would lay out the figure anew, within its border. */
const steady = (View) => class extends View {
  get_size() {
    const { major_label_text_font_size: size } = this.model;
    if (!this.room?.height || this.size !== size) [this.room, this.size] = [super.get_size(), size];
    return this.room;
  }
};

function read(json) {
  const figure = window.Bokeh.require("document").Document.from_json(json).roots()[0];
  for (const axis of figure.left) axis.default_view = steady(axis.default_view);
  for (const { formatter } of [...figure.left, ...figure.below]) {
    // Bokeh would write 1.2m where all else on the page has 1.2M.
    if (formatter?.type === "NumeralTickFormatter") formatter.doFormat = (ticks) => ticks.map(tick);
  }
  return figure;
}

export class Figures {
  constructor() {
    /** @type {Record<string, BokehModel>} */
    this.models = {};
    /** @type {Record<string, BokehView>} */
    this.views = {};
    this.places = [];
    /** @type {Record<string, Promise<unknown>>} */
    this.coming = {};
    /** @type {Record<string, string>} */
    this.seen = {};
    /** The document that has them all. @type {BokehDocument} */
    this.shared = null;
    /** @type {() => void} */
    this.begin = null;
    this.begun = new Promise((resolve) => { this.begin = () => resolve(null); });
    this.drawn = this.begun; // one is drawn after the other
  }

  /**
   * Read the figures that the page came with, and draw them with the columns that wait for them.
   * @param {Record<string, object>} documents
   */
  async open(documents) {
    for (const [name, json] of Object.entries(documents)) this.models[name] = read(json);
    this.paint();
    this.begin();
    await new Promise((resolve) => { setTimeout(resolve); });
    await Promise.all(Object.keys(documents).map((name) => this.draw(name)));
  }

  /** Colours of the page's theme. */
  paint() {
    paintFigures(this.models);
  }

  /** Colours of the bins that bars and stripes are in. */
  paintBars(/** @type {string[]} */ colours) {
    this.colours = colours;
    const charts = Object.entries(this.models).filter(([name]) => name !== "map");
    for (const { glyph } of charts.flatMap(([, { renderers }]) => renderers)) {
      const { transform } = glyph.fill_color ?? {};
      if (transform && transform.palette.join() !== colours.join()) transform.setv({ palette: colours, low: -0.5, high: colours.length - 0.5 });
    }
  }

  /** Let the next drawing have the colours that were painted last: by itself a figure takes them a while later. */
  takeColours() {
    for (const view of Object.values(this.views)) for (const renderer of view.model.renderers) view.views.get_one(renderer).set_visuals();
  }

  area(/** @type {string} */ slot) {
    return document.getElementById(`figure-${slot}`);
  }

  /** The view that is seen in a slot; undefined where nothing has been drawn there. */
  view(slot) {
    return this.views[this.seen[slot]];
  }

  /** Draw a figure, in the document of the first one. */
  draw(name) {
    const drawn = this.drawn.then(() => (this.shared ? this.drawNext(name) : this.drawFirst(name)));
    this.drawn = drawn.catch(() => {}); // the others come nevertheless
    return drawn;
  }

  async drawFirst(name) {
    const figure = this.models[name];
    this.shared = figure.document;
    this.places.push(this.area(slotOf(figure)));
    await window.Bokeh.embed.add_document_standalone(figure.document, document.body, this.places);
    this.keep(name, window.Bokeh.index.find_one(figure));
  }

  async drawNext(name) {
    const figure = this.models[name], { document: own } = figure;
    own.remove_root(figure);
    window.Bokeh.documents.splice(window.Bokeh.documents.indexOf(own), 1);
    this.places.push(this.area(slotOf(figure)));
    this.shared.add_root(figure);
    while (!window.Bokeh.index.find_one(figure)) await painted();
    this.keep(name, window.Bokeh.index.find_one(figure));
  }

  keep(name, /** @type {BokehView} */ view) {
    this.views[name] = view;
    for (const element of [view.el, view.canvas_view.events_el]) element.removeAttribute("tabindex"); // no key does anything there
    this.seen[slotOf(this.models[name])] ??= name;
  }

  /** Fetch and draw a figure that the page came without, once; one that it came with is waited for. */
  need(name, address) {
    this.coming[name] ??= this.begun.then(() => (this.models[name] ? undefined : this.bring(name, address))).catch((error) => { delete this.coming[name]; throw error; });
    return this.coming[name];
  }

  async bring(name, address) {
    const answer = await fetch(address);
    this.models[name] = read(await answer.json());
    this.paint();
    if (this.colours) this.paintBars(this.colours);
    await this.draw(name);
  }

  /** Let this figure be the one that is seen in its slot. */
  see(name) {
    const slot = slotOf(this.models[name]);
    this.seen[slot] = name;
    for (const [other, view] of Object.entries(this.views)) {
      if (slotOf(this.models[other]) === slot) view.el.style.display = other === name ? "" : "none";
    }
  }
}
