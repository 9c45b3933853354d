import assert from "node:assert/strict";
import test from "node:test";

import { clamp, extent, openWindows, revealing } from "../../playground/player/browser/windows.js";

const window = { name: "words", size: 10, count: 25, lit: true, first: 5 };

test("a window opens at the beginning, or where it was, as far as there are items", () => {
  assert.equal(openWindows([window], {}).words.first, 0);
  assert.equal(openWindows([window], { words: { ...window, first: 7 } }).words.first, 7);
  assert.equal(openWindows([{ ...window, count: 12 }], { words: { ...window, first: 7 } }).words.first, 2);
});

test("it moves as little as makes an item visible", () => {
  assert.deepEqual(
    [4, 5, 14, 15, 24].map((item) => revealing(window, item)),
    [4, 5, 5, 6, 15],
  );
  assert.deepEqual([revealing(window, null), revealing(window, 25)], [5, 5]);
});

test("it never leaves its items", () => {
  assert.deepEqual(
    [-3, 8, 99].map((first) => clamp(window, first)),
    [0, 8, 15],
  );
});

test("people count from one", () => {
  assert.equal(extent(window), "words 6–15 of 25");
});
