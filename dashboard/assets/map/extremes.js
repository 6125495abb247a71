// Where no country is chosen: those that are warmest and least warm in the year, or over the years, of the map.

import { told } from "isotherm/numbers.js";

const COUNT = 6;

export class Extremes {
  /**
   * @param {HTMLElement} element
   * @param {Page} page
   */
  constructor(element, page) {
    this.element = element;
    this.page = page;
    element.addEventListener("click", (/** @type {Heard} */ { target }) => {
      const button = target.closest("button");
      if (!button) return;
      page.choose(Number(button.dataset.place));
      page.tell("found", Number(button.dataset.place));
      /** @type {HTMLElement} */ (element.closest("section")).focus({ preventScroll: true }); // this list gives way to the country
    });
  }

  show() {
    const { element, page } = this;
    element.hidden = page.named >= 0; // the panel still has the figures of a country until the server answers
    if (element.hidden) return;
    const { warming, choices } = page, year = warming.nearest(choices.values.year);
    const ranked = page.countries.map((_, country) => ({ country, rank: warming.rank(country, year) })).filter(({ rank }) => rank);
    ranked.sort((a, b) => a.rank.place - b.rank.place);
    element.replaceChildren(
      this.list(`Warmed most: ${warming.when(year)}`, ranked.slice(0, COUNT), year),
      this.list("Warmed least", ranked.slice(-COUNT).reverse(), year),
    );
  }

  list(title, ranked, year) {
    const { countries, warming } = this.page, place = document.createElement("div");
    place.innerHTML = "<h3></h3><ol></ol>";
    place.querySelector("h3").textContent = title;
    place.querySelector("ol").append(...ranked.map(({ country }) => {
      const item = document.createElement("li"), button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: countries[country].name });
      button.dataset.place = country;
      item.append(button, " ", told(warming.value(country, year), warming));
      return item;
    }));
    return place;
  }
}
