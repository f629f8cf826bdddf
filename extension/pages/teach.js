// The popup's way to teach a site: asks for that site alone, and has the worker start the picker there.

import { patternOf } from "../lib/recipes.js";
import { say } from "../lib/say.js";
import { ask } from "./ask.js";
import { byId } from "./dom.js";

/** @param {number} tab @param {string} origin of the page in it */
export const offerTeaching = (tab, origin) => {
  byId("teach").hidden = false;
  byId("teach-start").addEventListener("click", async () => {
    // First the worker hears of it, since the browser's own question may close this popup; and the question
    // must follow the click at once.
    const told = ask("teach", { tab, origin });
    const granted = await chrome.permissions.request({ origins: [patternOf(origin)] });
    if (!granted) {
      byId("teach-said").textContent = say("popup_teach_denied");
      return;
    }
    const { started } = await told;
    if (!started) await ask("teach", { tab, origin });
    window.close();
  });
};
