// The service proves itself before it is sent a token or a text: docs/architecture.md, "Proof".

const { subtle } = crypto;
const NONCE_BYTES = 32;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

/** @param {Uint8Array} data */
export const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text @returns {Uint8Array<ArrayBuffer> | null} */
const fromHex = (text) =>
  /^(?:[0-9a-f]{2})+$/i.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : null;

/** A question that was never asked before. */
export const newNonce = () => crypto.getRandomValues(new Uint8Array(NONCE_BYTES));

/**
 * Is this the answer that only the holder of our token can give?
 *
 * @param {{ token: string, port: number }} pairing
 * @param {Uint8Array} nonce What we asked.
 * @param {unknown} proof What was answered, in hex.
 * @returns {Promise<boolean>}
 */
export const proves = async ({ token, port }, nonce, proof) => {
  const answer = typeof proof === "string" ? fromHex(proof) : null;
  if (!answer) return false;
  const master = await subtle.importKey("raw", bytes(token), HMAC, false, ["sign"]);
  const proofKey = await subtle.sign("HMAC", master, bytes("doorstep-hello-v1"));
  const key = await subtle.importKey("raw", proofKey, HMAC, false, ["verify"]);
  return subtle.verify("HMAC", key, answer, new Uint8Array([...nonce, ...bytes(String(port))]));
};
