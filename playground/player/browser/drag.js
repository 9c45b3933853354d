// Marks that are moved by hand, where a panel lets them: with the mouse, a pen or a finger.

const REACH = { mouse: 12, touch: 24 }; // pixels from a mark at which it is taken
const STILL = 4; // pixels within which it was a click

function letDrag(player, plot) {
  plot.addEventListener("pointerdown", (event) => grab(player, plot, event), { capture: true });
  // A finger on a mark moves the mark, anywhere else the page; Plotly is not to hear of it.
  plot.addEventListener("touchstart", (event) => {
    const { clientX, clientY } = event.touches[0];
    if (event.touches.length > 1 || !markAt(plot, clientX, clientY, REACH.touch)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true, passive: false });
}

function grab(player, plot, event) {
  const mark = event.button === 0 && event.isPrimary && markAt(plot, event.clientX, event.clientY, REACH[event.pointerType] ?? REACH.mouse);
  if (!mark) return;
  event.preventDefault(); // and Plotly gets no mouse event of it
  event.stopPropagation();
  player.pause();
  player.light(mark.item, plot);
  let dragged = false;
  const move = (next) => {
    dragged ||= Math.hypot(next.clientX - event.clientX, next.clientY - event.clientY) > STILL;
    if (dragged) hold(player, plot, mark, next);
  };
  const end = (last) => {
    plot.removeEventListener("pointermove", move);
    if (last.type === "pointercancel") player.draw();
    else if (dragged) player.drop(mark, hold(player, plot, mark, last));
    else player.pin(mark.item);
  };
  plot.setPointerCapture(event.pointerId);
  plot.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) plot.addEventListener(name, end, { once: true });
}

// The nearest mark within reach: which of the traces that can be dragged it is in, and which item it is.
function markAt(plot, clientX, clientY, reach) {
  const corner = plot.querySelector(".nsewdrag")?.getBoundingClientRect();
  let nearest, least = reach;
  for (const [layer, trace] of plot.panel.drags.entries()) {
    const { xaxis, yaxis } = axes(plot, trace);
    const { x, y } = plot._fullData[trace];
    for (let item = 0; item < x.length; item++) {
      const far = Math.hypot(corner.left + xaxis.c2p(x[item]) - clientX, corner.top + yaxis.c2p(y[item]) - clientY);
      if (far < least) [nearest, least] = [{ layer, item }, far];
    }
  }
  return nearest;
}

// Draws the item where the pointer is, and gives where that is on the axes.
function hold(player, plot, { item }, event) {
  const corner = plot.querySelector(".nsewdrag").getBoundingClientRect();
  const { xaxis, yaxis } = axes(plot, plot.panel.drags[0]);
  const flat = yaxis.visible === false; // a line of dots: there is no other height
  const place = [xaxis.p2c(event.clientX - corner.left), flat ? 0 : yaxis.p2c(event.clientY - corner.top)];
  const there = player.values(plot.panel, ({ trace }) => plot.panel.drags.includes(trace));
  for (const values of there.values()) {
    for (const [k, axis] of [...Object.keys(values)].entries()) (values[axis] = values[axis].slice())[item] = place[k];
  }
  moveMarks(plot, there);
  return place;
}
