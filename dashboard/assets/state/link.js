// The link: the choices of a view as text in the address, read and written as dashboard/state.py does.
//
// Each choice is described by the server: { choice, kind, default } and what bounds it. A value that
// is not one is read as the usual one, as the server reads it.

const NONE = "none"; // no country, or no period
const YEAR = /^[0-9]{1,9}$/, YEARS = /^([0-9]{4})-([0-9]{4})$/;

const within = (year, [first, last]) => (year >= first && year <= last ? year : undefined);

/** @type {(text: string, described: Described) => boolean} */
const isSpan = (text, { bounds: [from, to], shortest }) => {
  const [, first, last] = (YEARS.exec(text) ?? []).map(Number);
  return first >= from && first <= last && last <= to && last - first + 1 >= shortest;
};

/** Whether it is the code of a country, or of a group of countries. @type {(text: string, described: Described) => boolean} */
const isCode = (text, { groups = [] }) => /^[A-Z]{3}$/.test(text) || groups.includes(text);

/** @type {(text: string, described: Described) => boolean} */
const isComparison = (text, described) => {
  const { most } = described, codes = text ? text.split("-") : [];
  return codes.length < most && new Set(codes).size === codes.length && codes.every((code) => isCode(code, described));
};

/**
 * What a text of the address means, undefined where it is not one.
 * @type {Record<Described["kind"], (text: string, described: Described) => any>}
 */
const READ = {
  year: (text, { bounds }) => (YEAR.test(text) ? within(Number(text), bounds) : undefined),
  switch: (text) => ({ 0: false, 1: true })[text],
  years: (text, described) => (described.optional && text === NONE ? "" : isSpan(text, described) ? text : undefined),
  country: (text, described) => (text === NONE ? "" : isCode(text.toUpperCase(), described) ? text.toUpperCase() : undefined),
  countries: (text, described) => {
    const codes = text.replace(/[, ]+/g, "-").toUpperCase(); // as people write lists, too
    return isComparison(codes, described) ? codes : undefined;
  },
  name: (text, { options, alias = {}, upper }) => {
    const known = alias[text] ?? (upper ? text.toUpperCase() : text);
    return !options || options.includes(known) ? known : undefined;
  },
};

const isCompared = ({ iso3, compare }) => new Set([iso3, ...compare.split("-")].filter(Boolean)).size > 1;

const written = (value) => (value === true ? "1" : value === false ? "0" : value === "" ? NONE : String(value));

export class Link {
  /**
   * described: by the name in the link, in the order in which they are written.
   * @param {Record<string, Described>} described
   */
  constructor(described) {
    this.described = Object.entries(described);
    this.usual = described;
  }

  /** The period of a link that names none: of a year or an indicator, that year; else the usual mean. */
  impliedPeriod(variable, dated) {
    return dated || !this.usual.map.averaged.includes(variable) ? "" : this.usual.period.default;
  }

  /** What a name of a query means, undefined where it is no choice. */
  value(/** @type {string} */ name, /** @type {URLSearchParams} */ query) {
    const texts = query.getAll(name), described = this.usual[name];
    return texts.length === 1 ? READ[described.kind](texts[0], described) : undefined;
  }

  /**
   * The choices of an address's query.
   * @returns {ChoiceValues}
   */
  read(search) {
    const query = new URLSearchParams(search), taken = new Set(), choices = /** @type {any} */ ({});
    for (const [name, described] of this.described) {
      const value = this.value(name, query);
      if (value !== undefined) taken.add(name);
      choices[described.choice] = value ?? described.default;
    }
    if (!isCompared(choices)) choices.multiples = false; // they would show nothing
    if (!taken.has("period")) choices.period = this.impliedPeriod(choices.variable, taken.has("year"));
    if (!choices.iso3) { // the first of those to compare is selected
      const [first, ...others] = choices.compare.split("-");
      Object.assign(choices, { iso3: first, compare: others.join("-") });
    }
    return choices;
  }

  /** The query of choices: each that is not the usual one, and what `search` has that is not ours. */
  write(choices, search = "") {
    const query = new URLSearchParams(search);
    const period = this.impliedPeriod(choices.variable, choices.year !== this.usual.year.default);
    for (const [name, { choice, default: standard }] of this.described) {
      query.delete(name);
      if (name === "multiples" && !isCompared(choices)) continue; // it shows nothing
      if (choices[choice] !== (name === "period" ? period : standard)) query.set(name, written(choices[choice]));
    }
    return query.toString();
  }
}
