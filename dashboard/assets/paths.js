// Numbers as the paths of SVG, which go on behind a gap.

/** A line through the values that are not NaN; x of a place among them, y of a value. */
export function linePath(values, x, y) {
  let path = "", pen = "M";
  values.forEach((value, i) => {
    if (Number.isNaN(value)) { pen = "M"; return; }
    path += `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** Rings parted by NaN, in metres upwards, as a path in kilometres, downwards. */
export function ringPath(xs, ys) {
  const kilometres = (metres) => Math.round(metres / 100) / 10;
  let path = "", pen = "M";
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(xs[i])) { path += "Z"; pen = "M"; continue; }
    path += `${pen}${kilometres(xs[i])} ${kilometres(-ys[i])}`;
    pen = "L";
  }
  return path && `${path}Z`;
}
