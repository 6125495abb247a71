// Paint Bokeh's figures as soon as their new columns have been read.

/** Bokeh reads columns in microtasks and then waits for a frame of its own; this takes the next task. */
export function paintSoon(...views) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); for (const view of views) view?.repaint(); };
  port2.postMessage(null);
}
