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

/** Show the totals, and again every minute while the page is looked at. */
export function followCounts(/** @type {HTMLElement} */ element, /** @type {Start} */ { totals, stats }) {
  if (totals) element.textContent = said(totals);
  if (!stats) return;
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(stats, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) element.textContent = said(await answer.json());
  };
  setTimeout(ask, SOON);
  setInterval(ask, EVERY);
}
