// One panel of the player: a chart of Plotly, its windows, its caption, and what is pointed at in it.

import { create } from "./dom.js";
import { letDrag } from "./drag.js";
import { isolated } from "./isolated.js";
import { plain } from "./labels.js";
import { isEmpty, Marks } from "./marks.js";
import { plotly, purge } from "./plotly.js";
import * as internals from "./plotly_internals.js";
import { RegionsCanvas } from "./regions.js";
import { enlarge, fitGap, fitHeadings, fitNames, fitNumbers } from "./scale.js";
import { table } from "./spoken.js";
import { WindowLines } from "./window_lines.js";

/** @import {Mark} from "./drag.js" */
/** @import {Panel, Regions} from "./payload.d.ts" */
/** @import {Filter, Updates} from "./picture.js" */
/** @import {Layout, Plot, PlotEvent, Point} from "./plotly_types.d.ts" */
/** @import {OpenWindows} from "./windows.js" */
/**
 * What a chart asks of the player.
 *
 * @typedef {object} Host
 * @property {(panel: Panel, wanted?: Filter) => Updates} updates what is drawn where the playhead is
 * @property {(regions: Regions) => import("./regions.js").Head} head that of the regions where the playhead is
 * @property {() => boolean} playing
 * @property {() => OpenWindows} windows
 * @property {(name: string, items: number) => boolean} scroll moves a window, and gives whether it did
 * @property {() => {template: unknown, font: {family: string}}} style
 * @property {() => number} scale how large text and marks are
 * @property {(word: number | null, chart: Chart) => void} light
 * @property {(word: number) => void} pin
 * @property {(step: number) => void} goToStep
 * @property {() => void} pause
 * @property {() => void} draw
 * @property {(mark: Mark, place: number[]) => void} drop
 */

const FONT = 12; // pixels, where nothing else is said
const HINT = " Point at a cell to read its number.";
const CONFIG = { displayModeBar: false, doubleClick: false };

/** @param {{ticktext?: string[]}} axis */
const axisNames = ({ ticktext = [] }) => ticktext.map(plain);

/**
 * Whether a heatmap's cells have one colour, that the page shines through: Plotly takes its ink for the colour alone.
 *
 * @param {Record<string, any>} trace
 */
const isPale = ({ type, colorscale }) => type === "heatmap" && colorscale?.[0][1] === colorscale?.[1][1];

export class Chart {
  name;
  element;
  /** @type {Panel} */ panel;
  #host;
  /** @type {Plot} */ #plot;
  #marks;
  #windowLines;
  #caption;
  /** @type {RegionsCanvas | undefined} */ #regions;
  #table = create("div");
  #listens = false;
  /** The layout's uirevision that a visitor has zoomed. @type {unknown} */ #zoomed;

  /**
   * @param {Panel} panel
   * @param {Host} host
   */
  constructor(panel, host) {
    this.name = panel.name;
    this.panel = panel;
    this.#host = host;
    const plot = create("div", { className: "player-plot", role: "img" });
    plot.dataset.name = panel.name;
    this.#plot = /** @type {Plot} */ (/** @type {unknown} */ (plot));
    this.#marks = new Marks(this.#plot);
    this.#windowLines = new WindowLines((name, pages) => host.scroll(name, pages * host.windows()[name].size));
    this.#caption = create("figcaption", { id: `player-caption-${panel.name}` });
    plot.setAttribute("aria-labelledby", this.#caption.id);
    this.element = create("figure", { className: `player-panel player-panel-${panel.name}` });
    this.element.append(plot, this.#windowLines.element, this.#caption, this.#table);
  }

  get hidden() {
    return this.element.hidden;
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }

  /** Whether it is seen through windows. */
  get hasWindows() {
    return Object.keys(this.panel.windows).length > 0;
  }

  /**
   * The same panel of another picture keeps its element, so that it is redrawn in place and the zoom stays.
   *
   * @param {Panel} panel
   */
  furnish(panel) {
    this.panel = panel;
    this.#caption.textContent = isolated(panel.caption);
    this.#windowLines.furnish(panel.windows);
    this.#windowLines.show(this.#host.windows());
  }

  leave() {
    purge(this.#plot);
  }

  /** Drawn anew: Plotly's own resizing keeps the wider range that it has given a square picture in a wider room. */
  resize() {
    if (this.#plot.offsetWidth && internals.isDrawn(this.#plot)) this.paint();
  }

  /** Draws all of it anew. */
  paint() {
    const { traces, layout, fits } = this.#drawing();
    this.#marks.scale = this.#host.scale();
    this.#caption.textContent = isolated(this.panel.caption) + (fits ? "" : HINT);
    plotly().react(this.#plot, traces, layout, CONFIG);
    if (!this.#listens) this.#listen();
    this.#marks.settle(this.#updates());
    this.#drawRegions();
  }

  /** What Plotly draws, for the room that there is, and whether the numbers fit into their cells. */
  #drawing() {
    const scale = this.#host.scale();
    const [traces, layout] = [this.#traces(), this.#layout()];
    enlarge(traces, scale);
    enlarge(layout, scale);
    const { template, font } = this.#host.style();
    Object.assign(layout, { template, font: { ...font, size: FONT * scale }, autosize: true });
    fitGap(layout, this.#plot, scale);
    fitHeadings(layout, this.#plot);
    const [fits] = traces.map((trace) => fitNumbers(trace, layout, this.#plot, scale));
    for (const trace of traces) fitNames(trace, layout, this.#plot);
    return { traces, layout, fits };
  }

  /** What is painted behind it, and where in it that is; nothing where there is nothing. */
  get behind() {
    return this.#regions?.image;
  }

  /** Where it is drawn on the page. */
  get place() {
    return this.#plot.getBoundingClientRect();
  }

  /**
   * What is seen now, as SVG of the size that it has on the page.
   *
   * @returns {Promise<string>}
   */
  async svg() {
    const { traces, layout } = this.#drawing();
    for (const [trace, { x }] of this.#updates()) if (isEmpty(x)) traces[trace].visible = false;
    const { color } = getComputedStyle(this.element);
    for (const trace of traces)
      if (isPale(trace)) trace.textfont = { .../** @type {object} */ (trace.textfont), color };
    const { width, height } = this.place;
    const figure = { data: traces, layout, config: CONFIG };
    return plotly().toImage(figure, { format: "svg", width, height, imageDataOnly: true });
  }

  #drawRegions() {
    const { regions, drags, picks } = this.panel;
    if (!regions) return this.#regions?.hide();
    this.#regions ??= new RegionsCanvas(this.#plot);
    const scale = this.#host.scale();
    const { family } = this.#host.style().font;
    const ink = getComputedStyle(this.element).color;
    const trace = drags[0] ?? Number(Object.keys(picks)[0]);
    this.#regions.draw(
      this.#host.head(regions),
      regions,
      trace,
      { ink, size: FONT * scale, family },
      this.#host.playing(),
    );
  }

  /** The numbers that are shown, for those who can't see them. */
  describe() {
    const { type } = this.panel.figure.data[0];
    const rows = type === "heatmap" ? this.#updates().get(0)?.z : undefined;
    if (!Array.isArray(rows) || typeof rows[0] !== "object") return this.#table.replaceChildren();
    const { xaxis, yaxis } = this.panel.figure.layout;
    const names = { rows: axisNames(yaxis), columns: axisNames(xaxis) };
    const matrix = /** @type {ArrayLike<number>[]} */ (/** @type {unknown} */ (rows));
    this.#table.replaceChildren(table(this.panel.name.replace(/_.*/, ".weight"), matrix, names));
  }

  /** After a window has moved. */
  paintWindows() {
    this.#windowLines.show(this.#host.windows());
    this.paint();
  }

  /**
   * Draws what has changed.
   *
   * @param {Filter} [wanted]
   */
  draw(wanted) {
    this.#marks.move(this.#updates(wanted));
    if (!wanted) this.#drawRegions();
  }

  /** @param {Filter} [wanted] */
  #updates(wanted) {
    return this.#host.updates(this.panel, wanted);
  }

  #traces() {
    const traces = structuredClone(this.panel.figure.data);
    const hides = !this.panel.figure.layout.scene; // in 3-D a mark that is not wanted is empty, elsewhere it is hidden
    for (const [trace, attributes] of this.#updates()) {
      if (!isEmpty(attributes.x) || !hides) Object.assign(traces[trace], attributes);
    }
    return traces;
  }

  #layout() {
    const layout = structuredClone(this.panel.figure.layout);
    for (const [axis, name] of Object.entries(this.panel.windows)) {
      const { first } = this.#host.windows()[name];
      const shifted = /** @type {Layout["xaxis"]} */ (layout[axis]);
      shifted.range = [shifted.range[0] + first, shifted.range[1] + first];
    }
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
    if (this.#zoomed && this.#zoomed === layout.uirevision) {
      const { x, y } = internals.rangesOf(this.#plot);
      [layout.xaxis.range, layout.yaxis.range] = [x, y];
    }
    return layout;
  }

  #listen() {
    this.#listens = true;
    const plot = this.#plot;
    plot.on("plotly_afterplot", () => this.#marks.settle(this.#updates()));
    plot.on("plotly_relayout", () => this.#drawRegions());
    plot.on("plotly_relayouting", () => this.#drawRegions()); // while it is dragged
    // Plotly's own uirevision gives up a zoom as soon as the new picture has another range; every run has.
    plot.on("plotly_relayout", (change) => {
      if ("xaxis.range[0]" in change) this.#zoomed = internals.uirevisionOf(plot);
    });
    plot.on("plotly_doubleclick", () => this.#unzoom());
    plot.on("plotly_hover", (event) => this.#hover(event));
    plot.on("plotly_unhover", () => this.#hover());
    plot.on("plotly_click", (event) => this.#click(event));
    plot.addEventListener("wheel", (event) => this.#turnWheel(event), { passive: false });
    letDrag(plot, this.#dragOwner());
  }

  #dragOwner() {
    const host = this.#host;
    return {
      drags: () => this.panel.drags,
      updates: () => this.#updates(({ trace }) => this.panel.drags.includes(trace)),
      move: (/** @type {Updates} */ updates) => this.#marks.move(updates),
      grabbed: (/** @type {Mark} */ { item }) => {
        host.pause();
        host.light(item, this);
      },
      clicked: (/** @type {Mark} */ { item }) => host.pin(item),
      dropped: host.drop,
      cancelled: host.draw,
    };
  }

  #unzoom() {
    this.#zoomed = undefined;
    const { xaxis, yaxis } = structuredClone(this.panel.figure.layout);
    plotly().relayout(this.#plot, { "xaxis.range": xaxis.range, "yaxis.range": yaxis.range });
  }

  /** @param {PlotEvent} [event] */
  #hover(event) {
    const movable = event !== undefined && this.panel.drags.includes(event.points[0].curveNumber);
    internals.plotArea(this.#plot)?.classList.toggle("player-movable", movable);
    this.#host.light(event ? this.#wordAt(event.points[0]) : null, this);
  }

  /** @param {PlotEvent} event */
  #click({ points: [point] }) {
    const word = this.#wordAt(point);
    if (this.panel.timeline) this.#host.goToStep(point.x);
    else if (word !== null) this.#host.pin(word);
  }

  /** @param {Point} point */
  #wordAt(point) {
    const coordinate = this.panel.picks[point.curveNumber];
    return coordinate === undefined ? null : /** @type {number} */ (point[coordinate]);
  }

  /**
   * The wheel moves the first window; with Shift, or over the vertical axis, the one that is meant.
   *
   * @param {WheelEvent} event
   */
  #turnWheel(event) {
    const { windows } = this.panel;
    const names = Object.values(windows);
    if (!names.length || event.ctrlKey) return;
    const left = event.clientX - this.#plot.getBoundingClientRect().left;
    const overAxis = left < internals.leftMargin(this.#plot);
    const name = event.shiftKey ? names[names.length - 1] : (overAxis && windows.yaxis) || names[0];
    const turned = Math.sign(event.deltaY || event.deltaX); // with Shift browsers turn it sideways
    if (!this.#host.scroll(name, turned * Math.ceil(this.#host.windows()[name].size / 10))) return;
    event.preventDefault();
    internals.forgetHover(this.#plot);
  }
}
