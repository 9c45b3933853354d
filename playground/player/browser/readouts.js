// The sentences under the play bar.

import { create, find } from "./dom.js";
import { isolated } from "./isolated.js";

export class Readouts {
  #element;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#element = find(root, ".player-readouts");
  }

  /** @param {string[]} sentences */
  say(sentences) {
    this.#element.replaceChildren(...paragraphs(sentences));
  }

  /**
   * What says how wide a sentence would be on one line, in pixels.
   *
   * @returns {(sentence: string) => number}
   */
  ruler() {
    const context = create("canvas", {}).getContext("2d");
    if (!context) return (sentence) => sentence.length;
    context.font = getComputedStyle(this.#element).font;
    return (sentence) => context.measureText(sentence).width;
  }

  /**
   * Keeps as much room as the tallest of these groups of sentences takes, so that nothing below jumps.
   *
   * @param {string[][]} groups
   */
  reserve(groups) {
    this.#element.style.minHeight = "";
    if (groups.length) this.#element.style.minHeight = `${Math.max(...this.#heights(groups))}px`;
  }

  /**
   * How tall each group would be, in pixels.
   *
   * @param {string[][]} groups
   */
  #heights(groups) {
    const width = `${this.#element.getBoundingClientRect().width}px`;
    const copies = groups.map((sentences) => {
      const copy = create("div", { className: this.#element.className, inert: true });
      Object.assign(copy.style, { position: "absolute", visibility: "hidden", boxSizing: "border-box", width });
      copy.replaceChildren(...paragraphs(sentences));
      return copy;
    });
    this.#element.after(...copies);
    const heights = copies.map((copy) => copy.offsetHeight);
    for (const copy of copies) copy.remove();
    return heights;
  }
}

/** @param {string[]} sentences */
function paragraphs(sentences) {
  return sentences.map((sentence) => create("p", { textContent: isolated(sentence) }));
}
