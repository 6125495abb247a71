// Numbers as people read them. One sign, one minus, and a dash where there is none.

const formats = new Map();

const THOUSAND = /K$/; // k, M, B: as SI has the first one, on axes, in the legend and in words

const format = (options) => {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat("en", options));
  return formats.get(key);
};

/** Without what the order of a sum adds: half a hundredth is rounded as dashboard/views/cards.py does. */
const exact = (value) => Math.round(Math.abs(value) * 1e9) / 1e9;

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** Beyond T, and beyond the zeros that can be counted at a glance. */
const isExtreme = (value) => Math.abs(value) >= 1e15, isMinute = (value) => value !== 0 && Math.abs(value) < 1e-6;

/** A size as a power of ten: 2×10²⁹. */
const scientific = (value, digits) => {
  const [number, power] = format({ notation: "scientific", maximumSignificantDigits: digits }).format(Math.abs(value)).split("E");
  return `${number}×10${power.replace("-", "⁻").replace(/\d/g, (digit) => RAISED[Number(digit)])}`;
};

/**
 * A value with as many decimals as its indicator has, short where it is long: 1.41B; of categories, its name.
 * @param {number | null} value
 * @param {Written} style
 */
export function written(value, { decimals, signed = false, categories }) {
  if (value == null || Number.isNaN(value)) return "–";
  if (categories) return categories[value] ?? "–";
  if (isExtreme(value)) return (value < 0 ? "−" : signed ? "+" : "") + scientific(value, 3);
  const long = Math.abs(value) >= 1e5;
  const text = format(long
    ? { notation: "compact", maximumSignificantDigits: 3 }
    : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  ).format(long ? Math.abs(value) : exact(value)).replace(THOUSAND, "k");
  const zero = !/[1-9]/.test(text);
  return (value < 0 && !zero ? "−" : signed && !zero ? "+" : "") + text;
}

/** Whether a size is written as it is: a browser takes 30 ms to learn how long ones are made short. */
const isPlain = (/** @type {number} */ size, /** @type {number} */ digits) => size < 1000 && (size >= 1e-3 || !size) && Number(size.toPrecision(digits)) === size;

const short = (size, digits) => (isPlain(size, digits) ? String(size) : format({ notation: "compact", maximumSignificantDigits: digits }).format(size).replace(THOUSAND, "k"));

const compact = (value, digits) =>
  (value < 0 ? "−" : "") + (isExtreme(value) || isMinute(value) ? scientific(value, digits) : short(Math.abs(value), digits));

/** An edge of a bin: no more digits than it needs. */
export const edge = (value) => compact(value, 3);

/** A tick of an axis, whose neighbours may differ in the fourth digit alone. */
export const tick = (value) => compact(value, 4);

/** A value with its unit; the degree sign and the percent sign follow a space, as SI has it. */
export const withUnit = (text, unit) => {
  if (text === "–" || !unit) return text;
  return unit.includes("=") ? `${text} (${unit})` : `${text} ${unit}`;
};

/**
 * A variable's value, as it writes them, with its unit.
 * @param {number} value
 * @param {Written & { unit: string }} variable
 */
export const told = (value, variable) => withUnit(written(value, variable), variable.unit);

/** How trends per decade, and the smooth of temperatures, are written. */
export const DEGREES = { decimals: 2, signed: true };

/**
 * The value in full, as a headline has it.
 * @param {number} value
 * @param {Written} style
 */
export const inFull = (value, { decimals, categories }) => {
  if (categories) return categories[value] ?? "–";
  if (isExtreme(value)) return (value < 0 ? "−" : "") + scientific(value, 7);
  const text = format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(Math.abs(value));
  return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
};

/** A place among the ranked, in words. */
export const placed = (/** @type {Rank | null} */ rank) => (rank ? `rank ${rank.place} of ${rank.of}` : "not ranked");
