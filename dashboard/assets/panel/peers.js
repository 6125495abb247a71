// Peers: the trends of a country's climate zone and of its region as dots, with the median and its own.

import { painted } from "isotherm/map/paint.js";
import { DEGREES, told, written } from "isotherm/numbers.js";
import { scaled } from "isotherm/type.js";

const HEIGHT = 30, MIDDLE = 15, EDGE = 16, DOT = 4.2, AXIS = 14; // pixels at the usual size of type

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const ordinal = (n) => {
  const suffix = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th";
  return `${n}${suffix}`;
};

export class Peers {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.place = $("peers-groups");
    page.on("peers", (shown) => this.show(shown));
    new ResizeObserver(([{ contentRect }]) => { this.width = contentRect.width; this.draw(); }).observe(this.place);
    for (const kind of ["pointerover", "pointerout", "click"]) this.place.addEventListener(kind, (event) => this.hear(event));
    this.show(page.parts.peers);
  }

  /** @param {PeersPart} shown */
  show(shown) {
    this.shown = shown;
    $("peers").hidden = !shown.groups.length;
    $("peers-heading").textContent = shown.heading;
    painted().then(() => this.draw()); // after the charts, for which the person waits
  }

  draw() {
    const { width, shown: { groups, unit, years } } = this; // asked for, the width would lay out the page anew
    if (!groups.length || !width) return;
    $("peers-measure").textContent = `${unit} per decade, ${years.join("–")}`;
    const all = groups.flatMap(({ trends }) => trends).filter((trend) => trend !== null);
    const low = Math.min(0, ...all), high = Math.max(0, ...all);
    const edge = scaled(EDGE), x = (trend) => edge + ((width - 2 * edge) * (trend - low)) / (high - low || 1);
    this.place.replaceChildren(...groups.map((group) => this.group(group, x, width)), this.axis(low, high, x, width));
  }

  /** Round trends under the dots. */
  axis(low, high, x, width) {
    const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5].find((size) => (high - low) / size <= 8) ?? 10;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), ticks = [];
    for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(n * step);
    svg.setAttribute("width", width);
    svg.setAttribute("height", String(scaled(AXIS)));
    svg.setAttribute("aria-hidden", "true");
    svg.innerHTML = ticks.map((tick) => `<text x="${x(tick)}" y="${scaled(AXIS - 3)}" text-anchor="middle">${written(tick, { decimals: step < 0.1 ? 2 : 1, signed: true })}</text>`).join("");
    return svg;
  }

  group({ kind, title, members, trends, median, rank }, x, width) {
    const { index, places, parts } = this.page, row = document.createElement("div");
    const country = index.get(parts.country.iso3); // whose peers these are: another may be chosen by now, or none
    const own = trends[members.indexOf(country)], name = places[country]?.name;
    const place = kind === "members" ? `${members.length} countries` : rank ? `${name} is ${ordinal(rank.place)} of ${rank.of}` : `${name} is not ranked`;
    const middle = median === null ? "" : `, median ${this.told(median)}`;
    const [height, line, radius] = [HEIGHT, MIDDLE, DOT].map(scaled);
    row.innerHTML = `<p><b></b> <span class="quiet"></span></p><svg width="${width}" height="${height}" role="img"></svg>`;
    row.querySelector("b").textContent = title;
    row.querySelector("span").textContent = `${place}${middle}`;
    const svg = row.querySelector("svg");
    svg.setAttribute("aria-label", `${title}: ${place}${middle}`);
    const dot = (i, trend, own) => `<circle class="${own ? "own" : ""}" data-place="${i}" cx="${x(trend).toFixed(1)}" cy="${line}" r="${own ? radius * 1.5 : radius}"/>`;
    svg.innerHTML = `<line class="axis" x1="0" x2="${width}" y1="${line}" y2="${line}"/><line class="zero" x1="${x(0)}" x2="${x(0)}" y1="3" y2="${height - 3}"/>`
      + members.map((i, n) => (i === country || trends[n] === null ? "" : dot(i, trends[n], false))).join("")
      + (median === null ? "" : `<line class="median" x1="${x(median)}" x2="${x(median)}" y1="4" y2="${height - 4}"/>`)
      + (own == null ? "" : dot(country, own, true));
    return row;
  }

  told(trend) {
    return told(trend, { ...DEGREES, unit: this.shown.unit });
  }

  /** A dot tells its country, shows it on the map, and selects it. */
  hear(event) {
    const { page } = this, dot = event.target.closest("circle"), { tooltip } = page.pointer;
    if (!dot || event.type === "pointerout") { tooltip.hide(); page.map.highlight(-1); return; }
    const country = Number(dot.dataset.place);
    if (event.type === "click") { tooltip.hide(); if (event.shiftKey) page.compare(country); else page.choose(country); return; }
    const group = this.shown.groups.find(({ members }) => members.includes(country));
    const text = `${this.told(group.trends[group.members.indexOf(country)])} per decade`;
    page.map.highlight(country);
    tooltip.show({ name: page.countries[country].name, text, values: page.warming.series(country), chosen: page.choices.values.year - page.warming.firstYear }, event);
  }
}
