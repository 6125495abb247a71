// On a narrow page, where the panel is far below the map: what was chosen, in a line, and the way there.

import { told } from "isotherm/numbers.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);

export class Glance {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.panel = $("country");
    this.link = Object.assign(document.createElement("a"), { id: "glance", href: "#country", hidden: true });
    this.link.innerHTML = '<b></b> <span class="said"></span> <span class="way">charts ↓</span>';
    this.panel.before(this.link);
    this.link.addEventListener("click", (event) => this.go(event));
    for (const name of /** @type {const} */ (["choices", "warming", "year"])) page.on(name, () => this.tell());
    new IntersectionObserver(([{ isIntersecting, boundingClientRect: { top } }]) => {
      this.below = !isIntersecting && top > 0;
      this.tell();
    }, { rootMargin: "0px 0px -120px" }).observe(this.panel);
  }

  tell() {
    const { link, page } = this, { country, warming } = page, [name, said] = link.children;
    link.hidden = !this.below || country < 0;
    document.documentElement.classList.toggle("glanced", !link.hidden); // what is scrolled to stays above it
    if (link.hidden) return;
    const year = warming.nearest(page.choices.values.year);
    name.textContent = page.places[country].name;
    said.textContent = `${told(warming.value(country, year), warming)} in ${warming.when(year)}`;
  }

  go(event) {
    event.preventDefault(); // the address is the view's
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.panel.focus({ preventScroll: true });
    this.panel.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
  }
}
