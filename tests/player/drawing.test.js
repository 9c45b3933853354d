import assert from "node:assert/strict";
import test from "node:test";

import { colorOf, luminance } from "../../playground/player/browser/colors.js";
import { linePath } from "../../playground/player/browser/line_path.js";
import { cellText, isEmpty, labelStride } from "../../playground/player/browser/marks.js";

const gray = Uint8ClampedArray.from({ length: 4 * 256 }, (_, k) => (k % 4 === 3 ? 255 : Math.floor(k / 4)));
const pixels = { c2p: (value) => value };

test("a number gets the color at its place in the scale, and ink that can be read on it", () => {
  assert.deepEqual(colorOf(0, gray, 0, 1), { fill: "rgba(0,0,0,1)", ink: "#fff" });
  assert.deepEqual(colorOf(1, gray, 0, 1), { fill: "rgba(255,255,255,1)", ink: "#222" });
  assert.deepEqual(colorOf(9, gray, 0, 1), colorOf(1, gray, 0, 1), "beyond the scale it is that of its end");
  assert.equal(colorOf(Number.NaN, gray, 0, 1).fill, "none");
});

test("green looks brighter than blue", () => {
  assert.ok(luminance(0, 255, 0) > luminance(0, 0, 255));
});

test("a line is broken where there is no number, and leaves out what can't be seen", () => {
  assert.equal(
    linePath([0, 10, Number.NaN, 20, 30], [0, 0, 0, 5, 5], pixels, pixels),
    "M0.0,0.0L10.0,0.0M20.0,5.0L30.0,5.0",
  );
  assert.equal(linePath([0, 0.1, 10], [0, 0, 0], pixels, pixels), "M0.0,0.0L10.0,0.0");
});

test("a number that rounds to zero has no sign", () => {
  assert.deepEqual(
    [-0.004, -0.006, 0, 1.005].map((number) => cellText(number, 2)),
    ["0.00", "-0.01", "0.00", "1.00"],
  );
});

test("labels that have no room are thinned", () => {
  assert.deepEqual([labelStride(10, 90), labelStride(10, 89), labelStride(100, 90)], [1, 2, 10]);
});

test("only what is bound to nothing is empty", () => {
  assert.deepEqual([isEmpty([]), isEmpty([0]), isEmpty(undefined), isEmpty(0)], [true, false, false, false]);
});
