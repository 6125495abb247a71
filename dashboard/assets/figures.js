// The figures: Bokeh's, in documents of their own, which the session never sends nor hears of.

import { painted } from "isotherm/firstpaint.js";
import { tick } from "isotherm/numbers.js";
import { paintFigures } from "isotherm/theme.js";

/** The slot of the page in which a figure is drawn; of several in one, the one shown last is seen. */
const slotOf = (/** @type {BokehModel} */ { tags: [slot] }) => slot;

/** An axis that keeps its first room: for labels of another width Bokeh would lay out the figure anew, within its border. */
const steady = (View) => class extends View {
  get_size() {
    if (!this.room?.height) this.room = super.get_size();
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
  /** @param {Record<string, object>} documents */
  constructor(documents) {
    /** @type {Record<string, BokehModel>} */
    this.models = Object.fromEntries(Object.entries(documents).map(([name, json]) => [name, read(json)]));
    /** @type {Record<string, BokehView>} */
    this.views = {};
    this.places = [];
    /** @type {Record<string, Promise<void>>} */
    this.coming = {};
    /** @type {Record<string, string>} */
    this.seen = {};
    this.paint();
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

  area(/** @type {string} */ slot) {
    return document.getElementById(`figure-${slot}`);
  }

  /** The view that is seen in a slot; undefined where nothing has been drawn there. */
  view(slot) {
    return this.views[this.seen[slot]];
  }

  async drawFirst(name) {
    const figure = this.models[name];
    this.places.push(this.area(slotOf(figure)));
    await window.Bokeh.embed.add_document_standalone(figure.document, document.body, this.places);
    this.keep(name, window.Bokeh.index.find_one(figure));
  }

  /** Move a figure into the first one's document, which draws it; one document then has them all. */
  async draw(name) {
    const figure = this.models[name], { document: own } = figure, { document: shared } = this.models.map;
    own.remove_root(figure);
    window.Bokeh.documents.splice(window.Bokeh.documents.indexOf(own), 1);
    this.places.push(this.area(slotOf(figure)));
    shared.add_root(figure);
    while (!window.Bokeh.index.find_one(figure)) await painted();
    this.keep(name, window.Bokeh.index.find_one(figure));
  }

  keep(name, /** @type {BokehView} */ view) {
    this.views[name] = view;
    for (const element of [view.el, view.canvas_view.events_el]) element.removeAttribute("tabindex"); // no key does anything there
    this.seen[slotOf(this.models[name])] ??= name;
  }

  /** Fetch and draw a figure that the page came without; once. */
  need(name, address) {
    if (this.models[name]) return this.coming[name];
    this.coming[name] ??= fetch(address).then((answer) => answer.json()).then((json) => {
      this.models[name] = read(json);
      this.paint();
      if (this.colours) this.paintBars(this.colours);
      return this.draw(name);
    }).catch((error) => { delete this.coming[name]; throw error; });
    return this.coming[name];
  }

  /** Let this figure be the one that is seen in its slot. */
  see(name) {
    const slot = slotOf(this.models[name]);
    this.seen[slot] = name;
    for (const [other, view] of Object.entries(this.views)) {
      if (slotOf(this.models[other]) === slot && other !== "map") view.el.style.display = other === name ? "" : "none";
    }
  }
}
