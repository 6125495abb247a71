// The session: what is chosen goes to the server, what follows comes back, over a connection that may be lost.

import { SILENT, watch } from "isotherm/state/heartbeat.js";

const MOST_REFUSALS = 3, SOON = 20, MOST_ASKED = 10; // attempts
const RELOADED = "isotherm-reloaded", SELDOM = 60_000; // ms

const ATTEMPT = 10_000, LONGEST_ATTEMPT = 30_000, LEAVING = 3000; // ms
const AWAKE = ["online", "visibilitychange"]; // the network, or the person, is back

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const template = () => /** @type {HTMLTemplateElement} */ (document.getElementById("session"));
const isLean = () => "bokeh" in template().dataset; // no scripts of Panel's, nor a card of one's own

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
  if (isLean()) await run(template().dataset.bokeh);
  while (!window.Bokeh?.embed) await pause(10);
}

/** @type {(connection: BokehConnection) => void} */
let open;
/** @type {Promise<BokehConnection>} */
const opened = new Promise((resolve) => { open = resolve; });

/** Whether an attempt has failed: then the server may be another one than that which wrote the page. */
let hasFailed = false;

/** Whether the page stands in a sandboxed frame without an origin of its own: no server may take its socket. */
export const isSandboxed = () => window.origin === "null";

/** Open the session, with the token that Bokeh's server gave the page, as soon as the server answers. */
export async function startSession() {
  const { token, roots: written } = template().dataset, roots = JSON.parse(written);
  const url = `${location.origin.replace(/^http/, "ws")}${location.pathname.replace(/\/+$/, "")}/ws`;
  const connection = await untilConnected(url, token), { document: session } = connection.session;
  await window.Bokeh.embed.add_document_standalone(session, document.body, session.roots().map(({ id }) => document.getElementById(roots[id])));
  open(connection);
}

/**
 * Let a connection be lost at once: a browser waits for minutes where the other end says nothing.
 * @param {BokehConnection} connection
 */
function drop({ socket }) {
  if (!socket) return;
  socket.dispatchEvent(new CloseEvent("close", { code: 4000, reason: SILENT }));
  Object.assign(socket, { onopen: null, onmessage: null, onerror: null, onclose: null });
  socket.close();
}

/** Try once, for so many ms; the network or the person that comes back begins another attempt at once. */
async function connect(url, token, longest) {
  const { ClientConnection } = window.Bokeh.require("client/connection");
  /** @type {BokehConnection} */
  const connection = new ClientConnection(url, token, location.search.slice(1));
  const giveUp = () => drop(connection), late = setTimeout(giveUp, longest);
  addEventListener("online", giveUp);
  try {
    await connection.connect();
    return connection;
  } finally {
    clearTimeout(late);
    removeEventListener("online", giveUp);
  }
}

/**
 * Whether the server is here, away, or silent: a network that carries nothing.
 * @returns {Promise<"here" | "away" | "silent">}
 */
const asked = () => fetch("healthz", { cache: "no-store", signal: AbortSignal.timeout(ATTEMPT) })
  .then(({ ok }) => (ok ? "here" : "away"), ({ name }) => (name === "TimeoutError" ? "silent" : "away"));

/** Where the server is after a socket has failed: what an error says differs between engines. */
const after = async (error) => {
  if (String(error).includes(SILENT)) return "silent";
  return /^Error: Lost/.test(error) ? "here" : asked();
};

/** Read the page anew for another token; once a minute and tab, for a proxy may refuse all sockets. */
export function reloadOnce() {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < SELDOM) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch { /* no storage, as in some frames: nothing limits it but the pauses between attempts */ }
  location.reload();
}

/** Wait so long, or until the network or the person is back. */
function pauseOrWake(ms) {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    const end = () => {
      clearTimeout(waiting);
      for (const event of AWAKE) removeEventListener(event, end);
      resolve();
    };
    const waiting = setTimeout(end, ms);
    for (const event of AWAKE) addEventListener(event, end);
  });
}

/**
 * Try until it succeeds: soon at first, and all the pages of a server that was started anew not at once.
 * @returns {Promise<BokehConnection>}
 */
async function untilConnected(url, token) {
  for (let failures = 0, refusals = 0; ; failures++) {
    try {
      return await connect(url, token, Math.min(LONGEST_ATTEMPT, ATTEMPT * 2 ** failures));
    } catch (error) {
      hasFailed = true;
      // A server that answers and closes the socket does not know this token. The address has all choices.
      let server = await after(error);
      refusals = server === "here" ? refusals + 1 : 0;
      if (refusals === MOST_REFUSALS) reloadOnce();
      await pauseOrWake(waiting(failures));
      // Firefox lets a page wait for its next socket, the longer the more have failed: a minute at last.
      for (let times = 0; server === "away" && times < MOST_ASKED; times++) {
        server = await asked();
        if (server === "away") await pauseOrWake(waiting(++failures));
      }
    }
  }
}

/** How long to wait after so many failures, in ms. */
const waiting = (failures) => (0.5 + Math.random() / 2) * Math.min(failures < SOON ? 3000 : 30_000, 250 * 2 ** failures);

/**
 * Let choices reach the session, and what it answers be shown; when it is lost, go on with another one.
 * Where a server answers for another page than this one, of another snapshot or release, the page is read anew.
 * @param {{ choices: import("./choices.js").Choices, address: import("./address.js").Address, start: Start }} page
 * @param {(parts: Parts) => void} show
 */
export async function followSession(page, show) {
  const connection = await opened;
  follow(connection, page, show);
  if (hasFailed) askForAll(connection);
}

/** Ask for all that is shown: the answer says which snapshot and release it is of. */
function askForAll(/** @type {BokehConnection} */ { session: { document: session } }) {
  const { ClientReconnected } = window.Bokeh.require("core/bokeh_events");
  session.event_manager.send_event(new ClientReconnected());
}

function follow(/** @type {BokehConnection} */ connection, page, show) {
  const { choices } = page;
  const { url, token, session: { document: session } } = connection;
  const [state, shown] = ["state", "shown"].map((name) => session.roots().find(({ tags }) => tags.includes(name)));
  const leave = () => {
    page.address.flush();
    reloadOnce();
    setTimeout(() => drop(connection), LEAVING); // where that was done a moment ago: another server may answer
  };
  const tell = () => {
    if (!shown.parts) return;
    const { turn, made_of: madeOf, ...parts } = JSON.parse(shown.parts);
    if (madeOf !== page.start.made_of) { leave(); return; } // its numbers are in the order of other countries
    show(parts);
    choices.answered(turn);
  };
  shown.properties.parts.change.connect(tell);
  tell();
  choices.connect(state);
  const goOn = async () => {
    unwatch();
    choices.disconnect();
    const next = await untilConnected(url, token);
    if (!isLean()) { location.reload(); return; } // Panel's widgets belong to the document that is gone
    window.Bokeh.documents.splice(window.Bokeh.documents.indexOf(session), 1);
    follow(next, page, show); // it has the choices of when the page was opened, and hears of the others
    askForAll(next);
  };
  const unwatch = watch(connection, () => drop(connection));
  session.on_event("connection_lost", goOn);
  if (!connection.socket) goOn(); // lost before
}
