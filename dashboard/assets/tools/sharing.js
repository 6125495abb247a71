// The dialog "Share": the link, files of each figure, the code of a frame, and Python.

import { GuardedError, pictureOf, rasterised, save } from "isotherm/tools/download.js";

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
/** @returns {NodeListOf<HTMLElement>} */
const all = (element, selector) => element.querySelectorAll(selector);
const SIZES = { map: [720, 480], country: [480, 940] };

export class Sharing {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = $("sharing");
    for (const button of all(this.dialog, "[data-copies]")) {
      button.addEventListener("click", () => this.copy($(button.dataset.copies)));
    }
    for (const button of all(this.dialog, "[data-kind]")) {
      button.addEventListener("click", () => this.take(button.closest("li").dataset.figure, button.dataset.kind));
    }
    for (const radio of this.dialog.querySelectorAll("[name='embedded']")) radio.addEventListener("change", () => this.showEmbed());
    $("share-python")?.addEventListener("toggle", () => this.showPython());
    this.dialog.addEventListener("click", ({ target, clientX, clientY }) => {
      const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
      if (target === this.dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom)) this.dialog.close();
    });
  }

  open(figure) {
    this.page.timeline.pause();
    this.page.keepAddress();
    this.page.address.flush();
    $("share-link").value = location.href;
    for (const row of all(this.dialog, "[data-figure]")) this.row(row, figure);
    this.showEmbed();
    this.showPython();
    this.tell("");
    this.dialog.showModal();
    (all(this.dialog, ".meant .file")[0] ?? $("share-link")).focus();
    if (!figure) $("share-link").select();
  }

  /** A row of files: of what is there to be seen. */
  row(row, meant) {
    const { figure } = row.dataset, { view, iso3 } = this.page.choices.values;
    const seen = { map: true, table: view === "table", scatter: view === "scatter" };
    row.hidden = !(seen[figure] ?? iso3);
    row.classList.toggle("meant", figure === meant);
    all(row, "a").forEach((file, i) => { /** @type {HTMLAnchorElement} */ (file).href = `download/${figure}.csv${i ? "-metadata.json" : ""}${location.search}`; });
  }

  showEmbed() {
    /** @type {HTMLInputElement} */
    const chosen = this.dialog.querySelector("[name='embedded']:checked");
    const what = chosen.value, [width, height] = SIZES[what];
    const address = new URL(location.href);
    address.searchParams.set("embed", what);
    $("embed-code").value = `<iframe src="${escaped(address.href)}" title="${escaped(document.title)}" width="${width}" height="${height}" style="border: 0; max-width: 100%" loading="lazy"></iframe>`;
  }

  async showPython() {
    if (!$("share-python")?.open) return;
    const query = location.search;
    const code = await fetch(`download/python${query}`).then((answer) => (answer.ok ? answer.text() : null)).catch(() => null);
    if (query === location.search) $("python-code").value = code ?? "# The server does not answer: try again later.";
  }

  /** Copy a field's text; where the browser does not let us, select it for the person to copy. */
  async copy(field) {
    const copied = await Promise.resolve(navigator.clipboard?.writeText(field.value).then(() => true)).catch(() => false);
    if (copied) return this.tell("Copied");
    field.focus();
    field.select();
    this.tell("Press Ctrl+C, or ⌘C, to copy what is selected");
  }

  async take(figure, kind) {
    try {
      const { name, svg } = await pictureOf(this.page, figure);
      const file = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await rasterised(svg);
      save(file, `${name}.${kind}`);
      this.tell(`Saved ${name}.${kind}`);
    } catch (error) {
      if (error instanceof GuardedError) {
        this.tell(error.message);
        /** @type {HTMLElement} */ (this.dialog.querySelector(`[data-figure="${figure}"] [data-kind="svg"]`)).focus();
        return;
      }
      this.tell(`This figure could not be drawn: ${error.message}`);
    }
  }

  tell(text) {
    $("share-told").textContent = text;
  }
}
