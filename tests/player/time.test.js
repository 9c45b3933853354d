import assert from "node:assert/strict";
import test from "node:test";

import { Following } from "../../playground/player/browser/following.js";
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

/** When the place is told within five seconds, if each answer begins and ends so many milliseconds after. */
function told(begins, ends) {
  const following = new Following();
  const times = [];
  for (let now = 0; now <= 5000; now += 10) {
    const since = now - (times.at(-1) ?? Infinity);
    if (following.isDue(now, since >= begins && since < ends)) times.push(now);
  }
  return times;
}

test("what follows a playhead that plays is told again once it has answered, and after a pause", () => {
  assert.deepEqual(told(10, 30), [0, 430, 860, 1290, 1720, 2150, 2580, 3010, 3440, 3870, 4300, 4730]);
});

test("a server that takes long is asked the less often", () => {
  assert.deepEqual(told(10, 400), [0, 2000, 4000]);
});

test("an answer that does not come is not awaited for ever", () => {
  assert.deepEqual(told(Infinity, Infinity), [0, 3400]);
});
