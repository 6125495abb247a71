// Print. What draws the sheet has to be here before the browser asks for it, which waits for nothing: it
// is read at the first sign that somebody may print, such as the key of the shortcut or the way to a menu.

/** @type {Record<string, (event: any) => boolean>} */
const SIGNS = { keydown: ({ key }) => key === "Control" || key === "Meta", blur: () => true, mouseout: ({ relatedTarget }) => !relatedTarget, beforeprint: () => true };
const LATE = 20_000; // ms: where there is neither a key nor a pointer to give a sign

export class Print {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {import("./sheet.js").PrintSheet} */
    this.sheet = null;
    for (const [kind, isSign] of Object.entries(SIGNS)) window.addEventListener(kind, (event) => { if (isSign(event)) this.read(); }, { passive: true });
    if (matchMedia("(hover: none)").matches) setTimeout(() => this.read(), LATE);
    window.addEventListener("beforeprint", () => this.sheet?.show());
    window.addEventListener("afterprint", () => this.sheet?.hide());
  }

  /** Read what draws the sheet, once; where it does not come the page itself is printed. */
  read() {
    this.coming ??= import("isotherm/print/sheet.js").then(async ({ PrintSheet }) => {
      this.sheet = new PrintSheet(this.page);
      await this.sheet.readSources();
      document.documentElement.dataset.printable = "true";
    }).catch(() => { this.coming = null; });
    return this.coming;
  }
}
