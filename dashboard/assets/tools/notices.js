// Sentences above the page: what of a link is not one, what the server cannot show.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/**
 * live: the address of the live page, where a static edition has not what it has.
 * @param {string[]} notices
 */
export function showNotices(notices, live = "") {
  if (!notices.length) return;
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => $("notices").replaceChildren());
  const text = Object.assign(document.createElement("p"), { textContent: notices.join(" ") });
  if (live) text.append(" ", Object.assign(document.createElement("a"), { href: live, textContent: "It is on the live page." }));
  $("notices").replaceChildren(text, close);
}
