// Slow motion: where a picture has moments, a step is not made at once but stops at each of them.

import { find, keylessButton } from "./dom.js";

export const MOMENTS_PER_SECOND = 0.4;

/** A snapshot and a moment of the step that follows it. @typedef {{playhead: number, moment: number}} Stop */

/**
 * The stop before (-1) or after (1) one. After the last moment of a step comes the next step; after the last step no
 * other follows, so its last moment, where it would be made, is left out.
 *
 * @param {Stop} stop
 * @param {number} way
 * @param {number} moments of a step
 * @param {number} last snapshot
 * @returns {Stop}
 */
export function neighbour({ playhead, moment }, way, moments, last) {
  const next = playhead * moments + moment + way;
  const number = Math.max(0, Math.min(last * moments + moments - 2, next));
  return { playhead: Math.floor(number / moments), moment: number % moments };
}

/** A button for each moment. */
export class MomentButtons {
  #line;
  #choose;
  /** @type {HTMLButtonElement[]} */ #buttons = [];

  /**
   * @param {HTMLElement} root
   * @param {(moment: number) => void} choose
   */
  constructor(root, choose) {
    this.#line = find(root, ".player-moments");
    this.#choose = choose;
  }

  /** @param {string[]} moments */
  furnish(moments) {
    this.#line.hidden = !moments.length;
    this.#buttons = moments.map((name, moment) => keylessButton(`${moment + 1} ${name}`, () => this.#choose(moment)));
    this.#line.replaceChildren(...this.#buttons);
  }

  /**
   * @param {number} current
   * @param {boolean} atEnd
   */
  show(current, atEnd) {
    for (const [moment, button] of this.#buttons.entries()) {
      if (moment === current) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.disabled = atEnd && moment === this.#buttons.length - 1;
      button.title = button.disabled
        ? "This is the last step: no step follows."
        : "Pause at this moment of the step and see its numbers";
    }
  }
}
