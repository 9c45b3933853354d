// Time: while it plays, as many snapshots as the time since the last frame asks for.

const LONGEST_FRAME = 100; // milliseconds: a tab that was hidden had no frames

/** @typedef {{at: number, rest: number}} Frame when it was, and what part of a snapshot was left over */

export class Playback {
  playing = false;
  #rate;
  #advance;
  /** @type {Frame} */ #frame = { at: 0, rest: 0 };

  /**
   * @param {() => number} rate snapshots a second, asked for at each frame
   * @param {(snapshots: number) => void} advance
   */
  constructor(rate, advance) {
    this.#rate = rate;
    this.#advance = advance;
  }

  start() {
    this.playing = true;
    this.#frame = { at: performance.now(), rest: 0 };
    requestAnimationFrame((now) => this.#tick(now));
  }

  stop() {
    this.playing = false;
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.playing) return;
    const { snapshots, frame } = due(this.#frame, now, this.#rate());
    this.#frame = frame;
    if (snapshots) this.#advance(snapshots);
    requestAnimationFrame((next) => this.#tick(next));
  }
}

/**
 * How many whole snapshots are due at a frame; what is left over counts for the next.
 *
 * @param {Frame} frame the last one
 * @param {number} now
 * @param {number} rate snapshots a second
 */
export function due({ at, rest }, now, rate) {
  const elapsed = Math.min(LONGEST_FRAME, now - at) / 1000;
  const snapshots = rest + elapsed * rate;
  return { snapshots: Math.floor(snapshots), frame: { at: now, rest: snapshots % 1 } };
}
