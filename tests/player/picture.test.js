import assert from "node:assert/strict";
import test from "node:test";

import { Picture } from "../../playground/player/browser/picture.js";

const encode = (array, ...shape) => ({
  dtype: array instanceof Float32Array ? "f4" : "i4",
  bdata: Buffer.from(array.buffer).toString("base64"),
  shape,
});
const binding = (more) => ({
  trace: 0,
  attribute: "x",
  index: ["step"],
  tail: 0,
  one_hot: 0,
  windows: [],
  at: "",
  moments: [],
  ...more,
});
const picture = new Picture({
  key: "k",
  steps: [0, 5],
  words: [],
  listed: 0,
  cut: "",
  windows: [],
  panels: [],
  arrays: {
    x: encode(Float32Array.of(1, 2, 3, 5), 2, 2),
    loss: encode(Float32Array.of(4, 0), 2),
    row: encode(
      Float32Array.from({ length: 12 }, (_, k) => k),
      2,
      2,
      3,
    ),
  },
  moments: ["choose", "move"],
  readouts: [
    { text: "loss {}", values: [{ array: "loss", kind: "number", index: ["step"] }], zero: "no loss", moments: [1] },
  ],
  templates: {},
  plotly: "",
});
const place = (more) => ({ playhead: 0, moment: 0, glide: 0, lit: null, windows: {}, ...more });
const updates = (more, at, arrows = []) => picture.updates({ bindings: more.map(binding), arrows }, place(at)).get(0);
const plain = (numbers) => Array.from(numbers);

test("a binding gives its array at the playhead", () => {
  assert.deepEqual(plain(updates([{ array: "x" }], { playhead: 1 }).x), [3, 5]);
});

test("on the way to the next snapshot it gives what lies between", () => {
  assert.deepEqual(plain(updates([{ array: "x" }], { glide: 0.5 }).x), [2, 3.5]);
});

test("without a lit word nothing is drawn for it", () => {
  assert.deepEqual(updates([{ array: "x", index: ["step", "word"] }], {}).x, []);
  assert.deepEqual(plain(updates([{ array: "x", index: ["step", "word"] }], { lit: 1 }).x), [2]);
});

test("at other moments than its own a binding gives nothing", () => {
  assert.deepEqual(updates([{ array: "x", moments: [1] }], {}).x, []);
});

test("through a window a part is seen, from its beginning on", () => {
  const windows = { words: { name: "words", size: 2, count: 3, lit: false, first: 1 } };
  const { z, y0, x0 } = updates([{ array: "row", attribute: "z", windows: ["", "words"] }], { windows });
  assert.deepEqual(z.map(plain), [
    [1, 2],
    [4, 5],
  ]);
  assert.deepEqual([y0, x0], [0, 1]);
});

test("an arrow without offsets points to the next place", () => {
  const arrows = [{ trace: 0, positions: ["x"], offsets: [], scale: 1, heads: [1], moments: [] }];
  const [start, tip] = updates([], {}, arrows).x;
  assert.deepEqual([start, tip], [1, 3]);
});

test("a sentence is said at its moment, and another one where its number is 0", () => {
  assert.deepEqual(picture.sentences(place({})), []);
  assert.deepEqual(picture.sentences(place({ moment: 1 })), ["loss 4"]);
  assert.deepEqual(picture.sentences(place({ moment: 1, playhead: 1 })), ["no loss"]);
});

test("room is kept for the longest form of a sentence", () => {
  const width = (/** @type {string} */ sentence) => sentence.length;
  assert.deepEqual(picture.widestSentences(place({ moment: 1 }), 100, width)[0], ["no loss"]);
});

test("the step is named as people write numbers", () => {
  assert.equal(picture.stepText(1), "step 5 of 5");
});
