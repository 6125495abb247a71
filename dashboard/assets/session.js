// The session: what is chosen goes to the server, what follows comes back, over a connection that may be lost.

const MOST_REFUSALS = 3, SOON = 20; // attempts
const RELOADED = "isotherm-reloaded", SELDOM = 60_000; // ms

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const later = () => document.getElementById("session"); // absent where the page has Panel's widgets

const run = (src) => new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src });
  script.addEventListener("load", resolve);
  script.addEventListener("error", () => reject(new Error(`${src} did not load`)));
  document.body.append(script);
});

// WebKit brings a page back as it was left, when Bokeh has stopped to reconnect; the address has all choices.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

/** Read Bokeh, whose script is larger than all else together: the first picture does not wait for it. */
export async function loadBokeh() {
  if (later()) await run(later().dataset.bokeh);
  while (!window.Bokeh?.embed) await pause(10);
}

const connect = (url, token) => window.Bokeh.require("client/connection").pull_session(url, token, location.search.slice(1));

/** Open the session, with the token that Bokeh's server gave the page, as soon as the server answers. */
export async function startSession() {
  if (!later()) return; // Bokeh's own script does it, once
  const { token } = later().dataset;
  const url = `${location.origin.replace(/^http/, "ws")}${location.pathname.replace(/\/+$/, "")}/ws`;
  const { document: session } = await untilConnected(() => connect(url, token));
  await window.Bokeh.embed.add_document_standalone(session, document.body);
}

/** Whether a server that answers has refused the socket: what an error says differs between engines. */
const isRefused = (error) => /^Error: Lost/.test(error) || fetch("healthz", { cache: "no-store" }).then(({ ok }) => ok, () => false);

/** Read the page anew for another token; once a minute and tab, for a proxy may refuse all sockets. */
function reloadOnce() {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < SELDOM) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch { /* no storage, as in some frames: nothing limits it but the pauses between attempts */ }
  location.reload();
}

/** Try until it succeeds: soon at first, and all the pages of a server that was started anew not at once. */
async function untilConnected(attempt) {
  for (let failures = 0, refusals = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      // A server that answers and closes the socket does not know this token. The address has all choices.
      refusals = (await isRefused(error)) ? refusals + 1 : 0;
      if (refusals === MOST_REFUSALS) reloadOnce();
      const longest = failures < SOON ? 3000 : 30_000; // ms
      await pause((0.5 + Math.random() / 2) * Math.min(longest, 250 * 2 ** failures));
    }
  }
}

/**
 * Let choices reach the session, and what it answers be shown; when it is lost, go on with another one.
 * @param {import("./choices.js").Choices} choices
 * @param {(parts: Parts) => void} show
 */
export async function followSession(choices, show) {
  const session = () => window.Bokeh.documents.find((known) => known.roots().some(({ tags }) => tags.includes("shown")));
  while (!session()) await pause(20);
  follow(session(), choices, show);
}

function follow(/** @type {BokehDocument} */ session, choices, show) {
  const [state, shown] = ["state", "shown"].map((name) => session.roots().find(({ tags }) => tags.includes(name)));
  const tell = () => {
    if (!shown.parts) return;
    const { turn, ...parts } = JSON.parse(shown.parts);
    show(parts);
    choices.answered(turn);
  };
  shown.properties.parts.change.connect(tell);
  tell();
  choices.connect(state);
  session.on_event("connection_lost", async (_, { connection }) => {
    choices.disconnect();
    const { url, token } = connection.deref();
    const { document: next } = await untilConnected(() => connect(url, token));
    if (!later()) { location.reload(); return; } // Panel's widgets belong to the document that is gone
    window.Bokeh.documents.splice(window.Bokeh.documents.indexOf(session), 1);
    follow(next, choices, show); // it has the choices of when the page was opened, and hears of the others
    const { ClientReconnected } = window.Bokeh.require("core/bokeh_events");
    next.event_manager.send_event(new ClientReconnected()); // answered with all that is shown
  });
}
