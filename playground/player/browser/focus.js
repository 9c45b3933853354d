// Keyboard focus that survives a change of the page: Streamlit replaces controls, and the focus would fall to the top.

/** What the keyboard's focus was on last. @type {Element | null} */
let last = null;
/** The keys of its place, from the innermost out. @type {string[]} */
let keys = [];
const ELSEWHERE = ["lesson_card"]; // where what follows a vanished control is

/**
 * Once a page: where a control with the focus vanishes, the one with its key gets it, or the next one in its place.
 */
export function keepFocusInPlace() {
  if (document.documentElement.dataset.playgroundFocus) return;
  document.documentElement.dataset.playgroundFocus = "kept";
  document.addEventListener("focusin", ({ target }) => {
    const focused = /** @type {Element} */ (target);
    last = focused.matches(":focus-visible") ? focused : null; // a click leaves Space to the play button
    keys = keysAround(last);
  });
  new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });
}

/** @param {Element | null} element */
function keysAround(element) {
  const found = [];
  for (let at = element; at; at = at.parentElement) {
    found.push(...Array.from(at.classList).filter((name) => name.startsWith("st-key-")));
  }
  return found;
}

function restore() {
  if (!last || last.isConnected || document.activeElement !== document.body) return;
  for (const key of [...keys, ...ELSEWHERE.map((name) => `st-key-${name}`)]) {
    const controls = document.querySelectorAll(`.${CSS.escape(key)} :is(button, input, select, textarea, a[href])`);
    const control = Array.from(controls).find((one) => one.checkVisibility() && !(/** @type {any} */ (one).disabled));
    if (control) return /** @type {HTMLElement} */ (control).focus({ preventScroll: true });
  }
}
