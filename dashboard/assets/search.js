// Find a country by its name: a combobox as WAI-ARIA describes it, by pointer or by keyboard alone.

const MOST = 60;

/** Letters without accents and marks, so that "cote divoire" finds Côte d'Ivoire. */
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’.]/g, "").toLowerCase();

export class Search {
  constructor(input, list, countries, chosen) {
    Object.assign(this, { input, list, countries, chosen, found: [], active: -1 });
    this.keys = countries.map(({ name, iso3, aliases }) => [name, iso3, ...aliases].map(folded));
    input.addEventListener("input", () => this.open());
    input.addEventListener("focus", () => { input.select(); this.open(); });
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the input keeps the focus
      const option = event.target.closest("li");
      if (option) this.choose(this.found[Number(option.dataset.place)]);
    });
  }

  matches(text) {
    const wanted = folded(text.trim());
    const score = (keys) => Math.min(...keys.map((key) => (key.startsWith(wanted) ? 0 : key.includes(` ${wanted}`) ? 1 : key.includes(wanted) ? 2 : 3)));
    const scored = this.keys.map((keys, i) => [score(keys), i]).filter(([worth]) => worth < 3);
    return scored.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, i]) => i);
  }

  open() {
    const all = this.matches(this.input.value);
    this.found = this.input.value ? all.slice(0, MOST) : all;
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
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
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
      this.choose(this.found[this.active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.input.value = ""; else this.close();
    }
  }

  choose(country) {
    this.input.value = "";
    this.close();
    this.chosen(country);
  }
}
