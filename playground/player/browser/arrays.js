// Recorded arrays: decoded, and read at the playhead.

/** @import {EncodedArray} from "./payload.d.ts" */

/** @typedef {{values: Float32Array | Int32Array, shape: number[]}} RecordedArray */
/** What is seen of an axis. @typedef {{first: number, size: number}} Range */

/**
 * @param {EncodedArray} encoded
 * @returns {RecordedArray}
 */
export function decode({ dtype, bdata, shape }) {
  const bytes = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
  return { values: dtype === "f4" ? new Float32Array(bytes.buffer) : new Int32Array(bytes.buffer), shape };
}

/**
 * The last `length` values up to the playhead of each wanted item, one after the other with a gap between.
 *
 * @param {RecordedArray} array of shape [steps, items]
 * @param {number} playhead
 * @param {number} length
 * @param {number[]} wanted
 */
export function tails({ values, shape: [, items] }, playhead, length, wanted) {
  const first = Math.max(0, playhead - length + 1);
  const points = playhead - first + 2;
  const line = new Float32Array(wanted.length * points);
  let next = 0;
  for (const item of wanted) {
    for (let step = first; step <= playhead; step++) line[next++] = values[step * items + item];
    line[next++] = Number.NaN;
  }
  return line;
}

/**
 * Each number as the visible part of a one-hot row.
 *
 * @param {ArrayLike<number>} numbers
 * @param {Range} columns
 */
export function oneHotRows(numbers, { first, size }) {
  return Array.from(numbers, (number) =>
    Float32Array.from({ length: size }, (_, column) => Number(first + column === number)),
  );
}

/**
 * The items (numbers, or rows of numbers) at the wanted places; a gap behind each row, and two for each missing item.
 *
 * @param {ArrayLike<number | ArrayLike<number>>} items
 * @param {ArrayLike<number>} wanted
 */
export function pick(items, wanted) {
  const numbers = [];
  for (const place of Array.from(wanted)) {
    const item = items[place];
    if (typeof item === "number") numbers.push(item);
    else numbers.push(...Array.from(item ?? [Number.NaN]), Number.NaN);
  }
  return Float32Array.from(numbers);
}

/**
 * Part of the way, 0 to 1, from numbers to others.
 *
 * @template {Float32Array | Int32Array} T
 * @param {T} from
 * @param {ArrayLike<number>} to
 * @param {number} part
 * @returns {T}
 */
export function interpolate(from, to, part) {
  return /** @type {T} */ (from.map((value, place) => value + part * (to[place] - value)));
}

/**
 * The visible part of a matrix of that width, as rows.
 *
 * @param {Float32Array | Int32Array} values
 * @param {number} width
 * @param {Range} rows
 * @param {Range} columns
 */
export function submatrix(values, width, rows, columns) {
  return Array.from({ length: rows.size }, (_, row) => {
    const start = (rows.first + row) * width + columns.first;
    return values.subarray(start, start + columns.size);
  });
}

/**
 * The place of the step, of recorded steps in rising order, that is nearest; the later one of two that are as near.
 *
 * @param {number[]} steps
 * @param {number} step
 */
export function nearest(steps, step) {
  const after = steps.findIndex((other) => other >= step);
  if (after < 0) return steps.length - 1;
  return after > 0 && step - steps[after - 1] < steps[after] - step ? after - 1 : after;
}
