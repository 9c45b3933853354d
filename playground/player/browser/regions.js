// The plane behind the words: at each place the answer that the head would give there, the more certain the stronger,
// and a line where the two best answers are equal.

import { planeOf } from "./plotly_internals.js";

/** @import {Plot} from "./plotly_types.d.ts" */
/** A head at a step: weight, two numbers for each answer, and bias. @typedef {{weight: ArrayLike<number>, bias: ArrayLike<number>}} Head */

const MOST = 400_000; // numbers computed for one picture
const FINEST = { playing: 6, still: 3 }; // pixels that a computed place is wide
const LINE = "rgba(128, 128, 128, 0.9)";
const STRONGEST = 0.42; // how opaque what is certain is
const NAMED = 0.015; // share of the plane from which on a region is named

/**
 * The best answer at a place, and its probability by softmax.
 *
 * @param {Head} head
 * @param {number} x
 * @param {number} y
 */
export function answerAt({ weight, bias }, x, y) {
  let best = 0;
  let highest = -Infinity;
  for (let k = 0; k < bias.length; k++) {
    const score = weight[2 * k] * x + weight[2 * k + 1] * y + bias[k];
    if (score > highest) [best, highest] = [k, score];
  }
  let sum = 0;
  for (let k = 0; k < bias.length; k++) sum += Math.exp(weight[2 * k] * x + weight[2 * k + 1] * y + bias[k] - highest);
  return { best, probability: 1 / sum };
}

/**
 * The best answers at the places of a grid, row by row, and their probabilities.
 *
 * @param {Head} head
 * @param {number[]} xs
 * @param {number[]} ys
 */
export function answersOn(head, xs, ys) {
  const best = new Int32Array(xs.length * ys.length);
  const probability = new Float32Array(best.length);
  let at = 0;
  for (const y of ys) {
    for (const x of xs) {
      const answer = answerAt(head, x, y);
      best[at] = answer.best;
      probability[at++] = answer.probability;
    }
  }
  return { best, probability };
}

/** A canvas behind a plot. */
export class RegionsCanvas {
  #plot;
  #canvas = document.createElement("canvas");
  #small = document.createElement("canvas");

  /** @param {Plot} plot */
  constructor(plot) {
    this.#plot = plot;
    this.#canvas.className = "player-regions";
  }

  /** The picture, and where in the plot it is, in pixels; nothing while it is hidden. */
  get image() {
    const { offsetLeft: left, offsetTop: top, width, height } = this.#canvas;
    return this.#canvas.isConnected ? { href: this.#canvas.toDataURL(), left, top, width, height } : undefined;
  }

  /** Nothing is drawn, and nothing costs anything. */
  hide() {
    this.#canvas.remove();
  }

  /**
   * @param {Head} head
   * @param {{names: string[], colors: string[]}} answers
   * @param {number} trace one whose axes are those of the plane
   * @param {{ink: string, size: number, family: string}} text
   * @param {boolean} playing
   */
  draw(head, { names, colors }, trace, text, playing) {
    const { left, top, width, height, toX, toY } = planeOf(this.#plot, trace);
    if (!(width > 0 && height > 0)) return;
    if (this.#canvas.parentElement !== this.#plot) this.#plot.prepend(this.#canvas);
    place(this.#canvas, left, top, width, height);
    const places = Math.min((width * height) / FINEST[playing ? "playing" : "still"] ** 2, MOST / names.length);
    const apart = Math.sqrt((width * height) / places);
    const xs = centres(width, apart, toX);
    const ys = centres(height, apart, toY);
    const { best, probability } = answersOn(head, xs, ys);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    this.#paint(best, probability, xs.length, colors.map(parsed));
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#small, 0, 0, width, height);
    outline(context, best, xs.length, ys.length, width, height);
    name(context, best, xs.length, { width, height }, names, text);
  }

  /**
   * @param {Int32Array} best
   * @param {Float32Array} probability
   * @param {number} columns
   * @param {number[][]} colors
   */
  #paint(best, probability, columns, colors) {
    const rows = best.length / columns;
    Object.assign(this.#small, { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    for (let k = 0; k < best.length; k++) {
      const [red, green, blue] = colors[best[k]];
      image.data.set([red, green, blue, 255 * STRONGEST * probability[k]], 4 * k);
    }
    /** @type {CanvasRenderingContext2D} */ (this.#small.getContext("2d")).putImageData(image, 0, 0);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function place(canvas, left, top, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
}

/**
 * @param {number} length
 * @param {number} apart
 * @param {(pixel: number) => number} toNumber
 */
function centres(length, apart, toNumber) {
  const count = Math.max(2, Math.floor(length / apart));
  return Array.from({ length: count }, (_, k) => toNumber(((k + 0.5) * length) / count));
}

/**
 * A line between neighbours whose answers differ.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Int32Array} best
 * @param {number} columns
 * @param {number} rows
 * @param {number} width
 * @param {number} height
 */
function outline(context, best, columns, rows, width, height) {
  const [wide, high] = [width / columns, height / rows];
  context.beginPath();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const [left, top] = [(column + 1) * wide, (row + 1) * high];
      if (column + 1 < columns && best[at] !== best[at + 1]) {
        context.moveTo(left, top - high);
        context.lineTo(left, top);
      }
      if (row + 1 < rows && best[at] !== best[at + columns]) {
        context.moveTo(left - wide, top);
        context.lineTo(left, top);
      }
    }
  }
  context.strokeStyle = LINE;
  context.lineWidth = 1;
  context.stroke();
}

/**
 * The answers of the larger regions, in their middle.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Int32Array} best
 * @param {number} columns
 * @param {{width: number, height: number}} size
 * @param {string[]} names
 * @param {{ink: string, size: number, family: string}} text
 */
function name(context, best, columns, { width, height }, names, text) {
  const rows = best.length / columns;
  const sums = names.map(() => [0, 0, 0]);
  best.forEach((answer, at) => {
    const sum = sums[answer];
    sum[0] += 1;
    sum[1] += at % columns;
    sum[2] += Math.floor(at / columns);
  });
  Object.assign(context, {
    font: `italic ${text.size}px ${text.family}`,
    fillStyle: text.ink,
    textAlign: "center",
    textBaseline: "middle",
    globalAlpha: 0.75,
  });
  for (const [answer, [count, column, row]] of sums.entries()) {
    if (count < NAMED * best.length) continue;
    const room = context.measureText(names[answer]).width / 2;
    const x = Math.max(room, Math.min(width - room, ((column / count + 0.5) * width) / columns));
    context.fillText(names[answer], x, ((row / count + 0.5) * height) / rows);
  }
  context.globalAlpha = 1;
}

/** @param {string} color "#rrggbb" */
function parsed(color) {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
