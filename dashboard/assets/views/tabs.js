// Map, table or scatter: one is seen. What the other two need is read when they are opened first.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

const VIEWS = ["map", "table", "scatter"];
const SOON = 3000; // ms
const NAMES = { table: "The table", scatter: "The scatter" };
const READ = {
  table: () => import("isotherm/views/table.js").then(({ Table }) => Table),
  scatter: () => import("isotherm/views/scatter.js").then(({ ScatterView }) => ScatterView),
};

export class Tabs {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.views = {};
    this.tabs = VIEWS.map((name) => $(`tab-${name}`));
    this.tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.choose(i));
      tab.addEventListener("keydown", (event) => this.move(event, i));
    });
    page.on("choices", ({ view }) => { if (view !== undefined) this.show(); });
    if (page.choices.values.view !== "map") this.show();
  }

  get view() {
    return this.page.choices.values.view;
  }

  choose(i) {
    this.page.send({ view: VIEWS[i] }, { step: true });
  }

  move(event, i) {
    const last = VIEWS.length - 1;
    const to = { ArrowRight: i === last ? 0 : i + 1, ArrowLeft: i === 0 ? last : i - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose(to);
    this.tabs[to].focus({ focusVisible: true });
  }

  show() {
    const { view, page } = this;
    /** @type {HTMLElement} */ (document.querySelector(".world")).dataset.view = view;
    VIEWS.forEach((name, i) => {
      this.tabs[i].setAttribute("aria-selected", String(name === view));
      this.tabs[i].tabIndex = name === view ? 0 : -1;
      $(`view-${name}`).classList.toggle("away", name !== view);
    });
    if (view === "map") page.colour(); // the years went on without it
    else this.open(view).catch((error) => this.retry(view, error));
  }

  /** What could not be read is read again until it is here, or another view is chosen. */
  retry(view, error) {
    if (this.views[view]) throw error;
    if (this.view !== view) return;
    this.page.offline.cannotOpen(NAMES[view], "It is tried again.");
    setTimeout(() => { if (this.view === view) this.show(); }, SOON);
  }

  async open(view) {
    const View = await READ[view]();
    if (!this.page.unanswered) this.page.offline.hide();
    this.views[view] ??= new View(this.page);
    if (this.view === view) this.views[view].open();
  }
}
