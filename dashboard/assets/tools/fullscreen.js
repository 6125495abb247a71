// F fills the screen, for a classroom: larger type, the map and the country, no settings. F or Escape leaves.

const root = document.documentElement;
const TYPED_IN = "input:not([type=range], [type=checkbox], [type=radio]), select, textarea, dialog, [contenteditable]";

const show = (/** @type {boolean} */ filled) => {
  root.toggleAttribute("data-filled", filled);
  window.dispatchEvent(new Event("resize")); // the type has another size
};

async function fill() {
  show(true);
  await root.requestFullscreen?.().catch(() => { /* refused: it fills the window */ });
}

async function leave() {
  show(false);
  if (document.fullscreenElement) await document.exitFullscreen();
}

export function followFullScreen() {
  document.addEventListener("keydown", (/** @type {Heard<KeyboardEvent>} */ event) => {
    const { key, target, ctrlKey, metaKey, altKey, repeat } = event, filled = root.hasAttribute("data-filled");
    if (repeat || ctrlKey || metaKey || altKey || target.closest(TYPED_IN)) return;
    if (key === "Escape" && filled) { // and not the country
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (key === "f" || key === "F") filled ? leave() : fill();
  }, true);
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) show(false); });
}
