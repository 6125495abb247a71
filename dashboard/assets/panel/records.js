// The records: whose temperatures the page shows, and how those of a country compare. Read where there are several.

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const field = (name) => document.querySelector(`#records [data-records="${name}"]`);

export class Records {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.body = $("records").querySelector("tbody");
    $("record").addEventListener("change", () => this.choose($("record").value));
    this.body.addEventListener("click", (/** @type {Heard} */ { target }) => {
      const button = target.closest("button");
      if (button) this.choose(button.dataset.record);
    });
    page.on("choices", ({ record }) => { if (record !== undefined) this.mark(); });
    page.on("country", ({ records }) => this.show(records));
    this.show(page.parts.country.records);
    this.mark();
  }

  /** Back returns from another record: it changes every figure of the page. */
  choose(record) {
    this.page.timeline.pause();
    this.page.send({ record }, { step: true });
  }

  /** @param {RecordsPart | null} records */
  show(records) {
    $("records").hidden = !records;
    if (!records) return;
    for (const name of ["sentence", "years"]) field(name).textContent = records[name];
    field("differs").textContent = records.differs.join(" ");
    if (this.body.rows.length !== records.rows.length) this.body.replaceChildren(...records.rows.map((row) => this.row(row)));
    records.rows.forEach((row, i) => { this.fill(this.body.rows[i], row); });
    this.mark();
  }

  row({ id, name, kind }) {
    const row = document.createElement("tr");
    row.innerHTML = '<th scope="row"><button type="button"></button> <span class="quiet kind"></span></th><td><b></b> <span class="quiet"></span></td><td></td><td class="quiet years"></td>';
    const button = row.querySelector("button");
    button.dataset.record = id;
    button.textContent = name;
    row.querySelector(".kind").textContent = kind;
    return row;
  }

  /**
   * @param {HTMLTableRowElement} element
   * @param {RecordRow} row
   */
  fill(element, row) {
    const [, trend, change, years] = element.cells;
    trend.firstChild.textContent = row.trend;
    trend.lastChild.textContent = row.interval;
    change.textContent = row.change;
    years.textContent = row.years;
  }

  /** The row and the option of the chosen record. */
  mark() {
    const { record } = this.page.choices.values;
    $("record").value = record;
    for (const button of this.body.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.record === record));
  }
}
