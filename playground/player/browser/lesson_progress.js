// Which lessons have been taken, kept by the browser for the next visit.

/** @import {Component} from "./mount.js" */

const KEY = "first-layer-playground.lessons";

/** @param {Component<{done: string[]}>} component */
export default function ({ data, setStateValue }) {
  const done = [...new Set([...read(), ...data.done])];
  if (data.done.length) write(done);
  if (done.length > data.done.length) setStateValue("done", done);
  return () => {};
}

/** @returns {string[]} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return []; // a browser may keep nothing at all
  }
}

/** @param {string[]} done */
function write(done) {
  try {
    localStorage.setItem(KEY, JSON.stringify(done));
  } catch {
    // then it is known until the page is left
  }
}
