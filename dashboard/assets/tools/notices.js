// Sentences above the page: what of a link is not one, what the server cannot show.

/** @type {ById} */
const $ = (id) => document.getElementById(id);

/** @param {string[]} notices */
export function showNotices(notices) {
  if (!notices.length) return;
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => $("notices").replaceChildren());
  const text = Object.assign(document.createElement("p"), { textContent: notices.join(" ") });
  $("notices").replaceChildren(text, close);
}
