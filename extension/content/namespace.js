// The one global of the content scripts; first in the manifest's list. Every other file is one block
// that adds its part. main.js freezes it, so a second copy of these scripts in the same world stops
// here and changes nothing.
(() => {
  "use strict";
  // An own property: an element with id="app" on the page is also reachable as `app`, and is not ours.
  if (Object.hasOwn(globalThis, "app")) throw new Error("Doorstep's content scripts are already on this page.");
  Object.defineProperty(globalThis, "app", { value: { adapters: [], readers: {}, living: new Set() } });
})();
