// Does long work in short pieces, so that the page never waits for us. Knows nothing of what is done.
(() => {
  "use strict";

  /** The page's own limit is 50 ms; slower computers than ours need room. */
  const LONGEST_MS = 8;

  const pause = () => new Promise((resume) => setTimeout(resume, 0));

  /**
   * Runs steps to their end; short work ends before this returns, long work gives way to the page.
   * @template T @param {Generator<void, T>} steps @returns {Promise<{ value: T, worked: number }>} and for how many ms it worked
   */
  const inSlices = async (steps) => {
    let worked = 0;
    let began = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      const spent = performance.now() - began;
      if (done) return { value, worked: worked + spent };
      if (spent < LONGEST_MS) continue;
      worked += spent;
      await pause();
      began = performance.now();
    }
  };

  app.inSlices = inSlices;
})();
