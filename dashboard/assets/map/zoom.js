// The zoom: the whole world, or a part of it that holds a region. From there a person zooms by wheel, pinch and drag.

import { AROUND } from "isotherm/map/map.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const WORLD = "world";

export class Zoom {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.select = $("zoom");
    this.boxes = page.start.ground.boxes;
    this.select.addEventListener("change", () => page.send({ zoom: this.select.value }));
    $("zoom-out").addEventListener("click", () => { page.map.goHome(); page.send({ zoom: WORLD }); this.select.focus(); });
    page.map.acts = { ...page.map.acts, viewed: () => this.mark() };
    page.on("choices", ({ zoom }) => { if (zoom !== undefined) { this.mark(); page.map.zoom(zoom); } });
    this.mark();
  }

  mark() {
    const { page } = this, { zoom } = page.choices.values;
    this.select.value = zoom;
    $("zoom-out").hidden = zoom === WORLD && !page.map.isFree;
  }

  /** The zoom that has a country: the present one if it does, else its region's, or the world. */
  holding({ x, y, region, name }) {
    if (Number.isNaN(x)) return name.toLowerCase() in this.boxes ? name.toLowerCase() : WORLD; // a group of countries
    const has = (zoom) => {
      if (zoom === AROUND && x < 0) return region.toLowerCase() === AROUND;
      const [left, top, width, height] = this.boxes[zoom], across = x / 1000 - left, down = -y / 1000 - top;
      return across >= 0 && across <= width && down >= 0 && down <= height;
    };
    const present = this.page.choices.values.zoom;
    return [present, region.toLowerCase(), WORLD].find((zoom) => zoom in this.boxes && has(zoom));
  }
}
