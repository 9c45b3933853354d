// The words as chips: one that is pointed at is lit up everywhere, one that is clicked stays lit.

import { inkOn } from "./colors.js";
import { create, find } from "./dom.js";

/** @import {Payload} from "./payload.d.ts" */

/** The marks of Plotly as letters. @type {Record<string, string>} */
const MARKS = { circle: "●", square: "■", diamond: "◆", cross: "✚", star: "★", hexagon: "⬢", "triangle-down": "▼" };

export class Words {
  /** The word that stays lit when nothing is pointed at. @type {number | null} */
  pinned = null;
  #place;
  #light;
  /** @type {Pick<Payload, "words" | "listed" | "cut">} */ #data = { words: [], listed: 0, cut: "" };
  /** @type {HTMLButtonElement[]} */ #chips = [];
  #unlisted = create("output");

  /**
   * @param {HTMLElement} root
   * @param {(word: number | null) => void} light
   */
  constructor(root, light) {
    this.#place = find(root, ".player-words");
    this.#light = light;
  }

  /** @param {Pick<Payload, "words" | "listed" | "cut">} data */
  furnish(data) {
    this.#data = data;
    this.pinned = null;
    this.#chips = data.words.slice(0, data.listed).map((word, index) => this.#chip(word, index));
    this.#unlisted = create("output", { textContent: data.cut });
    this.#place.replaceChildren(...(data.cut ? [this.#unlisted] : []), ...this.#chips);
  }

  /**
   * @param {Payload["words"][number]} word
   * @param {number} index
   */
  #chip({ text, color, symbol }, index) {
    const chip = create("button", { type: "button", textContent: text });
    chip.style.setProperty("--word", color);
    chip.style.setProperty("--ink", inkOn(color));
    chip.dataset.mark = MARKS[symbol];
    chip.setAttribute("aria-pressed", "false");
    chip.onpointerenter = chip.onfocus = () => this.#light(index);
    chip.onpointerleave = chip.onblur = () => this.#light(null);
    chip.onclick = () => this.pin(index);
    return chip;
  }

  /**
   * Keeps a word lit, or no longer.
   *
   * @param {number} word
   */
  pin(word) {
    this.pinned = this.pinned === word ? null : word;
    for (const [index, chip] of this.#chips.entries()) chip.setAttribute("aria-pressed", String(index === this.pinned));
    this.#light(this.pinned);
  }

  /** @param {number | null} lit */
  show(lit) {
    for (const [index, chip] of this.#chips.entries()) chip.classList.toggle("player-lit", index === lit);
    this.#nameUnlisted(lit);
  }

  /**
   * A word that has no chip is named where the number of chips is.
   *
   * @param {number | null} lit
   */
  #nameUnlisted(lit) {
    const { words, listed, cut } = this.#data;
    const word = lit !== null && lit >= listed ? words[lit] : undefined;
    this.#unlisted.textContent = word?.text ?? cut;
    this.#unlisted.classList.toggle("player-lit", word !== undefined);
    this.#unlisted.style.setProperty("--word", word?.color ?? "transparent");
    this.#unlisted.style.setProperty("--ink", word ? inkOn(word.color) : "inherit");
  }
}
