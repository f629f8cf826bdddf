// Settings of the extension: where the service is, what we do on pages, what we may.

import { say, sayCount } from "../lib/say.js";
import { changeSettings, readSettings } from "../lib/settings.js";
import { SITES } from "../lib/sites.js";
import { ask, connection, onChanged } from "./ask.js";
import { offerWithCare } from "./confirm.js";
import { byId, make, whilePressed } from "./dom.js";
import { showConnection } from "./repair.js";
import { showTaught } from "./taught.js";
import { putWords } from "./words.js";

putWords(document);

/** What lets us ask for a site the user teaches; never asked for as a whole. */
const ANY_SITE = "https://*/*";
/** Why we have each permission of the manifest. @type {Record<string, string>} */
const REASONS = {
  storage: say("options_why_storage"),
  scripting: say("options_why_scripting"),
  activeTab: say("options_why_active_tab"),
  "http://127.0.0.1/*": say("options_why_service"),
  [ANY_SITE]: say("options_why_taught"),
  ...Object.fromEntries(SITES.flatMap(({ origins, why }) => origins.map((origin) => [origin, why]))),
};
const OPTIONAL = new Set(SITES.flatMap(({ optional, origins }) => (optional ? origins : [])));

const port = /** @type {HTMLInputElement} */ (byId("port"));

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  showConnection(byId("connection"), now, { changed: show, here: "port" });
  port.value = String(now.port);
  byId("waiting").hidden = now.waiting === 0;
  byId("waiting").textContent = sayCount("options_waiting", now.waiting);
  showPairing(now);
};

/** @param {import("./ask.js").Connection} now */
const showPairing = ({ name }) => {
  byId("pairing").replaceChildren();
  if (!name) return;
  const forgetting = make("div", { className: "buttons" });
  byId("pairing").append(make("p", {}, say("options_known_as", name)), forgetting);
  offerWithCare(forgetting, {
    label: say("options_forget"),
    asks: [say("options_forget_asks")],
    yes: say("options_forget_yes"),
    work: async () => show(await ask("forget")),
  });
};

byId("port-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const number = Number(port.value.trim());
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    byId("port-said").textContent = say("page_port_rule");
    return;
  }
  byId("port-said").textContent = "";
  show(await ask("port", { port: number }));
});

/** Has the user's tick of a box kept at once. */
const showSettings = async () => {
  const { leaflets, ...ticks } = await readSettings();
  for (const name of /** @type {(keyof typeof ticks)[]} */ (Object.keys(ticks))) {
    const box = /** @type {HTMLInputElement} */ (byId(name));
    box.checked = ticks[name];
    box.addEventListener("change", () => changeSettings(() => ({ [name]: box.checked })));
  }
  byId("leaflets").replaceChildren(...Object.entries(LISTS).map(([list, ways]) => fadingChoice(list, ways, leaflets[list])));
  byId("leaflets-order").hidden = CSS.supports("reading-flow", "flex-visual");
};

/** Lists of a site, by their adapters, and what can become of leaflets in them; X places each row itself. A conversation that is open stays as it is. */
const LISTS = { "linkedin-invitations": ["dim", "fold", "sort"], "linkedin-messaging": ["dim", "fold", "sort"], "x-requests": ["dim", "fold"] };

/** @param {string} list @param {string[]} ways @param {Fading | undefined} now */
const fadingChoice = (list, ways, now) => {
  const select = make("select", { id: `leaflets-${list}` });
  for (const way of ["off", ...ways]) {
    const option = make("option", {}, say(`options_leaflets_${way}`));
    option.value = way;
    option.selected = way === (now ?? "off");
    select.append(option);
  }
  select.addEventListener("change", () => changeSettings(({ leaflets }) => {
    const chosen = Object.entries({ ...leaflets, [list]: select.value }).filter(([, way]) => way !== "off");
    return { leaflets: /** @type {Record<string, Fading>} */ (Object.fromEntries(chosen)) };
  }));
  const name = make("label", {}, say(`options_list_${list.replace("-", "_")}`));
  name.htmlFor = select.id;
  return make("div", { className: "field" }, name, select);
};

/** @param {string} permission */
const asRequest = (permission) => (permission.includes("://") ? { origins: [permission] } : { permissions: [permission] });

/** @param {string} permission */
const permissionRow = async (permission) => {
  if (permission === ANY_SITE) {
    return make("tr", {}, make("td", {}, make("code", {}, permission)), make("td", {}, REASONS[permission]), make("td", {}, say("options_one_by_one")));
  }
  const granted = await chrome.permissions.contains(asRequest(permission));
  const change = make("button", { type: "button" }, say(granted ? "options_take_back" : "options_allow"));
  change.addEventListener("click", () => whilePressed(change, async () => {
    await (granted ? chrome.permissions.remove(asRequest(permission)) : chrome.permissions.request(asRequest(permission)));
    await showPermissions();
  }));
  return make(
    "tr",
    {},
    make("td", {}, make("code", {}, permission)),
    make("td", {}, REASONS[permission]),
    make("td", {}, granted && say("options_granted"), (!granted || OPTIONAL.has(permission)) && change),
  );
};

const showPermissions = async () => {
  const { permissions, host_permissions: hosts, optional_host_permissions: optional } = chrome.runtime.getManifest();
  byId("permissions").replaceChildren(...(await Promise.all([...permissions, ...hosts, ...(optional ?? [])].map(permissionRow))));
};

onChanged(async () => show(await connection()));
await Promise.all([connection().then(show), showSettings(), showPermissions(), showTaught()]);
