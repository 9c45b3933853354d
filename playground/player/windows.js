// Windows on axes that hold more than can be seen at once: moved by the wheel, by buttons, and by a word that is lit.

const ARROWS = { xaxis: ["◀", "▶"], yaxis: ["▲", "▼"] };

// As they come from Python, at their beginning or where they were before.
function openWindows(windows, before) {
  const places = windows.map(({ name, size, count }) => Math.min(before[name]?.first ?? 0, count - size));
  return Object.fromEntries(windows.map((window, k) => [window.name, { ...window, first: places[k] }]));
}

// Where the window begins when it has moved as little as lets the item be seen.
function revealing({ first, size, count }, item) {
  if (item === null || item >= count) return first;
  return Math.min(item, Math.max(first, item - size + 1));
}

// A line with two buttons for each window of a panel.
function furnishWindows(player, plot) {
  const lines = Object.entries(plot.panel.windows).map(([axis, name]) => {
    const line = Object.assign(document.createElement("div"), { className: "player-window" });
    const [back, forward] = ARROWS[axis].map((arrow, k) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: arrow });
      button.title = `${k ? "Next" : "Previous"} ${name}`;
      button.setAttribute("aria-label", button.title);
      button.onmousedown = (event) => event.preventDefault(); // a click leaves no focus behind
      button.onclick = () => {
        const window = player.windows[name];
        player.scroll(window, window.first + (k ? window.size : -window.size));
      };
      return button;
    });
    line.append(back, document.createElement("output"), forward);
    return line;
  });
  plot.nextElementSibling.replaceChildren(...lines);
  tellWindows(player, plot);
}

function tellWindows(player, plot) {
  Object.values(plot.panel.windows).forEach((name, k) => {
    const { first, size, count } = player.windows[name];
    const [back, text, forward] = plot.nextElementSibling.children[k].children;
    text.textContent = `${name} ${first + 1}–${first + size} of ${count}`;
    back.setAttribute("aria-disabled", String(first === 0));
    forward.setAttribute("aria-disabled", String(first + size === count));
  });
}

// The wheel moves the panel's first window; with Shift, or over the vertical axis, the one that is meant.
function turnWheel(player, plot, event) {
  const { windows } = plot.panel;
  const names = Object.values(windows);
  const overAxis = event.clientX - plot.getBoundingClientRect().left < plot._fullLayout._size.l;
  const window = player.windows[event.shiftKey ? names.at(-1) : (overAxis && windows.yaxis) || names[0]];
  const turned = Math.sign(event.deltaY || event.deltaX); // with Shift browsers turn it sideways
  if (!window || event.ctrlKey || !player.scroll(window, window.first + turned * Math.ceil(window.size / 10))) return;
  event.preventDefault();
  plot._hoverdata = []; // for Plotly to tell anew what is pointed at
}
