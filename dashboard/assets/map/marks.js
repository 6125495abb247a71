// What the marks of a chart mean: under it in the page, and under its picture as SVG.

import { colour, keyRow } from "isotherm/panel/svg.js";

const stroke = (name, { wide = 3, dashed = false } = {}) =>
  `<path d="M0 5h22" stroke="${colour(name)}" stroke-width="${wide}"${dashed ? ' stroke-dasharray="6 4"' : ""}/>`;

/** Which of several rows. */
const row = (n, of) => Array.from({ length: of }, (_, i) =>
  `<rect y="${(10 * i) / of}" width="22" height="${8 / of}" fill="${colour("text")}" opacity="${i === n ? 1 : 0.25}"/>`).join("");

const MARKS = {
  smooth: () => stroke("smooth"),
  trend: () => stroke("trend", { dashed: true }),
  baseline: () => stroke("baseline", { wide: 4 }),
  others: () => stroke("muted", { wide: 1 }),
  years: () => stroke("muted", { wide: 1 }),
  incomplete: () => `<rect x="1" y="1" width="20" height="8" fill="none" stroke="${colour("muted")}" stroke-dasharray="2 2"/>`,
  scale: () => ["#4a90c2", "#deebf2", "#f8c3a4", "#b01f2e"].map((fill, n) => `<rect x="${5.5 * n}" width="5.6" height="10" fill="${fill}"/>`).join(""),
  hollow: () => `<circle cx="11" cy="5" r="4" fill="none" stroke="${colour("muted")}" stroke-width="1.3"/>`,
};

const svgMark = (look) => {
  const [kind, n, of] = look.split("-");
  if (kind === "bubble") return n === "none" ? "" : `<circle cx="11" cy="5" r="5" fill="${n}"/>`;
  return kind === "compared" ? stroke(look) : kind === "row" ? row(Number(n), Number(of)) : MARKS[kind]();
};

/** The marks as a row of SVG. */
export const svgKey = (/** @type {Mark[]} */ marks, width) => keyRow(marks.map(({ look, text }) => ({ mark: svgMark(look), text })), width);
