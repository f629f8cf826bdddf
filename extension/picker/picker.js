// Leads through the four steps of pointing, by mouse or keys, and hands the recipe to the worker. While it
// is there no click and no key of the user reaches the page, and nothing of the page is changed.
(() => {
  "use strict";

  const { describe, rehearse, createLook, CONTROLS } = teaching;
  const { say, sayNumber } = app;
  const { visible, labelOf, wordsIn } = app.engine;
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
      return step === 0 || (picked.card !== element && (picked.card?.contains(element) ?? false));
    };
    /** @param {Element | null} element */
    const choose = (element) => {
      if (element === chosen || (element && !isChoice(element))) return;
      chosen = element;
      look.outline({ chosen });
      const words = element ? (step === 3 ? labelOf(element) : wordsIn(element)).slice(0, LONGEST_SAID) : "";
      look.describe(element ? say("teach_chosen", `<${element.localName}>`, words) : say("teach_nothing_chosen"));
    };
    /** @param {number} x @param {number} y */
    const pointAt = (x, y) => {
      const deepest = document.elementsFromPoint(x, y).find((each) => each !== look.host) ?? null;
      const whole = step === 0 ? deepest?.closest(FRAMES) : step === 3 ? deepest?.closest(CONTROLS) : null;
      choose(isChoice(whole ?? deepest) ? whole ?? deepest : null);
    };

    /** Everything that may be chosen, in the page's order. */
    const choices = () => {
      const all = [...(step === 0 ? document.body : /** @type {Element} */ (picked.card)).querySelectorAll(step === 3 ? CONTROLS : "*")];
      const onScreen = ({ top, bottom, width, height } = new DOMRect()) => bottom > 0 && top < innerHeight && width > 0 && height > 0;
      return all.filter((each) => !(each instanceof SVGElement) && isChoice(each) && onScreen(each.getBoundingClientRect()) && (step === 3 || each.textContent?.trim()));
    };
    /** @param {number} by */
    const go = (by) => {
      const all = choices();
      const at = chosen ? all.indexOf(chosen) : -1;
      choose(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)] ?? null);
    };
    const wider = () => (chosen ? choose(chosen.parentElement) : go(1));
    const narrower = () => (chosen ? choose(choices().find((each) => each !== chosen && chosen?.contains(each)) ?? chosen) : go(1));

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
        step = ["no_button", "label", "decline"].includes(fault) ? 3 : ["none", "nested"].includes(fault) ? 0 : 1;
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
      if (step === 3 && !chosen.matches(CONTROLS)) return;
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
