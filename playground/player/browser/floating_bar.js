// The play bar stays in view when its picture has been scrolled away, so that whatever stands below can be played, too.

/**
 * @param {HTMLElement} root what the bar belongs to; it keeps the bar's room
 * @param {HTMLElement} bar
 * @param {AbortSignal} signal
 */
export function keepInView(root, bar, signal) {
  function place() {
    const { top, left, width } = root.getBoundingClientRect();
    const floats = top < 0;
    if (floats !== bar.classList.contains("player-floating")) {
      root.style.paddingTop = floats ? `${bar.offsetHeight}px` : "";
      bar.classList.toggle("player-floating", floats);
    }
    if (floats) Object.assign(bar.style, { left: `${left}px`, width: `${width}px` });
    else Object.assign(bar.style, { left: "", width: "" });
  }
  // Whichever element scrolls: a scroll does not bubble, but is seen on its way down.
  addEventListener("scroll", place, { capture: true, passive: true, signal });
  addEventListener("resize", place, { passive: true, signal });
}
