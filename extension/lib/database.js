// The extension's own IndexedDB. It belongs to the extension's origin, so that content scripts cannot
// read it in any browser; `storage.local` they can read in Firefox.

const NAME = "doorstep";
const VERSION = 2;

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        request.result.createObjectStore("vault");
        request.result.createObjectStore("queue", { autoIncrement: true });
      }
      request.result.createObjectStore("ledger");
    };
    request.onsuccess = () => {
      // Another page with a newer version must not wait for us.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }).catch((error) => {
    opened = undefined;
    throw error;
  }));

/**
 * Runs one transaction and resolves after it is committed.
 *
 * @template T
 * @param {"vault" | "queue" | "ledger"} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => T} work Starts the requests; what it returns is passed on.
 * @returns {Promise<T>}
 */
export const transact = async (store, mode, work) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const result = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
  });
};
