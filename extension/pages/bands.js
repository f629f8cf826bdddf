// The words of a verdict, as on the badge.

import { say } from "../lib/say.js";
import { make } from "./dom.js";

/** @type {Record<Band, string>} */
export const BAND_WORDS = {
  relationship: say("band_relationship"), unsure: say("band_unsure"), leaflet: say("band_leaflet"), no_note: say("band_no_note"),
};

/** @param {Band | null} band @param {string | number} [after] What follows the word. */
export const bandMark = (band, after) =>
  make(
    "span",
    { className: "band", "data-band": band ?? "" },
    band ? BAND_WORDS[band] : say("band_none"),
    after !== undefined && make("span", { className: "number" }, String(after)),
  );
