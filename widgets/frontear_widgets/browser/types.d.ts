/** What the page holds and what Python sends, for those who read the scripts and for the checker: nothing of it runs. */

/** The text of look.css, put before the module that names it. */
declare const LOOK: string;

declare var frontearPage:
  | {
      kernels: Set<Kernel>;
      /** Of the lesson that is open, for whatever stands at the page's head. */
      store?: { lesson: string; startAfresh(lesson: string, also?: { sounds?: boolean }): Promise<void> };
    }
  | undefined;
declare var frontearPlotly: Promise<Plotly | undefined> | undefined;
declare var frontearDraws: ((plotly?: Plotly) => void) | undefined;
declare var frontearBlobs: PromiseWithResolvers<string[]>;
declare var frontearNoPlotly: () => void;
declare var frontearUnpack: (letters: string) => Promise<void>;
declare var frontearModules: Record<string, string>;
declare var frontearModule: (name: string) => Promise<{ default: { render(widget: object): unknown } }>;
declare var frontearLibrary: Promise<Plotly> | undefined;
/** Extensions of JupyterLab, and of Voila, by name. */
declare var _JUPYTERLAB: { "jupyterlab-plotly"?: { get(module: string): Promise<() => PlotlyExtension> } } | undefined;
declare var frontearKernel: (id: string) => void;
/** All modules by their names, where the server has them. */
declare var frontearScripts: Promise<Record<string, string> | null> | undefined;
declare var frontearRuns: Promise<DOMStringMap>;
declare var frontearCell: (index: number) => void;

declare var frontearAudio:
  | { context: AudioContext | null; output: GainNode | null; stop: (() => void) | null; volume: number }
  | undefined;

/** anywidget's model: its traits by name; what listens through it is forgotten with the view. */
interface Model<Traits, Message = unknown> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  on(event: "msg:custom", listener: (message: Message, buffers: DataView<ArrayBuffer>[]) => void): void;
  on(event: string, listener: () => void): void;
  send(content: unknown, callbacks?: undefined, buffers?: ArrayBufferView[]): void;
  widget_manager?: Manager;
}

/** ipywidgets' own. The context is JupyterLab's: the notebook's. */
interface Manager {
  kernel?: Kernel;
  context?: { path?: string };
  get_model(id: string): Promise<Holder>;
}

/** Any model itself; some hold bytes for others: all files, the one of a kernel, or the samples of a sound. */
interface Holder {
  get(name: "files" | "steps"): DataView<ArrayBuffer>;
  get(name: string): unknown;
  /** As what comes from Python: none of it goes back there. */
  set_state(traits: Record<string, unknown>): void;
  trigger(event: string): void;
  addressOf?: Promise<(name: string) => string>;
}

/** The one that holds all files, if the page has them not. */
interface ScriptsHolder extends Holder {
  on(event: string, listener: (about: unknown) => void): void;
  send(content: unknown): void;
}

interface Widget<Traits, Message = unknown> {
  model: Model<Traits, Message>;
  el: HTMLElement;
}

interface Signal {
  connect(listener: (sender: unknown, status: string) => void): void;
}

interface Kernel {
  id: string;
  serverSettings: { baseUrl: string };
  reconnect(): Promise<void>;
  connectionStatusChanged: Signal;
  statusChanged: Signal;
}

/** What of plotly we call. */
interface Plotly {
  react(host: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  purge(host: HTMLElement): void;
}

interface PlotlyExtension {
  MIME_TYPE: string;
  RenderedPlotly: {
    new (options: { mimeType: string }): { renderModel(model: object): Promise<unknown> };
    Plotly: Plotly | null;
  };
}

type Inks = Record<"text" | "quiet" | "line" | "paper" | "accent", string>;

type HeatMapTraits = {
  pixels: DataView<ArrayBuffer>;
  row_values: DataView<ArrayBuffer>;
  frame: Frame;
  title: string;
  alt: string;
  colours: string;
  height: number;
  channel: string;
};

interface AxisFrame {
  name: string;
  unit: string;
  start: number;
  step: number;
  names: string[];
  pace: number;
}

interface Frame {
  columns: number;
  x: AxisFrame;
  y: { name: string; unit: string; names: string[]; scale: string };
  z: { name: string; low: number; high: number };
  chosen: [row: number, column: number] | null;
  signed: boolean;
  square: boolean;
  boxes: { name: string; rows: [number, number]; columns: [number, number]; dashed: boolean }[];
}

type HeatMapAnswer = "whole" | { question: number; place: string; value: string };

type PlayerTraits = {
  sounds: { name: string; sample_rate: number; scale: number; samples: DataView<ArrayBuffer> | string }[];
  channel: string;
  loop: boolean;
  height: number;
};

/** A file that Python made, in the buffers beside it. */
type Saved = "whole" | { name: string };

interface Sound {
  name: string;
  rate: number;
  seconds: number;
  samples: Float32Array<ArrayBuffer>;
}

type PageTraits = { module: string; scripts: string; unseen?: boolean; _dom_classes?: string[] };

/** A number in a range, or, where there are labels, one of these by its index. */
type SliderTraits = {
  value: number;
  min: number;
  max: number;
  step: number;
  index: number;
  labels?: string[];
  description: string;
  unit: string;
  disabled: boolean;
};

/** What Python sends ahead, by page/ahead.js: the traits of a view, but for bytes, which lie in the buffers. */
interface AheadPart {
  digest: string;
  traits: Record<string, unknown>;
  binary: string[];
}

type AheadMessage = {
  panel: string;
  number?: number;
  sliders?: [id: string, place: string][];
  views?: string[];
  places?: number[];
  digests?: Record<string, string>;
  parts?: AheadPart[];
  forget?: true;
  closed?: true;
  settled?: number;
};

/** How many moves were shown ahead, how many not, the states that are there, and the bytes of all that came. */
declare var frontearAhead: { shown: number; asked: number; kept: number; bytes: number } | undefined;

type LinesTraits = { figure: string; title: string; alt: string; height: number };
type CodeTraits = { code: string; folded: boolean };
type RunFileTraits = { what: string; suffix: string; largest: number };
type MarksTraits = {
  ends: DataView<ArrayBuffer>;
  seconds: number;
  marks: { start: number; stop: number; keep: boolean }[];
  typed: [start: number, stop: number];
  chosen: number;
  keep: boolean;
  height: number;
};

/** Of `frontear.gates.Gate`, by its names; without a key the gate hears all. */
interface GateControls {
  threshold_db: number;
  hysteresis_db: number;
  attack_ms: number;
  hold_ms: number;
  release_ms: number;
  range_db: number;
  key_hz: number | null;
  key_q: number;
  detector_ms: number;
}

/** Of `frontear.gates.LearnedGate`. */
interface LearnedControls {
  threshold: number;
  hysteresis: number;
  attack_ms: number;
  hold_ms: number;
  release_ms: number;
  range_db: number;
}

/** A listener with log-mel: its sizes, and all numbers in the order of what hears them. */
interface Network {
  win_length: number;
  n_fft: number;
  n_rows: number;
  width: number;
  look_ahead: number;
  numbers: Float32Array;
}

/** `who` has learned, or is nobody; `scale` is what is compared with the thresholds. */
type LiveGateTraits = {
  controls: GateControls | LearnedControls;
  who: string;
  scale: { name: string; unit: string; low: number; high: number; step: number; opens: number; closes: number };
  height: number;
};

/** What a gate in the page tells of itself: the highest level, or probability, since it told last, and where it stands, 0 to 1. */
interface GateLook {
  level: number;
  position: number;
}

type NetworkSent = { network: Omit<Network, "numbers"> };

/** What an audio worklet holds beside the language: of these TypeScript has no types. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;

/** What Python says beside the buttons. */
type Told = { words: string; wrong: boolean };
type Asked = { file: number; files: number };

type Scalar = string | number | boolean | null;

/** What the browser keeps of a lesson, by the names of its panels. */
interface Kept {
  settings: Record<string, Record<string, Scalar>>;
  choices: Record<string, string>;
  right: Record<string, true>;
  solved: Record<string, true>;
}

/** `back` says that what was kept has been given back; `parcels` that somebody takes own sounds. */
type KeptTraits = { state: Partial<Kept> & { back?: boolean }; parcels: boolean };

/** A sound as it was sent to Python, under the name that it got there. */
interface KeptSound {
  id: string;
  name: string;
  about: object;
  bytes: Uint8Array;
}
