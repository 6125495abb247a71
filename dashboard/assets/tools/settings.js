// On a narrow page the settings are behind one button: those of the header, and under them those of the map.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** @param {Page} _page @param {MediaQueryList} narrow */
export const start = (_page, narrow) => new Settings(narrow);

class Settings {
  /** @param {MediaQueryList} narrow */
  constructor(narrow) {
    this.button = $("settings");
    this.panel = $("controls");
    this.tools = document.querySelector(".tools");
    this.heading = document.querySelector(".world > .heading");
    this.button.addEventListener("click", () => this.open(!this.isOpen));
    document.addEventListener("keydown", (event) => this.hear(event), true);
    document.addEventListener("click", ({ target }) => { if (this.isOpen && !/** @type {HTMLElement} */ (target).closest("#settings, #controls, dialog")) this.open(false); });
    narrow.addEventListener("change", () => this.place(narrow.matches));
    this.place(narrow.matches);
  }

  get isOpen() {
    return this.button.getAttribute("aria-expanded") === "true";
  }

  open(/** @type {boolean} */ open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.panel.querySelector("select").focus();
  }

  /** Where the settings of the map stand: among the others, or above it. */
  place(/** @type {boolean} */ isNarrow) {
    this.open(false);
    if (isNarrow) this.panel.append(this.tools); else this.heading.after(this.tools);
  }

  hear(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Escape" || !this.isOpen || document.querySelector("dialog[open], #controls .popover:not([hidden])")) return;
    event.preventDefault();
    event.stopPropagation();
    this.open(false);
    this.button.focus();
  }
}
