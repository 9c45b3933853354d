// The play bar: buttons, the scrubber, the speed, and the step that is shown.

import { find, keepFocus } from "./dom.js";
import { requestOf } from "./keyboard.js";

/** @import {Destination} from "./keyboard.js" */
/**
 * What a visitor can ask for.
 *
 * @typedef {object} Actions
 * @property {(where: Destination) => void} go
 * @property {() => void} toggle
 * @property {(playhead: number) => void} scrub
 * @property {() => void} toggleSlowMotion
 */

export class Controls {
  #root;
  #bar;
  /** @type {HTMLInputElement} */ #scrubber;
  /** @type {HTMLSelectElement} */ #speed;
  /** @type {HTMLInputElement} */ #loop;
  #play;
  #slow;
  #step;

  /**
   * @param {HTMLElement} root
   * @param {Actions} actions
   * @param {AbortSignal} signal ends what listens
   */
  constructor(root, actions, signal) {
    this.#root = root;
    this.#bar = find(root, ".player-bar");
    this.#scrubber = find(root, ".player-scrubber");
    this.#speed = find(root, ".player-speed");
    this.#loop = find(root, ".player-loop");
    this.#play = find(root, ".player-play");
    this.#slow = find(root, ".player-slow");
    this.#step = find(root, ".player-step");
    this.#listen(actions);
    for (const field of [this.#speed, this.#loop]) blurAfterClick(field, signal);
    document.addEventListener("keydown", (event) => this.#press(event, actions), { signal });
  }

  /** @param {Actions} actions */
  #listen(actions) {
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.#bar.querySelectorAll("button"))) {
      button.onmousedown = keepFocus;
      const { go } = button.dataset;
      if (go) button.onclick = () => actions.go(destination(go));
    }
    this.#play.onclick = actions.toggle;
    this.#slow.onclick = actions.toggleSlowMotion;
    this.#scrubber.oninput = () => actions.scrub(this.#scrubber.valueAsNumber);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Actions} actions
   */
  #press(event, actions) {
    if (this.#bar.inert) return;
    const request = requestOf(event, this.#scrubber);
    if (request === undefined) return;
    event.preventDefault();
    if (request === "toggle") actions.toggle();
    else actions.go(request);
  }

  /** How many snapshots a second are played. */
  get speed() {
    return Number(this.#speed.value);
  }

  get loops() {
    return this.#loop.checked;
  }

  /** There is something to move through. */
  enable() {
    this.#bar.inert = false;
  }

  /** @param {number} last */
  setLast(last) {
    this.#scrubber.max = String(last);
  }

  /** @param {boolean} slow */
  setSlowMotion(slow) {
    this.#slow.setAttribute("aria-pressed", String(slow));
    this.#speed.disabled = slow;
    this.#root.classList.toggle("player-slowly", slow);
  }

  /** @param {boolean} playing */
  setPlaying(playing) {
    this.#root.classList.toggle("player-playing", playing);
    this.#play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }

  /**
   * @param {number} playhead
   * @param {string} text
   */
  showStep(playhead, text) {
    this.#scrubber.value = String(playhead);
    this.#scrubber.setAttribute("aria-valuetext", text);
    this.#step.textContent = text;
  }
}

/**
 * @param {string} text
 * @returns {Destination}
 */
function destination(text) {
  return text === "start" || text === "end" ? text : Number(text);
}

/**
 * A field that was changed by a click leaves no focus behind; one that was changed by keys keeps it.
 *
 * @param {HTMLElement} field
 * @param {AbortSignal} signal
 */
function blurAfterClick(field, signal) {
  let clicked = false;
  field.addEventListener("pointerdown", () => (clicked = true), { signal });
  field.addEventListener("keydown", () => (clicked = false), { signal });
  field.addEventListener("change", () => clicked && field.blur(), { signal });
}
