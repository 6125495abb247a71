// The address: follows the choices, no more often than browsers allow (some, 100 times in 30 s).

const OFTEN = 500; // ms between two writings, of many
const AT_ONCE = 10; // writings that need not wait, so that who reloads at once loses no choice

export class Address {
  /**
   * @param {import("./link.js").Link} link
   * @param {Pick<Window, "history" | "location">} window
   */
  constructor(link, { history, location } = window) {
    this.link = link;
    this.history = history;
    this.location = location;
    /** @type {{ choices: ChoiceValues, step: boolean }} */
    this.next = null;
    /** @type {ReturnType<typeof setTimeout>} */
    this.waiting = null;
    /** How many writings need not wait now; one more each OFTEN. */
    this.free = AT_ONCE;
    this.counted = performance.now();
  }

  /**
   * Follow the choices. step: whether Back returns from here; state.sheet: how many steps ago the sheet was opened, see sheet.js.
   * @param {ChoiceValues} choices
   */
  follow(choices, step = false) {
    if (step) this.flush(); // what Back leads to
    this.next = { choices: { ...choices }, step };
    this.count();
    if (step || this.free >= 1) this.flush();
    else this.waiting ??= setTimeout(() => this.flush(), (1 - this.free) * OFTEN);
  }

  count() {
    const now = performance.now();
    this.free = Math.min(AT_ONCE, this.free + (now - this.counted) / OFTEN);
    this.counted = now;
  }

  /** Write what has been chosen by now. A browser that refuses is asked again: the view does not wait for it. */
  flush() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!this.next) return;
    const { choices, step } = this.next, query = this.link.write(choices, this.location.search), text = this.at(query);
    if (!step && query === this.location.search.replace(/^\?/, "")) {
      this.next = null;
      return;
    }
    this.count();
    this.free = Math.max(this.free - 1, 0);
    try {
      const { state } = this.history;
      if (step) this.history.pushState(state?.sheet ? { sheet: state.sheet + 1 } : null, "", text); else this.history.replaceState(state, "", text);
      this.next = null;
    } catch {
      this.waiting = setTimeout(() => this.flush(), 4 * OFTEN);
    }
  }

  /** The address of choices. */
  text(/** @type {ChoiceValues} */ choices) {
    return this.at(this.link.write(choices, this.location.search));
  }

  at(/** @type {string} */ query) {
    return this.location.pathname + (query ? `?${query}` : "") + this.location.hash;
  }

  /** The choices of the address that Back or Forward led to; what was still to be written is not. */
  read() {
    clearTimeout(this.waiting);
    this.next = this.waiting = null;
    return this.link.read(this.location.search);
  }
}
