// The tooltip: name, value, rank and a sparkline beside the pointer.

import { linePath } from "isotherm/panel/paths.js";

const WIDTH = 150, HEIGHT = 34;

/** Lines through the values, broken at gaps, with a dot at the chosen one. */
function sparkline(/** @type {number[]} */ values, chosen) {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return "";
  const low = Math.min(...known), span = Math.max(...known) - low || 1;
  const x = (i) => (WIDTH * i) / (values.length - 1), y = (value) => HEIGHT * (1 - (value - low) / span);
  const dot = Number.isNaN(values[chosen] ?? NaN) ? "" : `<circle cx="${x(chosen)}" cy="${y(values[chosen])}" r="3" fill="var(--accent)"/>`;
  return `<svg width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><path d="${linePath(values, x, y)}" fill="none" stroke="var(--series)" stroke-width="1.5" stroke-linecap="round"/>${dot}</svg>`;
}

export class Tooltip {
  constructor(/** @type {HTMLElement} */ element) {
    this.element = element;
    this.name = element.appendChild(document.createElement("b"));
    this.text = element.appendChild(document.createElement("p"));
    this.note = element.appendChild(document.createElement("p"));
    this.line = element.appendChild(document.createElement("div"));
    this.note.className = "quiet";
    this.name.after(" "); // apart also where all of it is read as one text
    this.text.after(" ");
  }

  tell(/** @type {Tip} */ { name, text, note = "", values, chosen }) {
    this.name.textContent = name;
    this.text.textContent = text;
    this.note.textContent = note;
    this.line.innerHTML = sparkline(values, chosen);
  }

  show(/** @type {Tip} */ tip, /** @type {MouseEvent} */ { clientX, clientY }) {
    this.tell(tip);
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = clientX + 16 + offsetWidth > innerWidth ? clientX - 16 - offsetWidth : clientX + 16;
    const top = Math.min(clientY + 16, innerHeight - offsetHeight - 8);
    this.element.style.transform = `translate(${Math.max(left, 4)}px, ${top}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
