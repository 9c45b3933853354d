// All that relies on what Plotly.js keeps to itself, checked against version 7.1 of the Python package plotly.
// A test fails when another one is installed: then check each of these functions, and change the number.

/** @import {Axis, FullLayout, FullTrace, Plot} from "./plotly_types.d.ts" */

export const CHECKED_AGAINST = "7.1";

/** @param {Plot} plot */
export function isDrawn(plot) {
  return plot._fullLayout !== undefined;
}

/**
 * @param {Plot} plot
 * @returns {FullLayout}
 */
function layoutOf(plot) {
  return /** @type {FullLayout} */ (plot._fullLayout);
}

/**
 * A trace with all its defaults.
 *
 * @param {Plot} plot
 * @param {number} trace
 */
export function traceOf(plot, trace) {
  return plot._fullData[trace];
}

/**
 * Sets attributes of a trace without drawing: Plotly draws from them when it next draws by itself.
 *
 * @param {Plot} plot
 * @param {number} trace
 * @param {object} attributes
 */
export function setAttributes(plot, trace, attributes) {
  Object.assign(plot.data[trace], attributes);
  Object.assign(plot._fullData[trace], attributes);
}

/**
 * @param {Plot} plot
 * @param {number} trace
 * @returns {{xaxis: Axis, yaxis: Axis}}
 */
export function axesOf(plot, trace) {
  const { xaxis, yaxis } = traceOf(plot, trace);
  const layout = layoutOf(plot);
  return {
    xaxis: /** @type {Axis} */ (layout[xaxis.replace("x", "xaxis")]),
    yaxis: /** @type {Axis} */ (layout[yaxis.replace("y", "yaxis")]),
  };
}

/**
 * Where the plane of a trace is in the plot, in pixels, and what numbers its pixels stand for.
 *
 * @param {Plot} plot
 * @param {number} trace
 */
export function planeOf(plot, trace) {
  const { xaxis, yaxis } = axesOf(plot, trace);
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width: Math.round(xaxis._length),
    height: Math.round(yaxis._length),
    toX: (/** @type {number} */ pixel) => xaxis.p2c(pixel),
    toY: (/** @type {number} */ pixel) => yaxis.p2c(pixel),
  };
}

/**
 * The ranges that are shown.
 *
 * @param {Plot} plot
 * @returns {{x: [number, number], y: [number, number]}}
 */
export function rangesOf(plot) {
  const { xaxis, yaxis } = /** @type {{xaxis: Axis, yaxis: Axis}} */ (/** @type {unknown} */ (layoutOf(plot)));
  return { x: [...xaxis.range], y: [...yaxis.range] };
}

/** @param {Plot} plot */
export function uirevisionOf(plot) {
  return layoutOf(plot).uirevision;
}

/** @param {Plot} plot */
export function isSolid(plot) {
  return layoutOf(plot).scene !== undefined;
}

/** @param {Plot} plot */
export function leftMargin(plot) {
  return layoutOf(plot)._size.l;
}

/**
 * The element that takes the mouse, as large as the first pair of axes; none in 3-D.
 *
 * @param {Plot} plot
 * @returns {Element | null}
 */
export function plotArea(plot) {
  return plot.querySelector(".nsewdrag");
}

/**
 * @param {Plot} plot
 * @param {FullTrace} full
 * @returns {SVGGElement | null}
 */
export function scatterGroup(plot, full) {
  return plot.querySelector(`.scatterlayer .trace${full.uid}`);
}

/**
 * The elements of a scatter trace: its marks in the order of the points, the label of each that has one, its lines.
 *
 * @param {Element} group
 */
export function scatterElements(group) {
  /** @type {SVGTextElement[]} */
  const labels = []; // Plotly draws none for a word without a label
  for (const text of /** @type {NodeListOf<SVGTextElement>} */ (group.querySelectorAll(".textpoint text"))) {
    labels[/** @type {{i: number}} */ (datum(text.parentNode)).i] = text;
  }
  return { marks: group.querySelectorAll(".point"), labels, lines: group.querySelectorAll(".js-line") };
}

/**
 * @param {Plot} plot
 * @param {FullTrace} full
 * @returns {SVGGElement | null}
 */
export function heatmapGroup(plot, full) {
  return plot.querySelector(`.subplot.${full.xaxis}${full.yaxis} .hm`);
}

/**
 * The elements of a heatmap: Plotly paints it as one picture, and writes the numbers over it.
 *
 * @param {Element} group
 */
export function heatmapElements(group) {
  return {
    image: /** @type {SVGImageElement} */ (group.querySelector("image")),
    labels: /** @type {NodeListOf<SVGTextElement>} */ (group.querySelectorAll(".heatmap-label text")),
  };
}

/**
 * Where Plotly looks for what is pointed at.
 *
 * @param {Plot} plot
 * @param {number} trace
 * @param {number} point
 * @param {object} attributes
 */
export function setHoverData(plot, trace, point, attributes) {
  Object.assign(plot.calcdata[trace][point], attributes);
}

/**
 * Makes Plotly report anew what is pointed at.
 *
 * @param {Plot} plot
 */
export function forgetHover(plot) {
  plot._hoverdata = [];
}

/**
 * In 3-D a turn runs out over some frames, and Plotly would go back to where the camera was when the mouse was let go.
 *
 * @param {Plot} plot
 */
export function keepCamera(plot) {
  const scene = layoutOf(plot).scene?._scene;
  if (scene) plot.layout.scene = { ...plot.layout.scene, camera: scene.getCamera() };
}

/**
 * The labels of the vertical axis with their values, how far the axis reaches, and how long it is in pixels; nothing
 * where Plotly chooses the labels itself.
 *
 * @param {Plot} plot
 */
export function tickLabels(plot) {
  const axis = layoutOf(plot).yaxis;
  if (!axis?.ticktext) return undefined;
  const texts = /** @type {NodeListOf<SVGTextElement>} */ (plot.querySelectorAll(".ytick text"));
  const labels = Array.from(texts, (text) => ({ text, value: /** @type {{x: number}} */ (datum(text)).x }));
  return { labels, reach: Math.abs(axis.range[1] - axis.range[0]), length: axis._length };
}

/**
 * The value of the label of the vertical axis that this element is part of.
 *
 * @param {Element} element
 */
export function tickValue(element) {
  const tick = element.closest(".ytick");
  return tick ? /** @type {{x: number}} */ (datum(tick)).x : undefined;
}

/**
 * What D3 keeps on an element.
 *
 * @param {Node | null} node
 */
function datum(node) {
  return /** @type {{__data__: unknown}} */ (/** @type {unknown} */ (node)).__data__;
}
