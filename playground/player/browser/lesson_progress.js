// Which lessons have been taken, with what was predicted and shown, kept by the browser for the next visit.

/** @import {Component} from "./mount.js" */
/** @typedef {Record<string, [string, string]>} Taken */

const KEY = "first-layer-playground.lessons";

/** @param {Component<{taken: Taken}>} component */
export default function ({ data, setStateValue }) {
  const taken = { ...read(), ...data.taken };
  const known = Object.keys(data.taken).length;
  if (known) write(taken);
  if (Object.keys(taken).length > known) setStateValue("taken", taken);
  return () => {};
}

/** @returns {Taken} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
  } catch {
    return {}; // a browser may keep nothing at all
  }
}

/** @param {Taken} taken */
function write(taken) {
  try {
    localStorage.setItem(KEY, JSON.stringify(taken));
  } catch {
    // then it is known until the page is left
  }
}
