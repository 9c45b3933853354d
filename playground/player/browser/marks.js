// Moves the marks that Plotly has drawn. Plotly.restyle draws axes, titles and margins anew and takes 30 ms and more
// for the four panels, too long for sixty pictures a second. So a new value is written straight into the marks: where a
// dot stands, the way a line takes, a cell's colour and number. Whatever does not fit the marks that are there
// (another number of points, 3-D) is left to Plotly.

import { colorsOf } from "./colors.js";
import { plain } from "./labels.js";
import { linePath } from "./line_path.js";
import { plotly } from "./plotly.js";
import * as internals from "./plotly_internals.js";

/** @import {Axis, FullTrace, Plot} from "./plotly_types.d.ts" */
/** @import {Attributes, Updates} from "./picture.js" */
/** @typedef {{element: SVGRectElement, number: number | undefined}} Cell */

const LABEL_HEIGHT = 9;
const SVG = "http://www.w3.org/2000/svg";

/** The marks of one plot. */
export class Marks {
  #plot;
  scale = 1;
  /** What was written last into a mark or a line: most rest at most steps. @type {WeakMap<Element, string>} */
  #written = new WeakMap();
  /** The cells that lie on a heatmap. @type {WeakMap<Element, Cell[]>} */
  #cells = new WeakMap();

  /** @param {Plot} plot */
  constructor(plot) {
    this.#plot = plot;
  }

  /** @param {Updates} updates */
  move(updates) {
    const others = new Map([...updates].filter(([trace, attributes]) => !this.#moveTrace(trace, attributes)));
    if (others.size) this.#redraw(others);
  }

  /**
   * When Plotly has drawn by itself (a zoom, a new size), the marks are set right again: its lines may be older.
   *
   * @param {Updates} updates
   */
  settle(updates) {
    [this.#written, this.#cells] = [new WeakMap(), new WeakMap()];
    this.#thinLabels();
    if (internals.isSolid(this.#plot)) return;
    for (const [trace, attributes] of updates) this.#moveTrace(trace, attributes);
  }

  /**
   * Gives whether the new attributes fit the marks that are there.
   *
   * @param {number} trace
   * @param {Attributes} attributes
   */
  #moveTrace(trace, attributes) {
    const full = internals.traceOf(this.#plot, trace);
    const hidden = isEmpty(attributes.x);
    if (!hidden) internals.setAttributes(this.#plot, trace, attributes);
    if (full.type === "heatmap") return this.#moveHeatmap(trace, full);
    const group = full.type === "scatter" ? internals.scatterGroup(this.#plot, full) : null;
    if (!group) return false;
    group.style.display = hidden ? "none" : "";
    if (attributes.text) this.#spell(group, /** @type {string[]} */ (attributes.text));
    return hidden || this.#moveScatter(trace, full, group);
  }

  /**
   * @param {number} trace
   * @param {FullTrace} full
   * @param {Element} group
   */
  #moveScatter(trace, { x, y, mode }, group) {
    const { xaxis, yaxis } = internals.axesOf(this.#plot, trace);
    const { marks, labels, lines } = internals.scatterElements(group);
    if (mode.includes("lines")) return this.#moveLine(lines, linePath(x, y, xaxis, yaxis));
    if (marks.length !== x.length) return false;
    marks.forEach((mark, k) => {
      const [left, top] = [xaxis.c2p(x[k], true), yaxis.c2p(y[k], true)]; // on a logarithmic axis 0 is far below
      if (!this.#write(mark, "transform", `translate(${left},${top})`)) return;
      if (labels[k]) moveText(labels[k], left, top);
      internals.setHoverData(this.#plot, trace, k, { x: x[k], y: y[k] });
    });
    return true;
  }

  /**
   * @param {Element} group
   * @param {string[]} words
   */
  #spell(group, words) {
    const { labels } = internals.scatterElements(group);
    for (const [k, word] of words.entries()) {
      if (labels[k] && this.#write(labels[k], "data-word", word)) labels[k].textContent = plain(word);
    }
  }

  /**
   * Plotly draws a path for each unbroken part of a line; here the first path takes all parts.
   *
   * @param {ArrayLike<Element>} lines
   * @param {string} path
   */
  #moveLine(lines, path) {
    const [line, ...others] = Array.from(lines);
    if (!line) return false;
    for (const other of others) other.setAttribute("d", "");
    this.#write(line, "d", path);
    return true;
  }

  /**
   * Gives whether it was another value.
   *
   * @param {Element} element
   * @param {string} attribute
   * @param {string} value
   */
  #write(element, attribute, value) {
    if (this.#written.get(element) === value) return false;
    this.#written.set(element, value);
    element.setAttribute(attribute, value);
    return true;
  }

  /**
   * @param {number} trace
   * @param {FullTrace} full
   */
  #moveHeatmap(trace, full) {
    const group = internals.heatmapGroup(this.#plot, full);
    if (!group) return false;
    const numbers = Array.from(full.z).flatMap((row) => Array.from(row));
    const { image, labels } = internals.heatmapElements(group);
    if (full.texttemplate && labels.length !== numbers.length) return false;
    const cells = this.#cells.get(group) ?? drawCells(group, image, full, internals.axesOf(this.#plot, trace));
    this.#cells.set(group, cells);
    paintCells(cells, numbers, labels, full);
    internals.setHoverData(this.#plot, trace, 0, { z: full.z });
    return true;
  }

  /** Plotly draws every label of a row; where they would cover each other, only every second (third, ...) is shown. */
  #thinLabels() {
    const found = internals.tickLabels(this.#plot);
    if (!found) return;
    const stride = labelStride(found.reach, found.length / this.scale);
    for (const { text, value } of found.labels) text.style.display = value % stride ? "none" : "";
  }

  /** @param {Updates} updates */
  #redraw(updates) {
    const traces = [...updates.keys()];
    const names = new Set([...updates.values()].flatMap((attributes) => Object.keys(attributes)));
    const columns = Array.from(names, (name) => [name, traces.map((trace) => updates.get(trace)?.[name])]);
    internals.keepCamera(this.#plot);
    plotly().restyle(this.#plot, Object.fromEntries(columns), traces);
  }
}

/**
 * Whether an attribute is bound, and there is nothing to draw.
 *
 * @param {Attributes[string] | undefined} attribute
 */
export function isEmpty(attribute) {
  return typeof attribute === "object" && attribute.length === 0;
}

/**
 * One label of how many has room.
 *
 * @param {number} count labels along the axis
 * @param {number} length of the axis, in pixels of a small screen
 */
export function labelStride(count, length) {
  return Math.ceil((LABEL_HEIGHT * count) / length);
}

/**
 * @param {SVGTextElement} text
 * @param {number} left
 * @param {number} top
 */
function moveText(text, left, top) {
  for (const element of [text, ...text.children]) {
    element.setAttribute("x", String(left));
    element.setAttribute("y", String(top));
  }
}

/**
 * @param {Cell[]} cells
 * @param {number[]} numbers
 * @param {ArrayLike<SVGTextElement>} labels
 * @param {FullTrace} full
 */
function paintCells(cells, numbers, labels, full) {
  const color = colorsOf(full);
  const digits = Number(full.texttemplate?.match(/\.(\d)f/)?.[1]);
  numbers.forEach((number, k) => {
    const cell = cells[k];
    if (cell.number === number) return;
    cell.number = number;
    const { fill, ink } = color(number);
    cell.element.setAttribute("fill", fill);
    if (!labels.length) return;
    labels[k].textContent = cellText(number, digits);
    labels[k].style.fill = ink;
  });
}

/**
 * A number as Plotly writes it: one that rounds to zero has no sign.
 *
 * @param {number} number
 * @param {number} digits
 */
export function cellText(number, digits) {
  return number.toFixed(digits).replace(/^-(0[.0]*)$/, "$1");
}

/**
 * Covers Plotly's picture of a heatmap with cells, so that one can change without the others.
 *
 * @param {Element} group
 * @param {SVGImageElement} image
 * @param {FullTrace} full
 * @param {{xaxis: Axis, yaxis: Axis}} axes
 * @returns {Cell[]}
 */
function drawCells(group, image, full, axes) {
  for (const cell of group.querySelectorAll(".player-cell")) cell.remove();
  const before = image.nextSibling;
  const cells = Array.from(full.z).flatMap((numbers, row) =>
    Array.from(numbers, (_, column) => {
      const element = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries(cellPlace(row, column, full, axes))) {
        element.setAttribute(name, String(value));
      }
      element.setAttribute("class", "player-cell");
      group.insertBefore(element, before);
      return { element, number: undefined };
    }),
  );
  image.style.display = "none";
  return cells;
}

/**
 * @param {number} row
 * @param {number} column
 * @param {FullTrace} full
 * @param {{xaxis: Axis, yaxis: Axis}} axes
 */
function cellPlace(row, column, { x0 = 0, y0 = 0, xgap, ygap }, { xaxis, yaxis }) {
  const [left, right] = [xaxis.c2p(x0 + column - 0.5), xaxis.c2p(x0 + column + 0.5)];
  const [top, bottom] = [yaxis.c2p(y0 + row - 0.5), yaxis.c2p(y0 + row + 0.5)];
  return { x: left, y: top, width: Math.max(0, right - left - xgap), height: Math.max(0, bottom - top - ygap) };
}
