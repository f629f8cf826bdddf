// One message of the history, in a few words: who, when, what the judge says.

import { locale, say, sayNumber } from "../lib/say.js";
import { bandMark } from "./bands.js";
import { make } from "./dom.js";

const THIS_YEAR = { month: "short", day: "numeric" };
const OTHER_YEARS = { ...THIS_YEAR, year: "numeric" };
const HOUR = { hour: "numeric", minute: "2-digit" };

/** @param {string} time @param {boolean} [hour] With the hour? */
export const when = (time, hour = true) => {
  const date = new Date(time);
  const day = date.getFullYear() === new Date().getFullYear() ? THIS_YEAR : OTHER_YEARS;
  const format = /** @type {Intl.DateTimeFormatOptions} */ (hour ? { ...day, ...HOUR } : day);
  return make("time", { className: "when", dateTime: time }, date.toLocaleString(locale(), format));
};

/** When it came, as far as is known. @param {HistoryEntry} entry */
export const cameAt = ({ message, first_seen: seen }) => message.received_at ?? seen;

/** @param {Message} message */
export const nameOf = ({ sender }) => sender?.name || say("entry_somebody");

/** @param {Message} message */
export const kindOf = ({ kind }) => say(`entry_kind_${kind}`);

/** The sender's profile, if its address is one that a browser may go to. @param {Message} message */
export const profileLink = ({ sender }) => {
  const address = sender?.profile_url ?? "";
  if (!URL.canParse(address) || !["http:", "https:"].includes(new URL(address).protocol)) return null;
  const about = { href: address, target: "_blank", rel: "noreferrer noopener", referrerPolicy: "no-referrer", className: "profile" };
  const whose = sender?.name ? say("entry_profile_of", sender.name) : say("entry_profile_of_sender");
  return make("a", about, say("entry_profile"), make("span", { className: "hidden-text" }, ` ${whose}`));
};

/** Who sent it. @param {Message} message */
export const sender = (message) =>
  make(
    "div",
    { className: "sender" },
    make("div", { className: "name" }, nameOf(message)),
    message.sender?.headline && make("div", { className: "headline" }, message.sender.headline),
  );

/** @param {Verdict} verdict */
export const verdict = ({ score, band }) =>
  make("div", { className: "verdict" }, bandMark(band), score !== null && make("span", { className: "points number" }, say("entry_score", sayNumber(score, 1))));

/** The text in one line, no longer than so many characters. @param {string} text @param {number} most */
export const beginning = (text, most) => {
  const words = text.trim().split(/\s+/).join(" ");
  const characters = Array.from(words);
  return characters.length <= most ? words : `${characters.slice(0, most).join("").trimEnd()}…`;
};

/** @param {Message} message */
export const note = ({ text }) =>
  text.trim() ? make("p", { className: "note" }, text) : make("p", { className: "note none" }, say("entry_no_note"));
