// Recipes that are too long for their address, kept by the browser under what the address says.
//
// Two tabs may have the same address and other texts: what this tab has kept comes before what the browser has.

import { onReturn } from "./reconnected.js";

/** @import {Component} from "./mount.js" */
/** @typedef {{name: string, query: Record<string, string>}} Kept */
/** @typedef {"sessionStorage" | "localStorage"} Place of a tab, and of the browser */

const KEY = "first-layer-playground.recipes";
const MOST = 3;
/** @type {Place[]} */
const PLACES = ["sessionStorage", "localStorage"];

/** @param {Component<{wanted: string, asked: string, keep: Kept | null}>} component */
export default function ({ data, setStateValue }) {
  if (data.keep) for (const place of PLACES) keep(place, data.keep);
  const found = data.wanted && PLACES.flatMap(read).find(({ name }) => name === data.wanted);
  if (found) setStateValue("found", { ...found.query, asked: data.asked });
  onReturn((count) => setStateValue("returned", count));
  return () => {};
}

/**
 * @param {Place} place
 * @param {Kept} recipe
 */
function keep(place, recipe) {
  write(place, [recipe, ...read(place).filter(({ name }) => name !== recipe.name)].slice(0, MOST));
}

/**
 * @param {Place} place
 * @returns {Kept[]}
 */
function read(place) {
  try {
    const kept = JSON.parse(window[place].getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && one.query) : [];
  } catch {
    return []; // a browser may keep nothing at all
  }
}

/**
 * @param {Place} place
 * @param {Kept[]} kept
 */
function write(place, kept) {
  try {
    window[place].setItem(KEY, JSON.stringify(kept));
  } catch {
    if (kept.length > 1) write(place, kept.slice(0, -1)); // there is room for fewer
  }
}
