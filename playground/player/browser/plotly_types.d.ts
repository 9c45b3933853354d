// What the player uses of Plotly.js, and of what Plotly.js keeps on the elements it draws in.

export interface Axis {
  visible: boolean;
  range: [number, number];
  ticktext?: string[];
  tickvals?: number[];
  _length: number;
  _offset: number;
  c2p(value: number, clipped?: boolean): number;
  p2c(pixels: number): number;
}

export interface FullTrace {
  type: string;
  uid: string;
  mode: string;
  xaxis: string;
  yaxis: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  z: ArrayLike<ArrayLike<number>>;
  x0?: number;
  y0?: number;
  xgap: number;
  ygap: number;
  zmin: number;
  zmax: number;
  colorscale: [number, string][];
  texttemplate?: string;
}

export interface FullLayout {
  uirevision: unknown;
  yaxis?: Axis;
  scene?: { _scene: { getCamera(): unknown } };
  _size: { l: number };
  [axis: string]: unknown;
}

export interface Point {
  curveNumber: number;
  pointNumber: number | number[];
  x: number;
  y: number;
  [coordinate: string]: unknown;
}

export interface PlotEvent {
  points: Point[];
}

export interface Plot extends HTMLElement {
  data: Record<string, unknown>[];
  layout: Layout;
  calcdata: Record<string, unknown>[][];
  _fullData: FullTrace[];
  _fullLayout?: FullLayout;
  _hoverdata: unknown[];
  on(event: "plotly_hover" | "plotly_click", listener: (event: PlotEvent) => void): void;
  on(
    event: "plotly_unhover" | "plotly_afterplot" | "plotly_doubleclick" | "plotly_relayouting",
    listener: () => void,
  ): void;
  on(event: "plotly_relayout", listener: (change: Record<string, unknown>) => void): void;
}

export interface Layout {
  xaxis: { range: [number, number]; tickvals?: number[]; ticktext?: string[] };
  yaxis: { range: [number, number]; tickvals?: number[]; ticktext?: string[] };
  scene?: { camera?: unknown };
  uirevision?: unknown;
  template?: unknown;
  font?: unknown;
  autosize?: boolean;
  dragmode?: unknown;
  [name: string]: unknown;
}

export interface ImageOptions {
  format: "svg";
  width: number;
  height: number;
  /** Without the beginning of a data address. */
  imageDataOnly: true;
}

export interface PlotlyLibrary {
  react(plot: HTMLElement, data: unknown[], layout: unknown, config: unknown): Promise<void>;
  restyle(plot: HTMLElement, changes: Record<string, unknown[]>, traces: number[]): Promise<void>;
  relayout(plot: HTMLElement, changes: Record<string, unknown>): Promise<void>;
  toImage(figure: { data: unknown[]; layout: unknown; config: unknown }, options: ImageOptions): Promise<string>;
  purge(plot: HTMLElement): void;
  Plots: { resize(plot: HTMLElement): void };
}
