// Keys work anywhere on the page but where they are typed or already mean something.

const TYPING = [
  "input:not([type=checkbox])",
  "textarea",
  "select",
  "[contenteditable=true]",
  ...["combobox", "listbox", "slider", "grid"].map((role) => `[role=${role}]`),
].join(", ");
const PRESSING = "button, a, summary, input[type=checkbox]";

/** Where to go: "start", "end", or a number of steps. @typedef {"start" | "end" | number} Destination */

/**
 * What a key asks for, if anything.
 *
 * @param {KeyboardEvent} event
 * @param {Element} scrubber where the keys keep their meaning
 * @returns {"toggle" | Destination | undefined}
 */
export function requestOf(event, scrubber) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const target = /** @type {Element} */ (event.target);
  if (target.closest(TYPING) && target !== scrubber) return undefined;
  if (event.key === " " && target.closest(PRESSING)) return undefined;
  return meaning(event.key, event.shiftKey);
}

/**
 * @param {string} key
 * @param {boolean} shift
 * @returns {"toggle" | Destination | undefined}
 */
export function meaning(key, shift) {
  const steps = shift ? 10 : 1;
  switch (key) {
    case " ":
      return "toggle";
    case "ArrowLeft":
      return -steps;
    case "ArrowRight":
      return steps;
    case "Home":
      return "start";
    case "End":
      return "end";
    default:
      return undefined;
  }
}
