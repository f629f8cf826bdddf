// A worker that answers at once, and a browser that speaks English (MESSAGES is our English file). `fake.answers[type]` replaces an answer; `fake.mail` holds what came.
const fake = globalThis.fake = {
  mail: [], listeners: [], roots: [], answers: {}, model: "model-1", state: "connected", gone: false,
  permit: { allowed: true, why: "None of 45 checked leaflets was a relationship." },

  band(text) {
    if (!text.trim()) return [null, "no_note"];
    if (text.includes("?")) return [87.4, "relationship"];
    return /\b(we|our)\b/i.test(text) ? [6.2, "leaflet"] : [48.0, "unsure"];
  },
  score(message, explain) {
    const [score, band] = fake.band(message.text);
    const end = Array.from(message.text.split("\n")[0]).length;
    const reasons = !explain || score === null ? [] : [
      { signal: "question", text: "Puts a question to you", effect: 21.3, span: [0, end] },
      { signal: "pitch", text: "Speaks of what they offer", effect: -4.5, span: null },
      { signal: "same_text", text: "3 people sent you this same text", effect: 0, span: null },
    ];
    return { id: message.id, score, band, model: fake.model, reasons };
  },
  answer(request) {
    if (request.type in fake.answers) return fake.answers[request.type](request);
    const on = fake.state === "connected";
    if (request.type === "label" || request.type === "decision") return { state: fake.state, stored: on, queued: !on };
    if (request.type === "permit") return fake.permit && on ? { state: fake.state, permit: { labels: request.messages.map(() => null), alarm: null, ...fake.permit } } : { state: fake.state };
    if (request.type === "state") return { state: fake.state, model: on ? fake.model : undefined };
    if (request.type !== "score") return {};
    if (!on) return { state: fake.state };
    const scores = request.messages.map((message) => fake.score(message, request.explain));
    return { state: fake.state, model: fake.model, scores };
  },
  /** Makes every timer of the content scripts run so many times faster. */
  speed(times) {
    const [timeout, interval] = [setTimeout, setInterval];
    globalThis.setTimeout = (work, ms) => timeout(work, ms / times);
    globalThis.setInterval = (work, ms) => interval(work, ms / times);
  },

  // --- Looking into badges ---
  shown: () => fake.roots.filter(({ host, root }) => host.isConnected && root.querySelector("[data-band]")),
  /** What an element says: words of ours are drawn, not in the text of the page. */
  words: (element) => [element, ...element.querySelectorAll("*")].map(({ dataset }) => dataset.words ?? "").join(""),
  /** The root of what stands over the page. */
  over: () => fake.roots.find(({ root }) => root.querySelector(".corner, dialog"))?.root,
  /** The root of the badge of a person's card, or of a conversation row or message with this text. */
  of(who) {
    const holds = ({ host }) => {
      const card = host.closest(".request, .msg-conversation-listitem, .msg-s-event-listitem");
      return card?.querySelector(`a[href*="/in/${who}"]`) || card?.textContent.includes(who);
    };
    return fake.shown().find(holds)?.root;
  },
  view(who) {
    const root = fake.of(who);
    const box = root?.querySelector("[data-band]");
    if (!box || box.classList.contains("waiting")) return null;
    const seen = (each) => each.checkVisibility({ visibilityProperty: true });
    const buttons = [...root.querySelectorAll("[data-action]")].filter(seen);
    return {
      score: box.dataset.score, band: box.dataset.band, theme: box.dataset.theme,
      text: [...box.querySelectorAll(".verdict, .line > .hint, .absence, .said")].filter(seen).map(fake.words).join(" | "),
      buttons: buttons.map((each) => each.dataset.action),
      pressed: buttons.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.dataset.action),
      panel: root.querySelector(".panel").hidden ? null : fake.words(root.querySelector(".panel")),
    };
  },
  middle(who, action) {
    const button = fake.of(who).querySelector(`[data-action=${action}]`);
    button.scrollIntoView({ block: "center" });
    const { x, y, width, height } = button.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  },
};

Object.defineProperty(globalThis, "chrome", { configurable: true, value: { i18n: {
  getMessage: (key, values) => (MESSAGES[key]?.message ?? "").replace(/\$(\d)/g, (_, at) => values[at - 1] ?? ""),
  getUILanguage: () => "en",
}, runtime: {
  get id() { return fake.gone ? undefined : "fake"; },
  getManifest: () => ({ version: "0.0" }),
  async sendMessage(request) {
    if (fake.gone) throw new Error("Extension context invalidated.");
    fake.mail.push(JSON.parse(JSON.stringify(request)));
    return fake.answer(request);
  },
  onMessage: { addListener: (listener) => fake.listeners.push(listener) },
} } });

const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  fake.roots.push({ host: this, root });
  return root;
};
