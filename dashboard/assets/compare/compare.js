// The comparison: a chip for each country in its colour, and how their charts are shown.

import { Comparison } from "isotherm/compare/comparison.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
export const MOST = 6; // the selected country among them

export class Compare {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.bar = $("compared");
    this.list = this.bar.querySelector("ul");
    $("compare").addEventListener("click", () => this.ask());
    $("alone").addEventListener("click", () => page.send({ compare: "" }, { step: true }));
    $("multiples").addEventListener("click", () => page.send({ multiples: !page.choices.values.multiples }));
    page.on("full", () => this.tell(`At most ${MOST} countries can be compared. Remove one first.`));
    page.on("choices", (changes) => { if ("iso3" in changes || "compare" in changes || "multiples" in changes) this.show(); });
    for (const name of /** @type {const} */ (["country", "warming", "year"])) page.on(name, () => this.showMultiples());
    this.show();
    new Comparison(page);
    $("country").classList.remove("coming");
  }

  /** Let the search add to the comparison. */
  ask() {
    this.page.search.ask(this.page.country < 0 ? "choose" : "compare");
  }

  tell(words) {
    $("announce").textContent = words;
    this.hint(words);
  }

  hint(words) {
    const hint = Object.assign(document.createElement("p"), { className: "hint", textContent: words });
    this.bar.querySelector(".hint")?.remove();
    this.bar.append(hint);
    setTimeout(() => hint.remove(), 6000);
  }

  show() {
    const { page } = this, { compared } = page, several = compared.length > 1;
    const focused = this.bar.contains(document.activeElement) ? document.activeElement : null;
    this.bar.hidden = !several;
    this.list.replaceChildren(...(several ? compared : []).map((country, place) => this.chip(country, place)));
    $("multiples").setAttribute("aria-pressed", String(page.choices.values.multiples));
    const panel = $("country");
    panel.classList.toggle("comparing", several);
    this.placeButton(several);
    $("compare").disabled = compared.length >= MOST;
    if (focused && (this.bar.hidden || !focused.isConnected)) this.focusLike(focused);
    this.showMultiples();
  }

  /** The button that adds a country stands beside the name of the one, or after the chips of several. */
  placeButton(/** @type {boolean} */ several) {
    const button = $("compare");
    if (several !== this.bar.contains(button)) {
      if (several) this.bar.append(button); else document.querySelector(".title").prepend(button);
    }
  }

  /** Keep the keyboard where it was: on the button of the same words, or where the last chip has left. */
  focusLike({ textContent, ariaLabel }) {
    const buttons = [...this.list.querySelectorAll("button")];
    const same = buttons.find((button) => button.textContent === textContent && button.ariaLabel === ariaLabel);
    (same ?? buttons[0] ?? $("compare")).focus();
  }

  chip(country, place) {
    const { page } = this, { name } = page.places[country], chip = document.createElement("li");
    chip.style.setProperty("--colour", `var(--compared-${place})`);
    const first = this.button(name, () => this.lead(country)), leave = this.button("×", () => page.compare(country));
    first.setAttribute("aria-pressed", String(place === 0));
    first.title = `Show ${name} first`;
    leave.setAttribute("aria-label", `Take ${name} out of the comparison`);
    chip.append(first, leave);
    return chip;
  }

  button(text, pressed) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", pressed);
    return button;
  }

  /** Let one of the compared be the first. */
  lead(country) {
    const { page } = this, codes = [country, ...page.compared.filter((other) => other !== country)].map((place) => page.places[place].iso3);
    page.send({ iso3: codes[0], compare: codes.slice(1).join("-") }, { step: true });
  }

  async showMultiples() {
    const { page } = this, wanted = page.choices.values.multiples && page.compared.length > 1, place = $("side-by-side");
    $("country").classList.toggle("side-by-side", wanted);
    place.hidden = !wanted;
    if (!wanted) return;
    const { drawMultiples } = await import("isotherm/panel/multiples.js");
    drawMultiples(place, page);
  }
}
