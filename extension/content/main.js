// Wires the page together: adapters read, watch says when, the worker scores, badges show, decline
// presses. Holds what is known of each card by its key, never by its node.
(() => {
  "use strict";

  const AT_ONCE = 25;
  const HEARTBEAT_MS = 20_000;
  /** A page that keeps throwing our badge out is left alone after so many tries in ten seconds. */
  const MOST_TRIES = 20;
  /** @type {Record<ConnectionState, "pair" | "options">} */
  const REPAIR_PAGE = {
    "not-paired": "pair", "refused": "pair", "not-running": "options", "wrong-program": "options",
    "wrong-version": "options", "connected": "options",
  };

  /** @type {Map<string, Entry>} */ const entries = new Map();
  /** @type {Set<string>} */ let present = new Set();
  /** @type {WeakSet<Node>} */ const hosts = new WeakSet();
  /** @type {ConnectionState | null} */ let connection = null;
  /** @type {string | undefined} */ let model;
  /** The user's wish to have no Decline buttons. */
  let badgeOnly = false;
  let lastCounts = "";
  let ended = false;

  /**
   * Asks the worker. When the extension was reloaded or removed this copy has nobody to talk to: it
   * ends quietly. @param {PageRequest} request @returns {Promise<any>} null when there is no answer
   */
  const send = async (request) => {
    try {
      return (await chrome.runtime.sendMessage(request)) ?? null;
    } catch {
      if (!chrome.runtime?.id) end();
      return null;
    }
  };

  // --- What a badge shows ---------------------------------------------------------------------------

  /** @param {Entry} entry */
  const show = (entry) => {
    const { card, score, label } = entry;
    if (decliner.isBusy(card.key)) return;
    const { partial, incomplete } = card;
    if (score) entry.badge.show({ kind: "score", score, partial, incomplete, canDecline: card.canDecline && !badgeOnly, label });
    else if (connection && entry.failed) entry.badge.show({ kind: "offline", state: connection, detail: entry.failed });
    else entry.badge.show({ kind: "waiting" });
  };

  const decliner = app.createDecliner(document, {
    /** @param {string} key @param {BadgeView} view */
    show: (key, view) => {
      const entry = /** @type {Entry} */ (entries.get(key));
      if (view.kind === "refused") show(entry);
      entry.badge.show(view);
    },
    /** @param {string} key @param {string} sentence */
    tell: (key, sentence) => entries.get(key)?.badge.tell(sentence),
    /** @param {DecisionEntry} entry */
    record: (entry) => void send({ type: "decision", entry }),
  });

  // --- Cards come and go ----------------------------------------------------------------------------

  /** @param {SiteAdapter} adapter @param {Card} card @returns {Entry} */
  const entryFor = (adapter, card) => {
    const known = entries.get(card.key);
    if (known) {
      const changed = known.card.message.text !== card.message.text || known.card.incomplete !== card.incomplete;
      if (known.card.message.text !== card.message.text) Object.assign(known, { score: null, label: null, failed: "" });
      Object.assign(known, { adapter, card });
      if (changed) show(known);
      return known;
    }
    const badge = app.createBadge((/** @type {string} */ action) => act(card.key, action));
    hosts.add(badge.host);
    const entry = { adapter, card, badge, score: null, label: null, failed: "", busy: false, wanted: undefined, tries: [] };
    entries.set(card.key, entry);
    return entry;
  };

  /** Puts the badge into its card, also after the page has drawn the card anew. @param {Entry} entry */
  const place = (entry) => {
    const { badge: { host }, card: { anchor } } = entry;
    if (host.parentNode === anchor) {
      entry.badge.suit();
      return;
    }
    const now = performance.now();
    entry.tries = [...entry.tries.filter((at) => now - at < 10_000), now];
    if (entry.tries.length > MOST_TRIES) return;
    anchor.append(host);
    show(entry);
  };

  const look = () => {
    if (ended) return [];
    const counts = { seen: 0, people: 0, notUnderstood: 0 };
    /** @type {(Document | ShadowRoot)[]} */ const roots = [document];
    present = new Set();
    for (const adapter of app.adapters) {
      roots.push(...adapter.roots(document));
      if (!adapter.matches(document)) continue;
      const reading = adapter.read(document);
      counts.seen += reading.seen;
      counts.people += reading.cards.length;
      counts.notUnderstood += reading.notUnderstood;
      for (const card of reading.cards) {
        present.add(card.key);
        place(entryFor(adapter, card));
      }
    }
    for (const [key, entry] of entries) if (!present.has(key)) entry.badge.host.remove();
    void ask(fresh());
    tellCounts(counts);
    return roots;
  };

  const here = () => [...present].map((key) => /** @type {Entry} */ (entries.get(key)));

  let readCounts = { seen: 0, people: 0, notUnderstood: 0 };
  /** For the popup: how the reading of this page went. @param {typeof readCounts} [counts] */
  const tellCounts = (counts = readCounts) => {
    readCounts = counts;
    const bands = { leaflet: 0, unsure: 0, relationship: 0, no_note: 0 };
    for (const { score } of here()) if (score) bands[score.band] += 1;
    const said = JSON.stringify({ ...counts, bands });
    if (said === lastCounts || (counts.seen === 0 && lastCounts === "")) return;
    lastCounts = said;
    void send({ type: "counts", counts: { site: app.adapters[0].id.split("-")[0], ...counts, bands } });
  };

  // --- Scores ---------------------------------------------------------------------------------------

  /** @param {Entry} entry */
  const inView = ({ card }) => {
    const { top, bottom } = card.element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };

  /** Cards nobody has asked for yet. */
  const fresh = () => here().filter((entry) => !entry.score && !entry.failed && !entry.busy);

  /** Cards scored by another model than the one in use now; each is asked for once a model. */
  const outdated = () => {
    const old = here().filter(({ score, wanted }) => score && model && score.model !== model && wanted !== model);
    for (const entry of old) entry.wanted = model;
    return old;
  };

  /** Asks for scores, what the user sees first. @param {Entry[]} asked */
  const ask = async (asked) => {
    const visible = asked.filter(inView);
    const inOrder = [...visible, ...asked.filter((entry) => !visible.includes(entry))];
    for (const entry of inOrder) entry.busy = true;
    for (let at = 0; at < inOrder.length && !ended; at += AT_ONCE) {
      const part = inOrder.slice(at, at + AT_ONCE);
      const messages = part.map((entry) => entry.card.message);
      take(part, messages, await send({ type: "score", messages, explain: false }));
    }
  };

  /** @param {Entry[]} part @param {Message[]} messages @param {ScoreReply | null} reply */
  const take = (part, messages, reply) => {
    if (ended) return;
    note(reply ?? { state: "not-running" });
    part.forEach((entry, i) => {
      entry.busy = false;
      // The card may show another text by now; it is asked for again below.
      if (entry.card.message.text !== messages[i].text) return;
      const score = reply?.scores?.[i];
      if (score?.id === messages[i].id) Object.assign(entry, { score, failed: "" });
      else entry.failed = reply?.detail || "no score";
      show(entry);
    });
    tellCounts();
    void ask([...fresh(), ...outdated()]);
  };

  /** @param {ScoreReply | StateReply} reply */
  const note = (reply) => {
    connection = reply.state;
    model = reply.model ?? model;
    if (reply.badgeOnly === undefined || reply.badgeOnly === badgeOnly) return;
    badgeOnly = reply.badgeOnly;
    here().forEach(show);
  };

  /** What the worker says of the service: a new model or a restored connection makes the page ask again. */
  /** @param {StateReply} reply */
  const learn = (reply) => {
    note(reply);
    const failed = here().filter((entry) => entry.failed && !entry.busy);
    if (reply.state === "connected") void ask([...failed, ...outdated()]);
    else failed.forEach(show);
  };

  const beat = async () => {
    if (document.visibilityState !== "visible" || present.size === 0) return;
    const reply = await send({ type: "state" });
    if (reply && !ended) learn(reply);
  };

  // --- The user's clicks ----------------------------------------------------------------------------

  /** @param {string} key @param {string} action */
  const act = (key, action) => {
    const entry = /** @type {Entry} */ (entries.get(key));
    if (action === "why") void explain(entry);
    else if (action === "leaflet" || action === "relationship") void label(entry, action);
    else if (action === "decline") decliner.start(entry.adapter, entry.card, entry.score);
    else if (action === "undo" && decliner.undo(key)) show(entry);
    else if (action === "repair") void send({ type: "open-page", page: REPAIR_PAGE[connection ?? "not-running"] });
  };

  /** @param {Entry} entry */
  const explain = async (entry) => {
    const { message } = entry.card;
    const reply = await send({ type: "score", messages: [message], explain: true });
    const score = reply?.scores?.[0];
    if (!score) {
      entry.badge.tell("The reasons cannot be had just now: Doorstep’s service does not answer.");
      return;
    }
    entry.score = score;
    show(entry);
    entry.badge.explain(message.text, score);
  };

  /** @param {Entry} entry @param {Label} said */
  const label = async (entry, said) => {
    const { message } = entry.card;
    const reply = await send({ type: "label", entry: { key: crypto.randomUUID(), message, label: said, source: "badge" } });
    if (reply?.stored || reply?.queued) entry.label = said;
    show(entry);
    const yours = said === "leaflet" ? "You said: Leaflet." : "You said: Relationship.";
    if (reply?.stored) entry.badge.tell(`${yours} It counts from now on.`);
    else if (reply?.queued) entry.badge.tell(`${yours} Kept in this browser until the service is back.`);
    else entry.badge.tell(`That was not kept. ${reply?.detail ?? "Doorstep’s service does not answer."}`);
  };

  // --- Beginning and end ----------------------------------------------------------------------------

  const left = () => {
    for (const key of decliner.cancelAll()) show(/** @type {Entry} */ (entries.get(key)));
  };

  const end = () => {
    if (ended) return;
    ended = true;
    decliner.cancelAll();
    watching?.stop();
    clearInterval(heart);
    document.removeEventListener("visibilitychange", beat);
    for (const { badge } of entries.values()) badge.host.remove();
  };

  Object.freeze(app);
  /** @type {{ stop: () => void } | undefined} */ let watching = undefined;
  const heart = setInterval(beat, HEARTBEAT_MS);
  document.addEventListener("visibilitychange", beat);
  chrome.runtime.onMessage.addListener((/** @type {WorkerNotice} */ notice) => {
    if (notice?.type === "changed") learn(notice);
  });
  watching = app.watch(document, { look, left, isOurs: (/** @type {Node} */ node) => hosts.has(node) });
})();
