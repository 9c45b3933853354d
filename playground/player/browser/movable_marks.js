// Draws a figure whose first trace has marks that can be moved by hand, and tells where they are then.

import { find } from "./dom.js";
import { letDrag } from "./drag.js";
import { mounting } from "./mount.js";
import { loadPlotly, plotly, purge } from "./plotly.js";
import { traceOf } from "./plotly_internals.js";

/** @import {Component} from "./mount.js" */
/** @import {Figure} from "./payload.d.ts" */
/** @import {Attributes} from "./picture.js" */
/** @import {Plot} from "./plotly_types.d.ts" */
/** @typedef {{figure: Figure, plotly: string}} MarksData */

const TRACE = 0;

class MovableMarks {
  #plot;
  /** @type {Component<MarksData> | undefined} */ #component;
  #listens = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#plot = /** @type {Plot} */ (/** @type {unknown} */ (element));
  }

  leave() {
    purge(this.#plot);
  }

  /** @param {Component<MarksData>} component */
  async receive(component) {
    this.#component = component;
    const { plotly: address } = component.data;
    if (!(await loadPlotly(address)) || this.#component !== component) return;
    await this.#draw();
    if (!this.#listens) this.#listen();
  }

  #draw() {
    const { figure } = /** @type {Component<MarksData>} */ (this.#component).data;
    const { data, layout } = structuredClone(figure);
    return plotly().react(this.#plot, data, layout, { displayModeBar: false, responsive: true });
  }

  /** @returns {Attributes} */
  get #places() {
    const { x, y } = traceOf(this.#plot, TRACE);
    return { x: Array.from(x), y: Array.from(y) };
  }

  #listen() {
    this.#listens = true;
    const plot = this.#plot;
    letDrag(plot, {
      drags: () => [TRACE],
      updates: () => new Map([[TRACE, this.#places]]),
      move: (updates) => {
        const { x, y } = /** @type {Attributes} */ (updates.get(TRACE));
        plotly().restyle(plot, { x: [x], y: [y] }, [TRACE]);
      },
      grabbed: () => {},
      clicked: () => {},
      dropped: () => {
        const { x, y } = this.#places;
        const heights = /** @type {number[]} */ (y);
        this.#component?.setStateValue(
          "places",
          /** @type {number[]} */ (x).map((across, mark) => [across, heights[mark]]),
        );
      },
      cancelled: () => this.#draw(),
    });
  }
}

export default mounting((/** @type {HTMLElement} */ parent) => new MovableMarks(find(parent, ".movable-marks"))).mount;
