// A line as the path of an SVG.

/** @typedef {{c2p(value: number): number}} Scale from a number to pixels */

/**
 * The line through these points; NaN parts it. Points closer than half a pixel to the last one are left out: they can't
 * be seen, and a long trail has many.
 *
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {Scale} xaxis
 * @param {Scale} yaxis
 */
export function linePath(x, y, xaxis, yaxis) {
  let path = "";
  let [left, top] = [Number.NaN, Number.NaN];
  for (let k = 0; k < x.length; k++) {
    const [nextLeft, nextTop] = [xaxis.c2p(x[k]), yaxis.c2p(y[k])];
    const begun = !Number.isNaN(left);
    if (Number.isNaN(x[k])) [left, top] = [Number.NaN, Number.NaN];
    else if (!begun || Math.abs(nextLeft - left) + Math.abs(nextTop - top) > 0.5 || Number.isNaN(x[k + 1])) {
      [left, top] = [nextLeft, nextTop];
      path += `${begun ? "L" : "M"}${left.toFixed(1)},${top.toFixed(1)}`;
    }
  }
  return path;
}
