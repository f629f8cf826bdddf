// The user's word on a message, wherever on the desk it is given, and the way to take it back.

import { say } from "../lib/say.js";
import { ask, call, plainly } from "./ask.js";
import { BAND_WORDS } from "./bands.js";
import { byId } from "./dom.js";
import { nameOf } from "./entry.js";

/** Labels given on this desk, the newest last. @type {{ key: string, entry: HistoryEntry, before: Label | null }[]} */
const given = [];

/** @type {((text: string, label: Label | null) => void)[]} */
const listeners = [];

/** @param {(text: string, label: Label | null) => void} listener Told which text counts as what from now on. */
export const onLabelled = (listener) => listeners.push(listener);

/** @param {string} sentence */
const tell = (sentence) => {
  byId("undo-bar").hidden = false;
  byId("undo-said").textContent = sentence;
  byId("undo").hidden = given.length === 0;
};

/** @param {HistoryEntry} entry @param {Label | null} label */
const spread = (entry, label) => {
  entry.label = label;
  for (const listener of listeners) listener(entry.message.text, label);
};

/** @param {HistoryEntry} entry @param {Label} label @throws when it could not be kept */
export const giveLabel = async (entry, label) => {
  const key = crypto.randomUUID();
  const { stored, queued, detail } = await ask("label", { entry: { key, message: entry.message, label, source: "review" } });
  if (!stored && !queued) throw new Error(say("label_not_kept", detail ?? "").trim());
  given.push({ key, entry, before: entry.label });
  tell(say(queued ? "label_queued" : "label_given", BAND_WORDS[label], nameOf(entry.message)));
  spread(entry, label);
};

/** Takes the newest label of this desk back, if there is one. */
export const undoLabel = async () => {
  const last = given.at(-1);
  if (!last) return tell(say("label_none_left"));
  await call("undoLabels", { keys: [last.key] }).catch(plainly);
  given.pop();
  spread(last.entry, last.before);
  const whose = nameOf(last.entry.message);
  return tell(last.before ? say("label_taken_back_to", whose, BAND_WORDS[last.before]) : say("label_taken_back", whose));
};

/** Forgets what could be taken back; nothing of it exists any more. */
export const forgetLabels = () => {
  given.length = 0;
  hideUndo();
};

export const hideUndo = () => {
  byId("undo-bar").hidden = true;
};
