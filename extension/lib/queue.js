// Labels and decisions on their way to the service. Each is written down first and deleted when the
// service has said that it is stored; the service knows them by key, so that twice is once. What a
// message said is in this browser no longer than that.

import { ServiceError, batches, call } from "./client.js";
import { note } from "./connection.js";
import { transact } from "./database.js";

/**
 * @typedef {{ kind: "labels", entry: LabelEntry } | { kind: "decisions", entry: DecisionEntry }} Waiting
 * @typedef {{ id: IDBValidKey, item: Waiting }} Queued
 * @typedef {{ key: string, message: string }} Fault An entry the service will never take, and its reason.
 */

/** What the service says to an entry it will never take, however often it is sent. */
const NEVER = new Set([400, 413, 415, 422]);

/** @param {Waiting[]} items Kept in this order, all or none. */
export const enqueue = (items) =>
  transact("queue", "readwrite", (store) => {
    for (const item of items) store.add(item);
  });

/** @returns {Promise<Queued[]>} Oldest first. */
const waiting = async () => {
  const [ids, items] = await transact("queue", "readonly", (store) => [store.getAllKeys(), store.getAll()]);
  return ids.result.map((id, i) => ({ id, item: items.result[i] }));
};

/** How many wait. */
export const queueLength = async () => (await transact("queue", "readonly", (store) => store.count())).result;

/** Forgets all of them. */
export const clearQueue = () => transact("queue", "readwrite", (store) => void store.clear());

/** @param {Queued[]} done */
const forget = (done) =>
  transact("queue", "readwrite", (store) => {
    for (const { id } of done) store.delete(id);
  });

/** @param {Queued[]} queued @returns {Queued[][]} Pieces of one kind that fit into a request, in order. */
const pieces = (queued) => {
  /** @type {Queued[][]} */
  const runs = [];
  for (const one of queued) {
    const run = runs.at(-1);
    if (run && run[0].item.kind === one.item.kind) run.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((run) => batches(run));
};

/**
 * Delivers one piece and forgets it. When the service finds fault with it, its entries go one by one
 * and only the faulty are dropped, so that they never hold up the others.
 *
 * @param {Queued[]} piece
 * @returns {Promise<Fault[]>} The entries dropped.
 * @throws {ServiceError} when it could not be delivered now; nothing of it is forgotten.
 */
const deliverPiece = async (piece) => {
  const [{ item: { kind } }] = piece;
  try {
    const { model } = await call(kind, { [kind]: piece.map(({ item }) => item.entry) });
    // A label has its effect at once: what judges now goes by another name, which open pages are told.
    await note({ state: "connected", model });
  } catch (error) {
    if (!(error instanceof ServiceError) || !NEVER.has(error.status ?? 0)) throw error;
    if (piece.length > 1) {
      const faults = [];
      for (const one of piece) faults.push(...(await deliverPiece([one])));
      return faults;
    }
    await forget(piece);
    return [{ key: piece[0].item.entry.key, message: error.message }];
  }
  await forget(piece);
  return [];
};

const deliverAll = async () => {
  const faults = [];
  for (let queued = await waiting(); queued.length > 0; queued = await waiting()) {
    for (const piece of pieces(queued)) faults.push(...(await deliverPiece(piece)));
  }
  return faults;
};

/** @type {Promise<Fault[]>} */
let delivery = Promise.resolve([]);

/**
 * Delivers all that waits, in the order it was given; one delivery at a time.
 *
 * @returns {Promise<Fault[]>} The entries the service will never take; they no longer wait.
 * @throws {ServiceError} when the service is away: what is left goes on waiting.
 */
export const deliver = () => {
  delivery = delivery.then(deliverAll, deliverAll);
  return delivery;
};
