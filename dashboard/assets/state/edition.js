// The static edition: what the server would answer comes from files, in which parts were rendered ahead.
//
// start.edition names the files: of each pack a file for each value of one choice, in it each part under the
// choices that it follows from, see dashboard/edition/offer.py. What has no part there is refused, in words.

import { Link } from "isotherm/state/link.js";
import { reloadOnce } from "isotherm/state/session.js";

const AGAIN = 3000; // ms after an address that did not answer
const LONGEST = 40; // characters of a bad value that a notice repeats, as in dashboard/state.py
const dash = (/** @type {unknown} */ years) => String(years).replace("-", "–");

const pause = () => new Promise((resolve) => { setTimeout(resolve, AGAIN); });

/** What of a choice is not here, in words. @type {Record<string, (value: any) => string>} */
const NAMES = {
  compare: () => "A comparison of countries",
  baseline: (value) => `The baseline ${dash(value)}`,
  trend_start: (value) => `A trend since ${value}`,
};

/** Numbers that lie beside others: so many steps away, and each by some more; as in dashboard/edition/packed.py. */
const beside = (/** @type {(number | null)[]} */ others, { "+": away, by, of }) => others.map((one, i) => (one === null ? null : (Math.round(one * of) + away + Number(by[i])) / of));

/** A file of parts, with what several have alike put where it belongs. */
async function unpacked(/** @type {Response} */ answer) {
  const stream = answer.body.pipeThrough(new DecompressionStream("gzip"));
  const { shared, parts } = await new Response(stream).json();
  const whole = (value) => {
    if (Array.isArray(value)) return value.map(whole);
    if (value === null || typeof value !== "object") return value;
    if ("by" in value) return beside(whole(shared[value.$]), value);
    if ("$" in value) return whole(shared[value.$]);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, whole(one)]));
  };
  return (/** @type {string} */ part, /** @type {string} */ key) => whole(parts[part][key]);
}

export class Edition {
  /**
   * state: the choices that the page was written with.
   * @param {Start} start
   * @param {ChoiceValues} state
   */
  constructor(start, state) {
    this.about = start.edition;
    this.start = start;
    /** @type {Map<string, Promise<Awaited<ReturnType<typeof unpacked>>>>} */
    this.files = new Map();
    /** Where each part that is shown comes from. @type {Record<string, string>} */
    this.shown = Object.fromEntries(this.places(state).map(({ part, place }) => [part, place]));
    /** The choices that were answered last. */
    this.choices = { ...state };
  }

  /** Which parts choices show, and where each is. */
  places(/** @type {ChoiceValues} */ choices) {
    const { packs, parts: folder } = this.about;
    return packs.filter(({ view }) => !view || view === choices.view).flatMap(({ name, file, parts }) => {
      const address = `${folder}${name}/${file ? choices[file] || "none" : "all"}.bin`;
      return Object.entries(parts).map(([part, named]) => {
        const key = named.map((choice) => String(choices[choice])).join(" ");
        return { part, address, key, place: `${address} ${key}` };
      });
    });
  }

  /** The choices that have no parts here. @returns {(keyof ChoiceValues)[]} */
  absent(/** @type {ChoiceValues} */ choices) {
    const { offers, packs } = this.about, isIn = ([name, values]) => values.includes(choices[name]);
    const missing = Object.entries(offers).filter((offer) => !isIn(offer)).map(([name]) => name);
    const held = packs.filter(({ view }) => view && view === choices.view).flatMap(({ only }) => Object.entries(only));
    const beyond = held.filter(([name, value]) => choices[name] !== value).map(([name]) => name);
    return /** @type {(keyof ChoiceValues)[]} */ ([...new Set([...missing, ...beyond])]);
  }

  /** Choices, with those that have no parts as they were; what is said of them, and the others' names. */
  possible(/** @type {ChoiceValues} */ wanted, /** @type {ChoiceValues} */ before) {
    const choices = { ...wanted }, /** @type {string[]} */ notices = [];
    for (const name of this.absent(wanted)) {
      const view = this.about.packs.find(({ view, only }) => view === wanted.view && name in only);
      const isHeld = this.about.offers[name]?.includes(wanted[name]) ?? true;
      const where = isHeld && view ? ` beside a ${view.view}` : "";
      notices.push(`${NAMES[name]?.(wanted[name]) ?? `The ${name} "${short(String(wanted[name]))}"`}${where} is not in this static edition, whose parts were rendered ahead.`);
      Object.assign(choices, { [name]: before[name] });
    }
    // The view that was asked for last holds what it cannot show: then that one is not opened.
    if (this.absent(choices).length) choices.view = before.view;
    const refused = Object.fromEntries(Object.entries(choices).filter(([name, value]) => wanted[name] !== value));
    return { choices, refused, notices };
  }

  /** The parts of choices that differ from those shown. @returns {Promise<Parts>} */
  async parts(/** @type {ChoiceValues} */ choices) {
    const places = this.places(choices), changed = places.filter(({ part, place }) => this.shown[part] !== place);
    const found = await Promise.all(changed.map(async ({ part, address, key }) => [part, (await this.file(address))(part, key)]));
    Object.assign(this.shown, Object.fromEntries(changed.map(({ part, place }) => [part, place])));
    return Object.fromEntries(found);
  }

  file(/** @type {string} */ address) {
    if (!this.files.has(address)) this.files.set(address, this.read(address).catch((error) => { this.files.delete(address); throw error; }));
    return this.files.get(address);
  }

  async read(/** @type {string} */ address) {
    const answer = await fetch(address);
    if (answer.status === 404) reloadOnce(); // a later export has taken this one's place
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
    return unpacked(answer);
  }

  /** Answer the choices of a page as its session would, from files. */
  follow(/** @type {Page} */ page, /** @type {(parts: Parts) => void} */ show) {
    const live = /** @type {HTMLAnchorElement | null} */ (document.getElementById("live"));
    for (const use of ["pointerdown", "focus"]) live?.addEventListener(use, () => { live.href = this.live(page.choices.values); });
    const setv = (/** @type {{ choices: string }} */ { choices }) => { this.answer(JSON.parse(choices), page, show); };
    page.choices.connect({ choices: JSON.stringify(this.choices), setv });
  }

  async answer(/** @type {ChoiceValues & { turn: number }} */ { turn, ...wanted }, /** @type {Page} */ page, /** @type {(parts: Parts) => void} */ show) {
    const { choices, refused, notices } = this.possible(wanted, this.choices);
    let /** @type {Parts} */ parts = null;
    while (!parts) {
      try {
        parts = await this.parts(choices);
      } catch {
        await pause(); // the page says meanwhile that it is still what was shown before
      }
    }
    this.choices = choices;
    const said = Object.keys(refused).length ? { refused, notices, live: this.live(wanted) } : {};
    show({ ...parts, ...said });
    page.choices.answered(turn);
  }

  /** The live page in the same choices, "" where none is named. */
  live(/** @type {ChoiceValues} */ choices) {
    const { about: { live }, start } = this, query = new Link(start.link).write(choices);
    return live && query ? `${live}?${query}` : live;
  }

  /** What the address asks for, as a server would have read it: choices, a notice for each that is none, and where those are that are not here. */
  link(/** @type {Country[]} */ countries) {
    const { start } = this, link = new Link(start.link), query = new URLSearchParams(location.search);
    const codes = new Set(["", ...countries.map(({ iso3 }) => iso3), ...start.groups.map(({ iso3 }) => iso3)]);
    const isKnown = (choice, value) => {
      if (choice === "iso3") return codes.has(value);
      if (choice === "compare") return String(value).split("-").every((code) => codes.has(code));
      return !["variable", "indicator"].includes(choice) || this.about.offers[choice].includes(value);
    };
    const unread = Object.entries(start.link).filter(([name, { choice }]) => {
      const value = query.has(name) ? link.value(name, query) : null;
      return value === undefined || (value !== null && !isKnown(choice, value));
    }).map(([name]) => /** @type {[string, string[]]} */ ([name, query.getAll(name)]));
    for (const [name] of unread) query.delete(name);
    const wanted = link.read(query.toString()), { choices, notices } = this.possible(wanted, link.read(""));
    return { choices, live: notices.length ? this.live(wanted) : "", notices: [...unread.map(([name, texts]) => notice(name, texts, choices, start.link)), ...notices] };
  }

  /** Let the page start with what its link asks for; returns it with the choices that differ from those it was written with. */
  async opened(/** @type {Country[]} */ countries) {
    const { start } = this, { choices, notices, live } = this.link(countries);
    const parts = await this.parts(choices), before = start.state;
    const changes = Object.fromEntries(Object.entries(choices).filter(([name, value]) => before[name] !== value));
    if (choices.embed) document.documentElement.dataset.embed = choices.embed;
    this.choices = { ...choices };
    Object.assign(start, { state: choices, shown: { ...start.shown, ...parts }, notices });
    return { changes, parts, live };
  }
}

const short = (/** @type {string} */ text) => {
  const printable = text.replace(/[^\P{C}]/gu, "");
  return printable.length <= LONGEST ? printable : `${printable.slice(0, LONGEST)}...`;
};

/** Why a choice of a link is none, in the words of dashboard/state.py. */
function notice(/** @type {string} */ name, /** @type {string[]} */ texts, /** @type {ChoiceValues} */ { period, year, baseline }, /** @type {Record<string, Described>} */ described) {
  const [text] = texts, [first, last] = described.year.bounds;
  if (texts.length > 1) return `The link has ${name} more than once: its usual value is shown.`;
  if (name === "year" && /^[0-9]{1,9}$/.test(text)) return `No data for ${text} (we have ${first}–${last}). Showing ${dash(period || year)}.`;
  if (name === "baseline" && /^1[0-9]{3}-[0-9]{4}$/.test(text) && Number(text.slice(0, 4)) < first) {
    return `The record begins in ${first}, so warming since pre-industrial years (1850–1900) cannot be shown: the baseline is ${dash(baseline)}.`;
  }
  return `The link's ${name}, "${short(text)}", is not known: its usual value is shown.`;
}
