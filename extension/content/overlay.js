// The one element of ours over the page: a bar in the corner and dialogs, in a closed root. Knows
// neither cards nor the worker.
(() => {
  "use strict";

  const { make } = app.words;
  const { say } = app;

  /** Keys in a dialog are the dialog's: a page that listens first of all hears nothing of them. */
  const KEY_EVENTS = ["keydown", "keypress", "keyup"];

  /** @returns {Overlay} */
  const createOverlay = () => {
    const host = document.createElement("div");
    let isBuilt = false;
    const ground = make("div", "");
    ground.lang = say("language_tag");

    const build = () => {
      isBuilt = true;
      const root = host.attachShadow({ mode: "closed" });
      app.badgeStyle.wear(root, app.overlayStyle);
      app.keepQuiet(host);
      root.append(ground);
    };
    /** Into the page when there is something to show; a page that throws it out gets it back with the next. */
    const stand = () => {
      if (!isBuilt) build();
      ground.dataset.theme = app.badgeStyle.createTheme()(document.body) ? "dark" : "light";
      if (!host.isConnected) document.body.append(host);
    };

    /** @param {Element} element */
    const show = (element) => {
      if (element.parentNode !== ground) ground.append(element);
      stand();
    };

    /**
     * A dialog over the page. Tab stays inside, and the focus goes back to where it was: both by the browser.
     * @param {string} name what it is called until it has a heading
     * @param {{ escape: () => void, closed: () => void }} told
     */
    const createDialog = (name, { escape, closed }) => {
      const element = make("dialog", "");
      element.setAttribute("aria-label", name);

      /** @param {Event} event */
      const keep = (event) => {
        event.stopImmediatePropagation();
        if (event.type !== "keydown" || /** @type {KeyboardEvent} */ (event).key !== "Escape") return;
        event.preventDefault();
        escape();
      };
      const listen = (/** @type {boolean} */ on) => {
        for (const type of KEY_EVENTS) (on ? addEventListener : removeEventListener)(type, keep, true);
      };
      // A wish to close that is no key: a gesture, say.
      element.addEventListener("cancel", (/** @type {Event} */ event) => {
        event.preventDefault();
        escape();
      });
      // At once where we close it: the browser's event comes later, and the next key is the page's again.
      const gone = () => {
        if (element.open || !element.isConnected) return;
        listen(false);
        element.remove();
        closed();
      };
      element.addEventListener("close", gone);
      return {
        element,
        open: () => {
          show(element);
          if (element.open) return;
          element.showModal();
          listen(true);
        },
        close: () => {
          element.close();
          gone();
        },
        isOpen: () => element.open,
      };
    };

    return {
      host, show, createDialog,
      /** A dialog is open. */
      isModal: () => ground.querySelector("dialog[open]") !== null,
      /** The page turned light or dark. */
      themed: () => host.isConnected && stand(),
      remove: () => host.remove(),
    };
  };

  app.createOverlay = createOverlay;
})();
