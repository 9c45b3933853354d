import assert from "node:assert/strict";
import test from "node:test";

import { eased } from "../../playground/player/browser/glide.js";
import { meaning } from "../../playground/player/browser/keyboard.js";
import { neighbour } from "../../playground/player/browser/moments.js";
import { due } from "../../playground/player/browser/playback.js";

test("a second of frames plays as many snapshots as the speed says", () => {
  let frame = { at: 0, rest: 0 };
  let played = 0;
  for (let now = 16; now <= 1008; now += 16) {
    const next = due(frame, now, 30);
    frame = next.frame;
    played += next.snapshots;
  }
  assert.equal(played, 30);
});

test("a tab that was hidden does not leap", () => {
  assert.equal(due({ at: 0, rest: 0 }, 60_000, 30).snapshots, 3);
});

test("after the last moment of a step comes the next step, and none after the last", () => {
  assert.deepEqual(neighbour({ playhead: 0, moment: 3 }, 1, 4, 2), { playhead: 1, moment: 0 });
  assert.deepEqual(neighbour({ playhead: 1, moment: 0 }, -1, 4, 2), { playhead: 0, moment: 3 });
  assert.deepEqual(neighbour({ playhead: 2, moment: 2 }, 1, 4, 2), { playhead: 2, moment: 2 });
  assert.deepEqual(neighbour({ playhead: 0, moment: 0 }, -1, 4, 2), { playhead: 0, moment: 0 });
});

test("a glide starts and ends where it should", () => {
  assert.deepEqual([eased(0), eased(0.5), eased(1)], [0, 0.5, 1]);
});

test("keys step, and with Shift by ten", () => {
  assert.deepEqual(
    [" ", "ArrowLeft", "ArrowRight", "Home", "End", "x"].map((key) => meaning(key, false)),
    ["toggle", -1, 1, "start", "end", undefined],
  );
  assert.equal(meaning("ArrowLeft", true), -10);
});
