/* What the page's scripts share, for the checker alone (`make lint`): no page loads it. A script puts
   its part into window.infogan; here stands what each part takes and returns. */

type Point = [number, number];
type Child = Node | string;
type Attributes = Record<string, unknown>;
type Values = Record<string, number>;

/* A canvas gives no context only where it has one of another kind: none of ours has. */
interface Canvas extends HTMLCanvasElement {
  getContext: ((kind: "2d", options?: CanvasRenderingContext2DSettings) => CanvasRenderingContext2D) & HTMLCanvasElement["getContext"];
}

type CategoryCode = { kind: "categorical"; name: string; size: number; probabilities?: number[] };
type UniformCode = { kind: "uniform"; name: string; low: number; high: number };
type GaussianCode = { kind: "gaussian"; name: string; mean: number; std: number };
type NumberCode = UniformCode | GaussianCode;
type Code = CategoryCode | NumberCode;
interface Latent {
  noise: number;
  codes: Code[];
  width: number;
}
interface Networks {
  latent: Latent;
  digits: Record<string, number>;
  meanings: Record<string, string>;
  smallestStd: number;
  side: number;
  isLikeMnist: boolean;
  drawsDigits: boolean;
  name: string;
  generate(row: Float32Array): Float32Array;
  recognise(image: Float32Array): Float32Array;
  paint(canvas: HTMLCanvasElement, image: Float32Array, left?: number, top?: number): void;
}
/* Q's answer for one code: `logs` and `best` of a category, `mean` and `std` of a number. */
interface Answer {
  logs: number[];
  best: number;
  mean: number;
  std: number;
}
type Answers = Record<string, Answer>;

interface Setting {
  values: Values;
  seed: number;
}
interface State {
  named: boolean;
  get(): Setting;
  set(changes: { values?: Values; seed?: number }): void;
  watch(follow: (now: Setting) => void): void;
}
interface Control<Value = any> {
  node: HTMLElement;
  set(value: Value): void;
}
interface SliderOptions {
  name: string;
  min: number;
  max: number;
  step: number;
  value: number;
  trained?: number[];
  note?: string;
  show?: (value: number) => string;
  change(value: number): void;
}
interface Announcer {
  node: HTMLElement;
  say(text: string, wait?: number): void;
}
interface Axis {
  label: string;
  low: number;
  high: number;
  ticks: number[];
  log?: boolean;
}
interface Chart {
  node: SVGElement;
  draw(curves: { f: (x: number) => number; kind: string }[], dots: number[][], alt: string): void;
}

interface Infogan {
  announcer(): Announcer;
  element(tag: "canvas", attributes?: Attributes, ...children: Child[]): Canvas;
  element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes?: Attributes,
    ...children: Child[]
  ): HTMLElementTagNameMap[Tag];
  number(value: number, digits?: number): string;
  onceAFrame(work: () => void): () => void;
  paint(canvas: HTMLCanvasElement, image: ArrayLike<number>, left?: number, top?: number, look?: object): void;
  picture(label: string, side?: number): Canvas;
  slider(options: SliderOptions): Control<number>;

  assemble(latent: Latent, z: ArrayLike<number>, values: Values): Float32Array;
  contribution(code: Code, value: number, q: Answer): number;
  entropy(code: Code): number;
  isCategory(code: Code): code is CategoryCode;
  noise(seed: number, n: number): Float32Array;
  posterior(networks: Networks, raw: Float32Array): Answers;
  trained(code: NumberCode): { centre: number; half: number };
  weights: any;
  networks(weights: any): Networks;

  SEEDS: number;
  createState(latent: Latent, hash: string): State;
  fromAddress(latent: Latent, hash: string): Setting & { named: boolean };
  startState(latent: Latent): Setting;
  toAddress(latent: Latent, setting: Setting): string;
  copy(text: string): Promise<boolean>;
  replaceHash(hash: () => string): void;
  save(canvas: HTMLCanvasElement, name: string): void;

  chooser(networks: Networks, code: CategoryCode, change: (k: number) => void): Control<number>;
  drawing(networks: Networks, state: State, announce: (text: string) => void, take: (values: Values) => void): HTMLElement;
  explorer(place: HTMLElement, networks: Networks, hash?: string, signal?: AbortSignal): State;
  firstLook(place: HTMLElement, networks: Networks): void;
  grid(networks: Networks, state: State): HTMLElement | null;
  inkStrokes(context: CanvasRenderingContext2D, strokes: Point[][], pen: number, scale: number, left: number, top: number): void;
  likeMnist(strokes: Point[][], pen: number): Float32Array | null;
  openExplorer(
    place: HTMLElement,
    networks: Networks,
    name?: string,
    others?: Record<string, () => Promise<Networks>>,
  ): void;
  readModel(text: string): Networks;
  sayReading(networks: Networks, q: Answers): string;
  showReading(node: HTMLElement, networks: Networks, q: Answers, put?: Values): void;

  chart(x: Axis, y: Axis): Chart;
  gaussianBound(entropy: number, mse: number, std: number): number;
  gaussianLogDensity(x: number, mean: number, std: number): number;
  jensenShannon(mean: number, std: number, steps?: number): number;
  jointQuantities(joint: number[][], q: number[]): Record<"codes" | "pictures" | "posterior" | "gradient", number[]> &
    Record<"entropy" | "conditional" | "information" | "crossEntropy" | "bound" | "gap", number>;
  optimalDiscriminator(x: number, mean: number, std: number): number;
  symmetricBound(classes: number, error: number, believed: number): number;
  symmetricGap(error: number, believed: number): number;
  symmetricInformation(classes: number, error: number): number;
  uniformEntropy(low: number, high: number): number;
  discriminatorPanel(place: HTMLElement): void;
  gaussianCodePanel(place: HTMLElement): void;
  symmetricChannelPanel(place: HTMLElement): void;
  jointPanel(place: HTMLElement, options?: { withQ?: boolean }): void;
}

interface Window {
  infogan: Infogan;
  infoganSections: [string, string, string, string][]; // tools/section_search.py
  infoganTicks: any; // book/_static/ticks.js
  infoganWords?: Record<string, string>; // tools/languages.py
  MathJax: any;
}

/* Of the slides: slides/reveal, and MathJax. */
declare const Reveal: any;
declare const RevealNotes: any;
declare const MathJax: any;
