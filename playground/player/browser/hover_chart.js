// Draws a figure, and reports which of its rows is pointed at, or is chosen by a click or a tap. It knows nothing of what
// the rows mean: Python says which traces stand in them, row by row. The labels of the left axis count too.

import { find } from "./dom.js";
import { mounting } from "./mount.js";
import { loadPlotly, plotly, purge } from "./plotly.js";
import { tickValue } from "./plotly_internals.js";

/** @import {Component} from "./mount.js" */
/** @import {Figure} from "./payload.d.ts" */
/** @import {Plot, Point} from "./plotly_types.d.ts" */
/** @typedef {{figure: Figure, traces: number[], rows: number, plotly: string, camera: object}} HoverData */

const PATIENCE = 60; // milliseconds that the mouse stays on a row, or beside all, before that is reported

class HoverChart {
  #plot;
  /** @type {Component<HoverData> | undefined} */ #component;
  /** The row that was reported last. @type {number | null} */ #row = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #waiting;
  #listens = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#plot = /** @type {Plot} */ (/** @type {unknown} */ (element));
  }

  leave() {
    clearTimeout(this.#waiting);
    purge(this.#plot);
  }

  /** @param {Component<HoverData>} component */
  async receive(component) {
    this.#component = component;
    const { figure, plotly: address, camera } = component.data;
    if (!(await loadPlotly(address)) || this.#component !== component) return;
    await plotly().react(this.#plot, figure.data, figure.layout, { ...camera, responsive: true });
    if (!this.#listens) this.#listen();
  }

  #listen() {
    this.#listens = true;
    const plot = this.#plot;
    plot.on("plotly_hover", ({ points: [point] }) => this.#point(this.#rowOf(point)));
    plot.on("plotly_unhover", () => this.#point(null));
    plot.on("plotly_click", ({ points: [point] }) => this.#choose(this.#rowOf(point)));
    this.#onLabel("pointerover", (row) => this.#point(row));
    this.#onLabel("pointerout", () => this.#point(null));
    this.#onLabel("click", (row) => this.#choose(row));
  }

  /**
   * @param {"pointerover" | "pointerout" | "click"} name
   * @param {(row: number | null) => void} act
   */
  #onLabel(name, act) {
    this.#plot.addEventListener(name, ({ target }) => {
      const value = tickValue(/** @type {Element} */ (target));
      if (value !== undefined) act(this.#rowAt(value));
    });
  }

  get #data() {
    return /** @type {Component<HoverData>} */ (this.#component).data;
  }

  /** @param {Point} point */
  #rowOf({ curveNumber, pointNumber }) {
    return this.#data.traces.includes(curveNumber) ? [pointNumber].flat()[0] : null;
  }

  /**
   * The row whose label stands at a value of the axis.
   *
   * @param {number} value
   */
  #rowAt(value) {
    const row = this.#data.figure.layout.yaxis.tickvals?.indexOf(value) ?? -1;
    return row < 0 || row >= this.#data.rows ? null : row;
  }

  /** @param {number | null} row */
  #choose(row) {
    if (row !== null) this.#component?.setTriggerValue("chosen", row);
  }

  /** @param {number | null} row */
  #point(row) {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      if (row === this.#row) return;
      this.#row = row;
      this.#component?.setStateValue("row", row);
    }, PATIENCE);
  }
}

export default mounting((/** @type {HTMLElement} */ parent) => new HoverChart(find(parent, ".hover-chart"))).mount;
