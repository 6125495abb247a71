// The headline above the map: the server says it anew with another baseline, record or unit.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** @param {Page} page */
export function followHeadline(page) {
  const sentences = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-headline]"));
  const line = $("land-line");
  $("land").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // into a tab or window of its own
    event.preventDefault();
    page.choose(page.countries.length); // the first group: the world
  });
  page.on("headline", (shown) => {
    for (const sentence of sentences) {
      const { lead, change, rest } = shown[/** @type {"full" | "brief"} */ (sentence.dataset.headline)];
      [lead, change, rest].forEach((text, i) => { sentence.children[i].textContent = text; });
    }
    line.setAttribute("aria-label", shown.said);
    line.querySelector("path").setAttribute("d", shown.line);
  });
}
