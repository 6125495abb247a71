// The baseline: usual thirty years, or others that a person writes.

const SHORTEST = 10; // years, as dashboard/state.py has it
const dash = (years) => years.replace("-", "–");

/** @type {ById} */
const $ = (id) => document.getElementById(id);

export class Baseline {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.select = $("baseline");
    this.form = $("baseline-years");
    this.first = $("baseline-first");
    this.last = $("baseline-last");
    for (const option of this.select.options) if (option.value !== "custom") option.value = option.value.replace("–", "-");
    this.select.addEventListener("change", () => (this.select.value === "custom" ? this.ask() : this.choose(this.select.value)));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.take(); });
    this.form.querySelector("button[type=button]").addEventListener("click", () => this.close());
    this.form.addEventListener("focusout", (/** @type {FocusEvent & { relatedTarget: Node }} */ { relatedTarget }) => {
      if (!relatedTarget || this.form.contains(relatedTarget)) return;
      this.form.hidden = true; // the keyboard has gone on
      this.show();
    });
    for (const field of [this.first, this.last]) field.addEventListener("focus", () => field.select()); // what is typed takes its place
    this.form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); this.close(); } });
    page.on("choices", ({ baseline }) => { if (baseline !== undefined) this.show(); });
    this.show();
  }

  get chosen() {
    return this.page.choices.values.baseline;
  }

  /** Name the chosen years, also where they are not among the usual ones. */
  show() {
    const { options } = this.select, has = [...options].some(({ value }) => value === this.chosen);
    if (!has) this.select.add(new Option(dash(this.chosen), this.chosen), options.length - 1);
    this.select.value = this.chosen;
  }

  ask() {
    const { firstYear, lastYear } = this.page.warming, [first, last] = this.chosen.split("-");
    for (const [field, year] of [[this.first, first], [this.last, last]]) Object.assign(field, { min: firstYear, max: lastYear, value: year });
    $("baseline-told").textContent = "";
    this.form.hidden = false;
    this.first.focus();
  }

  take() {
    const { firstYear, lastYear } = this.page.warming, [first, last] = [this.first, this.last].map(({ valueAsNumber }) => valueAsNumber);
    const wrong = this.wrong(first, last, firstYear, lastYear);
    $("baseline-told").textContent = wrong;
    if (!wrong) { this.choose(`${first}-${last}`); this.close(); }
  }

  wrong(first, last, firstYear, lastYear) {
    if (![first, last].every(Number.isInteger)) return "Write two years.";
    if (first < firstYear) return `The record begins in ${firstYear}, so warming since pre-industrial years (1850–1900) cannot be shown. Choose years from ${firstYear} to ${lastYear}.`;
    if (last > lastYear) return `There are temperatures from ${firstYear} to ${lastYear}.`;
    if (last < first) return "The first year comes after the last.";
    return last - first + 1 < SHORTEST ? `A baseline needs ${SHORTEST} years or more: a mean over fewer follows the weather.` : "";
  }

  choose(baseline) {
    this.page.send({ baseline });
    this.show();
  }

  close() {
    this.form.hidden = true;
    this.show();
    this.select.focus();
  }
}
