// A sheet: a picture as SVG under its title, above its key, its sources and the link that leads back.

const FONT = getComputedStyle(document.documentElement).fontFamily; // the page's
const MARGIN = 16, TITLE = 17, LINE = 1.4, KEY = 30;
export const SMALL = 11.5;

/** Text as XML has it; what no XML may hold is left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
export const xml = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
  .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** A colour of the page's theme, by the name of its variable. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const pen = document.createElement("canvas").getContext("2d");

/** How wide a text is, in pixels. */
export function width(text, size, weight = 400) {
  pen.font = `${weight} ${size}px ${FONT}`;
  return pen.measureText(text).width;
}

/** Lines of words, or of pieces of a word that is too long, none wider than there is room. */
export function wrapped(text, size, room, weight = 400) {
  const lines = [""], fits = (line) => width(line, size, weight) <= room;
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (fits(longer)) { lines[lines.length - 1] = longer; continue; }
    if (lines.at(-1)) lines.push("");
    for (const letter of word) {
      if (fits(lines.at(-1) + letter)) lines[lines.length - 1] += letter; else lines.push(letter);
    }
  }
  return lines;
}

/** A line of text whose baseline is at y. */
export const line = (text, x, y, { size = SMALL, fill = colour("muted"), weight = 400, anchor = "start" } = {}) =>
  `<text x="${x}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${xml(text)}</text>`;

/** The whole SVG. picture: {width, height, svg}; key: {height, svg}, drawn from its own origin. */
export function sheet(/** @type {Sheet} */ { title, picture, key, source, link }) {
  const room = picture.width, parts = [];
  let y = MARGIN;
  const write = (text, size, style) => {
    for (const part of wrapped(text, size, room, style.weight)) {
      y += size * LINE;
      parts.push(line(part, MARGIN, y, { size, ...style }));
    }
  };
  const put = ({ height, svg }) => {
    parts.push(`<g transform="translate(${MARGIN} ${y.toFixed(1)})">${svg}</g>`);
    y += height;
  };
  write(title, TITLE, { fill: colour("text"), weight: 650 });
  y += 10;
  put(picture);
  y += 6;
  put(key);
  write(source, SMALL, {});
  write(link, SMALL, {});
  const [w, h] = [room + 2 * MARGIN, Math.ceil(y + MARGIN)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${xml(FONT)}" role="img"><title>${xml(title)}</title><rect width="${w}" height="${h}" fill="${colour("surface")}"/>${parts.join("\n")}</svg>\n`;
}

/** A row of what the marks mean: each {mark, text}, a mark being SVG of 22 by 10 pixels. */
export function keyRow(items, room) {
  let x = 0, y = 14;
  const parts = items.map(({ mark, text }) => {
    const needed = 28 + width(text, SMALL) + 16;
    if (x && x + needed > room) { x = 0; y += 18; }
    const part = `<g transform="translate(${x.toFixed(1)} ${y - 9})">${mark}</g>${line(text, (x + 28).toFixed(1), y)}`;
    x += needed;
    return part;
  });
  return { height: items.length ? Math.max(y + 8, KEY) : 0, svg: parts.join("") };
}
