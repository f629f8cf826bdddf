// Draws why a score is what it is: the note with the sentences that counted marked, and the reasons.
(() => {
  "use strict";

  const { say, sayNumber } = app;
  const { make } = app.words;
  const MOST_REASONS = 8;
  const LONGEST_QUOTE = 60;

  /**
   * The reasons that moved the score most, and after them what only adds to the picture (no effect).
   * @param {Reason[]} reasons
   */
  const chosen = (reasons) => [
    ...reasons.filter(({ effect }) => effect).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, MOST_REASONS),
    ...reasons.filter(({ effect }) => !effect),
  ];

  /** With a real minus sign, which screen readers say. @param {number} effect */
  const points = (effect) => `${effect < 0 ? "−" : "+"}${sayNumber(Math.abs(effect), Math.abs(effect) < 1 ? 1 : 0)}`;

  /**
   * The text with its spans marked. Offsets count characters as the service does (code points, not
   * UTF-16 units). Where spans overlap, the one that moved the score more is drawn.
   * @param {string} text @param {Reason[]} reasons
   * @returns {(Node | string)[]}
   */
  const marked = (text, reasons) => {
    const characters = Array.from(text);
    /** @type {(Reason | null)[]} */ const owner = characters.map(() => null);
    const spans = reasons.filter((reason) => reason.span).sort((a, b) => Math.abs(a.effect) - Math.abs(b.effect));
    for (const reason of spans) {
      const [start, end] = /** @type {[number, number]} */ (reason.span);
      owner.fill(reason, Math.max(0, start), Math.min(characters.length, end));
    }
    const pieces = [];
    for (let at = 0; at < characters.length;) {
      let end = at;
      while (end < characters.length && owner[end] === owner[at]) end += 1;
      const piece = characters.slice(at, end).join("");
      const reason = owner[at];
      if (reason) {
        const mark = make("mark", reason.effect > 0 ? "plus" : "minus", piece);
        mark.title = `${points(reason.effect)}  ${reason.text}`;
        pieces.push(mark);
      } else {
        pieces.push(piece);
      }
      at = end;
    }
    return pieces;
  };

  /** A reason about a part of the text quotes how it begins. @param {Reason} reason @param {string} text */
  const line = (reason, text) => {
    const sign = reason.effect
      ? make("span", `points ${reason.effect > 0 ? "plus" : "minus"}`, points(reason.effect))
      : make("span", "points none");
    const part = Array.from(text).slice(...(reason.span ?? [0, 0])).join("").replace(/\s+/g, " ").trim();
    const quote = part.length > LONGEST_QUOTE ? `${part.slice(0, LONGEST_QUOTE).trimEnd()}…` : part;
    return make("li", "", sign, make("span", "", (quote && `${say("badge_quote", quote)} `) + reason.text));
  };

  /**
   * @param {HTMLElement} panel emptied and filled
   * @param {string} text @param {Score} score
   */
  const fill = (panel, text, score) => {
    const reasons = chosen(score.reasons);
    const list = make("ul", "", ...reasons.map((reason) => line(reason, text)));
    list.setAttribute("role", "list");
    panel.replaceChildren(
      make("h2", "", say("panel_title", Math.round(score.score ?? 0))),
      make("blockquote", "note", ...marked(text, reasons)),
      reasons.length > 0 ? list : make("p", "foot", say("panel_nothing")),
      make("p", "foot", say("panel_ends")),
    );
  };

  app.badgePanel = { fill, chosen, points };
})();
