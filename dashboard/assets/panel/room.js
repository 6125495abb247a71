// The room that the panel's words leave for its charts.
//
// Charts keep their height from one country to the next, and become lower only where words need the room: so bars of
// two countries can be compared, and Bokeh has nothing to lay out anew, which takes as long as to paint.

export class Room {
  constructor(/** @type {HTMLElement} */ panel, /** @type {HTMLElement[]} */ areas) {
    this.panel = panel;
    this.areas = areas;
    this.held = "";
    addEventListener("resize", () => this.free());
    panel.addEventListener("toggle", () => this.free(), true); // what is opened takes room of its own
  }

  /** What the panel shows besides a country's words. */
  get kind() {
    return [...this.panel.classList].filter((name) => name !== "doubted").join(" ");
  }

  free() {
    for (const area of this.areas) area.style.maxHeight = "";
    this.held = "";
  }

  hold() {
    if (this.held !== this.kind) this.free();
    this.held = this.kind;
    const heights = this.areas.map((area) => area.offsetHeight);
    this.areas.forEach((area, n) => { if (heights[n]) area.style.maxHeight = `${heights[n]}px`; });
  }
}
