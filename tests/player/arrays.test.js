import assert from "node:assert/strict";
import test from "node:test";

import {
  decode,
  interpolate,
  nearest,
  oneHotRows,
  pick,
  submatrix,
  tails,
} from "../../playground/player/browser/arrays.js";

const plain = (numbers) => Array.from(numbers);
const encoded = (array, dtype) => ({
  dtype,
  bdata: Buffer.from(array.buffer).toString("base64"),
  shape: [array.length],
});

test("an encoded array is decoded to the same numbers", () => {
  const floats = Float32Array.of(0.1, -2.5e-30, Number.NaN, Number.POSITIVE_INFINITY);
  assert.deepEqual(decode(encoded(floats, "f4")).values, floats);
  const integers = Int32Array.of(-1, 0, 2 ** 31 - 1);
  assert.deepEqual(decode(encoded(integers, "i4")).values, integers);
});

test("tails are the last values up to the playhead, with a gap behind each item", () => {
  const array = { values: Float32Array.of(0, 10, 1, 11, 2, 12), shape: [3, 2] };
  assert.deepEqual(plain(tails(array, 2, 2, [0, 1])), [1, 2, Number.NaN, 11, 12, Number.NaN]);
  assert.deepEqual(plain(tails(array, 0, 9, [1])), [10, Number.NaN]);
});

test("a one-hot row has its 1 where the number says, or none if that is not seen", () => {
  const rows = oneHotRows([1, 5], { first: 1, size: 3 }).map(plain);
  assert.deepEqual(rows, [
    [1, 0, 0],
    [0, 0, 0],
  ]);
});

test("items are picked with a gap behind each row, and two for one that is missing", () => {
  assert.deepEqual(plain(pick([7, 8], [1, 0])), [8, 7]);
  assert.deepEqual(plain(pick([[1, 2]], [0, 4])), [1, 2, Number.NaN, Number.NaN, Number.NaN]);
});

test("half of the way lies in the middle", () => {
  assert.deepEqual(plain(interpolate(Float32Array.of(0, -4), [2, 4], 0.5)), [1, 0]);
});

test("of a matrix the part is given that is seen", () => {
  const rows = submatrix(
    Float32Array.from({ length: 12 }, (_, k) => k),
    4,
    { first: 1, size: 2 },
    { first: 2, size: 2 },
  );
  assert.deepEqual(rows.map(plain), [
    [6, 7],
    [10, 11],
  ]);
});

test("the nearest step is found, the later of two that are as near", () => {
  const steps = [0, 10, 20];
  assert.deepEqual(
    [-5, 0, 4, 5, 6, 19, 99].map((step) => nearest(steps, step)),
    [0, 0, 0, 1, 1, 2, 2],
  );
});
