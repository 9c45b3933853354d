// Marks that are moved by hand, where a panel lets them: with the mouse, a pen or a finger.

import { axesOf, plotArea, traceOf } from "./plotly_internals.js";

/** @import {Plot} from "./plotly_types.d.ts" */
/** @import {Attributes, Updates} from "./picture.js" */
/** A mark: in which of the traces that can be dragged it is, and which of its items. @typedef {{layer: number, item: number}} Mark */
/**
 * What a drag asks of the chart that it happens in.
 *
 * @typedef {object} Owner
 * @property {() => number[]} drags the traces whose marks can be moved
 * @property {() => Updates} updates where the marks of these traces are
 * @property {(updates: Updates) => void} move
 * @property {(mark: Mark) => void} grabbed
 * @property {(mark: Mark) => void} clicked it was let go where it was
 * @property {(mark: Mark, place: number[]) => void} dropped
 * @property {() => void} cancelled
 */

/** @type {Record<string, number>} */
const REACH = { mouse: 12, touch: 24 }; // pixels from a mark at which it is taken
const STILL = 4; // pixels within which it was a click

/**
 * @param {Plot} plot
 * @param {Owner} owner
 */
export function letDrag(plot, owner) {
  plot.addEventListener("pointerdown", (event) => grab(plot, owner, event), { capture: true });
  plot.addEventListener("touchstart", (event) => takeTouch(plot, owner, event), { capture: true, passive: false });
}

/**
 * A finger on a mark moves the mark, anywhere else the page; Plotly is not to hear of it.
 *
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {TouchEvent} event
 */
function takeTouch(plot, owner, event) {
  const { clientX, clientY } = event.touches[0];
  if (event.touches.length > 1 || !markAt(plot, owner.drags(), clientX, clientY, REACH.touch)) return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {PointerEvent} event
 */
function grab(plot, owner, event) {
  if (event.button !== 0 || !event.isPrimary) return;
  const reach = REACH[event.pointerType] ?? REACH.mouse;
  const mark = markAt(plot, owner.drags(), event.clientX, event.clientY, reach);
  if (!mark) return;
  event.preventDefault(); // and Plotly gets no mouse event of it
  event.stopPropagation();
  owner.grabbed(mark);
  follow(plot, owner, mark, event);
}

/**
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {Mark} mark
 * @param {PointerEvent} start
 */
function follow(plot, owner, mark, start) {
  let dragged = false;
  const move = (/** @type {PointerEvent} */ event) => {
    dragged ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL;
    if (dragged) hold(plot, owner, mark, event);
  };
  const end = (/** @type {PointerEvent} */ event) => {
    plot.removeEventListener("pointermove", move);
    if (event.type === "pointercancel") owner.cancelled();
    else if (dragged) owner.dropped(mark, hold(plot, owner, mark, event));
    else owner.clicked(mark);
  };
  plot.setPointerCapture(start.pointerId);
  plot.addEventListener("pointermove", move);
  plot.addEventListener("pointerup", end, { once: true });
  plot.addEventListener("pointercancel", end, { once: true });
}

/**
 * The nearest mark within reach.
 *
 * @param {Plot} plot
 * @param {number[]} drags
 * @param {number} clientX
 * @param {number} clientY
 * @param {number} reach
 */
function markAt(plot, drags, clientX, clientY, reach) {
  const corner = plotArea(plot)?.getBoundingClientRect();
  /** @type {Mark | undefined} */
  let nearest;
  let least = reach;
  if (!corner) return nearest;
  for (const [layer, trace] of drags.entries()) {
    const { xaxis, yaxis } = axesOf(plot, trace);
    const { x, y } = traceOf(plot, trace);
    for (let item = 0; item < x.length; item++) {
      const far = Math.hypot(corner.left + xaxis.c2p(x[item]) - clientX, corner.top + yaxis.c2p(y[item]) - clientY);
      if (far < least) [nearest, least] = [{ layer, item }, far];
    }
  }
  return nearest;
}

/**
 * Draws the item where the pointer is, and gives where that is on the axes.
 *
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {Mark} mark
 * @param {PointerEvent} event
 */
function hold(plot, owner, { item }, event) {
  const corner = /** @type {Element} */ (plotArea(plot)).getBoundingClientRect();
  const { xaxis, yaxis } = axesOf(plot, owner.drags()[0]);
  const flat = yaxis.visible === false; // a line of dots: there is no other height
  const place = [xaxis.p2c(event.clientX - corner.left), flat ? 0 : yaxis.p2c(event.clientY - corner.top)];
  owner.move(new Map([...owner.updates()].map(([trace, attributes]) => [trace, put(attributes, item, place)])));
  return place;
}

/**
 * The attributes with the item at another place.
 *
 * @param {Attributes} attributes
 * @param {number} item
 * @param {number[]} place
 * @returns {Attributes}
 */
function put(attributes, item, place) {
  const moved = Object.entries(attributes).map(([axis, values], k) => {
    const copy = /** @type {Float32Array} */ (values).slice();
    copy[item] = place[k];
    return /** @type {[string, Float32Array]} */ ([axis, copy]);
  });
  return Object.fromEntries(moved);
}
