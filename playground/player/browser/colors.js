// Colours of numbers, and whether the page is dark.

const SHADES = 256;

/** The shades of a colour scale, four bytes each: red, green, blue, alpha. @typedef {Uint8ClampedArray} Ramp */

/** @type {Map<string, Ramp>} */
const ramps = new Map();

/**
 * From a number to its colour in the trace's scale, and to a colour that can be read on it.
 *
 * @param {{colorscale: [number, string][], zmin: number, zmax: number}} trace
 */
export function colorsOf({ colorscale, zmin, zmax }) {
  const key = JSON.stringify(colorscale);
  const ramp = ramps.get(key) ?? paintRamp(colorscale);
  ramps.set(key, ramp);
  return (/** @type {number} */ number) => colorOf(number, ramp, zmin, zmax);
}

/**
 * @param {number} number
 * @param {Ramp} ramp
 * @param {number} low
 * @param {number} high
 */
export function colorOf(number, ramp, low, high) {
  if (Number.isNaN(number)) return { fill: "none", ink: "none" };
  const start = 4 * Math.round((SHADES - 1) * Math.max(0, Math.min(1, (number - low) / (high - low))));
  const [red, green, blue, alpha] = ramp.subarray(start, start + 4);
  const bright = luminance(red, green, blue) > 140;
  const ink = alpha < 128 ? "currentColor" : bright ? "#222" : "#fff";
  return { fill: `rgba(${red},${green},${blue},${alpha / 255})`, ink };
}

/**
 * @param {[number, string][]} colorscale
 * @returns {Ramp}
 */
function paintRamp(colorscale) {
  const context = canvas(SHADES);
  const gradient = context.createLinearGradient(0, 0, SHADES, 0);
  for (const [at, color] of colorscale) gradient.addColorStop(at, color);
  context.fillStyle = gradient;
  context.fillRect(0, 0, SHADES, 1);
  return context.getImageData(0, 0, SHADES, 1).data;
}

/**
 * Whether the page's background, where this element is, is dark.
 *
 * @param {Element} element
 */
export function isDark(element) {
  const context = canvas(1);
  context.fillStyle = getComputedStyle(element).getPropertyValue("--st-background-color").trim() || "white";
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return luminance(red, green, blue) < 128;
}

/** @param {number} width */
function canvas(width) {
  const element = Object.assign(document.createElement("canvas"), { width, height: 1 });
  return /** @type {CanvasRenderingContext2D} */ (element.getContext("2d"));
}

/**
 * How bright a colour looks, from 0 to 255.
 *
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 */
export function luminance(red, green, blue) {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/**
 * Black or white, whichever can be read better on a colour like "#0072B2"; by the contrast of WCAG 2.
 *
 * @param {string} color
 */
export function inkOn(color) {
  const linear = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return (light + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff";
}
