// Moves the marks that Plotly has drawn. Plotly.restyle draws axes, titles and margins anew and takes 30 ms and more
// for the four panels, too long for sixty pictures a second. So a new value is written straight into the marks: where a
// dot stands, the way a line takes, a cell's colour and number. Whatever does not fit the marks that are there
// (another number of points, 3-D) is left to Plotly.

const LABEL_HEIGHT = 9;

function moveMarks(plot, updates) {
  const others = new Map([...updates].filter(([trace, values]) => !moved(plot, trace, values)));
  if (others.size) redraw(plot, others);
}

function moved(plot, trace, values) {
  const full = plot._fullData[trace];
  const hidden = values.x?.length === 0;
  if (!hidden) {
    Object.assign(plot.data[trace], values); // what Plotly draws from when it next draws by itself
    Object.assign(full, values);
  }
  if (full.type === "heatmap") return moveHeatmap(plot, trace);
  const group = full.type === "scatter" && plot.querySelector(`.scatterlayer .trace${full.uid}`);
  if (!group) return false;
  group.style.display = hidden ? "none" : "";
  return hidden || moveScatter(plot, trace, group);
}

function moveScatter(plot, trace, group) {
  const { x, y, mode } = plot._fullData[trace];
  const { xaxis, yaxis } = axes(plot, trace);
  if (mode.includes("lines")) return moveLine(group.querySelectorAll(".js-line"), x, y, xaxis, yaxis);
  const points = group.querySelectorAll(".point");
  if (points.length !== x.length) return false;
  const labels = []; // Plotly draws none for a word without a label
  for (const text of group.querySelectorAll(".textpoint text")) labels[text.parentNode.__data__.i] = text;
  points.forEach((point, k) => {
    const [left, top] = [xaxis.c2p(x[k], true), yaxis.c2p(y[k], true)]; // on a logarithmic axis 0 is far below
    const at = `translate(${left},${top})`;
    if (point.at === at) return; // most words rest at most steps
    point.setAttribute("transform", (point.at = at));
    for (const text of labels[k] ? [labels[k], ...labels[k].children] : []) {
      text.setAttribute("x", left);
      text.setAttribute("y", top);
    }
    Object.assign(plot.calcdata[trace][k], { x: x[k], y: y[k] }); // where Plotly looks for what is pointed at
  });
  return true;
}

// Points closer than half a pixel to the last one are left out: they can't be seen, and a long trail has many.
// Plotly draws a path for each unbroken part of a line; here the first path takes all parts.
function moveLine([line, ...others], x, y, xaxis, yaxis) {
  if (!line) return false;
  for (const other of others) other.setAttribute("d", "");
  let path = "";
  let [left, top] = [NaN, NaN];
  for (let k = 0; k < x.length; k++) {
    const [nextLeft, nextTop] = [xaxis.c2p(x[k]), yaxis.c2p(y[k])];
    const drawn = !Number.isNaN(left);
    if (Number.isNaN(x[k])) [left, top] = [NaN, NaN];
    else if (!drawn || Math.abs(nextLeft - left) + Math.abs(nextTop - top) > 0.5 || Number.isNaN(x[k + 1])) {
      [left, top] = [nextLeft, nextTop];
      path += `${drawn ? "L" : "M"}${left.toFixed(1)},${top.toFixed(1)}`;
    }
  }
  if (line.at !== path) line.setAttribute("d", (line.at = path));
  return true;
}

function moveHeatmap(plot, trace) {
  const full = plot._fullData[trace];
  const group = plot.querySelector(`.subplot.${full.xaxis}${full.yaxis} .hm`);
  if (!group) return false;
  const numbers = Array.from(full.z).flatMap((row) => Array.from(row));
  const labels = group.querySelectorAll(".heatmap-label text");
  if (full.texttemplate && labels.length !== numbers.length) return false;
  const cells = (group.cells ??= drawCells(group, full, axes(plot, trace)));
  const color = colors(full);
  const digits = Number(full.texttemplate?.match(/\.(\d)f/)?.[1]);
  numbers.forEach((number, k) => {
    if (cells[k].number === number) return;
    cells[k].number = number;
    const { fill, ink } = color(number);
    cells[k].setAttribute("fill", fill);
    if (!labels.length) return;
    labels[k].textContent = number.toFixed(digits).replace(/^-(0[.0]*)$/, "$1");
    labels[k].style.fill = ink;
  });
  plot.calcdata[trace][0].z = full.z;
  return true;
}

// Plotly paints a heatmap as one picture; these cells lie on it, so that one can change without the others.
function drawCells(group, { z, x0 = 0, y0 = 0, xgap, ygap }, { xaxis, yaxis }) {
  group.querySelectorAll(".player-cell").forEach((cell) => cell.remove());
  const cells = [];
  const before = group.querySelector("image").nextSibling;
  for (let row = 0; row < z.length; row++) {
    for (let column = 0; column < z[row].length; column++) {
      const cell = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const [left, right] = [xaxis.c2p(x0 + column - 0.5), xaxis.c2p(x0 + column + 0.5)];
      const [top, bottom] = [yaxis.c2p(y0 + row - 0.5), yaxis.c2p(y0 + row + 0.5)];
      const place = { x: left, y: top, width: Math.max(0, right - left - xgap), height: Math.max(0, bottom - top - ygap) };
      for (const [name, value] of Object.entries(place)) cell.setAttribute(name, value);
      cell.setAttribute("class", "player-cell");
      group.insertBefore(cell, before);
      cells.push(cell);
    }
  }
  group.querySelector("image").style.display = "none";
  return cells;
}

// When Plotly has drawn by itself (a zoom, a new size), the marks are set right again: its lines may be older.
function settleMarks(plot, updates) {
  thinLabels(plot);
  for (const group of plot.querySelectorAll(".hm")) group.cells = undefined;
  for (const mark of plot.querySelectorAll(".point, .js-line")) mark.at = undefined;
  if (!plot._fullLayout.scene) for (const [trace, values] of updates) moved(plot, trace, values);
}

// Plotly draws every label of a row that it was given; where they would cover each other, every second (third, ...) is kept.
function thinLabels(plot) {
  const { ticktext, range, _length: length } = plot._fullLayout.yaxis ?? {};
  if (!ticktext) return;
  const every = Math.ceil((LABEL_HEIGHT * Math.abs(range[1] - range[0])) / length);
  for (const tick of plot.querySelectorAll(".ytick text")) tick.style.display = tick.__data__.x % every ? "none" : "";
}

// From a number to its colour in the trace's scale, and to a colour that can be read on it.
function colors({ colorscale, zmin, zmax }) {
  const key = JSON.stringify(colorscale);
  const ramp = (colors.ramps[key] ??= paintRamp(colorscale));
  return (number) => {
    const at = 4 * Math.round(255 * Math.max(0, Math.min(1, (number - zmin) / (zmax - zmin))));
    const [red, green, blue, alpha] = ramp.subarray(at, at + 4);
    if (Number.isNaN(number)) return { fill: "none", ink: "none" };
    const bright = alpha < 128 || 0.299 * red + 0.587 * green + 0.114 * blue > 140;
    const ink = alpha < 128 ? "currentColor" : bright ? "#222" : "#fff";
    return { fill: `rgba(${red},${green},${blue},${alpha / 255})`, ink };
  };
}
colors.ramps = {};

function paintRamp(colorscale) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 256, height: 1 });
  const context = canvas.getContext("2d");
  const gradient = context.createLinearGradient(0, 0, 256, 0);
  for (const [at, color] of colorscale) gradient.addColorStop(at, color);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 256, 1);
  return context.getImageData(0, 0, 256, 1).data;
}

function axes(plot, trace) {
  const { xaxis, yaxis } = plot._fullData[trace];
  const layout = plot._fullLayout;
  return { xaxis: layout[xaxis.replace("x", "xaxis")], yaxis: layout[yaxis.replace("y", "yaxis")] };
}

function redraw(plot, updates) {
  const traces = [...updates.keys()];
  const attributes = [...new Set([...updates.values()].flatMap(Object.keys))];
  const columns = attributes.map((name) => [name, traces.map((trace) => updates.get(trace)[name])]);
  // In 3-D a turn runs out over some frames; Plotly would go back to where the camera was when the mouse was let go.
  const scene = plot._fullLayout.scene?._scene;
  if (scene) plot.layout.scene.camera = scene.getCamera();
  Plotly.restyle(plot, Object.fromEntries(columns), traces);
}
