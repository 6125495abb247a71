// Whether the connection still carries anything: after sleep, or where a network is lost, a browser says nothing of it for minutes.

export const SILENT = "silent";
const TICK = 1000; // ms
const QUIET = 3, LOST = 7; // ticks without a message: then the server is asked, and then given up
const HURRIED = 5; // counted at once, where the network or the person is back
const ATTENDED = 60; // ticks after what a person did last: nobody misses a connection later
const DONE = ["pointerdown", "pointermove", "keydown", "focus"];

/**
 * Call `lost` once where the server is silent, within ten seconds while somebody is there; return what ends the watch.
 * Ticks are counted, not time: those that sleep, or a busy page, swallows are not the server's.
 * @param {BokehConnection} connection
 * @param {() => void} lost
 */
export function watch({ socket, session }, lost) {
  const over = new AbortController();
  const { signal } = over;
  let quiet = 0, unattended = 0;
  const ask = () => { session.force_roundtrip().catch(() => { /* lost meanwhile, which is heard elsewhere */ }); };
  const hurry = () => {
    if (document.hidden || quiet > HURRIED) return;
    quiet = HURRIED;
    ask();
  };
  const attend = () => {
    if (unattended > ATTENDED) hurry();
    unattended = 0;
  };
  const tick = () => {
    unattended += 1;
    const isAsked = quiet > QUIET;
    if (document.hidden || (unattended > ATTENDED && !isAsked)) return;
    quiet += 1;
    if (quiet === QUIET + 1) ask();
    if (quiet > LOST) lost();
  };
  socket?.addEventListener("message", () => { quiet = 0; }, { signal });
  for (const event of ["online", "offline", "visibilitychange"]) addEventListener(event, hurry, { signal });
  for (const event of DONE) addEventListener(event, attend, { signal, capture: true, passive: true });
  const ticking = setInterval(tick, TICK);
  signal.addEventListener("abort", () => clearInterval(ticking));
  return () => over.abort();
}
