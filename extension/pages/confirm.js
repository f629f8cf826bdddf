// A button for what can't be taken back: the first press only asks, in words, whether it is meant.

import { say } from "../lib/say.js";
import { make, whilePressed } from "./dom.js";

/**
 * @param {HTMLElement} element Where it is drawn.
 * @param {{ label: string, asks: string[], yes: string, work: () => Promise<unknown> }} about
 *   `asks`: what is asked, one question after the other.
 */
export const offerWithCare = (element, { label, asks, yes, work }) => {
  const first = make("button", { type: "button" }, label);
  const rest = () => {
    element.replaceChildren(first);
    first.focus();
  };
  /** @param {number} step */
  const question = (step) => {
    const go = make("button", { type: "button", className: "alarm" }, step === asks.length - 1 ? yes : say("confirm_go_on"));
    const stop = make("button", { type: "button" }, say("confirm_leave_it"));
    stop.addEventListener("click", rest);
    go.addEventListener("click", () =>
      step < asks.length - 1
        ? question(step + 1)
        : whilePressed(go, async () => {
            await work();
            rest();
          }),
    );
    element.replaceChildren(make("p", { className: "asks", role: "alert" }, asks[step]), make("div", { className: "buttons" }, stop, go));
    stop.focus();
  };
  first.addEventListener("click", () => question(0));
  element.replaceChildren(first);
};
