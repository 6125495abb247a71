// The years: a slider and a play button. Nothing here asks the server.

const FRAME = 1000 / 24, CALM = 1000 / 3; // ms a year while playing
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : FRAME);

export class Timeline {
  /**
   * @param {{ slider: HTMLInputElement, button: HTMLElement, first: HTMLElement, last: HTMLElement }} elements
   * @param {(year: number, settled: boolean) => void} changed
   */
  constructor({ slider, button, first, last }, changed) {
    this.slider = slider;
    this.button = button;
    this.first = first;
    this.last = last;
    this.changed = changed;
    /** @type {number} */
    this.timer = null;
    slider.addEventListener("input", () => { this.pause(); this.show(false); });
    slider.addEventListener("change", () => this.changed(this.year, true));
    button.addEventListener("click", () => (this.timer === null ? this.play() : this.pause()));
  }

  get year() {
    return Number(this.slider.value);
  }

  /** Take the years of a variable, keeping the chosen one where it can. */
  span(first, last, year) {
    Object.assign(this.slider, { min: first, max: last });
    this.place(year);
    this.first.textContent = first;
    this.last.textContent = last;
  }

  /** Stand at a year without telling of it. */
  place(year) {
    this.slider.value = year;
    this.slider.setAttribute("aria-valuetext", year);
  }

  set(year) {
    this.slider.value = year;
    this.show();
  }

  show(settled = this.timer === null) {
    this.slider.setAttribute("aria-valuetext", this.slider.value);
    this.changed(this.year, settled);
  }

  play() {
    if (this.year >= Number(this.slider.max)) this.slider.value = this.slider.min;
    this.button.classList.add("playing");
    this.button.setAttribute("aria-label", "Pause");
    let due = performance.now();
    const step = (now) => {
      if (this.timer === null) return;
      if (now >= due) {
        due = Math.max(due + pace(), now);
        this.set(this.year + 1);
        if (this.year >= Number(this.slider.max)) return this.pause();
      }
      this.timer = requestAnimationFrame(step);
    };
    this.timer = requestAnimationFrame(step);
    this.show();
  }

  pause() {
    if (this.timer === null) return;
    cancelAnimationFrame(this.timer);
    this.timer = null;
    this.button.classList.remove("playing");
    this.button.setAttribute("aria-label", "Play the years");
    this.changed(this.year, true);
  }
}
