// Windows on axes that hold more than can be seen at once.

/** @import {Window} from "./payload.d.ts" */

/** A window that stands somewhere. @typedef {Window & {first: number}} OpenWindow */
/** @typedef {Record<string, OpenWindow>} OpenWindows */

/**
 * The windows, by name, where they were before, or else at the first item.
 *
 * @param {Window[]} windows
 * @param {OpenWindows} before
 * @returns {OpenWindows}
 */
export function openWindows(windows, before) {
  return Object.fromEntries(
    windows.map((window) => {
      const first = Math.min(before[window.name]?.first ?? 0, window.count - window.size);
      return [window.name, { ...window, first }];
    }),
  );
}

/**
 * The first item of the window, moved as little as makes the item visible.
 *
 * @param {OpenWindow} window
 * @param {number | null} item
 */
export function revealing({ first, size, count }, item) {
  if (item === null || item >= count) return first;
  return Math.min(item, Math.max(first, item - size + 1));
}

/**
 * The nearest item to `first` at which the window can begin.
 *
 * @param {OpenWindow} window
 * @param {number} first
 */
export function clamp({ size, count }, first) {
  return Math.max(0, Math.min(count - size, first));
}

/**
 * What stands between the window's two buttons.
 *
 * @param {OpenWindow} window
 */
export function extent({ name, first, size, count }) {
  return `${name} ${first + 1}–${first + size} of ${count}`;
}
