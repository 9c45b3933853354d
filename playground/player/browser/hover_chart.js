// Draws a figure, and tells which of its rows is pointed at, or is chosen by a click or a tap. It knows nothing of what
// the rows mean: Python says which traces stand in them, row by row. The labels of the left axis count too.

const CONFIG = { displayModeBar: false, responsive: true };
const PATIENCE = 60; // milliseconds that the mouse stays on a row, or beside all, before that is told

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const pointed = (parentElement.pointed ??= new Pointed(parentElement.querySelector(".pointed")));
  pointed.tell = (row) => setStateValue("row", row);
  pointed.choose = (row) => setTriggerValue("chosen", row);
  pointed.show(data);
  return () => {
    pointed.leave();
    parentElement.pointed = undefined;
  };
}

class Pointed {
  row = null; // the one that was told last

  constructor(plot) {
    this.plot = plot;
  }

  leave() {
    clearTimeout(this.waiting);
    globalThis.Plotly?.purge(this.plot);
  }

  async show({ figure, traces, rows, plotly }) {
    if (!(await loadPlotly(plotly))) return;
    Object.assign(this, { traces, rows, ticks: figure.layout.yaxis.tickvals });
    await Plotly.react(this.plot, figure.data, figure.layout, CONFIG);
    if (!this.listens) this.listen();
  }

  listen() {
    this.listens = true;
    const { plot } = this;
    plot.on("plotly_hover", ({ points: [point] }) => this.point(this.rowOf(point)));
    plot.on("plotly_unhover", () => this.point(null));
    plot.on("plotly_click", ({ points: [point] }) => this.press(this.rowOf(point)));
    plot.addEventListener("pointerover", ({ target }) => isLabel(target) && this.point(this.labelled(target)));
    plot.addEventListener("pointerout", ({ target }) => isLabel(target) && this.point(null));
    plot.addEventListener("click", ({ target }) => isLabel(target) && this.press(this.labelled(target)));
  }

  rowOf({ curveNumber, pointNumber }) {
    return this.traces.includes(curveNumber) ? [pointNumber].flat()[0] : null;
  }

  labelled(label) {
    const row = this.ticks.indexOf(label.closest(".ytick").__data__.x);
    return row < 0 || row >= this.rows ? null : row;
  }

  press(row) {
    if (row !== null) this.choose(row);
  }

  point(row) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => row !== this.row && this.tell((this.row = row)), PATIENCE);
  }
}

function isLabel(target) {
  return target.closest(".ytick") !== null;
}
