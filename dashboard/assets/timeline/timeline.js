// The years: a slider with a bubble to type in, two ends of a mean, and a play button. Nothing here asks the server.

import { scaled } from "isotherm/type.js";
import { decades, drawLine, worldly } from "isotherm/timeline/yearline.js";

const FRAME = 1000 / 24, CALM = 1000 / 3; // ms a year while playing
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : FRAME);
const TYPED = /^\s*(\d{4})(?:\s*[-–]\s*(\d{4}))?\s*$/;

/** @type {ById} */
const $ = (id) => document.getElementById(id);

export class Timeline {
  /**
   * changed: of a year; meant: of the first and last year of a mean.
   * @param {{ changed: (year: number, settled: boolean) => void, meant: (first: number, last: number, settled: boolean) => void }} on
   */
  constructor({ changed, meant }) {
    this.root = $("years");
    this.slider = $("year");
    this.button = $("play");
    this.typed = $("year-typed");
    /** @type {HTMLInputElement[]} */
    this.ends = [$("mean-first"), $("mean-last")];
    this.changed = changed;
    this.meant = meant;
    /** Of the years in all, and of a rem, in pixels: read when they change, so that a year that plays reads no layout. */
    this.size = { width: 0, rem: 0 };
    new ResizeObserver(([{ contentRect }]) => {
      this.size = { width: contentRect.width, rem: scaled(15) };
      this.clear();
    }).observe(this.root);
    /** @type {[number, number]} */
    this.mean = null;
    /** @type {number} */
    this.timer = null;
    /** Where play begins: the first year that the record carries. */
    this.start = Number(this.slider.min);
    this.slider.addEventListener("input", () => { this.pause(); this.show(false); });
    this.slider.addEventListener("change", () => this.changed(this.year, true));
    this.button.addEventListener("click", () => (this.timer === null ? this.play() : this.pause()));
    this.typed.addEventListener("focus", () => this.typed.select());
    this.typed.addEventListener("mousedown", (/** @type {MouseEvent} */ event) => {
      event.preventDefault(); // a second click would put the caret into the year that is to be replaced
      this.typed.focus();
      this.typed.select();
    });
    this.typed.addEventListener("change", () => this.take(this.typed.value));
    this.typed.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.draw();
    });
    this.ends.forEach((end, n) => {
      end.addEventListener("input", () => { this.pause(); this.pull(n, false); });
      end.addEventListener("change", () => this.pull(n, true));
    });
  }

  get year() {
    return Number(this.slider.value);
  }

  get bounds() {
    return [Number(this.slider.min), Number(this.slider.max)];
  }

  get isPlaying() {
    return this.timer !== null;
  }

  /** Take the years of a variable, keeping the chosen one where it can. */
  span(/** @type {Variable} */ variable, /** @type {number} */ year) {
    const { firstYear: first, lastYear: last } = variable;
    for (const range of [this.slider, ...this.ends]) Object.assign(range, { min: String(first), max: String(last) });
    $("first-year").textContent = String(first);
    $("last-year").textContent = String(last);
    $("decades").replaceChildren(...decades(first, last).map((decade) => {
      const tick = Object.assign(document.createElement("span"), { textContent: decade });
      tick.style.setProperty("--at", String(this.part(decade)));
      return tick;
    }));
    this.start = first;
    this.place(year);
    cancelIdle(this.waiting);
    this.waiting = idle(() => this.line(variable)); // the map comes first
  }

  /** Draw the line over the slider, and learn where play begins. */
  line(/** @type {Variable} */ variable) {
    const none = variable.of || variable.categories;
    const { values, first, says, more } = none ? { values: [], first: variable.firstYear, says: "", more: "" } : worldly(variable);
    drawLine($("year-line"), values, variable.lastYear - variable.firstYear);
    $("year-says").firstElementChild.textContent = says && `Line: ${says}`;
    $("year-says").lastElementChild.textContent = says && more;
    this.start = first;
  }

  /** Where a year is on the slider, from 0 to 1. */
  part(/** @type {number} */ year) {
    const [first, last] = this.bounds;
    return Math.min(1, Math.max(0, (year - first) / (last - first || 1)));
  }

  /** Stand at a year without telling of it. */
  place(/** @type {number} */ year) {
    this.slider.value = String(year);
    this.slider.setAttribute("aria-valuetext", String(year));
    this.draw();
  }

  /** Show the ends of a mean, or none for null. */
  mark(/** @type {number[] | null} */ mean) {
    this.mean = mean && [mean[0], mean[1]];
    this.draw();
  }

  draw() {
    const { mean, root, ends, typed } = this, [from, to] = (mean ?? [this.year, this.year]).map((year) => this.part(year));
    root.classList.toggle("mean", Boolean(mean));
    for (const part of [...ends, $("mean-band")]) part.hidden = !mean;
    ends.forEach((end, n) => { if (mean) end.value = String(mean[n]); });
    for (const [name, value] of [["--from", from], ["--to", to]]) root.style.setProperty(String(name), String(value));
    typed.style.setProperty("--at", String((from + to) / 2));
    this.clear();
    typed.value = mean ? mean.join("–") : this.slider.value;
    typed.setAttribute("aria-invalid", "false");
    this.note("");
  }

  /** Take away the numbers that the bubble would cover, most of them in part. */
  clear() {
    const { width, rem } = this.size, inset = 0.55 * rem, half = (this.mean ? 2.8 : 1.7) * rem, number = 1.05 * rem;
    const at = (part) => inset + (width - 2 * inset) * Number(part);
    const middle = Math.min(Math.max(at(this.typed.style.getPropertyValue("--at")), half), width - half);
    const numbers = [...$("decades").children].map((tick) => ({ tick, x: at(/** @type {HTMLElement} */ (tick).style.getPropertyValue("--at")) }));
    for (const { tick, x } of [{ tick: $("first-year"), x: number }, { tick: $("last-year"), x: width - number }, ...numbers]) {
      tick.classList.toggle("covered", Math.abs(x - middle) < half + number);
    }
  }

  /** Say beside the slider what was not as it was typed; "" for nothing. */
  note(/** @type {string} */ text) {
    $("year-note").textContent = text;
    $("year-note").hidden = !text;
  }

  /** Take what was typed: a year, or the first and the last of a mean. What is out of range is corrected, and said. */
  take(/** @type {string} */ text) {
    this.pause();
    const found = TYPED.exec(text), [low, high] = this.bounds;
    if (!found) {
      this.typed.setAttribute("aria-invalid", "true");
      return this.note(`Type a year, such as ${high}, or two, such as ${low}-${high}.`);
    }
    const wanted = found.slice(1).filter(Boolean).map(Number).sort((a, b) => a - b);
    const [first, last = first] = wanted.map((year) => Math.min(Math.max(year, low), high));
    if (first < last) this.meant(first, last, true); else this.set(first);
    const shown = first < last ? `${first}–${last}` : first;
    const isOut = wanted.some((year) => year < low || year > high);
    this.note(isOut ? `No data for ${wanted.join("–")} (we have ${low}–${high}). Showing ${shown}.` : "");
    this.typed.select();
  }

  /** Pull one end of the mean; it stops before the other one. */
  pull(/** @type {number} */ n, /** @type {boolean} */ settled) {
    const [first, last] = this.ends.map(({ value }) => Number(value));
    if (n) this.meant(this.mean[0], Math.max(last, this.mean[0] + 1), settled);
    else this.meant(Math.min(first, this.mean[1] - 1), this.mean[1], settled);
  }

  set(/** @type {number} */ year) {
    this.slider.value = String(year);
    this.show();
  }

  show(settled = !this.isPlaying) {
    this.slider.setAttribute("aria-valuetext", this.slider.value);
    this.draw();
    this.changed(this.year, settled);
  }

  /** Play the years, or the mean of as many years as is shown; from the first where the last is shown. */
  play() {
    const [, high] = this.bounds, { mean, start } = this;
    if (mean && mean[1] >= high) this.mean = [start, Math.min(high, start + mean[1] - mean[0])];
    else if (!mean && this.year >= high) this.slider.value = String(start);
    this.button.classList.add("playing");
    this.button.setAttribute("aria-label", "Pause");
    let due = performance.now();
    const step = (/** @type {number} */ now) => {
      if (!this.isPlaying) return;
      if (now >= due) {
        due = Math.max(due + pace(), now);
        if (this.next() >= high) return this.pause();
      }
      this.timer = requestAnimationFrame(step);
    };
    this.timer = requestAnimationFrame(step);
    if (this.mean) this.meant(this.mean[0], this.mean[1], false); else this.show();
  }

  /** Go on by a year, and return it. */
  next() {
    if (!this.mean) {
      this.set(this.year + 1);
      return this.year;
    }
    const [first, last] = this.mean;
    this.meant(first + 1, last + 1, false);
    return last + 1;
  }

  pause() {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.timer);
    this.timer = null;
    this.button.classList.remove("playing");
    this.button.setAttribute("aria-label", "Play the years");
    if (this.mean) this.meant(this.mean[0], this.mean[1], true); else this.changed(this.year, true);
  }
}

const idle = (/** @type {() => void} */ act) => ("requestIdleCallback" in window ? requestIdleCallback(act, { timeout: 1000 }) : setTimeout(act, 50));
const cancelIdle = (/** @type {number} */ waiting) => ("cancelIdleCallback" in window ? cancelIdleCallback(waiting) : clearTimeout(waiting));
