// Numbers as the paths of SVG, which go on behind a gap.

/**
 * A line through the values that are not NaN; x of a place among them, y of a value.
 * A value between two gaps is a line of no length: a dot, where the stroke has round ends.
 */
export function linePath(values, x, y) {
  let path = "", begins = true;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) { begins = true; return; }
    const point = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    path += begins ? `M${point}h0` : `L${point}`;
    begins = false;
  });
  return path;
}
