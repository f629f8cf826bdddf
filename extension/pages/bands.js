// The words of a verdict, as on the badge.

import { make } from "./dom.js";

/** @type {Record<Band, string>} */
export const BAND_WORDS = { relationship: "Relationship", unsure: "Unsure", leaflet: "Leaflet", no_note: "No note" };

/** @param {Band | null} band @param {string | number} [after] What follows the word. */
export const bandMark = (band, after) =>
  make(
    "span",
    { className: "band", "data-band": band ?? "" },
    band ? BAND_WORDS[band] : "Not scored",
    after !== undefined && make("span", { className: "number" }, String(after)),
  );
