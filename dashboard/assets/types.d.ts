// What the modules hand each other, and what Python sends them. For `tsc` alone: no browser reads this.

type Page = import("./page.js").Page;
type Figures = import("./panel/figures.js").Figures;
type Variable = Awaited<ReturnType<typeof import("./map/variable.js").loadVariable>>;

/** A row of the country table. x, y: where its label stands, in metres of the map. */
interface Country {
  iso3: string;
  name: string;
  official: string;
  aliases: string[];
  region: string;
  zone: string;
  un: boolean;
  x: number;
  y: number;
  tiny: boolean;
  flag: string;
  reason: string;
}

/** The choices of a view, as ViewState in dashboard/state.py has them. */
interface ChoiceValues {
  variable: string;
  year: number;
  record: string;
  iso3: string;
  compare: string;
  indicator: string;
  baseline: string;
  period: string;
  trend_start: number;
  view: string;
  zoom: string;
  region: string;
  zone: string;
  un_members: boolean;
  sort: string;
  flagged: boolean;
  log: boolean;
  linear: boolean;
  multiples: boolean;
  units: string;
  embed: string;
}

type Changes = Partial<ChoiceValues>;

/** A choice as ViewState.described() tells of it, under its name in a link. */
interface Described {
  choice: keyof ChoiceValues;
  kind: "year" | "switch" | "years" | "country" | "countries" | "name";
  default: any; // of the choice's own type
  bounds?: [number, number];
  shortest?: number;
  optional?: boolean;
  most?: number;
  /** Codes of groups of countries. */
  groups?: string[];
  /** Variables beside which the usual mean is shown. */
  averaged?: string[];
  options?: string[];
  alias?: Record<string, string>;
  upper?: boolean;
}

// Numbers ------------------------------------------------------------------------------------------

type Numbers = number[] | Float64Array | Float32Array;

/** How a value is written. */
interface Written {
  decimals: number;
  signed?: boolean;
  categories?: string[] | null;
}

/** A country by year matrix, row by row. */
interface Matrix {
  firstYear: number;
  years: number;
  count: number;
  values: Float32Array;
}

/** The rings of each country, in cells of so many metres; choropleth.js says how. */
type Rings = import("choropleth").Geometry & { grid: number };

/** The same with the countries' points, as the map takes it. */
type World = Rings & import("choropleth").Shapes;

/** Left, top, width and height, in kilometres, y downwards. */
type Box = number[];

interface Rank {
  place: number;
  of: number;
}

// The parts, as dashboard/parts builds them --------------------------------------------------------

/** A variable: where its numbers are, how they are written, and their colours. */
interface VariablePart extends Written {
  label: string;
  unit: string;
  matrix: string;
  tolerance: number;
  until: number;
  edges: number[];
  colours?: string[];
  dark?: string[];
  /** The scale of means of ten years or more, where they have one of their own. */
  means?: { edges: number[]; colours: string[]; dark: string[] };
  against?: string;
  about?: string;
  factor?: number;
  subtract?: number[] | null;
  /** The means of groups of countries in degrees, a row a group, a value a year. */
  groups?: (number | null)[][];
  /** Where the quality of each country's series is, if the usual record's is not meant. */
  quality?: string;
  line?: string;
  /** The years whose one value a country has, and with them all years of the slider. */
  of?: [number, number];
  /** The 95 % interval of each country's value, where they have one. */
  ranges?: [low: number | null, high: number | null][];
  refused?: Record<number, string>;
  years?: [number, number];
}

/** A column of numbers, of colours or of lines; see told_short in dashboard/panes.py. */
type Column = any[] | { first: number; step: number; count: number };

type Columns = Record<string, Column>;

/** A column of a chart's table: of a layer, or the texts themselves, by row. */
interface TableColumn {
  name: string;
  layer: string;
  line: number;
  cells: Record<string, string>;
}

interface TableOfChart extends Written {
  rows: string;
  title: string;
  unit: string;
  columns: TableColumn[];
}

interface Mark {
  look: string;
  text: string;
}

/** What a figure shows, as Panes.chart and Chart.words in Python say it; figure: its address, where no page has it from the start. */
interface ChartPart {
  slot: string;
  layers: Record<string, Columns>;
  y: [number, number];
  figure?: string;
  title: string;
  file: string;
  said: string;
  sources: string[];
  table: TableOfChart | null;
  marks: Mark[];
}

type Charts = Record<string, ChartPart>;

interface Sentence {
  lead: string;
  change: string;
  rest: string;
}

/** The headline, in full and for a narrow page, and the sparkline's path and description. */
interface HeadlinePart {
  full: Sentence;
  brief: Sentence;
  line: string;
  said: string;
}

interface RecordRow {
  id: string;
  name: string;
  kind: string;
  trend: string;
  interval: string;
  change: string;
  years: string;
}

interface RecordsPart {
  years: string;
  sentence: string;
  differs: string[];
  rows: RecordRow[];
}

interface ComparedRow {
  iso3: string;
  colour: string;
  trend: string;
  range: string;
  quality: string;
  reason: string;
  short: string;
}

interface CountryPart {
  iso3: string;
  text: Record<string, string>;
  compared: ComparedRow[];
  records: RecordsPart | null;
  charts: Charts;
  /** The address of the country's page without its suffix, in a static edition. */
  page?: string;
}

interface IndicatorPart extends Written {
  id: string;
  text: { label: string; unit: string; source: string; value: string; year: string };
  log: boolean;
  values: [number, number][];
  compared: { iso3: string; values: [number, number][] }[];
  charts: Charts;
}

interface PeerGroup {
  kind: string;
  title: string;
  members: number[];
  trends: (number | null)[];
  median: number | null;
  rank: Rank | null;
}

interface PeersPart {
  heading: string;
  unit?: string;
  years?: [number, number];
  groups: PeerGroup[];
}

interface TablePart {
  degrees: string;
  years: [number, number];
  trends: (number | null)[];
  indicator: Omit<VariablePart, "edges">;
}

interface ScatterPart extends Written {
  indicator: string;
  label: string;
  unit: string;
  log: boolean;
  degrees: string;
  trend: [number, number];
  members: number[];
  values: number[];
  trends: number[];
  years: number[];
  good: boolean[];
  /** How wide the bubbles are, in pixels, and the colour of each region. */
  sizes: number[];
  regions: [name: string, colour: string][];
  x: [number, number];
  text: Record<string, string>;
  charts: Charts;
}

/** What a message of the session holds; each part is whole, or absent where nothing has changed. */
interface Parts {
  map?: VariablePart;
  warming?: VariablePart;
  headline?: HeadlinePart;
  country?: CountryPart;
  indicator?: IndicatorPart;
  peers?: PeersPart;
  table?: TablePart;
  scatter?: ScatterPart;
  refused?: Changes;
  notices?: string[];
  /** The live page in the choices that a static edition refuses. */
  live?: string;
}

/** A static edition, as dashboard/edition/offer.py describes it. */
interface EditionAbout {
  /** The folder of the parts. */
  parts: string;
  live: string;
  packs: { name: string; file: string; parts: Record<string, string[]>; view: string; only: Changes }[];
  /** The values of choices that have few. */
  offers: Record<string, any[]>;
}

interface Totals {
  views: number | null;
  here: number | null;
  age_seconds: number | null;
  since: string;
}

/** What the page starts with, see Page._start in dashboard/page.py. */
interface Start {
  /** Paths of SVG in kilometres, downwards. */
  ground: { sea: string; graticule: string; boxes: Record<string, Box> };
  files: { countries: string; world: string; sources: string };
  /** Names the table of countries and the release that the page is of. */
  made_of: string;
  /** The address of the modules to be read while the map is drawn, which are one file. */
  next: string;
  /** Groups of countries, in the order of their means. */
  groups: { iso3: string; name: string }[];
  link: Record<string, Described>;
  answered: string[];
  state: ChoiceValues;
  shown: Parts;
  notices: string[];
  totals: Totals | null;
  stats: string | null;
  downloads: boolean;
  /** Of a page without a server. */
  edition: EditionAbout | null;
  /** The address of sources and methods, "" where they are not. */
  methods: string;
  /** What ends the address of a country's page. */
  suffix: string;
}

// The page ------------------------------------------------------------------------------------------

/** Whom Page.on lets listen, and to what. */
interface Told extends Omit<Parts, "warming" | "refused" | "notices" | "live"> {
  choices: Changes;
  year: { year: number; settled: boolean };
  variable: Variable;
  warming: Variable;
  found: number;
  theme: undefined;
  full: undefined;
}

/** A bin's number, or one of the legend's KINDS; null for none. */
type Bin = number | string | null;

/** What the tooltip tells; chosen: the position of the marked value. */
interface Tip {
  name: string;
  text: string;
  note?: string;
  values: number[];
  chosen: number;
}

interface Picture {
  width: number;
  height: number;
  svg: string;
}

/** A figure to be taken away, with all that it needs to be understood alone. */
interface Sheet {
  title: string;
  picture: Picture;
  key: { height: number; svg: string };
  source: string;
  link: string;
}

/** An event whose target is an element, as all that bubbles from within the page. */
type Heard<Kind = Event, Target = HTMLElement> = Kind & { target: Target };

/** The elements of dashboard/assets/*.html by their id, where one is more than an HTMLElement. */
interface Elements {
  alone: HTMLButtonElement;
  baseline: HTMLSelectElement;
  "baseline-first": HTMLInputElement;
  "baseline-last": HTMLInputElement;
  "baseline-years": HTMLFormElement;
  compare: HTMLButtonElement;
  "embed-code": HTMLTextAreaElement;
  flagged: HTMLInputElement;
  indicator: HTMLSelectElement;
  period: HTMLSelectElement;
  "mean-first": HTMLInputElement;
  "mean-last": HTMLInputElement;
  "period-first": HTMLInputElement;
  "period-last": HTMLInputElement;
  "python-code": HTMLTextAreaElement;
  ranking: HTMLTableElement;
  "ranking-row": HTMLTemplateElement;
  record: HTMLSelectElement;
  "scatter-indicator": HTMLSelectElement;
  "scatter-marks": SVGSVGElement & HTMLElement;
  search: HTMLInputElement;
  session: HTMLTemplateElement;
  "share-link": HTMLInputElement;
  "share-python": HTMLDetailsElement;
  sharing: HTMLDialogElement;
  "table-region": HTMLSelectElement;
  "table-un": HTMLInputElement;
  "table-zone": HTMLSelectElement;
  "trend-start": HTMLSelectElement;
  variable: HTMLSelectElement;
  year: HTMLInputElement;
  "year-typed": HTMLInputElement;
  zoom: HTMLSelectElement;
}

type ElementOf<Id> = Id extends keyof Elements ? Elements[Id] : HTMLElement;

/** `$`, which every module has for itself. */
type ById = <Id extends string>(id: Id) => ElementOf<Id>;

interface Document {
  getElementById<Id extends string>(id: Id): ElementOf<Id>;
}

// Bokeh, as far as the page calls it ----------------------------------------------------------------

/** A model of any kind: what it has depends on the kind. */
interface BokehModel {
  name: string;
  tags: any[];
  document: BokehDocument;
  properties: Record<string, { change: { connect(listener: () => void): void } }>;
  setv(changes: Record<string, unknown>): void;
  [property: string]: any;
}

interface BokehDocument {
  roots(): BokehModel[];
  add_root(model: BokehModel): void;
  remove_root(model: BokehModel): void;
  on_event(name: string, listener: (document: unknown, event: any) => void): void;
  event_manager: { send_event(event: unknown): void };
  get_model_by_name(name: string): BokehModel;
}

interface BokehConnection {
  url: string;
  token: string;
  socket: WebSocket | null;
  session: { document: BokehDocument; force_roundtrip(): Promise<void> };
  connect(): Promise<unknown>;
}

interface BokehScale {
  compute(value: number): number;
  invert(pixel: number): number;
}

interface BokehScales {
  x_scale: BokehScale;
  y_scale: BokehScale;
}

interface BokehView {
  model: BokehModel;
  el: HTMLElement;
  bbox: { width: number; height: number };
  canvas_view: { events_el: HTMLElement };
  frame: BokehScales & { bbox: { left: number; right: number; top: number; height: number } };
  views: { get_one(model: BokehModel): any };
  after_resize(): void;
  repaint(): void;
  invalidate_painters(renderer: unknown): void;
  export(kind: "svg", hidpi: boolean): { ctx: { get_svg(): SVGSVGElement } };
}

interface Window {
  Bokeh: {
    documents: BokehDocument[];
    embed: { add_document_standalone(document: BokehDocument, element: HTMLElement, roots?: HTMLElement[]): Promise<unknown> };
    index: { find_one(model: BokehModel): BokehView | null };
    require(module: string): any;
  };
}
