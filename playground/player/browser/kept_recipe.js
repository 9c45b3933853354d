// Recipes that are too long for their address, kept by the browser under what the address says.

/** @import {Component} from "./mount.js" */
/** @typedef {{name: string, query: Record<string, string>}} Kept */

const KEY = "first-layer-playground.recipes";
const MOST = 3;

/** @param {Component<{wanted: string, keep: Kept | null}>} component */
export default function ({ data, setStateValue }) {
  if (data.keep) write([data.keep, ...read().filter(({ name }) => name !== data.keep?.name)].slice(0, MOST));
  const found = data.wanted && read().find(({ name }) => name === data.wanted);
  if (found) setStateValue("found", found.query);
  return () => {};
}

/** @returns {Kept[]} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && one.query) : [];
  } catch {
    return []; // a browser may keep nothing at all
  }
}

/** @param {Kept[]} kept */
function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    if (kept.length > 1) write(kept.slice(0, -1)); // there is room for fewer
  }
}
