// Wires the page together: adapters read, watch says when, the worker scores, badges show, decline
// presses. Holds what is known of each card by its key, never by its node.
(() => {
  "use strict";

  // Injected again, the other files fail at the frozen `app`, and this one would be a second reader of the page.
  if (app.living.size > 0) return;

  const HEARTBEAT_MS = 20_000;
  /** A page that keeps throwing our badge out is left alone after so many tries in ten seconds. */
  const MOST_TRIES = 20;
  /** So many badges are put in before the page is drawn: each drawing lays out the whole list. */
  const PLACED_AT_ONCE = 25;
  /** Verdicts of cards that went away, so that coming back asks nothing again. */
  const MOST_REMEMBERED = 500;
  /** How long the frame with the cards has to answer before the page itself does. */
  const FRAMES_FIRST_MS = 400;
  /** @type {Record<ConnectionState, "pair" | "options">} */
  const REPAIR_PAGE = {
    "not-paired": "pair", "refused": "pair", "not-running": "options", "wrong-program": "options",
    "wrong-version": "options", "connected": "options",
  };

  const { say } = app;
  const { sameMessage, isNear, asSeen } = app.cards;
  /** @type {Map<string, Entry>} */ const entries = new Map();
  /** @type {Map<string, Pick<Entry, "score" | "label"> & { message: Message }>} */ const memory = new Map();
  /** @type {Set<string>} */ let present = new Set();
  /** @type {WeakSet<Node>} */ const hosts = new WeakSet();
  const ending = new AbortController();
  app.living.add(ending);
  const hasEnded = () => ending.signal.aborted;
  let lastCounts = "";

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

  /** @param {Card} card */
  const hintOf = ({ mark, incomplete, partial }) =>
    [mark, incomplete ? say("badge_hint_incomplete") : partial && say("badge_hint_partial")].filter(Boolean).join(" · ");

  /** @param {Entry} entry */
  const show = ({ badge, card, score, label, failed }) => {
    refreshSoon();
    if (!badge || decliner.isBusy(card.key)) return;
    const state = scores.connection();
    const canDecline = card.canDecline && !scores.isBadgeOnly();
    if (score) badge.show({ kind: "score", score, hint: hintOf(card), canDecline, label });
    else if (state && failed) badge.show({ kind: "offline", state, detail: failed, hint: hintOf(card), canDecline });
    else badge.show({ kind: "waiting", hint: hintOf(card), canDecline });
  };

  const decliner = app.createDecliner(document, {
    /** @param {string} key @param {BadgeView} view */
    show: (key, view) => {
      const entry = entries.get(key);
      if (!entry) return;
      if (view.kind === "refused") show(entry);
      entry.badge?.show(view);
      refreshSoon();
    },
    /** @param {string} key @param {string} sentence */
    tell: (key, sentence) => entries.get(key)?.badge?.tell(sentence),
    /** @param {DecisionEntry} entry */
    record: (entry) => void send({ type: "decision", entry }),
  });

  const triage = app.createTriage({
    here: () => here(), send, decliner, signal: ending.signal,
    entryOf: (/** @type {string} */ key) => entries.get(key),
    canDecline: (/** @type {Card} */ card) => card.canDecline && !scores.isBadgeOnly(),
    /** @param {Pick<Entry, "card" | "score">} one @param {DecisionEntry["action"]} action @param {string} [reason] */
    record: (one, action, reason) => record(one, action, reason),
  });
  hosts.add(triage.host);
  let refreshing = false;
  /** Once for all that changes at a time. */
  const refreshSoon = () => {
    if (refreshing) return;
    refreshing = true;
    queueMicrotask(() => {
      refreshing = false;
      if (hasEnded()) return;
      triage.refresh();
      tellCounts();
    });
  };

  // --- Cards come and go ----------------------------------------------------------------------------

  /** @param {SiteAdapter} adapter @param {Card} card */
  const keep = (adapter, card) => {
    const known = entries.get(card.key);
    if (known) {
      const same = sameMessage(known.card.message, card.message);
      const changed = !same || hintOf(known.card) !== hintOf(card) || known.card.canDecline !== card.canDecline;
      if (!same) Object.assign(known, { score: null, label: null, failed: "" });
      Object.assign(known, { adapter, card });
      if (changed) show(known);
      return;
    }
    const last = memory.get(card.key);
    const { score = null, label = null } = last && sameMessage(last.message, card.message) ? last : {};
    entries.set(card.key, { adapter, card, badge: null, score, label, failed: "", busy: false, wanted: undefined, tries: [] });
  };

  /** Lets go of cards that are gone, but for those whose decline is not over. */
  const forgetAbsent = () => {
    for (const [key, { badge, card, score, label }] of entries) {
      if (present.has(key)) continue;
      badge?.host.remove();
      if (decliner.isBusy(key)) continue;
      entries.delete(key);
      memory.delete(key); // to the end of the line
      if (score || label) memory.set(key, { message: card.message, score, label });
    }
    for (const key of [...memory.keys()].slice(0, Math.max(0, memory.size - MOST_REMEMBERED))) memory.delete(key);
  };

  /** May it be put in? Not when it is where it belongs, and not for ever when the page throws it out. @param {Entry} entry */
  const needsPlace = (entry) => {
    if (entry.badge?.host.parentNode === entry.card.anchor || !entry.card.anchor.isConnected) return false;
    const now = performance.now();
    entry.tries = [...entry.tries.filter((at) => now - at < 10_000), now];
    return entry.tries.length <= MOST_TRIES;
  };

  /** Puts the badge into its card, also after the page has drawn the card anew. */
  /** @param {Entry} entry @param {{ dark: boolean, near: boolean }} where */
  const place = (entry, { dark, near }) => {
    if (!entry.badge) {
      entry.badge = app.createBadge((/** @type {string} */ action) => act(entry.card.key, action), near);
      hosts.add(/** @type {Badge} */ (entry.badge).host);
    }
    const badge = /** @type {Badge} */ (entry.badge);
    badge.suit(dark);
    show(entry);
    entry.card.anchor.append(badge.host);
  };

  /** @returns {Generator<void, void>} */
  function* placeAll() {
    /** @type {Entry[]} */ const missing = asSeen(here().filter(needsPlace));
    // All of the reading before any of the writing: a style asked for after a change costs a layout.
    const isDark = app.badgeStyle.createTheme();
    /** @type {Map<Entry, { dark: boolean, near: boolean }>} */ const where = new Map();
    for (const entry of missing) {
      where.set(entry, { dark: isDark(entry.card.anchor), near: isNear(entry) });
      yield;
    }
    for (let at = 0; at < missing.length && !hasEnded(); at += PLACED_AT_ONCE) {
      for (const entry of missing.slice(at, at + PLACED_AT_ONCE)) if (present.has(entry.card.key)) place(entry, /** @type {{ dark: boolean, near: boolean }} */ (where.get(entry)));
      yield;
    }
  }

  /** @param {HasChanged} hasChanged @returns {Generator<void, (Document | ShadowRoot)[]>} */
  function* lookSteps(hasChanged) {
    const counts = { seen: 0, people: 0, notUnderstood: 0 };
    /** @type {(Document | ShadowRoot)[]} */ const roots = [document];
    /** @type {{ adapter: SiteAdapter, card: Card }[]} */ const found = [];
    for (const adapter of app.adapters) {
      roots.push(...adapter.roots(document));
      if (!adapter.matches(document)) continue;
      const reading = yield* adapter.steps(document, hasChanged);
      counts.seen += reading.seen;
      counts.people += reading.cards.length;
      counts.notUnderstood += reading.notUnderstood;
      found.push(...reading.cards.map((card) => ({ adapter, card })));
    }
    if (hasEnded()) return roots;
    drafts.tidy();
    present = new Set(found.map(({ card }) => card.key));
    for (const { adapter, card } of found) keep(adapter, card);
    forgetAbsent();
    yield;
    scores.askFresh();
    yield;
    yield* placeAll();
    readCounts = counts;
    refreshSoon();
    return roots;
  }
  /** @param {HasChanged} hasChanged */
  const look = (hasChanged) => app.inSlices(lookSteps(hasChanged));

  const here = () => [...present].map((key) => /** @type {Entry} */ (entries.get(key)));

  let readCounts = { seen: 0, people: 0, notUnderstood: 0 };
  /** For the popup: how the reading of this page went. */
  const tellCounts = () => {
    const bands = { leaflet: 0, unsure: 0, relationship: 0, no_note: 0 };
    for (const { score } of here()) if (score) bands[score.band] += 1;
    const all = { ...readCounts, reviewable: triage.count(), bands };
    const said = JSON.stringify(all);
    if (said === lastCounts || app.adapters.length === 0 || (readCounts.seen === 0 && lastCounts === "")) return;
    lastCounts = said;
    void send({ type: "counts", counts: { site: app.adapters[0].site, ...all } });
  };

  // --- Scores ---------------------------------------------------------------------------------------

  const scores = app.createScores({ here, send, show, settled: refreshSoon, wished: triage.wish, hasEnded });

  const adopt = (/** @type {Node} */ host) => hosts.add(host);
  const drafts = app.watchDrafts(document, { here, send, adopt, signal: ending.signal });

  const beat = async () => {
    if (document.visibilityState !== "visible" || present.size === 0) return;
    const reply = await send({ type: "state" });
    if (reply && !hasEnded()) scores.learn(reply);
  };

  // --- The user's clicks ----------------------------------------------------------------------------

  /** @param {string} key @param {string} action */
  const act = (key, action) => {
    const entry = entries.get(key);
    if (!entry) return;
    if (action === "why") void explain(entry);
    else if (action === "leaflet" || action === "relationship") void label(entry, action);
    else if (action === "decline") decliner.start(entry.adapter, entry.card, entry.score);
    else if (action === "undo" && decliner.undo(key)) show(entry);
    else if (action === "unfold") triage.unfold(key);
    else if (action === "repair") void send({ type: "open-page", page: REPAIR_PAGE[/** @type {ConnectionState} */ (scores.connection() ?? "not-running")] });
  };

  /** @param {Entry} entry */
  const explain = async (entry) => {
    const { message } = entry.card;
    const reply = await send({ type: "score", messages: [message], explain: true });
    const score = reply?.scores?.[0];
    if (!score) {
      entry.badge?.tell(say("badge_no_reasons"));
      return;
    }
    entry.score = score;
    show(entry);
    entry.badge?.explain(message, score);
  };

  /** @param {Entry} entry @param {Label} said */
  const label = async (entry, said) => {
    const { message } = entry.card;
    const reply = await send({ type: "label", entry: { key: crypto.randomUUID(), message, label: said, source: "badge" } });
    if (reply?.stored || reply?.queued) entry.label = said;
    show(entry);
    if (reply?.stored) entry.badge?.tell(say("badge_counts", say(`band_${said}`)));
    else if (reply?.queued) entry.badge?.tell(say("badge_kept", say(`band_${said}`)));
    else entry.badge?.tell(say("badge_not_kept", reply?.detail ?? say("badge_no_answer")));
  };

  /** @param {Pick<Entry, "card" | "score">} one @param {DecisionEntry["action"]} action @param {string} [reason] */
  const record = ({ card: { message }, score }, action, reason) => {
    /** @type {DecisionEntry} */
    const entry = {
      key: crypto.randomUUID(), action, message, score: score?.score ?? null, band: score?.band ?? null,
      ...(reason && { reason }), at: new Date().toISOString(),
    };
    void send({ type: "decision", entry });
  };
  /** The user let somebody in with the site's own button. @param {Entry} entry */
  const accepted = (entry) => record(entry, "accepted");

  // --- Beginning and end ----------------------------------------------------------------------------

  const left = () => {
    triage.left();
    for (const key of decliner.cancelAll()) {
      const entry = entries.get(key);
      if (entry) show(entry);
    }
  };

  /** The page turned light or dark. */
  const themed = () => {
    const isDark = app.badgeStyle.createTheme();
    const dark = here().map(({ card }) => isDark(card.anchor));
    here().forEach(({ badge }, i) => badge?.suit(dark[i]));
    triage.themed();
  };

  const end = () => {
    if (hasEnded()) return;
    ending.abort();
    triage.end();
    app.living.delete(ending);
    decliner.cancelAll();
    watching?.stop();
    clearInterval(heart);
    for (const { badge } of entries.values()) badge?.host.remove();
  };

  /** @param {(text: string) => void} reply @returns {boolean} whether the answer comes later */
  const tellStructure = (reply) => {
    const isSuch = app.adapters.some((adapter) => adapter.matches(document));
    if (isSuch) reply(app.structureOf(document));
    else if (window === window.top) setTimeout(() => reply(app.structureOf(document)), FRAMES_FIRST_MS);
    return !isSuch && window === window.top;
  };

  Object.freeze(app);
  /** @type {{ stop: () => void } | undefined} */ let watching = undefined;
  const heart = setInterval(beat, HEARTBEAT_MS);
  document.addEventListener("visibilitychange", beat, { signal: ending.signal });
  chrome.runtime.onMessage.addListener((/** @type {PageNotice} */ notice, /** @type {unknown} */ _, /** @type {(text: string) => void} */ reply) => {
    if (notice?.type === "changed") scores.learn(notice);
    if (notice?.type === "review") triage.review();
    if (notice?.type === "withdrawn" && notice.origins.includes(`${location.origin}/*`)) end();
    if (notice?.type === "taught") void begin();
    return notice?.type === "structure" && tellStructure(reply);
  });
  app.watchAccepts(document, { here, accepted, signal: ending.signal });

  /** Begins to watch; on a site we know only by what the user taught, with those recipes, and again when they change. */
  const begin = async () => {
    const known = app.adapters.length > 0 && !app.adapters[0].id.startsWith("taught-");
    if (!known) app.taught.load((await send({ type: "recipes" }))?.recipes ?? {});
    watching?.stop();
    if (hasEnded()) return;
    watching = app.watch(document, { look, left, themed, isOurs: (/** @type {Node} */ node) => hosts.has(node) });
  };
  void begin();
})();
