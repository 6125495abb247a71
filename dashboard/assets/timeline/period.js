// The period: the map shows one year, or the mean of several, against the baseline.

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const OWN = "own"; // years that no ready choice has

export class Period {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.select = $("period");
    this.fields = [$("period-first"), $("period-last")];
    this.ready = [...this.select.options].map(({ value }) => value);
    this.select.addEventListener("change", () => this.choose(this.select.value));
    for (const field of this.fields) field.addEventListener("change", () => this.take());
    $("flagged").addEventListener("change", () => page.send({ flagged: $("flagged").checked }));
    page.on("choices", ({ period, flagged }) => {
      if (period !== undefined) this.show(period);
      if (flagged !== undefined) $("flagged").checked = flagged;
    });
    for (const name of /** @type {const} */ (["variable", "choices"])) page.on(name, () => this.offer());
    this.offer();
    this.show(page.choices.values.period);
  }

  /** Offer unreliable estimates where some are: on the map of a temperature, and beside warming in table and scatter. */
  offer() {
    const { variable, choices: { values: { view } } } = this.page;
    $("flagged-field").hidden = view === "map" && !variable.isDoubted;
  }

  get bounds() {
    const { firstYear, lastYear } = this.page.warming;
    return [firstYear, lastYear];
  }

  choose(value) {
    this.page.timeline.pause();
    this.page.send({ period: value === OWN ? this.usual() : value });
    if (value !== OWN) return;
    this.show(this.page.choices.values.period, OWN);
    this.fields[0].select();
  }

  /** What to begin with where other years are wanted. */
  usual() {
    return this.page.choices.values.period || this.ready.at(-2);
  }

  show(period, chosen = this.ready.includes(period) ? period : OWN) {
    this.select.value = chosen;
    $("period-years").hidden = chosen !== OWN;
    period.split("-").forEach((year, i) => { if (year) this.fields[i].value = year; });
    this.refuse("");
  }

  /** Take the two years, or say beside them why not; the map then stays as it is. */
  take() {
    const texts = this.fields.map(({ value }) => value.trim()), [first, last] = texts.map(Number);
    const reason = this.reason(texts, first, last);
    this.refuse(reason);
    if (!reason) this.page.send({ period: `${first}-${last}` });
  }

  reason(texts, first, last) {
    const [from, to] = this.bounds;
    if (!texts.every((text) => /^\d{4}$/.test(text))) return `Write years with four digits, such as ${from}.`;
    if (first < from || last > to) return `There are temperatures from ${from} to ${to}.`;
    return first > last ? `${first} is after ${last}: write the earlier year first.` : "";
  }

  refuse(reason) {
    $("period-error").textContent = reason;
    $("period-error").hidden = !reason;
    for (const field of this.fields) field.setAttribute("aria-invalid", String(reason !== ""));
  }
}
