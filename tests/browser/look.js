// Reads what the page shows; the tests call it as look.*
globalThis.look = {
  player: () => look.instanceAt(document.querySelector(".player").parentElement),
  // No word is lit, nor stays so.
  putOut() {
    const player = look.player();
    if (player.pinned !== null) player.pin(player.pinned);
    player.light(null);
  },
  // The page's own module of the player, once a page: only that knows which player belongs to an element.
  async ready() {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const { instanceAt } = await import(loaded.findLast((name) => name.endsWith("/player.js")));
    look.instanceAt = (element) => { for (; element; element = element.parentElement) if (instanceAt(element)) return instanceAt(element); };
  },
  plot: (name) => document.querySelector(`.player-plot[data-name=${name}]`),
  panel: (name) => look.player().picture.data.panels.find((panel) => panel.name === name),
  plots: () => [...document.querySelectorAll(".player-plot")],
  plain: (value) => value === undefined ? null : JSON.parse(JSON.stringify(value, (_, item) =>
    ArrayBuffer.isView(item) ? Array.from(item) : item)),
  axis: (plot, id) => plot._fullLayout[id.replace(/^([xy])/, "$1axis")],
  // Of a plot the texts that its edge cuts.
  outside: (plot) => [...plot.querySelectorAll("text")].filter((text) => {
    const frame = plot.getBoundingClientRect();
    const { left, right, top, bottom, width } = text.getBoundingClientRect();
    return width && getComputedStyle(text).opacity !== "0" && (left < frame.left - 2 || right > frame.right + 2
      || top < frame.top - 2 || bottom > frame.bottom + 2);
  }).map((text) => `${plot.dataset.name}: ${text.textContent}`),
  visible: (element) => getComputedStyle(element).display !== "none",
  // What stands in the SVG, read without asking Plotly: where dots stand, lines go, cells' colours and numbers.
  drawn(plot) {
    const point = (mark) => mark.getAttribute("transform").match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
    const lines = (path) => (path.getAttribute("d") ?? "").split("M").slice(1)
      .map((line) => line.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number));
    const texts = (group, what) => [...group.querySelectorAll(what)];
    return {
      scatter: plot._fullData.map((trace) => {
        const group = trace.type === "scatter" && plot.querySelector(`.scatterlayer .trace${trace.uid}`);
        if (!group) return null;
        return {
          shown: look.visible(group),
          points: texts(group, ".point").map(point),
          labels: texts(group, ".textpoint text").map((text) => ({
            text: text.textContent, x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")),
          })),
          lines: texts(group, ".js-line").flatMap(lines),
        };
      }),
      heatmaps: [...plot.querySelectorAll(".hm")].map((group) => ({
        labels: texts(group, ".heatmap-label text").map((text) => text.textContent),
        cells: texts(group, ".player-cell").map((cell) => cell.getAttribute("fill")),
        image: look.visible(group.querySelector("image")),
      })),
    };
  },

  // Plotly draws the data it holds, and nobody puts the marks right afterwards.
  async redrawAlone(plot) {
    const listeners = plot._ev.listeners("plotly_afterplot");
    plot._ev.removeAllListeners("plotly_afterplot");
    await Plotly.redraw(plot);
    for (const listener of listeners) plot._ev.on("plotly_afterplot", listener);
  },
  cellColors: (plot) => [...plot.querySelectorAll(".hm")].map((group) =>
    [...group.querySelectorAll(".player-cell")].map((cell) => look.rgba(cell.getAttribute("fill")))),
  // The colours in the middle of the cells, of the picture that Plotly painted.
  imageColors: (plot) => Promise.all([...plot.querySelectorAll(".hm")].map(async (group) => {
    const image = group.querySelector("image");
    const picture = new Image();
    picture.src = image.getAttribute("href") ?? image.getAttribute("xlink:href");
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const middle = (cell, start, length) => Number(cell.getAttribute(start)) + Number(cell.getAttribute(length)) / 2;
    return [...group.querySelectorAll(".player-cell")].map((cell) => {
      const across = (middle(cell, "x", "width") - image.getAttribute("x")) / image.getAttribute("width");
      const along = (middle(cell, "y", "height") - image.getAttribute("y")) / image.getAttribute("height");
      return [...context.getImageData(across * picture.width, along * picture.height, 1, 1).data];
    });
  })),
  rgba(color) {
    const [red, green, blue, alpha = 1] = color === "none" ? [0, 0, 0, 0] : color.match(/[\d.]+/g).map(Number);
    return alpha ? [red, green, blue, Math.round(alpha * 255)] : [0, 0, 0, 0];
  },
};
