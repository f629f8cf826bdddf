// The only fetch in the extension. Every request has the protocol header and a time limit; none but
// `hello` and `pair` leaves before the service has proved, that very moment, that it is ours. Whatever
// it has to say to the user it says in the language of the header.

import { language } from "./language.js";
import { enter } from "./ledger.js";
import { hex, newNonce, proves } from "./proof.js";
import { keepPairing, readPairing } from "./vault.js";

/** `server/schemas.py` has the same; a test compares. */
export const PROTOCOL = 1;
const HEADER = "Doorstep-Protocol";

/** Host permission without a port: with one, Firefox would silently grant nothing. */
export const SERVICE_ORIGINS = { origins: ["http://127.0.0.1/*"] };

const QUICK_MS = 3000;
const LONG_MS = 60_000;
/** An import of 100 MB has a minute to arrive; reading it and asking the judge come after. */
const IMPORT_MS = 600_000;

/** Bounds of one request; the service takes 100 messages and 256 kB. */
const BATCH_MESSAGES = 25;
const BATCH_BYTES = 240_000;

/**
 * Every call that needs a token, by the name our pages use: method, path, time limit. `*` stands for
 * what the call is about.
 * @type {Record<string, [method: "GET" | "POST" | "PUT", path: string, timeout: number]>}
 */
const CALLS = {
  score: ["POST", "/v1/score", QUICK_MS],
  labels: ["POST", "/v1/labels", QUICK_MS],
  currentLabels: ["POST", "/v1/labels/current", QUICK_MS],
  undoLabels: ["POST", "/v1/labels/undo", QUICK_MS],
  decisions: ["POST", "/v1/decisions", QUICK_MS],
  status: ["GET", "/v1/status", QUICK_MS],
  search: ["POST", "/v1/messages/search", 2 * QUICK_MS],
  train: ["POST", "/v1/train", QUICK_MS],
  job: ["GET", "/v1/train/*", QUICK_MS],
  models: ["GET", "/v1/models", QUICK_MS],
  changes: ["GET", "/v1/models/*/changes", LONG_MS],
  useModel: ["POST", "/v1/models/use", LONG_MS],
  profile: ["GET", "/v1/profile", QUICK_MS],
  saveProfile: ["PUT", "/v1/profile", QUICK_MS],
  settings: ["GET", "/v1/settings", QUICK_MS],
  saveSettings: ["PUT", "/v1/settings", QUICK_MS],
  queue: ["GET", "/v1/queue?count=*", LONG_MS],
  suspects: ["GET", "/v1/suspects", LONG_MS],
  bulk: ["GET", "/v1/bulk", LONG_MS],
  insights: ["GET", "/v1/insights", LONG_MS],
  strictness: ["GET", "/v1/strictness", LONG_MS],
  import: ["POST", "/v1/import/linkedin?dry_run=*", IMPORT_MS],
  export: ["POST", "/v1/export", LONG_MS],
  backup: ["POST", "/v1/backup", LONG_MS],
  backups: ["GET", "/v1/backups", QUICK_MS],
  erase: ["POST", "/v1/erase", LONG_MS],
};

/** @param {unknown} name @returns {name is string} */
export const isCall = (name) => typeof name === "string" && Object.hasOwn(CALLS, name);

/** What every failed request throws. */
export class ServiceError extends Error {
  /**
   * @param {ConnectionState} state What the failure says of the connection; "connected" when the
   *   service itself declined this one request.
   * @param {{ detail?: string, message?: string, status?: number }} [about]
   */
  constructor(state, { detail, message, status } = {}) {
    super(message ?? state);
    this.name = "ServiceError";
    this.state = state;
    /** A word for programs: "permission-missing", "timeout", or the service's error code. */
    this.detail = detail;
    this.status = status;
  }
}

/** Why did no answer come? @param {unknown} error @returns {Promise<ServiceError>} */
const unanswered = async (error) => {
  // Browsers give the same error for "service down" and "no permission": ask before saying which.
  if (!(await chrome.permissions.contains(SERVICE_ORIGINS))) {
    return new ServiceError("not-running", { detail: "permission-missing" });
  }
  const timeout = error instanceof DOMException && error.name === "TimeoutError";
  return new ServiceError("not-running", timeout ? { detail: "timeout" } : {});
};

/** @param {Response} response @returns {Promise<any>} */
const json = async (response) => {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException) throw await unanswered(error);
    return null;
  }
};

/** @param {Response} response @param {boolean} asFile @returns {Promise<any>} The reply's body. @throws {ServiceError} */
const understood = async (response, asFile) => {
  const protocol = response.headers.get(HEADER);
  if (protocol === null) throw new ServiceError("wrong-program");
  if (protocol !== String(PROTOCOL) || response.status === 412) throw new ServiceError("wrong-version");
  if (response.ok && asFile) return response.blob();
  const body = await json(response);
  if (response.ok && body !== null) return body;
  const { code, message } = body?.error ?? {};
  throw new ServiceError(response.status === 403 ? "refused" : "connected", {
    detail: code,
    message,
    status: response.status,
  });
};

/**
 * Sends one request: the only function that does.
 *
 * @param {number} port
 * @param {{ method: string, path: string, timeout: number, body?: unknown, token?: string, asFile?: boolean }} request
 *   A `body` that is a file goes as it is, everything else as JSON.
 * @returns {Promise<any>} The reply's body; a `Blob` when it is wanted `asFile`.
 * @throws {ServiceError}
 */
const send = async (port, { method, path, timeout, body, token, asFile = false }) => {
  /** @type {Record<string, string>} */
  const headers = { [HEADER]: String(PROTOCOL), "Accept-Language": language() };
  const file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = file ? "application/octet-stream" : "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const content = body === undefined ? undefined : file ? body : new TextEncoder().encode(JSON.stringify(body));
  let response;
  try {
    response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      ...(content && { body: content }),
      signal: AbortSignal.timeout(timeout),
      // A redirect is no answer of ours: seen as a reply without our header, never followed.
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
  } catch (error) {
    throw await unanswered(error);
  } finally {
    const bytes = content instanceof Blob ? content.size : content?.length ?? 0;
    void enter({ method, path, bytes, status: response?.status ?? 0 });
  }
  return understood(response, asFile);
};

/** @param {number} port @param {{ nonce: string, client?: string }} body */
const hello = (port, body) => send(port, { method: "POST", path: "/v1/hello", timeout: QUICK_MS, body });

/**
 * Has the service prove itself. No proof is kept: whoever takes the port after it meets a new question,
 * and asking costs a few milliseconds on the same computer.
 *
 * @param {Required<Pick<import("./vault.js").Pairing, "port" | "client" | "token">>} pairing
 */
const prove = async (pairing) => {
  const nonce = newNonce();
  const { product, proof } = await hello(pairing.port, { nonce: hex(nonce), client: pairing.client });
  if (product !== "doorstep") throw new ServiceError("wrong-program");
  // Ours, it says, but it does not know us: it was told to forget this browser, or is another's.
  if (proof === undefined || proof === null) throw new ServiceError("refused");
  if (!(await proves(pairing, nonce, proof))) throw new ServiceError("wrong-program");
};

/**
 * @param {string} name @param {unknown} body @param {string} about @param {boolean} asFile
 * @returns {Promise<any>}
 */
const request = async (name, body, about, asFile) => {
  const { port, client, token } = await readPairing();
  if (!client || !token) throw new ServiceError("not-paired");
  const [method, path, timeout] = CALLS[name];
  await prove({ port, client, token });
  const sent = method === "GET" ? undefined : body ?? {};
  return send(port, { method, path: path.replace("*", () => encodeURIComponent(about)), timeout, body: sent, token, asFile });
};

/**
 * Calls the paired service after it has proved itself.
 *
 * @param {string} name One of `CALLS`.
 * @param {unknown} [body] Left out for GET; a `Blob` goes as it is.
 * @param {string} [about] What stands for the `*` of the call's path.
 * @returns {Promise<any>} The reply's body.
 * @throws {ServiceError}
 */
export const call = (name, body, about = "") => request(name, body, about, false);

/**
 * Like `call`, for a reply that the user keeps as a file.
 *
 * @param {string} name @param {unknown} body
 * @returns {Promise<Blob>}
 * @throws {ServiceError}
 */
export const download = (name, body) => request(name, body, "", true);

/**
 * Is it a Doorstep that answers there? It is asked nothing else, and told nothing.
 *
 * @param {number} port
 * @throws {ServiceError}
 */
export const meet = async (port) => {
  const { product } = await hello(port, { nonce: hex(newNonce()) });
  if (product !== "doorstep") throw new ServiceError("wrong-program");
};

/**
 * Exchanges a code that the service showed for a token of this browser's own, and keeps it.
 *
 * @param {{ code: string, name: string, port: number }} wanted
 * @throws {ServiceError} "refused" with detail "code" when the code is not, or no longer, right.
 */
export const pair = async ({ code, name, port }) => {
  await meet(port);
  const body = { code, name };
  try {
    const { client, token } = await send(port, { method: "POST", path: "/v1/pair", timeout: QUICK_MS, body });
    await keepPairing({ port, client, token, name });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.state !== "refused") throw error;
    throw new ServiceError("refused", { detail: "code" });
  }
};

/**
 * Cuts a list into pieces that fit into one request each, in order.
 *
 * @template T
 * @param {T[]} items
 * @returns {T[][]}
 */
export const batches = (items) => {
  /** @type {T[][]} */
  const cut = [];
  let room = 0;
  for (const item of items) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length + 1;
    const last = cut.at(-1);
    if (last && last.length < BATCH_MESSAGES && size <= room) last.push(item);
    else cut.push([item]);
    room = (cut.at(-1)?.length === 1 ? BATCH_BYTES : room) - size;
  }
  return cut;
};

/**
 * Has messages judged.
 *
 * @param {Message[]} messages
 * @param {boolean} explain With reasons?
 * @param {{ keep?: boolean, own?: boolean }} [how] `keep: false`: the service writes nothing of it down;
 *   `own`: they are the user's own drafts.
 * @returns {Promise<{ model: string, scores: Score[] }>} Scores in the order asked.
 * @throws {ServiceError}
 */
export const score = async (messages, explain, how = {}) => {
  const scores = [];
  let model = "";
  for (const batch of batches(messages)) {
    const reply = await call("score", { messages: batch, explain, ...how });
    if (!Array.isArray(reply.scores) || reply.scores.length !== batch.length) throw new ServiceError("wrong-version");
    ({ model } = reply);
    scores.push(...reply.scores);
  }
  return { model, scores };
};

/**
 * Asks how the user has labelled the texts of these messages.
 *
 * @param {Message[]} messages
 * @returns {Promise<(Label | null)[]>} In the order asked.
 * @throws {ServiceError}
 */
export const currentLabels = async (messages) => {
  const labels = [];
  for (const batch of batches(messages)) {
    const reply = await call("currentLabels", { messages: batch });
    if (!Array.isArray(reply.labels) || reply.labels.length !== batch.length) throw new ServiceError("wrong-version");
    labels.push(...reply.labels);
  }
  return labels;
};
