import assert from "node:assert/strict";
import test from "node:test";

import { enlarge, fitNumbers, screenScale } from "../../playground/player/browser/scale.js";

/** A matrix of so many columns and rows in a plot of so many pixels, with no margin. */
function fitted(columns, rows, offsetWidth, offsetHeight, trace = {}) {
  const heatmap = { texttemplate: "%{z:.2f}", textfont: { color: "red" }, zmax: 4.14, ...trace };
  const layout = {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    xaxis: { range: [-0.5, columns - 0.5] },
    yaxis: { range: [rows - 0.5, -0.5] },
  };
  return { all: fitNumbers(heatmap, layout, { offsetWidth, offsetHeight }, 1), heatmap };
}

test("text is as large in proportion as the screen, never smaller than on a small one", () => {
  const on = (innerWidth, innerHeight, large = false) => {
    Object.assign(globalThis, { innerWidth, innerHeight });
    return screenScale(large);
  };
  assert.equal(on(1280, 720), 1);
  assert.equal(on(1920, 1080), 1.5);
  assert.equal(on(390, 844), 1);
  assert.equal(on(1920, 600), 1, "of a low screen the height counts");
  assert.equal(on(10_000, 10_000), 3);
  assert.ok(on(1280, 720, true) > 1.3);
});

test("fonts, marks and margins grow, numbers and places do not", () => {
  const figure = {
    margin: { l: 10, t: 24 },
    annotations: [{ x: 1, yshift: 2, font: { size: 13, color: "red" } }],
    xaxis: { tickfont: { size: 11 }, range: [0, 1] },
    x: [1, 2],
    marker: { size: [4, 5], color: "blue" },
    z: Float32Array.of(1, 2),
  };
  enlarge(figure, 2);
  assert.deepEqual(figure, {
    margin: { l: 20, t: 48 },
    annotations: [{ x: 1, yshift: 4, font: { size: 26, color: "red" } }],
    xaxis: { tickfont: { size: 22 }, range: [0, 1] },
    x: [1, 2],
    marker: { size: [8, 10], color: "blue" },
    z: Float32Array.of(1, 2),
  });
});

test("numbers grow with their cells, up to a size", () => {
  const sizes = [50, 70, 400].map((width) => fitted(2, 2, width, 400).heatmap.textfont.size);
  assert.ok(sizes[0] < sizes[1] && sizes[1] <= sizes[2]);
  assert.equal(fitted(2, 2, 4_000, 4_000).heatmap.textfont.size, fitted(2, 2, 8_000, 8_000).heatmap.textfont.size);
  assert.equal(fitted(2, 2, 400, 400).heatmap.textfont.color, "red");
});

test("where two digits have no room there is one, and where that has none there is nothing", () => {
  assert.equal(fitted(10, 5, 320, 200).heatmap.texttemplate, "%{z:.2f}");
  assert.equal(fitted(10, 5, 220, 200).heatmap.texttemplate, "%{z:.1f}");
  assert.deepEqual([fitted(10, 5, 100, 200).all, fitted(10, 5, 100, 200).heatmap.texttemplate], [false, null]);
  assert.equal(fitted(10, 50, 320, 200).heatmap.texttemplate, null, "too low");
});

test("only numbers of two digits and more may do without one behind the point", () => {
  assert.equal(fitted(10, 5, 160, 200, { zmax: 20 }).heatmap.texttemplate, "%{z:.0f}");
  assert.equal(fitted(10, 5, 160, 200, { zmax: 4 }).heatmap.texttemplate, null);
});

test("whole numbers stay whole, and what has no numbers wants none", () => {
  const whole = { texttemplate: "%{z:.0f}", zmax: 1 };
  assert.equal(fitted(10, 5, 200, 200, whole).heatmap.texttemplate, "%{z:.0f}");
  assert.equal(fitted(10, 5, 20, 200, whole).heatmap.texttemplate, null);
  assert.equal(fitted(10, 5, 20, 200, { texttemplate: null }).all, true);
});
