// From install to the first badge in four steps: find the service, pair, allow sites, see it judge. The
// first two follow the connection by themselves; pair.js does the pairing.

import { say } from "../lib/say.js";
import { SITES } from "../lib/sites.js";
import { meaningOf } from "../lib/states.js";
import { ask, connection, onChanged } from "./ask.js";
import { byId, make, whilePressed } from "./dom.js";
import { showConnection } from "./repair.js";
import { prepareTrial } from "./welcome-trial.js";
import { putWords } from "./words.js";

const STEPS = /** @type {const} */ (["find", "pairing", "sites", "trial"]);
const TITLES = { find: say("welcome_find"), pairing: say("pair_title"), sites: say("welcome_sites"), trial: say("welcome_try") };
const LOOK_AGAIN_MS = 3000;
/** States in which a Doorstep answers, whether it knows us or not. */
const FOUND = new Set(["connected", "not-paired", "refused"]);
/** Repairs this page has fields for. */
const HERE = new Set(["pair", "port"]);

const port = /** @type {HTMLInputElement} */ (byId("port"));

/** @type {Record<typeof STEPS[number], boolean>} */
const done = { find: false, pairing: false, sites: false, trial: false };
/** What a finished step came to. @type {Record<string, string>} */
const sums = { find: "", pairing: "", sites: "", trial: "" };

// --- The steps ------------------------------------------------------------------------------------

/** @type {string | undefined} */ let open;

/** The keyboard's place, when its step closed, is the next step. @param {string} step */
const carryFocus = (step) => {
  const now = document.activeElement;
  if (now instanceof HTMLElement && now !== document.body && now.checkVisibility()) return;
  byId(step === "pairing" ? "code" : `${step}-title`).focus();
};

const draw = () => {
  const next = STEPS.find((step) => !done[step]);
  const at = next ?? "trial";
  for (const step of STEPS) {
    const section = byId(step);
    section.dataset.state = step === at ? "open" : done[step] ? "done" : "later";
    section.toggleAttribute("data-done", done[step]);
    const mark = /** @type {HTMLElement} */ (section.querySelector(".mark"));
    mark.textContent = done[step] ? "✓" : String(STEPS.indexOf(step) + 1);
    /** @type {HTMLElement} */ (section.querySelector(".ticked")).textContent = done[step] ? `, ${say("welcome_ticked")}` : "";
    /** @type {HTMLElement} */ (section.querySelector(".body")).hidden = step !== at;
    const sum = /** @type {HTMLElement} */ (section.querySelector(".sum"));
    sum.textContent = done[step] ? sums[step] : "";
    sum.hidden = step === at || !sum.textContent;
  }
  const said = next ? `${say("welcome_step", STEPS.indexOf(next) + 1, STEPS.length)}: ${TITLES[next]}` : say("welcome_all_done");
  if (byId("progress").textContent !== said) byId("progress").textContent = said;
  /** @type {HTMLProgressElement} */ (byId("bar")).value = STEPS.filter((step) => done[step]).length;
  byId("end").hidden = next !== undefined;
  if (open !== undefined && open !== at) carryFocus(at);
  open = at;
};

// --- The service, and pairing ---------------------------------------------------------------------

let shown = "";

/** @param {import("./ask.js").Connection} now */
const show = (now) => {
  done.find = FOUND.has(now.state);
  done.pairing = now.state === "connected";
  sums.find = say("welcome_found", now.port);
  sums.pairing = say("options_known_as", now.name ?? "");
  // Drawn on news only: what is drawn again is read out again.
  const news = `${now.state} ${now.detail} ${now.port}`;
  if (news !== shown) {
    const { does } = meaningOf(now).action;
    showConnection(byId("finding"), now, { changed: () => void look(), here: HERE.has(does) ? does : undefined });
    byId("start").hidden = now.state !== "not-running" || now.detail !== undefined;
    if (now.state === "wrong-program") /** @type {HTMLDetailsElement} */ (byId("elsewhere")).open = true;
    if (done.find) port.value = String(now.port);
  }
  shown = news;
  draw();
};

/** @type {Promise<void> | undefined} */
let looking;

/** Looks how things stand, one look at a time. */
const look = () =>
  (looking ??= (async () => {
    const now = await connection();
    show(now.state === "not-paired" ? { ...now, ...(await ask("find")) } : now);
  })().finally(() => {
    looking = undefined;
  }));

byId("port-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const number = Number(port.value.trim());
  const valid = Number.isInteger(number) && number > 0 && number < 65_536;
  byId("port-said").textContent = valid ? "" : say("page_port_rule");
  if (!valid) return;
  await ask("port", { port: number });
  await look();
});

for (const line of document.querySelectorAll(".command")) {
  const command = line.textContent ?? "";
  const said = make("span", { className: "copied", role: "status" });
  const copy = make("button", { type: "button", "aria-label": say("welcome_copy_what", command) }, say("welcome_copy"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command);
    said.textContent = say("welcome_copied");
  });
  line.append(copy, said);
}

// --- Sites ----------------------------------------------------------------------------------------

/** @param {import("../lib/sites.js").Site} site @param {boolean} granted */
const siteRow = ({ name, places, why, origins }, granted) => {
  const allow = make("button", { type: "button" }, say("page_allow_site", name));
  allow.addEventListener("click", () => whilePressed(allow, async () => {
    // The browser asks in its own words; it must be asked straight from the click.
    await chrome.permissions.request({ origins });
    await showSites();
    byId("sites-go").focus();
  }));
  return make(
    "li",
    {},
    make("div", {}, make("p", { className: "name" }, `${name}: ${places}`), make("p", { className: "help" }, why)),
    granted ? make("span", { className: "allowed" }, `✓ ${say("welcome_sites_allowed")}`) : allow,
  );
};

const showSites = async () => {
  const granted = await Promise.all(SITES.map(({ origins }) => chrome.permissions.contains({ origins })));
  byId("site-list").replaceChildren(...SITES.map((site, i) => siteRow(site, granted[i])));
  const names = SITES.filter((_, i) => granted[i]).map(({ name }) => name);
  sums.sites = names.length > 0 ? say("welcome_sites_chosen", names.join(", ")) : say("welcome_sites_none");
  draw();
};

byId("sites-go").addEventListener("click", () => {
  done.sites = true;
  draw();
});

// --- Beginning ------------------------------------------------------------------------------------

putWords(document);
document.title = say("welcome_title");
prepareTrial(() => {
  done.trial = true;
  draw();
});
for (const changed of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) changed.addListener(() => void showSites());
onChanged(() => void look());
setInterval(() => {
  if (!done.pairing && document.visibilityState === "visible") void look();
}, LOOK_AGAIN_MS);
await Promise.all([look(), showSites()]);
