// The headline above the map: the server says it anew with another baseline, record or unit.

/** @param {Page} page */
export function followHeadline(page) {
  const sentences = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-headline]"));
  const line = document.getElementById("land-line");
  page.on("headline", (shown) => {
    for (const sentence of sentences) {
      const { lead, change, rest } = shown[/** @type {"full" | "brief"} */ (sentence.dataset.headline)];
      [lead, change, rest].forEach((text, i) => { sentence.children[i].textContent = text; });
    }
    line.setAttribute("aria-label", shown.said);
    line.querySelector("path").setAttribute("d", shown.line);
  });
}
