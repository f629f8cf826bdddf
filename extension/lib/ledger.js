// What left this browser: one line for each request to the service, the newest few hundred, and their
// sum since the extension was installed. No text of anybody is in it, nor any address but the call's.

import { transact } from "./database.js";

/** As many lines as are kept. */
export const KEPT = 500;

/**
 * @typedef {{ at: number, method: string, path: string, bytes: number, status: number }} Line
 *   `at`: milliseconds of the epoch; `bytes` of the body that was sent; `status` 0 where no answer came.
 * @typedef {{ since: number, requests: number, bytes: number }} Sum
 */

const SUM = "sum";

/**
 * Writes down one request; that it could not be written keeps nobody from asking.
 * @param {Omit<Line, "at">} request
 */
export const enter = async (request) => {
  try {
    await transact("ledger", "readwrite", (store) => {
      const now = Date.now();
      const known = store.get(SUM);
      known.onsuccess = () => {
        const { since = now, requests = 0, bytes = 0 } = known.result ?? {};
        store.put({ since, requests: requests + 1, bytes: bytes + request.bytes }, SUM);
        store.put({ at: now, ...request }, requests);
        store.delete(IDBKeyRange.upperBound(requests - KEPT));
      };
    });
  } catch {
    // A full disk, or a browser that forgets as it closes.
  }
};

/** @returns {Promise<{ sum: Sum | null, lines: Line[] }>} the newest first */
export const read = async () => {
  const found = await transact("ledger", "readonly", (store) => ({
    sum: store.get(SUM), lines: store.getAll(IDBKeyRange.bound(0, Infinity)),
  }));
  return { sum: found.sum.result ?? null, lines: found.lines.result.reverse() };
};
