// When the browser paints, and Bokeh's figures as soon as their new columns have been read.

/** Let the browser show what is drawn so far. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

/**
 * Paint the figures that `views` then tells, to be called before their columns change. Bokeh reads these in
 * microtasks and then waits for a frame of its own; this takes the next task, or that frame's start. Where
 * texts beside a figure give it another size it is painted in that size alone, not in the old one before.
 */
export function paintSoon(/** @type {() => BokehView[]} */ views) {
  const { port1, port2 } = new MessageChannel();
  const paint = () => {
    cancelAnimationFrame(waiting);
    port1.close();
    for (const view of views().filter(Boolean)) { view.after_resize(); view.repaint(); }
  };
  const waiting = requestAnimationFrame(paint);
  port1.onmessage = paint;
  port2.postMessage(null);
}
