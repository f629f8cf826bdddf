// Leads through the four steps of pointing, by mouse or keys, and hands the recipe to the worker. While it
// is there no click and no key of the user reaches the page, and nothing of the page is changed.
(() => {
  "use strict";

  const { describe, rehearse, createLook } = teaching;
  const { say, sayNumber } = app;
  const { visible, labelOf, wordsIn, PRESSABLE } = app.engine;
  const { above, holds, closest, all } = app.roots;
  const STEPS = /** @type {const} */ (["card", "text", "sender", "decline"]);
  /** What cards mostly are; narrower by ↓, wider by ↑. */
  const FRAMES = ["li", "tr", "article", "[role=listitem]", "[role=article]", "[role=row]", "[role=option]"].join(",");
  const STOPPED = [
    "click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend", "dragstart", "keyup", "keypress",
  ];
  const LONGEST_SAID = 60;

  const start = () => {
    const ending = new AbortController();
    const { signal } = ending;
    /** @type {Record<string, Element | null>} */ const picked = { card: null, text: null, sender: null, decline: null };
    let step = 0;
    /** @type {Element | null} */ let chosen = null;
    /** @type {Recipe | null} */ let recipe = null;

    /** @param {object} request @returns {Promise<any>} null when there is no answer */
    const send = async (request) => {
      try {
        return await chrome.runtime.sendMessage(request);
      } catch {
        return null;
      }
    };

    const end = () => {
      ending.abort();
      look.remove();
      teaching.active = false;
    };
    const leave = () => {
      end();
      void send({ type: "teach-leave" });
    };

    // --- Pointing ---------------------------------------------------------------------------------

    /** May this be chosen in this step? @param {Element | null} element */
    const isChoice = (element) => {
      if (!element || element === look.host || element === document.body || element === document.documentElement || !visible(element)) return false;
      return step === 0 || (picked.card !== element && picked.card !== null && holds(picked.card, element));
    };
    /** @param {Element | null} element */
    const choose = (element) => {
      if (element === chosen || (element && !isChoice(element))) return;
      chosen = element;
      look.outline({ chosen });
      const words = element ? (step === 3 ? labelOf(element) : wordsIn(element)).slice(0, LONGEST_SAID) : "";
      look.describe(element ? say("teach_chosen", `<${element.localName}>`, words) : say("teach_nothing_chosen"));
    };
    /** What lies there, in open roots too. @param {number} x @param {number} y */
    const deepestAt = (x, y) => {
      let deepest = document.elementsFromPoint(x, y).find((each) => each !== look.host) ?? null;
      let worded = deepest;
      for (let root = deepest?.shadowRoot; root; root = deepest?.shadowRoot) {
        const inner = root.elementsFromPoint(x, y).find((/** @type {Element} */ each) => each.getRootNode() === root);
        if (!inner) break;
        deepest = inner;
        if (hasOwnWords(inner)) worded = inner;
      }
      // Words that are put into a component's slot are those of the component.
      return step < 3 && worded && hasOwnWords(worded) ? worded : deepest;
    };
    /** @param {Element} element */
    const hasOwnWords = (element) => [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== "");

    /** @param {number} x @param {number} y */
    const pointAt = (x, y) => {
      const deepest = deepestAt(x, y);
      const whole = deepest && step === 0 ? closest(deepest, FRAMES) : deepest && step === 3 ? closest(deepest, PRESSABLE) : null;
      choose(isChoice(whole ?? deepest) ? whole ?? deepest : null);
    };

    /** Everything that may be chosen, in the page's order. */
    const choices = () => {
      const within = all(step === 0 ? document.body : /** @type {Element} */ (picked.card), step === 3 ? PRESSABLE : "*");
      /** What has words in it, over the edges of roots. @type {Set<Element>} */ const worded = new Set();
      for (const each of within.filter(hasOwnWords)) for (let at = /** @type {Element | null} */ (each); at && !worded.has(at); at = above(at)) worded.add(at);
      const onScreen = ({ top, bottom, width, height } = new DOMRect()) => bottom > 0 && top < innerHeight && width > 0 && height > 0;
      return within.filter((/** @type {Element} */ each) => !(each instanceof SVGElement) && (step === 3 || worded.has(each)) && isChoice(each) && onScreen(each.getBoundingClientRect()));
    };
    /** @param {number} by */
    const go = (by) => {
      const found = choices();
      const at = chosen ? found.indexOf(chosen) : -1;
      choose(found[at < 0 ? 0 : Math.min(Math.max(at + by, 0), found.length - 1)] ?? null);
    };
    const wider = () => (chosen ? choose(above(chosen)) : go(1));
    const narrower = () => (chosen ? choose(choices().find((/** @type {Element} */ each) => each !== chosen && chosen && holds(chosen, each)) ?? chosen) : go(1));

    // --- The steps --------------------------------------------------------------------------------

    /** @param {string} [fault] */
    const show = (fault) => {
      chosen = null;
      look.outline({ chosen, card: picked.card, found: [] });
      look.describe(say("teach_nothing_chosen"));
      const buttons = [...(step > 0 ? ["back"] : []), ...(step === 3 ? ["skip"] : []), "move", "leave"];
      look.show({ step, count: say("teach_step", step + 1, STEPS.length), ask: say(`teach_ask_${STEPS[step]}`), fault, buttons });
    };

    /** All is pointed at: what would be found by it? */
    const review = () => {
      const made = describe(picked);
      const tried = made.recipe && rehearse(made.recipe, picked.card);
      const fault = made.fault ?? tried.fault;
      if (fault) {
        // Back to where it can be mended.
        step = ["leads_away", "label", "decline"].includes(fault) ? 3 : ["none", "nested"].includes(fault) ? 0 : 1;
        for (const name of STEPS.slice(step)) picked[name] = null;
        show(say(`teach_fault_${fault}`));
        return;
      }
      recipe = made.recipe;
      const { elements, texts, declines } = tried;
      look.outline({ chosen: null, card: null, found: elements });
      const numbers = [elements.length, texts, declines].map((each) => sayNumber(each));
      look.show({
        step: 4, count: say("teach_check"), ask: say(recipe?.decline ? "teach_finds" : "teach_finds_badges", ...numbers), buttons: ["save", "back", "move", "leave"],
      });
      look.field.value = recipe?.name ?? "";
      look.field.select();
    };

    const take = () => {
      if (!chosen || step > 3) return;
      if (step === 3 && !chosen.matches(PRESSABLE)) return;
      picked[STEPS[step]] = chosen;
      next();
    };
    const next = () => {
      step += 1;
      if (step < STEPS.length) show();
      else review();
    };
    const back = () => {
      step = Math.max(0, step - 1);
      for (const name of STEPS.slice(step)) picked[name] = null;
      show();
    };

    const save = async () => {
      const name = look.field.value.trim();
      if (!recipe || !name) return look.complain(say("teach_needs_name"));
      const reply = await send({ type: "teach-keep", recipe: { ...recipe, name } });
      if (!reply?.kept) return look.complain(reply?.rule ? say("recipe_fault", reply.field, say(`recipe_rule_${reply.rule}`, reply.limit)) : say("teach_not_kept"));
      ending.abort();
      look.outline({ found: [] });
      look.release();
      look.show({ step: 4, count: "", ask: say("teach_kept"), buttons: ["done"] });
    };

    /** @type {Record<string, () => void>} */
    const ACTIONS = { leave, back, skip: next, save: () => void save(), done: end };
    const look = createLook((/** @type {string} */ action) => ACTIONS[action]());

    // --- The user's hands -------------------------------------------------------------------------

    /** Is it about our panel? A key on one of its buttons comes as a click at no place. @param {Event} event */
    const isPanels = (event) =>
      event.target === look.host && event instanceof MouseEvent && (look.isPanel(event.clientX, event.clientY) || (event.detail === 0 && event.type === "click"));

    /** @param {Event} event */
    const stop = (event) => {
      // What a script of the page does to its own page is its own affair.
      if (!event.isTrusted || isPanels(event)) return;
      event.stopImmediatePropagation();
      if (event instanceof KeyboardEvent) return;
      event.preventDefault();
      if (event.type === "click" && event instanceof MouseEvent) {
        pointAt(event.clientX, event.clientY);
        take();
      }
    };
    /** @param {PointerEvent} event */
    const moved = (event) => {
      event.stopImmediatePropagation();
      if (step < STEPS.length && !look.isPanel(event.clientX, event.clientY)) pointAt(event.clientX, event.clientY);
    };
    /** @type {Record<string, () => void>} */
    const KEYS = { ArrowUp: wider, ArrowDown: narrower, ArrowLeft: () => go(-1), ArrowRight: () => go(1), Enter: take };
    /** @param {KeyboardEvent} event */
    const pressed = (event) => {
      if (!event.isTrusted) return;
      event.stopImmediatePropagation();
      const { key } = event;
      if (key === "Escape") leave();
      else if (key === "Tab") look.focusNext(event.shiftKey);
      else if (look.isOnControl()) {
        if (key === "Enter" && look.field.matches(":focus")) void save();
        return;
      }
      else if (Object.hasOwn(KEYS, key) && step < STEPS.length) KEYS[key]();
      else return;
      event.preventDefault();
    };

    for (const type of STOPPED) addEventListener(type, stop, { capture: true, passive: false, signal });
    addEventListener("keydown", pressed, { capture: true, signal });
    addEventListener("pointermove", moved, { capture: true, signal });
    addEventListener("scroll", look.redraw, { capture: true, passive: true, signal });
    addEventListener("resize", look.redraw, { signal });
    show();
  };

  if (!teaching.active) {
    teaching.active = true;
    start();
  }
})();
