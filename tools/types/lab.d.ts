/* The lab's share of window.infogan: a setting's field, a scenario, what its worker sends. */
interface Field {
  name: string;
  start: any;
  expect?: string;
  anew?: boolean;
  choices?: any; // {value: what the reader sees}
  values?: number[];
  low?: any; // low, high and step: where there are no values
  high?: any;
  step?: any;
  log?: boolean;
  whole?: any; // a whole number below this
}
interface Scenario {
  title: string;
  values: Record<string, any>;
  then?: { at: number; values: Record<string, any> };
  steps: number;
  question: string;
  answers: string[];
  right: number;
  outcome: string;
}
interface LabState {
  values: Record<string, any>;
  points: Point[];
  scenario: string | null;
}
interface Estimate {
  value: number;
  error: number;
}
/* What was measured, and what cannot be in this run. */
interface Knowledge {
  step: number;
  information: Estimate;
  bound: Estimate;
  gap: Estimate;
}
interface Coverage {
  covered: number;
  modes: number;
  good: number;
  purity: number[];
}
type Maybe<T> = T | { [Name in keyof T]?: undefined };
type Measures = Maybe<Knowledge> & Maybe<Coverage> & { onTrain?: number; onHeld?: number };
type Surfaces = { d: Float32Array } & Maybe<{ best: Uint8Array; sure: Float32Array }>;
interface Frame {
  steps: number;
  d: number;
  g: number;
  rate: number | undefined; // steps a second
  playing: boolean;
  points: { at: Float32Array; codes: ArrayLike<number>; byD: Float32Array; byQ: Float32Array };
  surfaces?: Surfaces;
  measures?: Measures;
}
interface LabData {
  train: Float64Array; // (n, 2) in one row of numbers
  held: Float64Array;
}
interface Palette {
  ground: string;
  ink: string;
  line: string;
  data: string;
  blue: string;
  orange: string;
  green: string;
  grey: string;
  surface: number[];
  codes: string[];
}
type Moment = Record<string, number>;
interface LabHistory {
  add(moment: Moment): void;
  all(): Moment[];
  last(): Moment | undefined;
  clear(): void;
}
interface LabChart {
  canvas: Canvas;
  draw(
    moments: Moment[],
    curves: { key: string; colour: string; dash?: number[]; width?: number }[],
    axis: { low: number; high: number; ticks: number[]; level?: { value: number; colour: string } },
    colours: Palette,
  ): void;
}

interface Infogan {
  lab(place: HTMLElement, options?: { small?: boolean; scenario?: string }): void;
  labChart(label: string): LabChart;
  labControl(field: Field, change: (value: any) => void, withNote?: boolean): Control;
  labHistory(): LabHistory;
  labParts: ((lab: Lab) => void)[];
  labPlane: Record<string, any>;
  labQuestion(answer: () => void): {
    node: HTMLElement;
    answered(): boolean;
    ask(scenario: Scenario): void;
    insist(): void;
    end(text: string): string;
    again(): void;
    clear(): void;
  };
  labReport: {
    rows(answer: Frame, m: Measures, values: Record<string, any>): string[][];
    sentence(answer: Frame, m: Measures, K: number): string;
  };
  labScenarios: Record<string, Scenario>;
  labSession(
    heard: { started(data: LabData): void; frame(answer: Frame): void; stopped(text: string): void },
    visible: () => boolean,
  ): {
    start(run: object): void;
    rules(next: object): void;
    play(stopAt: number): void;
    pause(): void;
    step(): void;
    look(): void;
  };
  labSheet(changed: (points: Point[]) => void): Control<Point[]>;
  labStage(place: HTMLElement, shape: () => Record<string, any>): {
    figures: HTMLElement[];
    legend: HTMLElement;
    history: LabHistory;
    started(points: LabData): void;
    frame(answer: Frame): void;
    clear(): void;
    describe(text: string): void;
  };
  labState: {
    FIELDS: Record<string, Field>;
    MOST_POINTS: number;
    REACH: number;
    asRun(values: Record<string, any>, points: Point[]): object;
    fromAddress(hash: string, scenarios: Record<string, Scenario>): LabState & { named: boolean; wrong: string[] };
    start(): Record<string, any>;
    toAddress(state: LabState): string;
  };
}

/* The lab's worker has an object of its own: its parts' functions by name. */
type LabName =
  | "adam" | "bankOf" | "compare" | "coverage" | "createGame" | "createPasses" | "createRoom" | "createRun"
  | "dataSet" | "drawLatents" | "logQOf" | "logSoftmax" | "measure" | "network" | "noisy" | "parts" | "pass"
  | "posterior" | "recognitionLoss" | "refusal" | "separate" | "serve" | "sigmoid" | "softplus" | "step" | "stream";
type Lab = Record<LabName, (...values: any[]) => any> &
  Record<"EDGE" | "SHOWN" | "SIDE" | "SIGMA" | "SMALLEST_STD", number> & { DATA: Record<string, any> };
