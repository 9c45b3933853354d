// Moves a playhead over recorded arrays. It knows nothing of what they mean: Python sends figures, arrays, and
// bindings that say which attribute of which trace is which array at the playhead.

const CONFIG = { displayModeBar: false, doubleClick: false };

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const player = (parentElement.player ??= new Player(parentElement.querySelector(".player")));
  player.report = (step) => setStateValue("step", step);
  player.trigger = (what, value) => setTriggerValue(what, value);
  player.show(data);
  return () => {
    player.leave();
    parentElement.player = undefined;
  };
}

class Player {
  playhead = 0; // the snapshot that is shown
  moment = 0; // of the step that follows, where the picture has moments
  between = 0; // how far the marks have gone towards the next snapshot, from 0 to 1
  lit = null; // the word that is lit up
  pinned = null; // the word that stays lit when nothing is pointed at
  playing = false;
  cue = 0; // the last that was obeyed
  windows = {}; // what is seen of long axes, by name: from item `first` on `size` of `count`

  constructor(root) {
    this.root = root;
    this.bar = root.querySelector(".player-bar");
    this.scrubber = root.querySelector(".player-scrubber");
    this.speed = root.querySelector(".player-speed");
    this.loop = root.querySelector(".player-loop");
    this.panels = root.querySelector(".player-panels");
    for (const button of this.bar.querySelectorAll("[data-go]")) {
      button.onclick = () => this.go(button.dataset.go);
    }
    // A click leaves no focus behind, so that Space goes on to mean play, and the arrows to mean steps.
    for (const button of this.bar.querySelectorAll("button")) button.onmousedown = (event) => event.preventDefault();
    for (const field of [this.speed, this.loop]) {
      field.addEventListener("pointerdown", () => (field.clicked = true));
      field.addEventListener("keydown", () => (field.clicked = false));
      field.addEventListener("change", () => field.clicked && field.blur());
    }
    root.querySelector(".player-play").onclick = () => this.toggle();
    root.querySelector(".player-slow").onclick = () => {
      this.say(["Loading…"]); // a long run takes a while to send
      this.trigger("slow", !this.data.moments.length);
    };
    this.scrubber.oninput = () => this.move(this.scrubber.valueAsNumber);
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(this.panels);
  }

  leave() {
    this.playing = false;
    clearTimeout(this.resting);
    document.removeEventListener("keydown", this.onKey);
    this.resized.disconnect();
    for (const plot of this.panels.querySelectorAll(".player-plot")) globalThis.Plotly?.purge(plot);
  }

  // ------------------------------------------------------------------------------------------ a new picture

  async show(data) {
    this.reports = data.reports;
    const base = isDark(this.root) ? "dark" : "light";
    if (data.key === this.data?.key && base === this.base) {
      this.draw(); // what was moved by hand goes back, if nothing came of it
      return this.obey(data.cue);
    }
    const newest = (this.newest = {});
    if (!this.data) this.say(["Loading the charts…"]);
    if (!(await loadPlotly(data.plotly))) {
      this.say(["The charts could not be loaded. Reload the page to try again."]);
      return;
    }
    if (this.newest !== newest) return; // a newer picture came while Plotly was loading
    const changed = data.key !== this.data?.key;
    this.base = base;
    if (changed) {
      this.take(data);
      reserveRoom(this);
    }
    this.furnish(data.panels);
    for (const plot of this.plots()) this.paint(plot);
    this.tell();
    this.bar.inert = false;
    this.root.dataset.key = data.key;
    this.obey(data.cue);
  }

  // Rests where it is, or goes where it is asked to, once.
  obey({ number, step, plays }) {
    const again = number !== this.cue;
    this.cue = number;
    if (!again || step === null) return this.rest();
    this.pause();
    this.move(nearest(this.data.steps, step));
    if (plays) this.play();
  }

  take(data) {
    const before = this.data?.steps;
    const atEnd = !before || (this.playhead === before.length - 1 && !this.stays);
    this.stays = false;
    const step = before?.[this.playhead];
    const sameWords = JSON.stringify(this.data?.words) === JSON.stringify(data.words);
    this.windows = openWindows(data.windows, sameWords ? this.windows : {});
    this.data = data;
    this.arrays = Object.fromEntries(Object.entries(data.arrays).map(([name, array]) => [name, decode(array)]));
    this.playhead = atEnd && !this.playing ? this.last : nearest(data.steps, step ?? 0);
    this.scrubber.max = this.last;
    this.enterMoments(data.moments);
    if (sameWords) return;
    this.lit = this.pinned = null;
    this.listWords();
  }

  // Slow motion begins at the start when there is no step left to take apart.
  enterMoments(moments) {
    stopGlide(this);
    const entered = moments.length && !this.root.classList.contains("player-slowly");
    if (entered || this.moment >= moments.length) this.moment = 0;
    if (entered && this.playhead === this.last) this.playhead = 0;
    furnishMoments(this, moments);
  }

  get last() {
    return this.data.steps.length - 1;
  }

  plots() {
    return [...this.panels.querySelectorAll(".player-panel:not([hidden]) .player-plot")];
  }

  seen({ moments }) {
    return !moments.length || moments.includes(this.moment);
  }

  // Panels keep their element, so that a changed recipe is redrawn in place and the zoom stays.
  furnish(panels) {
    const all = [...this.panels.querySelectorAll(".player-plot")];
    const before = Object.fromEntries(all.map((plot) => [plot.dataset.name, plot]));
    const after = panels.map((panel) => {
      const plot = before[panel.name] ?? newPlot(panel.name);
      plot.panel = panel;
      plot.parentElement.lastElementChild.textContent = panel.caption;
      plot.parentElement.hidden = !this.seen(panel);
      furnishWindows(this, plot);
      return plot;
    });
    for (const plot of Object.values(before)) if (!after.includes(plot)) Plotly.purge(plot);
    this.panels.replaceChildren(...after.map((plot) => plot.parentElement));
  }

  paint(plot) {
    const { panel } = plot;
    const traces = structuredClone(panel.figure.data);
    const hides = !panel.figure.layout.scene; // in 3-D a mark that is not wanted is empty, elsewhere it is hidden
    for (const [trace, values] of this.values(panel)) {
      if (values.x?.length !== 0 || !hides) Object.assign(traces[trace], values);
    }
    const layout = structuredClone(panel.figure.layout);
    layout.template = this.data.templates[this.base];
    layout.font = { family: getComputedStyle(this.root).fontFamily };
    layout.autosize = true;
    for (const [axis, name] of Object.entries(panel.windows)) {
      layout[axis].range = layout[axis].range.map((end) => end + this.windows[name].first);
    }
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
    if (plot.zoomed && plot.zoomed === layout.uirevision) {
      layout.xaxis.range = [...plot._fullLayout.xaxis.range];
      layout.yaxis.range = [...plot._fullLayout.yaxis.range];
    }
    Plotly.react(plot, traces, layout, CONFIG);
    if (!plot.listens) this.listen(plot);
    settleMarks(plot, this.values(panel));
  }

  listen(plot) {
    plot.listens = true;
    const word = ({ points: [point] }) => {
      const coordinate = plot.panel.picks[point.curveNumber];
      return coordinate === undefined ? null : point[coordinate];
    };
    plot.on("plotly_afterplot", () => settleMarks(plot, this.values(plot.panel)));
    // Plotly's own uirevision gives up a zoom as soon as the new picture has another range; every run has.
    plot.on("plotly_relayout", (change) => {
      if ("xaxis.range[0]" in change) plot.zoomed = plot._fullLayout.uirevision;
    });
    plot.on("plotly_doubleclick", () => {
      plot.zoomed = undefined;
      const { xaxis, yaxis } = structuredClone(plot.panel.figure.layout);
      Plotly.relayout(plot, { "xaxis.range": xaxis.range, "yaxis.range": yaxis.range });
    });
    plot.addEventListener("wheel", (event) => turnWheel(this, plot, event), { passive: false });
    letDrag(this, plot);
    const movable = (event) => plot.panel.drags.includes(event?.points[0].curveNumber);
    const over = (event) => plot.querySelector(".nsewdrag")?.classList.toggle("player-movable", movable(event));
    plot.on("plotly_hover", (event) => (over(event), this.light(word(event), plot)));
    plot.on("plotly_unhover", () => (over(), this.light(null, plot)));
    plot.on("plotly_click", (event) => {
      if (plot.panel.timeline) this.move(nearest(this.data.steps, event.points[0].x));
      else if (word(event) !== null) this.pin(word(event));
    });
  }

  // Moves a window and gives whether it did. All that is seen through it is painted anew, once a frame.
  scroll({ name, size, count }, first) {
    const kept = Math.max(0, Math.min(count - size, first));
    if (kept === this.windows[name].first) return false;
    this.windows[name].first = kept;
    this.scrolled ??= requestAnimationFrame(() => {
      this.scrolled = undefined;
      for (const plot of this.plots()) {
        if (!Object.keys(plot.panel.windows).length) continue;
        tellWindows(this, plot);
        this.paint(plot);
      }
    });
    return true;
  }

  resize() {
    if (this.data && this.root.offsetWidth !== this.width) reserveRoom(this);
    this.width = this.root.offsetWidth;
    for (const plot of this.plots()) if (plot.offsetWidth && plot._fullLayout) Plotly.Plots.resize(plot);
  }

  // ------------------------------------------------------------------------------------------ the playhead

  move(playhead) {
    this.moveTo(Math.max(0, Math.min(this.last, playhead)), 0);
  }

  moveTo(playhead, moment) {
    stopGlide(this);
    const other = moment !== this.moment;
    [this.playhead, this.moment] = [playhead, moment];
    if (other) this.turn();
    this.draw();
    clearTimeout(this.resting);
    if (!this.playing) this.resting = setTimeout(() => this.rest(), 250);
  }

  rest() {
    if (this.reports && !this.playing && this.reported !== this.data.steps[this.playhead]) {
      this.report((this.reported = this.data.steps[this.playhead]));
    }
  }

  // Other panels are seen at another moment.
  turn() {
    const before = this.plots();
    for (const plot of this.panels.querySelectorAll(".player-plot")) plot.parentElement.hidden = !this.seen(plot.panel);
    for (const plot of this.plots()) {
      if (!before.includes(plot)) this.paint(plot); // where all have the room that they now have
    }
  }

  draw() {
    for (const plot of this.plots()) moveMarks(plot, this.values(plot.panel));
    this.tell();
  }

  go(where) {
    this.pause();
    if (this.data.moments.length && Math.abs(where) === 1) stepMoment(this, Number(where));
    else this.move(where === "start" ? 0 : where === "end" ? this.last : this.playhead + Number(where));
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    this.playing = true;
    this.root.classList.add("player-playing");
    this.root.querySelector(".player-play").setAttribute("aria-label", "Pause");
    if (this.playhead === this.last) this.move(0);
    this.frame = { at: performance.now(), rest: 0 };
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.root.classList.remove("player-playing");
    this.root.querySelector(".player-play").setAttribute("aria-label", "Play");
    this.rest();
  }

  // As many snapshots as the time since the last frame asks for; what is left over counts for the next.
  tick(now) {
    if (!this.playing) return;
    const slow = this.data.moments.length > 0;
    const [rate, jump] = slow ? [PACE, 1] : isCalm() ? [1, Math.ceil(this.last / 10)] : [Number(this.speed.value), 1];
    const elapsed = Math.min(100, now - this.frame.at) / 1000; // a tab that was hidden had no frames
    const due = this.frame.rest + elapsed * rate;
    this.frame = { at: now, rest: due % 1 };
    if (due >= 1) this.advance(Math.floor(due) * jump);
    requestAnimationFrame((next) => this.tick(next));
  }

  advance(snapshots) {
    if (this.data.moments.length && stepMoment(this, 1)) return;
    if (this.playhead < this.last) this.move(this.playhead + snapshots);
    else if (this.loop.checked) this.move(0);
    else this.pause();
  }

  // Keys work anywhere on the page but where they are typed or already mean something.
  press(event) {
    if (!this.data || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const typing = "input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=slider], [role=grid]";
    if (event.target.closest(typing) && event.target !== this.scrubber) return;
    if (event.key === " " && event.target.closest("button, a, summary, input[type=checkbox]")) return;
    const far = event.shiftKey ? 10 : 1;
    const keys = { " ": null, ArrowLeft: -far, ArrowRight: far, Home: "start", End: "end" };
    if (!(event.key in keys)) return;
    event.preventDefault();
    if (event.key === " ") this.toggle();
    else this.go(keys[event.key]);
  }

  // ------------------------------------------------------------------------------------------ words

  listWords() {
    const { words, listed, cut } = this.data;
    this.chips = words.slice(0, listed).map(({ text, color }, word) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = text;
      chip.style.setProperty("--word", color);
      chip.setAttribute("aria-pressed", "false");
      chip.onpointerenter = chip.onfocus = () => this.light(word);
      chip.onpointerleave = chip.onblur = () => this.light(null);
      chip.onclick = () => this.pin(word);
      return chip;
    });
    this.unlisted = Object.assign(document.createElement("output"), { textContent: cut });
    this.root.querySelector(".player-words").replaceChildren(...(cut ? [this.unlisted] : []), ...this.chips);
  }

  pin(word) {
    this.pinned = this.pinned === word ? null : word;
    this.chips.forEach((chip, index) => chip.setAttribute("aria-pressed", String(index === this.pinned)));
    this.light(this.pinned);
  }

  light(word, pointedAt = undefined) {
    const lit = word ?? this.pinned;
    const changed = lit !== this.lit;
    if (changed || word !== null) this.reveal(lit, pointedAt);
    if (!changed) return;
    this.lit = lit;
    this.chips.forEach((chip, index) => chip.classList.toggle("player-lit", index === lit));
    this.nameUnlisted();
    for (const plot of this.plots()) moveMarks(plot, this.values(plot.panel, ({ index }) => index?.includes("word")));
  }

  // Windows move to the word; but they rest while something is pointed at that is seen through one.
  reveal(word, pointedAt) {
    if (Object.keys(pointedAt?.panel.windows ?? {}).length) return;
    for (const window of Object.values(this.windows)) if (window.lit) this.scroll(window, revealing(window, word));
  }

  // A word that has no chip is named where the number of chips is told.
  nameUnlisted() {
    const { words, listed, cut } = this.data;
    const word = this.lit >= listed ? words[this.lit] : undefined;
    this.unlisted.textContent = word?.text ?? cut;
    this.unlisted.classList.toggle("player-lit", Boolean(word));
    this.unlisted.style.setProperty("--word", word?.color ?? "transparent");
  }

  // An item has been put elsewhere by hand; the picture that comes of it is looked at from here.
  drop({ layer, item }, place) {
    this.stays = true;
    this.trigger("drop", { step: this.data.steps[this.playhead], layer, word: item, place });
  }

  // ------------------------------------------------------------------------------------------ what is shown

  tell() {
    const { steps } = this.data;
    tellMoment(this);
    const text = `step ${steps[this.playhead].toLocaleString()} of ${steps[this.last].toLocaleString()}`;
    this.scrubber.value = this.playhead;
    this.scrubber.setAttribute("aria-valuetext", text);
    this.root.querySelector(".player-step").textContent = text;
    this.sayAll();
  }

  sayAll() {
    this.say(this.sentences());
  }

  sentences() {
    return this.data.readouts.filter((readout) => this.seen(readout)).map((readout) => this.spell(readout));
  }

  spell({ text, values, zero }) {
    const found = values.map((value) => this.resolve(value));
    if (zero && found[0][0] === 0) return zero;
    let next = 0;
    return text.replaceAll("{}", () => {
      const value = values[next];
      const hot = value.hot && this.resolve({ array: value.hot, index: ["step"] })[0];
      return SPELLING[value.kind](found[next++], { ...value, hot });
    });
  }

  say(sentences) {
    const lines = sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence }));
    this.root.querySelector(".player-readouts").replaceChildren(...lines);
  }

  // What the bindings give at the playhead: a map from trace to its changed attributes.
  values({ bindings, arrows }, wanted = () => true) {
    const values = new Map();
    for (const binding of bindings.filter(wanted)) {
      if (!values.has(binding.trace)) values.set(binding.trace, {});
      values.get(binding.trace)[binding.attribute] = this.seen(binding) ? this.resolve(binding) : [];
      const [rows, columns] = binding.windows.map((name) => this.windows[name]?.first ?? 0);
      if (binding.windows.length) Object.assign(values.get(binding.trace), { y0: rows, x0: columns });
    }
    for (const arrow of arrows.filter(wanted)) values.set(arrow.trace, this.point(arrow));
    return values;
  }

  point({ positions, offsets, scale, heads, moments }) {
    const from = positions.map((array) => this.resolve({ array, index: ["step"] }));
    const after = Math.min(this.last, this.playhead + 1);
    const along = offsets.length
      ? offsets.map((array) => this.resolve({ array, index: ["step"] }))
      : positions.map((array, axis) => this.resolve({ array, index: [after] }).map((value, k) => value - from[axis][k]));
    const lines = this.seen({ moments }) ? arrowLines(from, along, scale, heads) : positions.map(() => []);
    return Object.fromEntries(lines.map((line, axis) => ["xyz"[axis], line]));
  }

  resolve({ array, index, tail, one_hot, windows = [], at }) {
    const { values, shape } = this.arrays[array];
    if (index[0] === "tail") return tails(values, shape, this.playhead, tail, index[1]);
    if (at) return picked(this.resolve({ array, index }), this.resolve({ array: at, index: ["step"] }));
    let item = 0;
    for (const [axis, at] of index.entries()) {
      const place = at === "step" ? this.playhead : at === "word" ? this.lit : at;
      if (place === null || place >= shape[axis]) return [];
      item = item * shape[axis] + place;
    }
    const rest = shape.slice(index.length);
    const size = rest.reduce((product, length) => product * length, 1);
    const found = values.subarray(item * size, (item + 1) * size);
    if (this.between && index[0] === "step") {
      return between(found, values.subarray(item * size + values.length / shape[0]), this.between);
    }
    const seen = (axis, count) => this.windows[windows[axis]] ?? { first: 0, size: count };
    if (one_hot) return hotRows(found, seen(1, one_hot));
    return rest.length < 2 ? found : part(found, rest[1], seen(0, rest[0]), seen(1, rest[1]));
  }
}

function newPlot(name) {
  const figure = document.createElement("figure");
  figure.className = `player-panel player-panel-${name}`;
  const plot = document.createElement("div");
  plot.className = "player-plot";
  plot.dataset.name = name;
  plot.setAttribute("role", "img");
  const caption = Object.assign(document.createElement("figcaption"), { id: `player-caption-${name}` });
  plot.setAttribute("aria-labelledby", caption.id);
  const windows = Object.assign(document.createElement("div"), { className: "player-windows" });
  figure.append(plot, windows, caption);
  return plot;
}

function isDark(element) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element).getPropertyValue("--st-background-color").trim() || "white";
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
