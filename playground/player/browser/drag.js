// Marks that are moved by hand, where a panel lets them: with the mouse, a pen or a finger.

import { keepFocus } from "./dom.js";
import { axesOf, plotArea, traceOf } from "./plotly_internals.js";

/** @import {Plot} from "./plotly_types.d.ts" */
/** Where a pointer or a finger is. @typedef {{clientX: number, clientY: number}} Pointed */
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
const LONG = 400; // milliseconds after which a finger that rests on a mark takes it; before, it scrolls the page

/**
 * @param {Plot} plot
 * @param {Owner} owner
 */
export function letDrag(plot, owner) {
  plot.addEventListener("pointerdown", (event) => grab(plot, owner, event), { capture: true });
  plot.addEventListener("touchstart", (event) => touch(plot, owner, event), { capture: true, passive: true });
}

/**
 * A finger that rests on a mark takes it, and moves it; one that moves at once scrolls the page. Plotly is not to hear
 * of a finger on a mark.
 *
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {TouchEvent} event
 */
function touch(plot, owner, event) {
  const start = event.touches[0];
  const mark = markAt(plot, owner.drags(), start.clientX, start.clientY, REACH.touch);
  if (event.touches.length > 1 || !mark) return;
  event.stopPropagation();
  const ends = new AbortController();
  let held = false;
  let moved = false;
  const timer = setTimeout(() => {
    held = true;
    owner.grabbed(mark);
  }, LONG);
  const move = (/** @type {TouchEvent} */ next) => {
    const [finger] = next.touches;
    moved ||= far(finger, start) > STILL;
    if (held && moved) hold(plot, owner, mark, finger);
    if (!held && moved) clearTimeout(timer);
    if (held) next.preventDefault(); // and the page rests
  };
  const end = (/** @type {TouchEvent} */ last) => {
    clearTimeout(timer);
    ends.abort();
    if (last.type === "touchcancel") owner.cancelled();
    else if (held && moved) owner.dropped(mark, hold(plot, owner, mark, last.changedTouches[0]));
    else if (!moved) owner.clicked(mark);
    if (held || !moved) last.preventDefault(); // no click follows
  };
  const { signal } = ends;
  plot.addEventListener("touchmove", move, { signal, passive: false });
  plot.addEventListener("touchend", end, { signal, passive: false });
  plot.addEventListener("touchcancel", end, { signal });
  plot.addEventListener("contextmenu", keepFocus, { signal });
}

/**
 * @param {Pointed} one
 * @param {Pointed} other
 */
function far(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

/**
 * @param {Plot} plot
 * @param {Owner} owner
 * @param {PointerEvent} event
 */
function grab(plot, owner, event) {
  if (event.button !== 0 || !event.isPrimary || event.pointerType === "touch") return;
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
    dragged ||= far(event, start) > STILL;
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
 * @param {Pointed} event
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
