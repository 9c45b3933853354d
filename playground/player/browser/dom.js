// Small helpers for elements.

/**
 * The element that must be there.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T}
 */
export function find(root, selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`there is no ${selector}`);
  return /** @type {T} */ (element);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function create(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

/**
 * A button whose click leaves no focus behind, so that Space goes on to mean play, and the arrows to mean steps.
 *
 * @param {string} textContent
 * @param {() => void} onclick
 */
export function keylessButton(textContent, onclick) {
  return create("button", { type: "button", textContent, onclick, onmousedown: keepFocus });
}

/** @param {Event} event */
export function keepFocus(event) {
  event.preventDefault();
}

/** Whether the visitor asked for little motion. */
export function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
