// What opens "Share": its button, and one at each figure. What it then does is read when it is opened.

/** @type {ById} */
const $ = (id) => document.getElementById(id);
const ARROW = '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M10 3v9m-4-4 4 4 4-4M4 16.5h12" fill="none" stroke="currentColor" stroke-width="1.7"/></svg>';

export class Share {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {import("./sharing.js").Sharing} */
    this.dialog = null;
    $("share").addEventListener("click", () => this.open());
    for (const figure of document.querySelectorAll(".figure")) this.addButton(figure, figure.id.replace("figure-", ""));
    if (page.choices.values.embed) import("isotherm/tools/embed.js").then(({ Embed }) => { this.embed = new Embed(page); });
  }

  addButton(figure, name) {
    const place = document.createElement("div");
    place.className = "take";
    place.dataset.of = name;
    place.innerHTML = `<button type="button" aria-label="Download: ${name}" title="Download" aria-haspopup="dialog">${ARROW}</button>`;
    place.firstChild.addEventListener("click", () => this.open(name));
    figure.before(place);
  }

  /** Open the dialog, at a figure's files if one is named. */
  async open(figure) {
    if (!this.dialog) {
      const read = await import("isotherm/tools/sharing.js").catch(() => null);
      if (!read) return this.page.offline.cannotOpen("Share or download");
      this.dialog ??= new read.Sharing(this.page);
    }
    this.dialog.open(figure);
  }
}
