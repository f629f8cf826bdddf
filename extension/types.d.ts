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
interface Job { job: string; state: string; progress: number; report: { why?: string; labels?: number; stage?: string; candidate?: string; changes?: Changes } }
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
  anchor: Element | ShadowRoot;
  message: Message;
  /** Only a part of the text is known (a snippet of a conversation row). */
  partial: boolean;
  /** The page cuts the text short and offers to show more. */
  incomplete: boolean;
  /** Whether this card has a decline control that we understand. */
  canDecline: boolean;
  /** What the site itself calls it, if anything. */
  mark: "InMail" | "Sponsored" | null;
}

interface Reading {
  cards: Card[];
  /** Things that look like requests: people, pages, newsletters and the rest. */
  seen: number;
  /** Looked like a person's request but could not be read completely: left alone. */
  notUnderstood: number;
}

/** `text`: what the card says at that moment. */
type Verified = { ok: true; control: HTMLElement; text: string } | { ok: false; reason: string };

/** Has anything changed in this element since the last look? */
type HasChanged = (element: Element | null) => boolean;

/** Knows one kind of page. Reads only: no clicks, no writes, no messages. */
interface SiteAdapter {
  id: string;
  site: string;
  /** A card's controls stand within its element. */
  framesControls: boolean;
  /** Is this document such a page? By address and by what is in it. */
  matches(doc: Document): boolean;
  /** The document and the open shadow roots it may have cards in. */
  roots(doc: Document): (Document | ShadowRoot)[];
  /** Reads all cards now in the document, in steps so small that the page may get its turn after each. */
  steps(doc: Document, hasChanged?: HasChanged): Generator<void, Reading>;
  /** The same at once, with nothing remembered. */
  read(doc: Document): Reading;
  /** Finds the decline control of a card again, at click time, and checks that it is that person's. */
  findDecline(doc: Document, card: Card): Verified;
  /** The same for the control that accepts: never to be pressed, only to notice the user's own click. */
  findAccept(doc: Document, card: Card): Verified;
  /** What a control is by its words alone. */
  roleOf(control: Element, doc: Document): "ignore" | "accept" | null;
}

interface PageCounts { site: string; seen: number; people: number; notUnderstood: number; /** Leaflets that can be declined. */ reviewable: number; bands: Record<Band, number> }
type LabelSource = "badge" | "review" | "decline" | "accept" | "import";
interface LabelEntry { key: string; message: Message; label: Label; source: LabelSource }
/** A line of the journal. `key` makes delivery happen once. */
interface DecisionEntry {
  key: string;
  action: "declined" | "undone" | "refused" | "accepted";
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
  | { type: "permit"; messages: Message[] }
  | { type: "state" }
  | { type: "recipes" }
  | { type: "teach-keep"; recipe: object }
  | { type: "teach-leave" }
  | { type: "draft"; message: Message }
  | { type: "no-hints" }
  | { type: "open-page"; page: "pair" | "options" | "review" };

/** Worker → page, in answer. `scores` is in the order asked. `queued`: kept, to be delivered when the service is back. */
/** What becomes of leaflets in a list. */
type Fading = "dim" | "fold" | "sort";
/** The user's wishes for pages. `badgeOnly`: no Decline button; `keys`: listen for the chord; `leaflets`: by adapter. */
interface PageWishes { badgeOnly: boolean; keys: boolean; leaflets: Record<string, Fading> }
interface ScoreReply extends Partial<PageWishes> { state: ConnectionState; model?: string; scores?: Score[]; detail?: string }
/** May these come ticked, in the service's own words; and the labels of their texts, in the order asked. */
interface Permit { allowed: boolean; why: string; alarm: string | null; labels: (Label | null)[] }
interface PermitReply { state: ConnectionState; permit?: Permit; detail?: string }
interface StoredReply { state: ConnectionState; stored: boolean; queued: boolean; detail?: string }
/** `off`: the user wants no hints. */
interface DraftReply { state: ConnectionState; detail?: string; scores?: Score[]; off?: boolean }
interface StateReply extends Partial<PageWishes> { state: ConnectionState; model?: string; detail?: string }

/** Worker → page, unasked. */
type WorkerNotice = StateReply & { type: "changed" };
/**
 * What content scripts hear beside that. `here`: the popup wants to know whether anybody listens; `structure`: from the popup,
 * answered with a text; `review`: show the list of leaflets; `taught`: recipes changed; `withdrawn`: the user took permissions back.
 */
type PageNotice = WorkerNotice | { type: "here" | "structure" | "review" | "taught" } | { type: "withdrawn"; origins: string[] };

/** What a badge shows. */
type BadgeView =
  | { kind: "waiting"; hint: string; canDecline: boolean }
  | { kind: "score"; score: Score; hint: string; canDecline: boolean; label: Label | null }
  | { kind: "offline"; state: ConnectionState; detail?: string; hint: string; canDecline: boolean }
  | { kind: "declining"; seconds: number }
  | { kind: "declined" }
  | { kind: "refused"; reason: string };

interface Badge {
  host: HTMLElement;
  show(view: BadgeView): void;
  /** Opens the panel: the note's text with its spans marked, the reasons, and answers to copy. */
  explain(message: Message, score: Score): void;
  /** Does what a click on this button would, if it is there to be clicked. */
  press(action: string): boolean;
  /** What Escape does in a badge: undo, or close the panel. False when there is nothing of that. */
  escape(): boolean;
  /** Becomes one line with these words, over the whole card; "" makes it a badge again. */
  fold(words: string): void;
  /** The focus to its first button. */
  focus(): void;
  isFocused(): boolean;
  /** A short calm sentence under the badge; also announced to screen readers. */
  tell(sentence: string): void;
  /** Fits its colours to the page. */
  suit(dark: boolean): void;
}

/** One kind of field on a site that the user writes messages in (extension/content/composers/). */
interface ComposerField {
  /** The element typed in. */
  selector: string;
  kind: Message["kind"];
  /** The hint comes after the closest such element around the field, else after the field. */
  place?: string;
  /** Around the field and the conversation it goes on with. */
  conversation?: string;
  /** In the field, though not of this draft: what it answers to, a signature. */
  quoted?: string;
}
interface ComposerData { site: string; hosts: string[]; fields: ComposerField[] }
interface Hint {
  host: HTMLElement;
  show(score: Score, missing: string[]): void;
  /** The user wants no more of them. */
  part(): void;
  suit(dark: boolean): void;
}
/** A field the user writes in, and what was last asked about it. */
interface Draft { field: HTMLElement; rule: ComposerField & { site: string }; timer: number; asked: string; hint: Hint | null }

/** The one global of the content scripts. */
interface App {
  adapters: SiteAdapter[];
  readers: Record<string, (data: any) => any>;
  [part: string]: any;
}
declare var app: App;
/** The one global of the picker. */
declare var teaching: Record<string, any>;
declare namespace chrome { const runtime: any; const scripting: any; const storage: any; const tabs: any; const permissions: any; const alarms: any; const i18n: any; const action: any; const extension: any }
declare const browser: typeof chrome | undefined;

// --- How a page is described (extension/content/adapters/) and read ---------------------------------

/** Visible text of one block, in reading order, with the controls that stand in it. */
interface TextBlock { element: Element; text: string; controls: Element[] }
/** What every page's description has. */
interface PageData {
  id: string;
  site: string;
  /** The hosts it is for, exactly. */
  hosts: string[];
  reader: "requests" | "messages" | "taught";
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
  /** Frames of a card, in order of trust. */
  frames: string[];
  /** What is never part of a card; and what may hold several, if it is about anybody. */
  outermost: string;
  lists: string;
  /** Frames that carry an invitation's mark, for languages without words. */
  marked: string;
  keys: { attribute: string; pattern: RegExp }[];
  fields: Record<"name" | "headline" | "mutual" | "note" | "noteBox" | "small" | "more", string[]>;
  /** Beginnings of words that stand in labels and name nobody. */
  nameless: string[];
  mutual: string[];
  and: string[];
  smallLines: RegExp[];
  more: string[];
  reply: string[];
}
/** How one list names its rows. Selectors are in order of trust. */
interface RowRule {
  element: string;
  /** Only at these addresses. */
  paths?: RegExp[];
  id?: { attribute: string; pattern: RegExp };
  names: string[];
  snippet: string[];
  /** Without hooks for them, name and snippet are told apart by how the row is laid out. */
  lines?: boolean;
}
/** How it is told who wrote a message: a mark on theirs, the name above it, an address, the folder (in the address after "#") whose mail of one address is others', the side it stands on, or that it is a request. */
type AuthorRule =
  | { by: "mark"; theirs: string }
  | { by: "name" }
  | { by: "address"; selector: string; attribute: string }
  | { by: "folder"; incoming: RegExp; selector: string; attribute: string }
  | { by: "side"; bubble: string }
  | { by: "request" };
interface ThreadRule {
  /** Around one conversation; its list; a group of messages; one message. */
  frame: string;
  list: string;
  event: string;
  message: string;
  id: { attribute: string; pattern: RegExp }[];
  sender: string[];
  body: string[];
  /** A message without a body of its own is all text. */
  bare?: boolean;
  quoted?: string;
  authors: AuthorRule[];
  /** Where the page writes the user's own address: labels of elements, or "title". */
  account?: string[];
  /** Where the badge goes, else into the newest message of theirs. */
  anchor?: string[];
  openRow?: string;
  onlyRequests?: boolean;
  requestPaths?: RegExp[];
  person: Record<"link" | "name" | "headline", string[]>;
  /** The banner, its controls, and what it may say without naming the person. */
  request?: { banner: string; ignore?: string; accept: string; bare?: RegExp };
}
interface MessagePage extends PageData {
  /** The address of a person's profile. */
  profile: string;
  rows: RowRule[];
  you: string[];
  /** Small words beside a name, for rows told apart by layout. */
  small: RegExp[];
  pills: string;
  marks: Partial<Record<"InMail" | "Sponsored", { selectors: string; words: RegExp }>>;
  thread?: ThreadRule;
}
/** How an element of a taught site looks: no classes, no ids; of attributes the site's own names, null where only the name is known. */
interface Shape { tag: string; role?: string; attributes?: Record<string, string | null> }
/** One step down: the `nth` (from 0) of so many children of that tag and role, or of those in the open root (`shadow`). */
interface Step extends Shape { nth: number; of: number; shadow?: true }
/** What a control says: its label and its visible words, "{name}" where the sender's name stands. */
interface ControlWords { label: string; words: string }
/** How the requests of a taught site are found; lib/recipes.js says what may stand in it. */
interface Recipe {
  format: 1;
  /** What the user calls it. */
  name: string;
  origin: string;
  /** Address of the page; "*" stands for one part of it. */
  path: string;
  /** The card itself, and what it stands in, from the inside out; hosts of the open roots around that, from the outside in. */
  card: { shape: Shape; within: Shape[]; hosts?: Shape[] };
  /** Ways down from the card. */
  sender: Step[];
  text: Step[];
  profile: Step[] | null;
  /** What the decline control says, in as many languages as were taught; null: badges only. */
  decline: ControlWords[] | null;
}
interface TaughtPage extends PageData { recipe: Recipe }
interface Conversation {
  list: Element;
  frame: ParentNode;
  /** The newest message of theirs: where it stands and what it says. */
  item: Element;
  text: string;
  sender: NonNullable<Message["sender"]>;
  request: { ignore: HTMLButtonElement | null; accept: Element } | null;
  thread: NonNullable<Message["thread"]>;
  key: string;
}
interface Control { element: Element; role: "ignore" | "accept"; language: Language }
/** A pair of controls with somebody or something beside it. No language: found by structure alone. */
interface Candidate { element: Element; ignore: Element; accept: Element; language: Language | null; framed: boolean; ambiguous: boolean }
/** `certain`: name, link and both labels agree. */
type Parsed = { kind: "person"; card: Card; name: string; certain: boolean } | { kind: "other" | "unclear" };
/** How many controls of either role an element holds, and the last to accept. */
type Tally = Map<Element, { ignore: number; accept: number; last: Element }>;

/** What main.js knows of one card. */
interface Entry {
  adapter: SiteAdapter;
  card: Card;
  /** None before it is put into the page. */
  badge: Badge | null;
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
interface Pending extends Required<DeclineWish> { adapter: SiteAdapter; card: Card; score: Score | null; timer: number }
/** How a decline differs from that of one badge. */
interface DeclineWish {
  /** Until it is pressed. */
  seconds?: number;
  /** A reason against the press, asked with the card's text right before it; else "". */
  objection?: (text: string) => string;
  /** Told the end: "" when it was pressed, else why not. */
  done?: (refused: string) => void;
}

// --- Declining many (extension/content/batch.js, review.js) -----------------------------------------

/** What the user ticked, as it was then. */
interface Ticked { adapter: SiteAdapter; card: Card; score: Score }
type BatchView =
  | { phase: "counting"; seconds: number }
  | { phase: "pressing"; at: number }
  | { phase: "over"; stopped: string };
/** What stands over the page, in one closed root. */
interface Overlay {
  host: HTMLElement;
  /** Puts an element into it, if it is not there. */
  show(element: Element): void;
  createDialog(name: string, told: { escape: () => void; closed: () => void }): {
    element: HTMLDialogElement; open: () => void; close: () => void; isOpen: () => boolean;
  };
  isModal(): boolean;
  themed(): void;
  remove(): void;
}
/** What the bar in the corner tells: leaflets that can be looked through, the keys being on, leaflets at the end of their list, a list that cannot be sorted. */
interface CornerView { leaflets: number; keys: boolean; atEnd: number; isFixed: boolean }
/** What a list lays out: its rows, those with a card, and what stands after them. */
interface Rows { cards: Map<HTMLElement, Entry>; rows: HTMLElement[]; tail: HTMLElement[] }
/** What is to stand at the end, and what is not to be touched; by the card's key. */
interface Wanted { isWanted(key: string): boolean; isBusy(key: string): boolean }
/** A list some of whose leaflets stand at its end. */
interface Sorted {
  /** What undoes it, by the row. */
  ends: Map<HTMLElement, () => void>;
  tails: Map<HTMLElement, () => void>;
  undress: () => void;
  /** How the page lays it out. */
  display: string;
  /** What is on the screen has not all its verdicts yet: it may still move. */
  isFresh: boolean;
  /** It could not be put into another order when that was tried last. */
  isFixed: boolean;
  /** How often it could not be sorted, or the page changed its look. */
  troubles: number;
}
interface Batch { run: (items: Ticked[]) => void; stop: (why: string) => boolean; isRunning: () => boolean }
