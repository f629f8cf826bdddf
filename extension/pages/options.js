// Settings of the extension: where the service is, what we do on pages, what we may.

import { changeSettings, readSettings } from "../lib/settings.js";
import { SITES } from "../lib/sites.js";
import { ask, connection, onChanged } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { byId, make, whilePressed } from "./dom.js";
import { showConnection } from "./repair.js";
import { putWords } from "./words.js";

/** Why we have each permission of the manifest. @type {Record<string, string>} */
const REASONS = {
  storage: "Keeps these settings, and the scores of this session.",
  scripting: "Starts the badges on a site you allow below.",
  "http://127.0.0.1/*": "Reaches the service on this computer, and no other place.",
  ...Object.fromEntries(SITES.flatMap(({ origins, why }) => origins.map((origin) => [origin, why]))),
};
const OPTIONAL = new Set(SITES.flatMap(({ optional, origins }) => (optional ? origins : [])));

const port = /** @type {HTMLInputElement} */ (byId("port"));

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  showConnection(byId("connection"), now, { changed: show, here: "port" });
  port.value = String(now.port);
  byId("waiting").hidden = now.waiting === 0;
  byId("waiting").textContent =
    now.waiting === 1 ? "One verdict waits here until the service is back." : `${now.waiting} verdicts wait here until the service is back.`;
  showPairing(now);
};

/** @param {import("./ask.js").Connection} now */
const showPairing = ({ name }) => {
  byId("pairing").replaceChildren();
  if (!name) return;
  const forgetting = make("div", { className: "buttons" });
  byId("pairing").append(make("p", {}, `The service knows this browser as “${name}”.`), forgetting);
  offerWithCare(forgetting, {
    label: "Forget this pairing",
    asks: ["Forget it? This browser will show no badges until it is paired again."],
    yes: "Forget it",
    work: async () => show(await ask("forget")),
  });
};

byId("port-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const number = Number(port.value.trim());
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    byId("port-said").textContent = "A port is a number from 1 to 65535; Doorstep’s own is 13667.";
    return;
  }
  byId("port-said").textContent = "";
  show(await ask("port", { port: number }));
});

/** Has the user's tick of a box kept at once. */
const showSettings = async () => {
  const settings = await readSettings();
  for (const name of /** @type {(keyof typeof settings)[]} */ (Object.keys(settings))) {
    const box = /** @type {HTMLInputElement} */ (byId(name));
    box.checked = settings[name];
    box.addEventListener("change", () => changeSettings({ [name]: box.checked }));
  }
};

/** @param {string} permission */
const asRequest = (permission) => (permission.includes("://") ? { origins: [permission] } : { permissions: [permission] });

/** @param {string} permission */
const permissionRow = async (permission) => {
  const granted = await chrome.permissions.contains(asRequest(permission));
  const change = make("button", { type: "button" }, granted ? "Take back" : "Allow");
  change.addEventListener("click", () => whilePressed(change, async () => {
    await (granted ? chrome.permissions.remove(asRequest(permission)) : chrome.permissions.request(asRequest(permission)));
    await showPermissions();
  }));
  return make(
    "tr",
    {},
    make("td", {}, make("code", {}, permission)),
    make("td", {}, REASONS[permission]),
    make("td", {}, granted && "Granted", (!granted || OPTIONAL.has(permission)) && change),
  );
};

const showPermissions = async () => {
  const { permissions, host_permissions: hosts, optional_host_permissions: optional } = chrome.runtime.getManifest();
  byId("permissions").replaceChildren(...(await Promise.all([...permissions, ...hosts, ...(optional ?? [])].map(permissionRow))));
};

putWords(document);
onChanged(async () => show(await connection()));
await Promise.all([connection().then(show), showSettings(), showPermissions()]);
