// The footer: how many have looked, and how many are here now. Never 0 for "unknown", never an error.

const EVERY = 60_000, SOON = 2_500; // ms; a view is counted once its page is open

const number = new Intl.NumberFormat("en");
const known = (value) => (value == null ? "–" : number.format(value));

const age = (seconds) => {
  if (seconds == null) return "";
  return seconds < 120 ? `, as of ${seconds} s ago` : `, as of ${Math.round(seconds / 60)} min ago`;
};

/** What the footer says of the totals. */
function said(/** @type {Totals} */ { views, here, age_seconds: seconds, since }) {
  return `${known(views)} ${views === 1 ? "view" : "views"} ${since === "start" ? "since the last start" : "so far"}, ${known(here)} here now${age(seconds)}`;
}

/**
 * What is known by now: a server that has not heard of its Redis yet takes no total away.
 * @param {Totals | null} before
 * @param {Totals} told
 */
export function latest(before, told) {
  return told.views == null && before?.views != null ? before : told;
}

/** Show the totals, and again every minute while the page is looked at; sooner where there are none yet. */
export function followCounts(/** @type {HTMLElement} */ element, /** @type {Start} */ { totals, stats }) {
  let last = totals;
  if (last) element.textContent = said(last);
  if (!stats) return;
  const ask = async () => {
    const answer = document.hidden ? null : await fetch(stats, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      last = latest(last, await answer.json());
      element.textContent = said(last);
    }
    setTimeout(ask, last?.views == null ? 2 * SOON : EVERY);
  };
  setTimeout(ask, SOON);
}
