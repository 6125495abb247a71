// The zoom: the whole world, or a part of it that holds a region.

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const WORLD = "world";
export const AROUND = "oceania"; // goes on beyond the map's edge

export class Zoom {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.select = $("zoom");
    /** @type {Record<string, Box>} */
    this.boxes = Object.fromEntries([...this.select.options].map(({ value, dataset }) => [value, dataset.box.split(" ").map(Number)]));
    this.select.addEventListener("change", () => page.send({ zoom: this.select.value }));
    $("zoom-out").addEventListener("click", () => { page.send({ zoom: WORLD }); this.select.focus(); });
    page.on("choices", ({ zoom }) => { if (zoom !== undefined) this.show(zoom); });
    this.mark(page.choices.values.zoom);
  }

  async show(zoom) {
    this.mark(zoom);
    await this.page.map.around(zoom === AROUND);
    this.page.map.zoom(this.boxes[this.page.choices.values.zoom]);
  }

  mark(zoom) {
    this.select.value = zoom;
    $("zoom-out").hidden = zoom === WORLD;
    $("figure-map").dataset.zoom = zoom;
  }

  /** The zoom that has a country: the present one if it does, else its region's, or the world. */
  holding({ x, y, region }) {
    const has = (zoom) => {
      if (zoom === AROUND && x < 0) return region.toLowerCase() === AROUND;
      const [left, top, width, height] = this.boxes[zoom], across = x / 1000 - left, down = -y / 1000 - top;
      return across >= 0 && across <= width && down >= 0 && down <= height;
    };
    const present = this.page.choices.values.zoom;
    return [present, region.toLowerCase(), WORLD].find((zoom) => zoom in this.boxes && has(zoom));
  }
}
