// Moves a playhead over recorded arrays. It knows nothing of what they mean: Python sends figures, arrays, and bindings
// that say which attribute of which trace is which array at the playhead.

import { nearest } from "./arrays.js";
import { Chart } from "./chart.js";
import { isDark } from "./colors.js";
import { Controls } from "./controls.js";
import { find, isCalm } from "./dom.js";
import { keepInView } from "./floating_bar.js";
import { keepFocusInPlace } from "./focus.js";
import { Following, isDrawing } from "./following.js";
import { Glide } from "./glide.js";
import { LargeText } from "./large_text.js";
import { MOMENTS_PER_SECOND, MomentButtons, neighbour } from "./moments.js";
import { mounting } from "./mount.js";
import { Picture } from "./picture.js";
import { Playback } from "./playback.js";
import { loadPlotly } from "./plotly.js";
import { Readouts } from "./readouts.js";
import { SavePicture } from "./save_picture.js";
import { screenScale } from "./scale.js";
import { foldOnLowScreens } from "./sidebar.js";
import { Spoken } from "./spoken.js";
import { clamp, openWindows, revealing } from "./windows.js";
import { Words } from "./words.js";

/** @import {Mark} from "./drag.js" */
/** @import {Destination} from "./keyboard.js" */
/** @import {Component} from "./mount.js" */
/** @import {Cue, PlayerData} from "./payload.d.ts" */
/** @import {Place} from "./picture.js" */
/** @import {OpenWindows} from "./windows.js" */

/** What is left of the picture while a section below it is open. */
const COMPACT = ["vectors", "loss", "answers"];
/** The part of the stage that a panel belongs to, by how its name begins, if that is not its own name. */
const PART_OF = /** @type {Record<string, string>} */ ({ embedding: "matrices", linear: "matrices", answers: "loss" });
/** Columns of a matrix that a narrow panel has room for, with their numbers. */
const NARROW = 5;
const REST = 250; // milliseconds after which the playhead has come to rest
const MEASURED_STEPS = 400; // steps whose sentences are measured, to keep room for the longest
const FROM_START = "Slow motion starts at step 0, as no step follows the last.";
const CALM_JUMPS = 10; // jumps in which a whole run is played to a visitor who asked for little motion

export class Player {
  playhead = 0;
  moment = 0;
  /** The word that is lit up. @type {number | null} */ lit = null;
  /** @type {OpenWindows} */ windows = {};
  #root;
  #panels;
  #controls;
  #momentButtons;
  #readouts;
  #words;
  #playback = new Playback(
    () => this.#rate(),
    (snapshots) => this.#advance(snapshots),
  );
  #following = new Following();
  #glide = new Glide();
  #glided = 0; // how far the marks have gone towards the next snapshot, from 0 to 1
  /** @type {Map<string, Chart>} */ #charts = new Map();
  /** @type {Picture | undefined} */ #picture;
  /** @type {Component<PlayerData> | undefined} */ #component;
  #base = ""; // "light" or "dark"
  #width = 0;
  #scale = 1;
  #largeText;
  #savePicture;
  #spoken;
  #note = ""; // said once, until the playhead moves
  #cue = 0; // the number of the last cue that was followed
  /** The place that was reported last. @type {string | undefined} */ #reported;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #resting;
  /** @type {number | undefined} */ #scrolling;
  #stays = false; // a mark was dropped: the next picture is seen from here
  #ends = new AbortController();
  #resized = new ResizeObserver(() => this.#resize());

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#panels = find(root, ".player-panels");
    this.#controls = new Controls(root, this.#actions(), this.#ends.signal);
    this.#momentButtons = new MomentButtons(root, (moment) => {
      this.pause();
      this.#moveTo(this.playhead, moment);
    });
    this.#readouts = new Readouts(root);
    this.#spoken = new Spoken(root);
    this.#largeText = new LargeText(root, () => this.#resize());
    this.#words = new Words(root, (word) => this.light(word));
    this.#savePicture = new SavePicture(root, {
      charts: () => this.#shownCharts,
      name: () => `${this.picture.data.name}-step${this.picture.data.steps[this.playhead]}`,
    });
    this.#resized.observe(this.#panels);
    keepFocusInPlace();
    foldOnLowScreens();
    keepInView(root, find(root, ".player-bar"), this.#ends.signal);
  }

  #actions() {
    return {
      go: (/** @type {Destination} */ where) => this.go(where),
      toggle: () => this.toggle(),
      scrub: (/** @type {number} */ playhead) => this.move(playhead),
      toggleSlowMotion: () => {
        this.#readouts.say(["Loading…"]); // a long run takes a while to send
        this.trigger("slow", !this.picture.moments);
      },
    };
  }

  leave() {
    this.#playback.stop();
    this.#glide.stop();
    clearTimeout(this.#resting);
    this.#ends.abort();
    this.#resized.disconnect();
    for (const chart of this.#charts.values()) chart.leave();
  }

  /** What is shown; only asked for once there is something. */
  get picture() {
    return /** @type {Picture} */ (this.#picture);
  }

  get playing() {
    return this.#playback.playing;
  }

  /** The word that stays lit. */
  get pinned() {
    return this.#words.pinned;
  }

  /** Whether windows have moved and are not painted yet. */
  get scrolling() {
    return this.#scrolling !== undefined;
  }

  /** @returns {Place} */
  get #place() {
    const { playhead, moment, lit, windows } = this;
    return { playhead, moment, lit, windows, glide: this.#glided };
  }

  get #shownCharts() {
    return [...this.#charts.values()].filter((chart) => !chart.hidden);
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  trigger(name, value) {
    this.#component?.setTriggerValue(name, value);
  }

  // ------------------------------------------------------------------------------------------ a new picture

  /** @param {Component<PlayerData>} component */
  async receive(component) {
    this.#component = component;
    const { data } = component;
    const base = isDark(this.#root) ? "dark" : "light";
    this.#root.classList.toggle("player-compact", data.above);
    this.#root.dataset.parts = data.parts.join(" ");
    if (data.key === this.#picture?.data.key && base === this.#base) {
      this.#showCharts(); // a section below it may be open now
      this.draw(); // what was moved by hand goes back, if nothing came of it
      return this.#follow(data.cue);
    }
    if (!this.#picture) this.#readouts.say(["Loading the charts…"]);
    if (!(await loadPlotly(data.plotly))) {
      this.#readouts.say(["The charts could not be loaded. Reload the page to try again."]);
      return;
    }
    if (this.#component !== component) return; // a newer picture came while Plotly was loading
    this.#base = base;
    if (data.key !== this.#picture?.data.key) this.#take(data);
    this.#furnish(data.panels);
    for (const chart of this.#shownCharts) chart.paint();
    this.tell();
    this.#controls.enable();
    this.#root.dataset.key = data.key;
    this.#follow(data.cue);
  }

  /** @param {PlayerData} data */
  #take(data) {
    const before = this.#picture;
    const atEnd = !before || (this.playhead === before.last && !this.#stays);
    const step = before?.data.steps[this.playhead] ?? 0;
    const sameWords = JSON.stringify(before?.data.words) === JSON.stringify(data.words);
    this.#stays = false;
    this.windows = openWindows(data.windows, sameWords ? this.windows : {});
    this.#picture = new Picture(data);
    this.playhead = atEnd && !this.playing ? this.picture.last : nearest(data.steps, step);
    this.#controls.setLast(this.picture.last);
    this.#takeMoments(before?.moments ?? 0);
    if (!sameWords) {
      this.lit = null;
      this.#words.furnish(data);
    }
    this.#reserveRoom();
  }

  /**
   * Slow motion begins at the start when there is no step left to take apart.
   *
   * @param {number} before
   */
  #takeMoments(before) {
    this.#stopGlide();
    const { moments, last, data } = this.picture;
    const entered = moments > 0 && before === 0;
    if (entered || this.moment >= moments) this.moment = 0;
    this.#note = entered && this.playhead === last ? FROM_START : "";
    if (this.#note) this.playhead = 0;
    this.#controls.setSlowMotion(moments > 0);
    this.#momentButtons.furnish(data.moments);
  }

  /** So that nothing below jumps, the sentences get the room that the longest of them take. */
  #reserveRoom() {
    const { data } = this.picture;
    const width = this.#readouts.ruler();
    const widest = (/** @type {number} */ moment) =>
      this.picture.widestSentences({ ...this.#place, moment }, MEASURED_STEPS, width);
    const moments = data.moments.length ? data.moments.keys() : [0];
    this.#readouts.reserve(
      Array.from(moments)
        .flatMap(widest)
        .map((group) => this.#noted(group)),
    );
    this.#root.style.setProperty("--player-above", `${this.#panels.offsetTop}px`);
  }

  /**
   * Panels keep their element, so that a changed recipe is redrawn in place and the zoom stays.
   *
   * @param {PlayerData["panels"]} panels
   */
  #furnish(panels) {
    this.#rescale();
    const before = this.#charts;
    this.#charts = new Map(panels.map((panel) => [panel.name, before.get(panel.name) ?? this.#newChart(panel)]));
    for (const panel of panels) {
      const chart = /** @type {Chart} */ (this.#charts.get(panel.name));
      chart.furnish(panel);
      chart.hidden = !this.#isShown(panel);
    }
    const embedding = panels.find(({ name }) => name.startsWith("embedding"));
    const { range = [0, 0] } = embedding?.figure.layout.xaxis ?? {};
    this.#panels.style.setProperty("--columns", range[1] - range[0] < NARROW ? "46fr 18fr 36fr" : "38fr 27fr 35fr");
    for (const [name, chart] of before) if (!this.#charts.has(name)) chart.leave();
    this.#panels.replaceChildren(...Array.from(this.#charts.values(), ({ element }) => element));
    this.#savePicture.update();
  }

  /** @param {PlayerData["panels"][number]} panel */
  #newChart(panel) {
    return new Chart(panel, {
      updates: (shown, wanted) => this.picture.updates(shown, this.#place, wanted),
      head: (regions) => this.picture.head(regions, this.#place),
      playing: () => this.playing,
      windows: () => this.windows,
      scroll: (name, items) => this.scroll(name, this.windows[name].first + items),
      scale: () => this.#scale,
      style: () => ({
        template: this.picture.data.templates[this.#base],
        font: { family: getComputedStyle(this.#root).fontFamily },
      }),
      light: (word, chart) => this.light(word, chart),
      pin: (word) => this.pin(word),
      goToStep: (step) => this.move(nearest(this.picture.data.steps, step)),
      pause: () => this.pause(),
      draw: () => this.draw(),
      drop: (mark, place) => this.#drop(mark, place),
    });
  }

  /**
   * Rests where it is, or goes where it is asked to, once.
   *
   * @param {Cue} cue
   */
  #follow({ number, step, plays, moment, word }) {
    const isNew = number !== this.#cue;
    this.#cue = number;
    if (isNew && word !== null && word !== this.pinned) this.pin(word);
    if (!isNew || step === null) return this.rest();
    this.pause();
    this.#moveTo(nearest(this.picture.data.steps, step), Math.max(0, Math.min(moment, this.picture.moments - 1)));
    if (plays) this.play();
  }

  #resize() {
    this.#rescale();
    if (this.#picture && this.#root.offsetWidth !== this.#width) this.#reserveRoom();
    this.#width = this.#root.offsetWidth;
    for (const chart of this.#shownCharts) chart.resize();
  }

  #rescale() {
    this.#scale = screenScale(this.#largeText.on);
    this.#root.style.setProperty("--scale", String(this.#scale));
    const scrolled = this.#root.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const top = this.#panels.getBoundingClientRect().top + scrolled;
    this.#root.style.setProperty("--player-top", `${top}px`);
  }

  // ------------------------------------------------------------------------------------------ the playhead

  /** @param {number} playhead */
  move(playhead) {
    this.#moveTo(Math.max(0, Math.min(this.picture.last, playhead)), 0);
  }

  /**
   * @param {number} playhead
   * @param {number} moment
   */
  #moveTo(playhead, moment) {
    this.#stopGlide();
    const turned = moment !== this.moment;
    this.#note = "";
    [this.playhead, this.moment] = [playhead, moment];
    if (turned) this.#showCharts();
    this.draw();
    clearTimeout(this.#resting);
    if (!this.playing) this.#resting = setTimeout(() => this.rest(), REST);
    else if (this.#component?.data.watched === "playing" && this.#following.isDue(performance.now(), isDrawing())) {
      this.#report();
    }
  }

  rest() {
    this.#speak();
    if (this.#component?.data.watched && !this.playing) this.#report();
  }

  /** Tells the page where the playhead is. */
  #report() {
    const { moment, playing, pinned: word } = this;
    const rest = { step: this.picture.data.steps[this.playhead], moment, word, playing };
    const told = JSON.stringify(rest);
    if (this.#reported === told) return;
    this.#reported = told;
    this.#component?.setStateValue("rest", rest);
  }

  /** @param {PlayerData["panels"][number]} panel */
  #isShown(panel) {
    const { above = false, parts = [] } = this.#component?.data ?? {};
    const kind = panel.name.split("_")[0];
    const wanted = parts.includes(PART_OF[kind] ?? kind) && !(above && !COMPACT.includes(panel.name));
    return wanted && this.picture.isShown(panel, this.#place);
  }

  /** Other panels are seen at another moment, or while a section below the picture is open. */
  #showCharts() {
    const before = this.#shownCharts;
    for (const chart of this.#charts.values()) chart.hidden = !this.#isShown(chart.panel);
    for (const chart of this.#shownCharts) {
      if (!before.includes(chart)) chart.paint(); // where all have the room that they now have
    }
    this.#savePicture.update();
  }

  draw() {
    for (const chart of this.#shownCharts) chart.draw();
    this.tell();
  }

  /** @param {Destination} where */
  go(where) {
    this.pause();
    if (where === "start") this.move(0);
    else if (where === "end") this.move(this.picture.last);
    else if (this.picture.moments && Math.abs(where) === 1) this.#stepMoment(where);
    else this.move(this.playhead + where);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    this.#spoken.say(["Playing."]);
    this.#playback.start();
    this.#controls.setPlaying(true);
    if (this.playhead === this.picture.last) this.move(0);
  }

  pause() {
    if (!this.playing) return;
    this.#playback.stop();
    this.#controls.setPlaying(false);
    this.draw(); // as finely as there is time for now
    this.rest();
  }

  /** How many times a second the playhead goes on. */
  #rate() {
    if (this.picture.moments) return MOMENTS_PER_SECOND;
    return isCalm() ? 1 : this.#controls.speed;
  }

  /** @param {number} times */
  #advance(times) {
    if (this.picture.moments && this.#stepMoment(1)) return;
    const { last, moments } = this.picture;
    const snapshots = !moments && isCalm() ? times * Math.ceil(last / CALM_JUMPS) : times;
    if (this.playhead < last) this.move(this.playhead + snapshots);
    else if (this.#controls.loops) this.move(0);
    else this.pause();
  }

  /**
   * One moment back (-1) or on (1), and whether there is one. From the last moment of a step the marks go where it
   * leads.
   *
   * @param {number} way
   */
  #stepMoment(way) {
    const { moments, last } = this.picture;
    const { playhead, moment } = neighbour(this, way, moments, last);
    const moved = playhead !== this.playhead || moment !== this.moment;
    const arrive = () => this.#moveTo(playhead, moment);
    if (way < 0 || playhead <= this.playhead || isCalm() || this.#glide.running) arrive();
    else this.#glide.start((part) => this.#drawGlide(part), arrive);
    return moved;
  }

  /** @param {number} part */
  #drawGlide(part) {
    this.#glided = part;
    for (const chart of this.#shownCharts) {
      const leaving = chart.panel.arrows.flatMap(({ positions }) => positions); // what arrows point from goes their way
      chart.draw(
        ({ array, index, at }) => array !== undefined && index?.[0] === "step" && !at && leaving.includes(array),
      );
    }
  }

  #stopGlide() {
    this.#glide.stop();
    this.#glided = 0;
  }

  // ------------------------------------------------------------------------------------------ words and windows

  /**
   * Lights a word up, or the one that stays lit.
   *
   * @param {number | null} word
   * @param {Chart} [pointedAt] where it is pointed at
   */
  light(word, pointedAt) {
    const lit = word ?? this.pinned;
    const changed = lit !== this.lit;
    if (changed || word !== null) this.#reveal(lit, pointedAt);
    if (!changed) return;
    this.lit = lit;
    this.#words.show(lit);
    for (const chart of this.#shownCharts) chart.draw(({ index }) => index?.includes("word") ?? false);
  }

  /**
   * Keeps a word lit, or no longer.
   *
   * @param {number} word
   */
  pin(word) {
    this.#words.pin(word);
    this.rest();
  }

  /**
   * Windows move to the word; but they rest while something is pointed at that is seen through one.
   *
   * @param {number | null} word
   * @param {Chart} [pointedAt]
   */
  #reveal(word, pointedAt) {
    if (pointedAt?.hasWindows) return;
    for (const window of Object.values(this.windows)) {
      if (window.lit) this.scroll(window.name, revealing(window, word));
    }
  }

  /**
   * Moves a window and gives whether it did. All that is seen through it is painted anew, once a frame.
   *
   * @param {string} name
   * @param {number} first
   */
  scroll(name, first) {
    const window = this.windows[name];
    const kept = clamp(window, first);
    if (kept === window.first) return false;
    window.first = kept;
    this.#scrolling ??= requestAnimationFrame(() => {
      this.#scrolling = undefined;
      for (const chart of this.#shownCharts) if (chart.hasWindows) chart.paintWindows();
    });
    return true;
  }

  /**
   * An item has been put elsewhere by hand; the picture that comes of it is looked at from here.
   *
   * @param {Mark} mark
   * @param {number[]} place
   */
  #drop({ layer, item }, place) {
    this.#stays = true;
    this.trigger("drop", { step: this.picture.data.steps[this.playhead], layer, word: item, place });
  }

  // ------------------------------------------------------------------------------------------ what is said

  /** For a screen reader, when the playhead rests: a sentence at each step would never end. */
  #speak() {
    if (this.playing || !this.#picture) return;
    const { data, moments } = this.picture;
    const moment = moments ? [`${data.moments[this.moment]}.`] : [];
    const sentences = this.picture.sentences(this.#place).map((sentence) => sentence.replace(/[^.!?]$/, "$&."));
    this.#spoken.say([`${this.picture.stepText(this.playhead)}.`, ...moment, ...sentences]);
    for (const chart of this.#shownCharts) chart.describe();
  }

  /** @param {string[]} sentences */
  #noted([first, ...others]) {
    return first === undefined ? [] : [`${this.#note} ${first}`.trim(), ...others];
  }

  tell() {
    this.#momentButtons.show(this.moment, this.playhead === this.picture.last);
    this.#controls.showStep(this.playhead, this.picture.stepText(this.playhead));
    this.#readouts.say(this.#noted(this.picture.sentences(this.#place)));
  }
}

const { mount, instanceAt } = mounting(
  (/** @type {HTMLElement} */ parentElement) => new Player(find(parentElement, ".player")),
);
export default mount;
export { instanceAt };
