// Find a country by its name: a combobox as WAI-ARIA describes it, by pointer or by keyboard alone.

const MOST = 60;

/** Letters without accents and marks, so that "cote divoire" finds Côte d'Ivoire. */
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’.]/g, "").replace(/[-–]/g, " ").toLowerCase();

/** How many letters of `text` are wrong, missing or too many to begin `key`; more than `most`: most + 1. */
function mistakes(text, key, most) {
  let before = Array.from({ length: key.length + 1 }, (_, i) => i);
  for (let i = 1; i <= text.length; i++) {
    const row = [i];
    for (let j = 1; j <= key.length; j++) {
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (text[i - 1] === key[j - 1] ? 0 : 1));
    }
    if (Math.min(...row) > most) return most + 1;
    before = row;
  }
  return Math.min(...before);
}

export class Search {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {Page} page
   */
  constructor(input, list, page) {
    this.input = input;
    this.list = list;
    this.page = page;
    this.countries = page.places;
    this.found = [];
    this.active = -1;
    this.mode = "choose";
    this.keys = this.countries.map(({ name, iso3, official, aliases }) => [name, iso3, official, ...aliases].map(folded));
    this.usual = input.placeholder;
    input.addEventListener("input", () => this.open());
    input.addEventListener("focus", () => { input.select(); this.open(); });
    input.addEventListener("blur", () => { this.close(); this.setMode("choose"); });
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (/** @type {Heard<PointerEvent>} */ event) => {
      event.preventDefault(); // the input keeps the focus
      /** @type {HTMLElement} */
      const option = event.target.closest("li[data-place]");
      if (option) this.choose(this.found[Number(option.dataset.place)], event.shiftKey);
    });
  }

  /** Ask for a country: to "choose" it, or to "compare" with it. */
  ask(mode) {
    this.setMode(mode);
    this.input.focus();
  }

  setMode(mode) {
    this.mode = mode;
    this.input.placeholder = mode === "compare" ? "Compare with…" : this.usual;
  }

  matches(text) {
    const wanted = folded(text.trim());
    const score = (keys) => Math.min(...keys.map((key) => (key === wanted ? -1 : key.startsWith(wanted) ? 0 : key.includes(` ${wanted}`) ? 1 : key.includes(wanted) ? 2 : 9)));
    const scored = this.keys.map((keys, i) => [score(keys), i]).filter(([worth]) => worth < 9);
    const found = scored.length ? scored : this.nearly(wanted);
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, i]) => i);
  }

  /** Where no name has the text: names that begin with nearly it. */
  nearly(wanted) {
    const most = wanted.length < 4 ? 0 : wanted.length < 7 ? 1 : 2;
    const wrong = (keys) => Math.min(...keys.flatMap((key) => [key, ...key.split(" ").slice(1)]).map((key) => mistakes(wanted, key, most)));
    return this.keys.map((keys, i) => [wrong(keys), i]).filter(([count]) => count <= most);
  }

  open() {
    const all = this.matches(this.input.value);
    const isGroup = (/** @type {number} */ place) => this.page.isGroup(place);
    this.found = this.input.value ? all.slice(0, MOST) : [...all.filter(isGroup), ...all.filter((place) => !isGroup(place))];
    this.list.replaceChildren(...this.found.map((country, place) => this.option(country, place)));
    if (!this.found.length) this.list.append(this.nothing());
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(this.input.value && this.found.length ? 0 : -1);
  }

  option(country, place) {
    const option = document.createElement("li");
    Object.assign(option, { id: `search-option-${place}`, textContent: this.countries[country].name });
    option.setAttribute("role", "option");
    option.dataset.place = place;
    const value = Object.assign(document.createElement("span"), { className: "quiet", textContent: this.page.brief(country) });
    option.append(" ", value);
    return option;
  }

  nothing() {
    const none = document.createElement("li");
    none.textContent = "No country has this name";
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    return none;
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  activate(place) {
    this.active = place;
    [...this.list.children].forEach((option, i) => { option.setAttribute("aria-selected", String(i === place)); });
    const option = this.list.children[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.found.length - 1;
    const moves = { ArrowDown: Math.min(this.active + 1, last), ArrowUp: Math.max(this.active - 1, 0), PageDown: Math.min(this.active + 8, last), PageUp: Math.max(this.active - 8, 0) };
    if (event.key in moves) {
      event.preventDefault();
      if (this.list.hidden) this.open(); else this.activate(moves[event.key]);
    } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      this.choose(this.found[this.active], event.shiftKey);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.input.value = ""; else this.close();
    }
  }

  choose(country, adding) {
    const compare = adding || this.mode === "compare";
    this.input.value = "";
    this.close();
    this.setMode("choose");
    if (compare) this.page.compare(country); else this.page.choose(country);
    this.page.tell("found", country);
  }
}
