// A switch that makes everything larger, for the last row of a class; the browser remembers it.

import { find } from "./dom.js";

const KEY = "first-layer-playground.large";

export class LargeText {
  #button;

  /**
   * @param {HTMLElement} root
   * @param {() => void} changed
   */
  constructor(root, changed) {
    this.#button = /** @type {HTMLButtonElement} */ (find(root, ".player-large"));
    this.on = remembered();
    this.#button.addEventListener("click", () => {
      this.on = !this.on;
      remember(this.on);
      changed();
    });
  }

  /** The style of the page looks at this, too. */
  set on(on) {
    this.#button.setAttribute("aria-pressed", String(on));
  }

  get on() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "true";
  } catch {
    return false; // a browser may keep nothing at all
  }
}

/** @param {boolean} on */
function remember(on) {
  try {
    localStorage.setItem(KEY, String(on));
  } catch {
    // then it holds until the page is left
  }
}
