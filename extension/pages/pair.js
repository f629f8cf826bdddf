// Pairing: the code that the service shows becomes a token of this browser's own.

import { ask, connection, onChanged } from "./ask.js";
import { byId, whilePressed } from "./dom.js";
import { showConnection } from "./repair.js";

const form = /** @type {HTMLFormElement} */ (byId("form"));
const code = /** @type {HTMLInputElement} */ (byId("code"));
const port = /** @type {HTMLInputElement} */ (byId("port"));
const name = /** @type {HTMLInputElement} */ (byId("name"));
const button = /** @type {HTMLButtonElement} */ (byId("pair"));

const WRONG_CODE =
  "This code is not right, or no longer: it lasts two minutes, five tries and one pairing. A fresh one comes from “doorstep pair”.";

/** What the user may call this browser; theirs to change. */
const guessName = () => {
  const agent = navigator.userAgent;
  const browsers = { Edg: "Edge", OPR: "Opera", Vivaldi: "Vivaldi", Firefox: "Firefox", Chrome: "Chromium" };
  const systems = { Windows: "Windows", Mac: "macOS", CrOS: "ChromeOS", Linux: "Linux" };
  const first = (/** @type {Record<string, string>} */ names) =>
    Object.entries(names).find(([sign]) => agent.includes(sign))?.[1];
  return [first(browsers) ?? "Browser", first(systems)].filter(Boolean).join(" on ");
};

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  byId("state").textContent = now.state;
  showConnection(byId("connection"), now, { changed: show, here: "pair" });
};

/** @param {string} sentence @param {HTMLInputElement} [field] Where the user has something to mend. */
const say = (sentence, field) => {
  byId("said").textContent = sentence;
  for (const input of [code, port, name]) input.ariaInvalid = String(input === field);
  field?.focus();
};

let tried = false;

const pair = async () => {
  tried = true;
  const digits = code.value.replace(/\D/g, "");
  if (digits.length !== 6) return say("The code has six digits; spaces do not matter.", code);
  const number = Number(port.value.trim());
  if (!Number.isInteger(number) || number < 1 || number > 65_535) return say("A port is a number from 1 to 65535; Doorstep’s own is 13667.", port);
  say("");
  byId("state").textContent = "not-paired"; // until this try has ended
  const now = await ask("pair", { code: digits, name: name.value.trim() || guessName(), port: number });
  show({ ...now, port: number });
  if (now.state === "connected") {
    code.value = "";
    say("Paired. Your requests have badges from now on; reload pages that were open before.");
  } else if (now.state === "refused") say(WRONG_CODE, code);
  else say("");
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void whilePressed(button, pair);
});

const now = await connection();
// Whoever was faster than this answer keeps what they typed, and the outcome of what they pressed.
if (port.value === port.defaultValue) port.value = String(now.port);
name.value ||= now.name ?? guessName();
if (!tried) show(now);
onChanged(async () => {
  if (!button.disabled) show(await connection());
});
