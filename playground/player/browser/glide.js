// Marks go to the next snapshot, before it is arrived at.

const DURATION = 600; // milliseconds

export class Glide {
  /** @type {number | undefined} */ #frame;

  get running() {
    return this.#frame !== undefined;
  }

  /**
   * @param {(part: number) => void} draw for each frame with how far it is, from 0 to 1
   * @param {() => void} arrive
   */
  start(draw, arrive) {
    const began = performance.now();
    const move = (/** @type {number} */ now) => {
      const part = Math.min(1, (now - began) / DURATION);
      draw(eased(part));
      if (part === 1) return arrive();
      this.#frame = requestAnimationFrame(move);
    };
    this.#frame = requestAnimationFrame(move);
  }

  stop() {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}

/**
 * Starts and ends gently.
 *
 * @param {number} part
 */
export function eased(part) {
  return part * part * (3 - 2 * part);
}
