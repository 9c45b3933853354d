// What Python sends: a test compares these types with the dataclasses in figures/bindings.py and figures/readouts.py.

/** An array as Plotly writes typed arrays: little-endian float32 or int32, in Base64. */
export interface EncodedArray {
  dtype: "f4" | "i4";
  bdata: string;
  shape: number[];
}

export interface Word {
  text: string;
  short: string;
  color: string;
  symbol: string;
}

export interface Binding {
  trace: number;
  attribute: string;
  array: string;
  index: (string | number | number[])[];
  tail: number;
  one_hot: number;
  windows: string[];
  at: string;
  moments: number[];
  spelled: boolean;
}

export interface Arrows {
  trace: number;
  positions: string[];
  offsets: string[];
  scale: number;
  heads: number[];
  moments: number[];
}

export interface Regions {
  weight: string;
  bias: string;
  names: string[];
  colors: string[];
}

export interface Window {
  name: string;
  size: number;
  count: number;
  lit: boolean;
}

export interface Panel {
  name: string;
  figure: Figure;
  caption: string;
  bindings: Binding[];
  picks: Record<number, string>;
  timeline: boolean;
  windows: Record<string, string>;
  arrows: Arrows[];
  moments: number[];
  drags: number[];
  regions: Regions | null;
}

export interface Value {
  array: string;
  kind: string;
  index: Binding["index"];
  names: string[];
  hot: string;
  count: number;
}

export interface Readout {
  text: string;
  values: Value[];
  zero: string;
  moments: number[];
}

export interface Cue {
  number: number;
  step: number | null;
  plays: boolean;
  moment: number;
  word: number | null;
}

export interface Payload {
  key: string;
  /** What files of the picture are called. */
  name: string;
  steps: number[];
  words: Word[];
  listed: number;
  cut: string;
  windows: Window[];
  panels: Panel[];
  arrays: Record<string, EncodedArray>;
  moments: string[];
  readouts: Readout[];
  templates: Record<string, unknown>;
  plotly: string;
}

/** A Payload as it is mounted: with what the page asks of the player now. */
export interface PlayerData extends Payload {
  /** Whether a section of the page is open below it, so that it is smaller. */
  above: boolean;
  /** The parts of the stage that are shown, beside the words: "bar", "sentences", "vectors", "matrices", "loss". */
  parts: string[];
  /** Whether it is to tell where it rests. */
  watched: "" | "resting" | "playing";
  cue: Cue;
}

export interface Figure {
  data: Record<string, unknown>[];
  layout: import("./plotly_types.d.ts").Layout;
}
