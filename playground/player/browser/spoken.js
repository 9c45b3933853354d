// What a screen reader says and reads where the playhead rests.

import { create, find } from "./dom.js";

const ROWS = 60; // of a table

export class Spoken {
  #place;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#place = find(root, ".player-spoken");
  }

  /** @param {string[]} sentences */
  say(sentences) {
    const said = sentences.join(" ");
    if (this.#place.textContent !== said) this.#place.textContent = said;
  }
}

/**
 * The numbers of a matrix as a table, with the names of its rows and columns.
 *
 * @param {string} name
 * @param {ArrayLike<number>[]} rows
 * @param {{rows: string[], columns: string[]}} names
 */
export function table(name, rows, names) {
  const heading = names.columns.map((text) => create("th", { textContent: text, scope: "col" }));
  const body = rows.slice(0, ROWS).map((numbers, row) => {
    const first = create("th", { textContent: names.rows[row] ?? String(row), scope: "row" });
    const cells = Array.from(numbers, (number) => create("td", { textContent: number.toFixed(4) }));
    return line([first, ...cells]);
  });
  const whole = create("table", { className: "player-for-ears" });
  whole.append(create("caption", { textContent: name }), line([create("td"), ...heading]), ...body);
  return whole;
}

/** @param {HTMLElement[]} cells */
function line(cells) {
  const row = create("tr");
  row.append(...cells);
  return row;
}
