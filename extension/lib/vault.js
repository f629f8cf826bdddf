// The pairing with the service: where it listens, who we are, and the secret that proves it.

import { transact } from "./database.js";

/** The service's default port; `server/settings.py` has the same. */
export const DEFAULT_PORT = 13667;

/**
 * @typedef {object} Pairing
 * @property {number} port
 * @property {string} [client] The service's name for this browser; with it there is a token.
 * @property {string} [token]
 * @property {string} [name] What the user calls this browser.
 */

const KEY = "pairing";

/** @returns {Promise<Pairing>} Without `token` while this browser is not paired. */
export const readPairing = async () => {
  const request = await transact("vault", "readonly", (store) => store.get(KEY));
  return request.result ?? { port: DEFAULT_PORT };
};

/** @param {Pairing} pairing */
export const keepPairing = (pairing) => transact("vault", "readwrite", (store) => void store.put(pairing, KEY));

/** Forgets who we are and the secret; the port stays. */
export const forgetPairing = async () => {
  const { port } = await readPairing();
  await keepPairing({ port });
};
