// Pairing: the code that the service shows becomes a token of this browser's own.

import { say } from "../lib/say.js";
import { ask, connection, onChanged } from "./ask.js";
import { byId, whilePressed } from "./dom.js";
import { showConnection } from "./repair.js";
import { putWords } from "./words.js";

putWords(document);

const form = /** @type {HTMLFormElement} */ (byId("form"));
const code = /** @type {HTMLInputElement} */ (byId("code"));
const port = /** @type {HTMLInputElement} */ (byId("port"));
const name = /** @type {HTMLInputElement} */ (byId("name"));
const button = /** @type {HTMLButtonElement} */ (byId("pair"));

/** What the user may call this browser; theirs to change. */
const guessName = () => {
  const agent = navigator.userAgent;
  const browsers = { Edg: "Edge", OPR: "Opera", Vivaldi: "Vivaldi", Firefox: "Firefox", Chrome: "Chromium" };
  const systems = { Windows: "Windows", Mac: "macOS", CrOS: "ChromeOS", Linux: "Linux" };
  const first = (/** @type {Record<string, string>} */ names) =>
    Object.entries(names).find(([sign]) => agent.includes(sign))?.[1];
  const [browser, system] = [first(browsers) ?? say("pair_browser"), first(systems)];
  return system ? say("pair_browser_on", browser, system) : browser;
};

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  byId("state").textContent = now.state;
  showConnection(byId("connection"), now, { changed: show, here: "pair" });
};

/** @param {string} sentence @param {HTMLInputElement} [field] Where the user has something to mend. */
const tell = (sentence, field) => {
  byId("said").textContent = sentence;
  for (const input of [code, port, name]) input.ariaInvalid = String(input === field);
  field?.focus();
};

let tried = false;

const pair = async () => {
  tried = true;
  const digits = code.value.replace(/\D/g, "");
  if (digits.length !== 6) return tell(say("pair_code_digits"), code);
  const number = Number(port.value.trim());
  if (!Number.isInteger(number) || number < 1 || number > 65_535) return tell(say("page_port_rule"), port);
  tell("");
  byId("state").textContent = "not-paired"; // until this try has ended
  const now = await ask("pair", { code: digits, name: name.value.trim() || guessName(), port: number });
  show({ ...now, port: number });
  if (now.state === "connected") {
    code.value = "";
    tell(say("pair_done"));
  } else if (now.state === "refused") tell(say("pair_code_wrong"), code);
  else tell("");
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
