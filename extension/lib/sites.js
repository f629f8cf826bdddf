// The sites Doorstep reads: where, why, and whether the user is asked first. The one list; the manifest
// repeats its origins, and a test compares.

/**
 * @typedef {object} Site
 * @property {string} id As in the adapters' `site`.
 * @property {string} name What people call it.
 * @property {string} places What is read there, in words for the user.
 * @property {string[]} origins
 * @property {boolean} optional Asked for by the user, not at installation.
 * @property {string} why What the permission is for.
 */

/** @type {Site[]} */
export const SITES = [
  {
    id: "linkedin", name: "LinkedIn", places: "invitations and messages", origins: ["https://www.linkedin.com/*"], optional: false,
    why: "Reads requests and messages there and draws the badges.",
  },
  {
    id: "x", name: "X", places: "message requests", origins: ["https://x.com/*"], optional: true,
    why: "Reads message requests there and draws the badges. Presses nothing.",
  },
  {
    id: "gmail", name: "Gmail", places: "the conversation that is open", origins: ["https://mail.google.com/*"], optional: true,
    why: "Reads the conversation you have open there and draws its badge. Presses nothing.",
  },
];

export const ORIGINS = SITES.flatMap(({ origins }) => origins);
