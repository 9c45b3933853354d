// The sidebar of a page that is as low as a phone on its side would hide the picture, so it starts closed.

const LOW = 500; // pixels

/** Once a page. */
export function foldOnLowScreens() {
  const page = document.documentElement;
  if (page.dataset.playgroundSidebar || innerHeight > LOW) return;
  page.dataset.playgroundSidebar = "folded";
  const button = document.querySelector(
    "[data-testid=stSidebar][data-collapsed=false] [data-testid=stSidebarCollapseButton] button",
  );
  if (button instanceof HTMLElement) button.click();
}
