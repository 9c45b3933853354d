import assert from "node:assert/strict";
import test from "node:test";

import { arrowLines } from "../../playground/player/browser/arrows.js";

const points = (lines) => Array.from(lines[0], (_, k) => lines.map((line) => line[k]));
const at = (count) => Array.from({ length: count }, () => [0]);

for (const axes of [1, 2, 3]) {
  test(`with ${axes} axes an arrow goes from its place to its tip, and ends in a gap`, () => {
    const offset = [[3], [4], [0]].slice(0, axes);
    const line = points(arrowLines(at(axes), offset, 2, [1, 1, 1].slice(0, axes)));
    assert.deepEqual(line[0], Array(axes).fill(0));
    assert.deepEqual(
      line[1],
      offset.map(([value]) => 2 * value),
    );
    assert.ok(line.at(-1).every(Number.isNaN));
  });

  test(`with ${axes} axes what rests or has no number has no arrow`, () => {
    for (const value of [0, Number.NaN]) {
      const lines = arrowLines(
        at(axes),
        Array.from({ length: axes }, () => [value]),
        1,
        Array(axes).fill(1),
      );
      assert.ok(lines.every((line) => line.length === 0));
    }
  });
}

test("the head of a short arrow is half as long as the arrow", () => {
  const [, tip, barb] = points(arrowLines([[0], [0]], [[0.5], [0]], 1, [1, 1]));
  assert.deepEqual(tip, [0.5, 0]);
  assert.equal(barb[0], 0.25);
});

test("a head is measured in the units of each axis", () => {
  const [, tip, barb] = points(arrowLines([[0], [0]], [[100], [0]], 1, [10, 0.1]));
  assert.equal(tip[0] - barb[0], 10);
  assert.ok(Math.abs(Math.abs(barb[1]) - 0.05) < 1e-6);
});
