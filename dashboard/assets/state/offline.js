// The banner that says that the server does not answer, and what is shown until it does.

import { isSandboxed } from "isotherm/state/session.js";

/** Pickers, and the choice that each of them names. */
const NAMING = /** @type {const} */ ({ variable: "variable", indicator: "indicator", baseline: "baseline", "trend-start": "trend_start", record: "record" });

export class Offline {
  /**
   * @param {HTMLElement} banner
   * @param {Page} page
   */
  constructor(banner, page) {
    this.banner = banner;
    this.page = page;
  }

  get isShown() {
    return !this.banner.hidden;
  }

  show() {
    this.banner.textContent = this.sentence();
    this.banner.hidden = false;
    this.name(this.page.choices.seen);
  }

  hide() {
    if (!this.isShown) return;
    this.banner.hidden = true;
    this.name(this.page.choices.values);
  }

  /** Let the pickers name what stands beside them: what was answered last, and then what is chosen. */
  name(/** @type {ChoiceValues} */ choices) {
    for (const [id, choice] of Object.entries(NAMING)) {
      const picker = /** @type {HTMLSelectElement} */ (document.getElementById(id));
      if (picker) picker.value = String(choices[choice]);
    }
  }

  /** Say that what could not be read now is read when it is asked for again. */
  cannotOpen(/** @type {string} */ what, next = "Try again in a moment.") {
    this.banner.textContent = `${what} cannot be opened: the server does not answer. ${next}`;
    this.banner.hidden = false;
  }

  sentence() {
    const { choices, places, named } = this.page;
    if (isSandboxed()) return 'Other countries need a connection, which this frame does not allow: its sandbox lacks "allow-same-origin".';
    const whose = named < 0 ? "what was shown before" : places[named].name;
    return choices.hasMet ? `Connection lost. Still showing ${whose}; reconnecting.` : `Not connected yet. Still showing ${whose}; connecting.`;
  }
}
