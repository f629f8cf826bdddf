// Every shape that crosses a border inside the extension. Checked by `tsc`, never shipped to run.

type Band = "leaflet" | "unsure" | "relationship" | "no_note";
type Label = "leaflet" | "relationship";
type ConnectionState =
  | "connected" | "not-running" | "not-paired" | "refused" | "wrong-program" | "wrong-version";

/** A message as the service takes it; see docs/reference/protocol.md. */
interface Message {
  id: string;
  text: string;
  kind: "connection_request" | "inbox_message";
  site?: string;
  lang?: string;
  sender?: { name?: string; headline?: string; profile_url?: string; mutual?: number };
  received_at?: string;
  thread?: { from: "them" | "me"; text: string }[];
}

interface Reason { signal: string; text: string; effect: number; span: [number, number] | null }
interface Score { id: string; score: number | null; band: Band; model: string; reasons: Reason[] }

/** What the user says about themselves; see docs/reference/protocol.md. */
interface Profile { name: string; text: string; facts: string[]; test_words: string[] }

// --- What the service tells our pages; see docs/reference/protocol.md -------------------------------

interface Verdict { score: number | null; band: Band | null }
/** A line of the journal, as it was written. */
interface Decision extends Verdict { key: string; action: string; reason: string | null; at: string }
/** One message of the history and all that is known of it; `band` is null where it was never scored. */
interface HistoryEntry extends Verdict {
  message: Message;
  model: string | null;
  label: Label | null;
  first_seen: string;
  last_seen: string;
  decisions: Decision[];
}
interface Queue { picks: HistoryEntry[]; waiting: number; labels: Record<Label, number>; advice: string }
interface Suspect { entry: HistoryEntry; key: string; score: number }
interface Bulk {
  allowed: boolean; bound: number | null; limit: number; confidence: number; checked: number; wrong: number; missing: number;
  why: string; alarm: string | null; audit: HistoryEntry[];
}
interface Measures { auc?: number | null; accuracy?: number | null }
interface Model {
  id: string; created_at: string; active: boolean; labels: number; metrics: { out_of_fold?: Measures };
  /** An older service knows neither. */
  waiting?: boolean; held_out?: Measures | null;
}
interface Changes {
  compared: number; flips: number; sentence: string; moves: Record<string, number>;
  examples?: { message: Message; before: Verdict; after: Verdict }[];
}
interface Job { job: string; state: string; progress: number; report: { why?: string; labels?: number; stage?: string; candidate?: string } }
interface Insights {
  scores: { from: number; to: number; leaflet: number; relationship: number; unlabelled: number }[];
  reliability: { mean: number; share: number; count: number }[];
  learning: { model: string; created_at: string; labels: number; auc: number | null; balanced_accuracy: number | null }[];
  weeks: ({ week: string } & Record<Band, number>)[];
  saved: { declined: number; minutes: number; sentence: string };
}
type StrictnessName = "gentle" | "balanced" | "strict";
interface StrictnessReply {
  compared: number;
  choices: Record<StrictnessName, { leaflet: number; unsure: number; relationship: number; moved: HistoryEntry[] }>;
}
interface ServiceSettings { strictness: StrictnessName; auto_train: boolean; auto_adopt?: boolean; decline_limit?: number }
interface ImportReply {
  requests: number; leaflets: number; relationships: number; undecided: number; stored: number; known: number; missing: string[];
  examples: Record<Label, { name: string | null; kind: Message["kind"]; text: string }[]>; summary: string;
}
interface Backup { file: string; bytes: number; at: string }

/** One request or message on the page that an adapter understood completely. */
interface Card {
  /** Stable over re-rendering: invitation URN, else profile slug, else a hash of what is shown. */
  key: string;
  /** Smallest element that holds the whole card. */
  element: Element;
  /** Our badge becomes the last child of this element (inside the card). */
  anchor: Element;
  message: Message;
  /** Only a part of the text is known (a snippet of a conversation row). */
  partial: boolean;
  /** The page cuts the text short and offers to show more. */
  incomplete: boolean;
  /** Whether this card has a decline control that we understand. */
  canDecline: boolean;
}

interface Reading {
  cards: Card[];
  /** Things that look like requests: people, pages, newsletters and the rest. */
  seen: number;
  /** Looked like a person's request but could not be read completely: left alone. */
  notUnderstood: number;
}

type Verified = { ok: true; control: HTMLElement } | { ok: false; reason: string };

/** Knows one kind of page. Reads only: no clicks, no writes, no messages. */
interface SiteAdapter {
  id: string;
  /** Is this document such a page? By address and by what is in it. */
  matches(doc: Document): boolean;
  /** The document and the open shadow roots it may have cards in. */
  roots(doc: Document): (Document | ShadowRoot)[];
  /** Reads all cards now in the document. */
  read(doc: Document): Reading;
  /** Finds the decline control of a card again, at click time, and checks that it is that person's. */
  findDecline(doc: Document, card: Card): Verified;
}

interface PageCounts { site: string; seen: number; people: number; notUnderstood: number; bands: Record<Band, number> }
type LabelSource = "badge" | "review" | "decline" | "accept" | "import";
interface LabelEntry { key: string; message: Message; label: Label; source: LabelSource }
/** A line of the journal. `key` makes delivery happen once. */
interface DecisionEntry {
  key: string;
  action: "declined" | "undone" | "refused";
  message: Message;
  score: number | null;
  band: Band | null;
  /** Why nothing was pressed, when refused. */
  reason?: string;
  at: string;
}

/** Page → worker. The whole list of what a content script may ask; all else needs our own pages. */
type PageRequest =
  | { type: "score"; messages: Message[]; explain: boolean }
  | { type: "label"; entry: LabelEntry }
  | { type: "decision"; entry: DecisionEntry }
  | { type: "counts"; counts: PageCounts }
  | { type: "state" }
  | { type: "open-page"; page: "pair" | "options" | "review" };

/** Worker → page, in answer. `scores` is in the order asked. `queued`: kept, to be delivered when the service is back. */
/** `badgeOnly`: the user wants no Decline button. */
interface ScoreReply { state: ConnectionState; model?: string; scores?: Score[]; detail?: string; badgeOnly?: boolean }
interface StoredReply { state: ConnectionState; stored: boolean; queued: boolean; detail?: string }
interface StateReply { state: ConnectionState; model?: string; detail?: string; badgeOnly?: boolean }

/** Worker → page, unasked. */
type WorkerNotice = { type: "changed"; state: ConnectionState; model?: string; detail?: string; badgeOnly?: boolean };

/** What a badge shows. */
type BadgeView =
  | { kind: "waiting" }
  | { kind: "score"; score: Score; partial: boolean; incomplete: boolean; canDecline: boolean; label: Label | null }
  | { kind: "offline"; state: ConnectionState; detail?: string }
  | { kind: "declining"; seconds: number }
  | { kind: "declined" }
  | { kind: "refused"; reason: string };

interface Badge {
  host: HTMLElement;
  show(view: BadgeView): void;
  /** Opens the panel of reasons; the note's text is drawn with its spans marked. */
  explain(text: string, score: Score): void;
  /** A short calm sentence under the badge; also announced to screen readers. */
  tell(sentence: string): void;
  /** Fits its colours to the page, light or dark. */
  suit(): void;
}

/** The one global of the content scripts. */
interface App {
  adapters: SiteAdapter[];
  readers: Record<string, (data: any) => any>;
  [part: string]: any;
}
declare var app: App;
declare namespace chrome { const runtime: any; const storage: any; const tabs: any; const permissions: any; const alarms: any; const i18n: any; const action: any; const extension: any }
declare const browser: typeof chrome | undefined;

// --- How a page is described (extension/content/adapters/) and read ---------------------------------

/** Visible text of one block, in reading order, with the controls that stand in it. */
interface TextBlock { element: Element; text: string; controls: Element[] }
/** What every page's description has. */
interface PageData {
  id: string;
  site: string;
  reader: "requests" | "messages";
  /** Addresses that are such pages, and such that never are. */
  paths: RegExp[];
  notPaths?: RegExp[];
  /** Elements that make a document such a page though its address does not; at these addresses, else at all. */
  signs?: string;
  signPaths?: RegExp[];
  /** Hosts of open shadow roots to look into. */
  shadowHosts?: string;
  person: RegExp;
}
/** Words of one language; stems are patterns for the beginning of a word. */
interface Language {
  ignore: string[];
  accept: string[];
  labels?: Record<string, string[]>;
  connect?: string[];
  follow?: string[];
  /** The sentence of a person's card is known: a card without it is not understood. */
  sentenceKnown?: boolean;
  /** The wording of the mutual line is known: what is left over is the note. */
  mutualKnown?: boolean;
}
interface RequestPage extends PageData {
  languages: Record<string, Language>;
  notPeople: RegExp[];
  frames: string[];
  certain: string;
  limits: string;
  marked: string;
  keys: { attribute: string; pattern: RegExp }[];
  fields: Record<"name" | "headline" | "mutual" | "note" | "noteBox" | "small" | "more", string[]>;
  mutual: string[];
  and: string[];
  smallLines: RegExp[];
  more: string[];
  reply: string[];
}
interface MessagePage extends PageData {
  row: Record<"element" | "names" | "snippet", string>;
  you: string[];
  thread: Record<"frame" | "list" | "event" | "message" | "incoming" | "id" | "sender" | "body" | "profileLink" | "profileName" | "headline", string>;
}
interface Control { element: Element; role: "ignore" | "accept"; language: Language }
/** A pair of controls with somebody or something beside it. No language: found by structure alone. */
interface Candidate { element: Element; ignore: Element; accept: Element; language: Language | null; ambiguous: boolean }

/** What main.js knows of one card. */
interface Entry {
  adapter: SiteAdapter;
  card: Card;
  badge: Badge;
  score: Score | null;
  label: Label | null;
  /** Why there is no score, else "". */
  failed: string;
  /** A score has been asked for and not yet come. */
  busy: boolean;
  /** The model for which a card scored by another was asked again. */
  wanted: string | undefined;
  /** When the badge was put into the page. */
  tries: number[];
}
/** A decline that is counting down. */
interface Pending { adapter: SiteAdapter; card: Card; score: Score | null; seconds: number; timer: number }
