// Plotly.js, the one global of these scripts: it is loaded once and handed out here.

/** @import {PlotlyLibrary} from "./plotly_types.d.ts" */

const WAITS = [500, 1000, 2000, 4000]; // milliseconds: a server that has just started may not serve it yet

/** @type {Promise<boolean> | undefined} */
let loading;

/** Plotly.js, once it is loaded. */
export function plotly() {
  return /** @type {{Plotly: PlotlyLibrary}} */ (/** @type {unknown} */ (globalThis)).Plotly;
}

/**
 * Lets go of what Plotly keeps of a plot, if there is any.
 *
 * @param {HTMLElement} plot
 */
export function purge(plot) {
  plotly()?.purge(plot);
}

/**
 * Loads Plotly.js from the installed Python package, once a page, and gives whether it is there.
 *
 * @param {string} address relative to the page, with the version: a new one is asked for where there is one; "" where
 *   the page has it
 */
export function loadPlotly(address) {
  loading ??= address ? load(address, WAITS) : Promise.resolve(true);
  return loading;
}

/**
 * @param {string} address
 * @param {number[]} waits
 * @returns {Promise<boolean>}
 */
async function load(address, [wait, ...waits]) {
  try {
    await run(address);
    return true;
  } catch {
    if (wait === undefined) return false;
    await new Promise((resolve) => setTimeout(resolve, wait));
    return load(address, waits);
  }
}

/**
 * The server doesn't say how long it may be kept, so "force-cache" keeps it. Of an evaluated text a browser also keeps
 * what it has compiled, so that a reload takes a third less work; of a script behind a blob's address it does not.
 *
 * @param {string} address
 */
async function run(address) {
  const response = await fetch(new URL(address, document.baseURI), { cache: "force-cache" });
  if (!response.ok) throw new Error(response.statusText);
  const script = await response.text();
  // biome-ignore lint/security/noGlobalEval: a file of this server, run in the global scope as by a script element
  globalThis.eval(script);
}
