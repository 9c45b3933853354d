// Of a chart whose axes hold more than can be seen at once: a line with two buttons for each of its windows.

import { create, keylessButton } from "./dom.js";
import { extent } from "./windows.js";

/** @import {OpenWindows} from "./windows.js" */
/** @typedef {{text: HTMLOutputElement, back: HTMLButtonElement, forward: HTMLButtonElement, name: string}} Line */

/** @type {Record<string, [string, string]>} */
const SYMBOLS = { xaxis: ["◀", "▶"], yaxis: ["▲", "▼"] };

export class WindowLines {
  element = create("div", { className: "player-windows" });
  #scroll;
  /** @type {Line[]} */ #lines = [];

  /** @param {(name: string, pages: number) => void} scroll by so many times what is seen */
  constructor(scroll) {
    this.#scroll = scroll;
  }

  /** @param {Record<string, string>} windows the name of the window on each axis */
  furnish(windows) {
    this.#lines = [];
    this.element.replaceChildren(...Object.entries(windows).map(([axis, name]) => this.#line(axis, name)));
  }

  /**
   * @param {string} axis
   * @param {string} name
   */
  #line(axis, name) {
    const [back, forward] = SYMBOLS[axis].map((symbol, side) => {
      const button = keylessButton(symbol, () => this.#scroll(name, side ? 1 : -1));
      button.title = `${side ? "Next" : "Previous"} ${name}`;
      button.setAttribute("aria-label", button.title);
      return button;
    });
    const text = create("output");
    this.#lines.push({ text, back, forward, name });
    const line = create("div", { className: "player-window" });
    line.append(back, text, forward);
    return line;
  }

  /** @param {OpenWindows} windows */
  show(windows) {
    for (const { text, back, forward, name } of this.#lines) {
      const window = windows[name];
      text.textContent = extent(window);
      back.setAttribute("aria-disabled", String(window.first === 0));
      forward.setAttribute("aria-disabled", String(window.first + window.size === window.count));
    }
  }
}
