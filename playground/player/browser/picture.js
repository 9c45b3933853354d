// What was sent of a run, and what of it is shown at a place in the run.

import { decode, interpolate, oneHotRows, pick, submatrix, tails } from "./arrays.js";
import { arrowLines } from "./arrows.js";
import { label, NO_WORD } from "./labels.js";
import { spell } from "./spelling.js";

/** @import {Arrows, Binding, Panel, Payload, Readout, Regions, Value} from "./payload.d.ts" */
/** @import {RecordedArray} from "./arrays.js" */
/** @import {OpenWindows} from "./windows.js" */

/**
 * Where in a run one is: `playhead` is the snapshot that is shown, `moment` the part of the step that follows (where
 * the picture has moments), `glide` how far the marks have gone towards the next snapshot, from 0 to 1; `lit` is the
 * word that is lit up, and `windows` are what is seen of long axes.
 *
 * @typedef {{playhead: number, moment: number, glide: number, lit: number | null, windows: OpenWindows}} Place
 */
/** Numbers, or rows of numbers. @typedef {Float32Array | Int32Array | (Float32Array | Int32Array)[] | number[]} Numbers */
/** Attributes of a trace. @typedef {Record<string, Numbers | string[] | number>} Attributes */
/** @typedef {Map<number, Attributes>} Updates traces, and what changes in them */
/** @typedef {(bound: {index?: Binding["index"], array?: string, at?: string, trace: number}) => boolean} Filter */
/** What `read` needs of a Binding or a Value. @typedef {Pick<Binding, "array" | "index"> & Partial<Binding>} Source */

const WIDE_FORMS = 12; // forms of a sentence that are tried for the room they take

export class Picture {
  /** @param {Payload} data */
  constructor(data) {
    this.data = data;
    /** @type {Record<string, RecordedArray>} */
    this.arrays = Object.fromEntries(Object.entries(data.arrays).map(([name, array]) => [name, decode(array)]));
  }

  /** The last snapshot. */
  get last() {
    return this.data.steps.length - 1;
  }

  /** How many moments a step has: 0 if it is not taken apart. */
  get moments() {
    return this.data.moments.length;
  }

  /**
   * Whether something is shown at this moment.
   *
   * @param {{moments: number[]}} part
   * @param {Place} place
   */
  isShown({ moments }, { moment }) {
    return !moments.length || moments.includes(moment);
  }

  /**
   * What the panel's bindings and arrows give at a place.
   *
   * @param {Panel} panel
   * @param {Place} place
   * @param {Filter} [wanted]
   * @returns {Updates}
   */
  updates({ bindings, arrows }, place, wanted = () => true) {
    /** @type {Updates} */
    const updates = new Map();
    for (const binding of bindings.filter(wanted)) {
      const attributes = updates.get(binding.trace) ?? {};
      updates.set(binding.trace, attributes);
      const found = this.isShown(binding, place) ? this.read(binding, place) : [];
      attributes[binding.attribute] = binding.spelled ? this.#words(found) : found;
      if (!binding.windows.length) continue;
      const [y0, x0] = binding.windows.map((name) => place.windows[name]?.first ?? 0);
      Object.assign(attributes, { y0, x0 });
    }
    for (const arrow of arrows.filter(wanted)) updates.set(arrow.trace, this.#arrows(arrow, place));
    return updates;
  }

  /**
   * @param {Numbers} numbers
   * @returns {string[]}
   */
  #words(numbers) {
    return Array.from(/** @type {number[]} */ (numbers), (number) => {
      if (Number.isNaN(number)) return NO_WORD;
      return label(this.data.words[number]?.short ?? "…");
    });
  }

  /**
   * @param {Arrows} arrows
   * @param {Place} place
   * @returns {Attributes}
   */
  #arrows({ positions, offsets, scale, heads, moments }, place) {
    const now = positions.map((array) => this.#at(array, "step", place));
    const next = Math.min(this.last, place.playhead + 1);
    const along = offsets.length
      ? offsets.map((array) => this.#at(array, "step", place))
      : positions.map((array, axis) => this.#at(array, next, place).map((value, item) => value - now[axis][item]));
    const lines = this.isShown({ moments }, place) ? arrowLines(now, along, scale, heads) : positions.map(() => []);
    return Object.fromEntries(lines.map((line, axis) => ["xyz"[axis], line]));
  }

  /**
   * @param {string} array
   * @param {"step" | number} index
   * @param {Place} place
   */
  #at(array, index, place) {
    return /** @type {Float32Array} */ (this.read({ array, index: [index] }, place));
  }

  /**
   * The numbers of an array at an index (see the Binding in Python).
   *
   * @param {Source} source
   * @param {Place} place
   * @returns {Numbers}
   */
  read({ array, index, tail = 0, one_hot, windows = [], at }, place) {
    const recorded = this.arrays[array];
    if (index[0] === "tail") return tails(recorded, place.playhead, tail, /** @type {number[]} */ (index[1]));
    if (at) return pick(this.read({ array, index }, place), this.#at(at, "step", place));
    const found = this.#item(recorded, index, place);
    if (!found) return [];
    if (place.glide && index[0] === "step") return found;
    const rest = recorded.shape.slice(index.length);
    /** @type {(axis: number, count: number) => {first: number, size: number}} */
    const seen = (axis, count) => place.windows[windows[axis]] ?? { first: 0, size: count };
    if (one_hot) return oneHotRows(found, seen(1, one_hot));
    return rest.length < 2 ? found : submatrix(found, rest[1], seen(0, rest[0]), seen(1, rest[1]));
  }

  /**
   * What stands at an index, on the way to the next snapshot during a glide; nothing where there is no such item.
   *
   * @param {RecordedArray} array
   * @param {Binding["index"]} index
   * @param {Place} place
   */
  #item({ values, shape }, index, { playhead, lit, glide }) {
    let item = 0;
    for (const [axis, part] of index.entries()) {
      const number = part === "step" ? playhead : part === "word" ? lit : /** @type {number} */ (part);
      if (number === null || number >= shape[axis]) return undefined;
      item = item * shape[axis] + number;
    }
    const size = shape.slice(index.length).reduce((product, length) => product * length, 1);
    const found = values.subarray(item * size, (item + 1) * size);
    if (!glide || index[0] !== "step") return found;
    return interpolate(found, values.subarray(item * size + values.length / shape[0]), glide);
  }

  /**
   * The head whose answers are shown as regions.
   *
   * @param {Regions} regions
   * @param {Place} place
   */
  head({ weight, bias }, place) {
    return { weight: this.#at(weight, "step", place), bias: this.#at(bias, "step", place) };
  }

  /**
   * What is said at a place.
   *
   * @param {Place} place
   */
  sentences(place) {
    return this.data.readouts
      .filter((readout) => this.isShown(readout, place))
      .map((readout) => this.#sentence(readout, place));
  }

  /**
   * @param {Readout} readout
   * @param {Place} place
   */
  #sentence({ text, values, zero }, place) {
    const found = values.map((value) => /** @type {Float32Array} */ (this.read(value, place)));
    if (zero && found[0][0] === 0) return zero;
    let next = 0;
    return text.replaceAll("{}", () => {
      const value = values[next];
      return spell(found[next++], value, this.#hot(value, place));
    });
  }

  /**
   * @param {Value} value
   * @param {Place} place
   */
  #hot({ hot }, place) {
    return hot ? this.#at(hot, "step", place)[0] : undefined;
  }

  /**
   * The sentences of a moment at up to `samples` steps all over the run, only the widest forms of each: a few groups,
   * as the widest of all is not always the one that breaks into most lines.
   *
   * @param {Place} place
   * @param {number} samples
   * @param {(sentence: string) => number} width
   */
  widestSentences(place, samples, width) {
    const apart = Math.max(1, this.last / samples);
    /** @type {Set<string>[]} */
    const forms = [];
    for (let at = 0; at <= this.last; at += apart) {
      this.sentences({ ...place, glide: 0, playhead: Math.floor(at) }).forEach((sentence, k) => {
        forms[k] = (forms[k] ?? new Set()).add(sentence);
      });
    }
    const widest = forms.map((form) => Array.from(form, (text) => ({ text, wide: width(text) })));
    for (const form of widest) form.sort((one, other) => other.wide - one.wide);
    const groups = Math.min(WIDE_FORMS, Math.max(0, ...widest.map((form) => form.length)));
    return Array.from({ length: groups }, (_, rank) => widest.map((form) => (form[rank] ?? form[0]).text));
  }

  /**
   * What is said of where the playhead is.
   *
   * @param {number} playhead
   */
  stepText(playhead) {
    const { steps } = this.data;
    return `step ${steps[playhead].toLocaleString()} of ${steps[this.last].toLocaleString()}`;
  }
}
