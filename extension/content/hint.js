// The hint under a draft: how it would read to whom it is for, and what it lacks, in a closed root.
// Draws what it is told and reports that the user wants no more of it. Knows no site and no worker.
(() => {
  "use strict";

  const { make, write } = app.words;
  const { say } = app;

  /** @param {() => void} onLeave told when the user wants no more hints @returns {Hint} */
  const createHint = (onLeave) => {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "closed" });
    app.badgeStyle.dress(root, "near");
    const verdict = make("span", "verdict");
    const advice = make("span", "advice");
    advice.setAttribute("role", "status");
    const missing = make("span", "hint");
    const leave = make("button", "leave", say("hint_leave"));
    leave.type = "button";
    leave.dataset.action = "leave";
    leave.title = say("hint_leave_title");
    const box = make("div", "box draft", make("div", "line", verdict, make("span", "words", advice, " ", missing), make("span", "actions", leave)));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", say("hint_title"));
    root.append(box);

    app.shield(host);
    // The field keeps its focus, and with it the user's place in the text.
    box.addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
    leave.addEventListener("click", onLeave);

    return {
      host,
      show: (score, lacking) => {
        box.dataset.band = score.band;
        box.dataset.score = String(score.score ?? "");
        verdict.replaceChildren(...app.verdictOf(score));
        write(advice, say(`hint_reads_${score.band}`));
        write(missing, lacking.length > 0 ? say("hint_missing", lacking.map((what) => say(`hint_lacks_${what}`)).join(" · ")) : "");
      },
      part: () => {
        box.dataset.band = box.dataset.score = "";
        verdict.hidden = leave.hidden = true;
        write(advice, say("hint_left"));
        write(missing, "");
      },
      suit: (dark) => {
        box.dataset.theme = dark ? "dark" : "light";
      },
    };
  };

  app.createHint = createHint;
})();
