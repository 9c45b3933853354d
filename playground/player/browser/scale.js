// How large text and marks are: in proportion to the screen, and numbers in proportion to their cells.

/** @import {Layout} from "./plotly_types.d.ts" */
/** @typedef {Record<string, any>} Part a part of a figure, or all of it */

const SMALL = { width: 1280, height: 720 }; // the screen for which figures are drawn
const MOST = 3;
const LARGE = 1.35; // how much larger everything is for the last row of a class
const NUMBERS = { least: 9, most: 16, low: 8 }; // pixels, on that screen; the lowest cell that holds one
const HEADING = 19; // pixels
const CHARACTER = { number: 0.45, heading: 0.56 }; // their mean width, as a part of the font size

/**
 * How many times as large as on a small screen.
 *
 * @param {boolean} large
 */
export function screenScale(large) {
  const screen = Math.min(innerWidth / SMALL.width, innerHeight / SMALL.height);
  return Math.max(1, Math.min(MOST, screen)) * (large ? LARGE : 1);
}

/**
 * Makes fonts, marks and margins so many times as large, in place.
 *
 * @param {Part} part
 * @param {number} scale
 */
export function enlarge(part, scale) {
  for (const [name, value] of Object.entries(part)) {
    if (/font$/.test(name) || name === "marker") part[name] = { ...value, ...sized(value, scale) };
    else if (name === "margin") part[name] = multiplied(value, scale);
    else if (name === "yshift" || name === "standoff") part[name] = value * scale;
    else if (isPart(value)) enlarge(value, scale);
  }
}

/** @param {unknown} value */
function isPart(value) {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !isNumbers(value);
}

/** @param {object} value */
function isNumbers(value) {
  return Array.isArray(value) && typeof value[0] !== "object";
}

/**
 * @param {Part} part
 * @param {number} scale
 */
function sized({ size }, scale) {
  if (typeof size === "number") return { size: size * scale };
  return Array.isArray(size) ? { size: size.map((one) => one * scale) } : {};
}

/**
 * @param {Record<string, number>} lengths
 * @param {number} scale
 */
function multiplied(lengths, scale) {
  return Object.fromEntries(Object.entries(lengths).map(([side, length]) => [side, length * scale]));
}

/**
 * Numbers of a heatmap as large as fits their cells, with two digits behind the point or fewer; without them, if even
 * that would be too small to read. Gives whether all that are wanted are there.
 *
 * @param {Part} heatmap
 * @param {Layout} layout
 * @param {{offsetWidth: number, offsetHeight: number}} plot
 * @param {number} scale
 */
export function fitNumbers(heatmap, layout, plot, scale) {
  const wanted = /\.(\d)f/.exec(heatmap.texttemplate ?? "");
  if (!wanted) return true;
  const { width, height } = cellSize(heatmap, layout, plot);
  const most = Number(wanted[1]);
  const fewest = heatmap.zmax < 10 ? Math.min(1, most) : 0;
  for (let digits = most; digits >= fewest; digits -= 1) {
    const characters = `-${heatmap.zmax.toFixed(digits)}`.length;
    const high = height < NUMBERS.low ? 0 : Math.max(NUMBERS.least, 0.65 * height);
    const size = Math.min(NUMBERS.most * scale, high, (width - 3) / (characters * CHARACTER.number));
    if (size < NUMBERS.least) continue;
    heatmap.texttemplate = `%{z:.${digits}f}`;
    heatmap.textfont = { ...heatmap.textfont, size };
    return true;
  }
  heatmap.texttemplate = null;
  return false;
}

/**
 * Room for a heading between two charts, one above the other, however low the panel is.
 *
 * @param {Layout} layout
 * @param {{offsetHeight: number}} plot
 * @param {number} scale
 */
export function fitGap(layout, plot, scale) {
  const { t = 100, b = 80 } = /** @type {Record<string, number>} */ (layout.margin);
  const upper = /** @type {Part | undefined} */ (layout.yaxis2);
  const lower = /** @type {Part} */ (layout.yaxis);
  if (!upper?.domain) return;
  const top = upper.domain[0] - (HEADING * scale) / (plot.offsetHeight - t - b);
  const before = lower.domain[1];
  if (top >= before || top <= lower.domain[0]) return;
  lower.domain[1] = top;
  for (const note of /** @type {Part[]} */ (layout.annotations ?? [])) if (note.y === before) note.y = top;
}

/**
 * Names beside rows no higher than their row; without them, if that would be too small to read.
 *
 * @param {Part} trace
 * @param {Layout} layout
 * @param {{offsetWidth: number, offsetHeight: number}} plot
 */
export function fitNames(trace, layout, plot) {
  if (trace.mode !== "markers+text" || trace.cliponaxis !== false) return;
  const { height } = cellSize(trace, layout, plot);
  if (height < NUMBERS.low) trace.mode = "markers";
  else trace.textfont = { ...trace.textfont, size: Math.min(trace.textfont.size, height) };
}

/**
 * Headings no wider than their panel.
 *
 * @param {Layout} layout
 * @param {{offsetWidth: number}} plot
 */
export function fitHeadings(layout, plot) {
  for (const note of /** @type {Part[]} */ (layout.annotations ?? [])) {
    const room = plot.offsetWidth / (note.text.length * CHARACTER.heading);
    if (note.xref === "paper" && note.font) note.font.size = Math.max(NUMBERS.low, Math.min(note.font.size, room));
  }
}

/**
 * @param {Part} heatmap
 * @param {Layout} layout
 * @param {{offsetWidth: number, offsetHeight: number}} plot
 */
function cellSize(heatmap, layout, plot) {
  const { l = 80, r = 80, t = 100, b = 80 } = /** @type {Record<string, number>} */ (layout.margin);
  const along = (/** @type {string} */ name, /** @type {number} */ pixels) => {
    const { domain = [0, 1], range } = /** @type {Part} */ (layout)[name];
    return ((domain[1] - domain[0]) * pixels) / Math.abs(range[1] - range[0]);
  };
  return {
    width: along((heatmap.xaxis ?? "x").replace("x", "xaxis"), plot.offsetWidth - l - r),
    height: along((heatmap.yaxis ?? "y").replace("y", "yaxis"), plot.offsetHeight - t - b),
  };
}
