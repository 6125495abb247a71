// The session: what is chosen goes to the server, what follows comes back.

const later = () => document.getElementById("session"); // absent where the page has Panel's widgets

const run = (script, { src }) => new Promise((resolve, reject) => {
  const copy = Object.assign(document.createElement("script"), src ? { src } : { id: script.id, type: script.type, text: script.text });
  copy.addEventListener("load", resolve);
  copy.addEventListener("error", () => reject(new Error(`${src} did not load`)));
  document.body.append(copy);
  if (!src) resolve();
});

/** Read Bokeh, whose script is larger than all else together: the first picture does not wait for it. */
export async function loadBokeh() {
  if (later()) await run(null, { src: later().dataset.bokeh });
  while (!window.Bokeh?.embed) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Open the session: run what Bokeh's server wrote into the page for that. */
export function startSession() {
  for (const script of later()?.content.querySelectorAll("script") ?? []) run(script, {});
}

/** Resolve with the model of that tag once the session's document is here. */
export async function sessionModel(name) {
  for (;;) {
    for (const known of window.Bokeh.documents) {
      const model = known.roots().find(({ tags }) => tags.includes(name));
      if (model) return model;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The choices, kept here from the start and shared with the server once it listens. */
export class Choices {
  constructor(values) {
    this.values = values;
    this.waiting = {};
    this.model = null;
  }

  /** Tell the server; the year travels with the others, for it alone changes nothing there. */
  set(changes) {
    Object.assign(this.values, changes);
    if (this.model) this.model.setv({ ...changes, year: this.values.year });
    else Object.assign(this.waiting, changes);
  }

  connect(model) {
    this.model = model;
    if (Object.keys(this.waiting).length) this.set(this.waiting);
    this.waiting = {};
  }
}

const NONE = "none"; // in a link: no country

const written = (value) => (value === true ? "1" : value === false ? "0" : value === "" ? NONE : value);

/** The address of this view: each choice that is not the default, and what is not ours. */
export function address(values, link) {
  const query = new URLSearchParams(location.search);
  for (const [name, { choice, default: usual }] of Object.entries(link)) {
    if (values[choice] === usual) query.delete(name); else query.set(name, written(values[choice]));
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "") + location.hash;
}

const read = (text, usual) => {
  if (text === null) return usual;
  if (typeof usual === "number") return Number(text);
  if (typeof usual === "boolean") return text === "1";
  return text === NONE ? "" : text;
};

/** The choices of the address, which this page wrote: what Back and Forward lead to. */
export function choicesOf(link) {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(
    Object.entries(link).map(([name, { choice, default: usual }]) => [choice, read(query.get(name), usual)]),
  );
}
