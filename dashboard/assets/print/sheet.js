// The sheet that is printed in place of the page: its figures as SVG, in the light theme.
//
// All of it is drawn between two events of the browser's, so nothing here may wait.

import { countryParts } from "isotherm/print/country.js";
import { made, said } from "isotherm/print/pieces.js";
import { inLight } from "isotherm/print/light.js";
import { STYLE } from "isotherm/print/style.js";
import { readSources, sourcesOf } from "isotherm/tools/download.js";
import { viewParts } from "isotherm/print/views.js";

// What A4 and US Letter on their side have room for, in mm: the printer says too late which it is.
const PAPERS = [{ width: 279, height: 192 }, { width: 261, height: 197 }];
const SPARE = 0.98; // of the height
const LEAST = 0.5; // of its size: what still does not fit goes on on another sheet

export class PrintSheet {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** Whose the figures are, by their names. @type {Record<string, string>} */
    this.sources = null;
    /** @type {HTMLElement} */
    this.sheet = null;
  }

  /** Read whose the figures are; without that the sheet has what the page says of it. */
  async readSources() {
    this.sources = await readSources(this.page).catch(() => null);
  }

  show() {
    this.hide();
    this.page.keepAddress();
    this.page.address.flush();
    this.sheet = inLight(this.page, () => this.drawn());
    document.body.append(this.sheet);
    this.fit();
  }

  hide() {
    this.sheet?.remove();
    this.sheet = null;
  }

  drawn() {
    const { embed, view } = this.page.choices.values, parts = [];
    if (embed !== "country") parts.push(made("section", `shown ${view}`, ...viewParts(this.page)));
    if (embed !== "map") parts.push(made("section", "country-part", ...countryParts(this.page)));
    const sheet = made("div", "", made("style", "", STYLE), this.head(), made("div", `parts ${view} of-${parts.length}`, ...parts), this.foot());
    sheet.id = "printed";
    return sheet;
  }

  /** The headline, without what it asks of who reads it on a screen. */
  head() {
    const headline = document.querySelector('[data-headline="full"]');
    const sentence = [...headline.querySelectorAll(":scope > :not(a)")].map((part) => part.textContent).join(" ").replace(/[^.?!]*\?$/, "").trim();
    return made("div", "head", made("b", "", "Isotherm"), made("p", "", sentence));
  }

  foot() {
    return made("div", "foot", made("p", "", this.credits()), made("p", "address", location.href));
  }

  credits() {
    const { page, sources } = this, { values } = page.choices;
    if (!sources) return `${said("source-line")} ${page.parts.indicator.text.source}. Boundaries: Natural Earth.`;
    const figures = [values.view === "scatter" ? "scatter" : "map", ...(values.iso3 ? ["temperature", "indicator"] : [])];
    return [...new Set(figures.flatMap((figure) => sourcesOf(page, sources, figure))), sources.date].filter(Boolean).join(" ");
  }

  /** Make it smaller where it is higher than a paper; a table goes on on the next one. */
  fit() {
    const { sheet } = this;
    if (this.page.choices.values.view === "table") return;
    sheet.classList.add("measured");
    const part = Math.min(...PAPERS.map((paper) => this.partOn(paper)));
    sheet.style.width = "";
    sheet.classList.remove("measured");
    if (part < 1) sheet.style.setProperty("zoom", part.toFixed(2));
  }

  /** How large it may be drawn on a paper. What is drawn smaller has more room for its lines, so each size is measured as it will be. */
  partOn(/** @type {{ width: number, height: number }} */ { width, height }) {
    const { sheet } = this;
    let part = 1;
    for (; part > LEAST; part -= 0.02) {
      sheet.style.width = `${width / part}mm`;
      if (sheet.offsetHeight * part <= (height * 96) / 25.4 * SPARE) break;
    }
    return part;
  }
}
