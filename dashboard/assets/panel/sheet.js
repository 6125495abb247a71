// On a narrow page the country is a sheet from below. Its handle says what was chosen; a tap or a pull
// opens it, and the handle, a pull down, Escape, Back or a tap beside it closes it.
//
// An open sheet is a step of the history, { sheet: 1 }, and each step from there counts on.

import { told } from "isotherm/numbers.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const TAP = 6; // pixels that a finger moves without pulling
const FLICK = 0.4; // pixels in a millisecond

/** @param {Page} page @param {MediaQueryList} narrow */
export const start = (page, narrow) => new Sheet(page, narrow);

class Sheet {
  /** @param {Page} page @param {MediaQueryList} narrow */
  constructor(page, narrow) {
    this.page = page;
    this.pulled = this.leaves = false;
    this.panel = $("country");
    this.handle = Object.assign(document.createElement("button"), { id: "glance", type: "button" });
    this.handle.innerHTML = '<b></b> <span class="said"></span> <span class="way"></span>';
    this.handle.setAttribute("aria-controls", "country");
    this.panel.before(this.handle);
    for (const name of /** @type {const} */ (["choices", "country", "warming", "year"])) page.on(name, () => this.tell());
    this.handle.addEventListener("click", ({ detail }) => { if (!this.pulled || !detail) this.turn(!this.isOpen); });
    this.handle.addEventListener("pointerdown", (event) => this.pull(event));
    document.querySelector(".skip").addEventListener("click", (event) => { if (narrow.matches) { event.preventDefault(); this.turn(true); } });
    document.addEventListener("keydown", (event) => this.hear(event), true);
    document.addEventListener("click", ({ target, defaultPrevented }) => { if (this.isOpen && !defaultPrevented && !/** @type {HTMLElement} */ (target).closest("#country, #glance, dialog, .banner, #notices")) this.turn(false); });
    narrow.addEventListener("change", () => this.turn(false));
    page.stepped = (state) => this.go(state);
    if (history.state?.sheet) history.replaceState(null, ""); // the page was read anew
    this.show(false);
  }

  get isOpen() {
    return root.dataset.sheet === "open";
  }

  tell() {
    const { handle, page } = this, { country, warming } = page, [name, said, way] = handle.children;
    const year = warming.nearest(page.choices.values.year);
    name.textContent = country < 0 ? "Warmed most, warmed least" : page.places[country].name;
    said.textContent = country < 0 ? "" : `${told(warming.value(country, year), warming)} in ${warming.when(year)}`;
    way.textContent = this.isOpen ? "close ↓" : country < 0 ? "open ↑" : "charts ↑";
  }

  /** Open or close, as a step of the history. */
  turn(/** @type {boolean} */ open) {
    if (open === this.isOpen) return;
    this.page.address.flush();
    if (open) history.pushState({ sheet: 1 }, "");
    else if (history.state?.sheet) history.go(-history.state.sheet);
    if (open) this.leaves = true; // until Back, or the sheet itself, has left its steps
    this.show(open, true);
  }

  /** Where Back, Forward or the sheet itself led to: what was chosen in the sheet stays as it closes. */
  go(state) {
    const open = Boolean(state?.sheet), { address, choices } = this.page;
    if (!open && this.leaves) history.replaceState(state, "", address.text(choices.values));
    this.leaves = open;
    if (open !== this.isOpen) this.show(open, true);
  }

  /** Show it open or closed: what it covers is out of reach meanwhile. */
  show(/** @type {boolean} */ open, focuses = false) {
    root.dataset.sheet = open ? "open" : "closed";
    this.handle.setAttribute("aria-expanded", String(open));
    for (const covered of document.querySelectorAll("header, .skip, .world, .extension, footer")) /** @type {HTMLElement} */ (covered).inert = open;
    this.tell();
    if (focuses) (open ? this.panel : this.handle).focus({ preventScroll: true });
  }

  hear(/** @type {KeyboardEvent} */ event) {
    const { key, target } = event, inside = /** @type {HTMLElement} */ (target);
    if (key !== "Escape" || !this.isOpen || inside.closest("dialog, details[open]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    this.turn(false);
  }

  /** Follow a finger, and open or close as it leaves: by its speed, or by what is seen then. */
  pull(/** @type {PointerEvent} */ { clientY: from, pointerId, timeStamp: began }) {
    const { handle, panel, isOpen } = this, height = panel.offsetHeight, listening = new AbortController(), { signal } = listening;
    let moved = 0;
    this.pulled = false;
    const end = (/** @type {number} */ at) => {
      listening.abort();
      delete root.dataset.pulled;
      panel.style.removeProperty("--drawn");
      handle.style.removeProperty("--drawn");
      if (Math.abs(moved) < TAP) return;
      const speed = moved / (at - began);
      this.turn(Math.abs(speed) > FLICK ? speed < 0 : isOpen ? moved < height / 3 : moved < -height / 3);
    };
    handle.setPointerCapture(pointerId);
    handle.addEventListener("pointermove", ({ clientY }) => {
      moved = clientY - from;
      if (Math.abs(moved) < TAP) return;
      this.pulled = true; // no click
      root.dataset.pulled = "";
      const drawn = Math.min(1, Math.max(0, (isOpen ? 1 : 0) - moved / height));
      for (const { style } of [handle, panel]) style.setProperty("--drawn", String(drawn));
    }, { signal });
    handle.addEventListener("pointerup", ({ timeStamp }) => end(timeStamp), { signal });
    handle.addEventListener("pointercancel", ({ timeStamp }) => { moved = 0; end(timeStamp); }, { signal });
  }
}
