// The sites Doorstep reads: where, why, and whether the user is asked first. The one list; the manifest
// repeats its origins, and a test compares.

import { say } from "./say.js";

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
    id: "linkedin", name: "LinkedIn", places: say("site_places_linkedin"), origins: ["https://www.linkedin.com/*"], optional: false,
    why: say("site_why_linkedin"),
  },
  {
    id: "x", name: "X", places: say("site_places_x"), origins: ["https://x.com/*"], optional: true,
    why: say("site_why_x"),
  },
  {
    id: "gmail", name: "Gmail", places: say("site_places_gmail"), origins: ["https://mail.google.com/*"], optional: true,
    why: say("site_why_gmail"),
  },
];

export const ORIGINS = SITES.flatMap(({ origins }) => origins);
