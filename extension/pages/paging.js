// Page by page through a search: where each page begins, and the two buttons to go there.

/**
 * @param {HTMLButtonElement} newer @param {HTMLButtonElement} older
 */
export const pagesOf = (newer, older) => {
  /** Where each page begins, up to the one shown. @type {(string | null)[]} */
  let cursors = [null];
  /** @type {string | null} */
  let next = null;
  return {
    /** What to ask for this page, beside the filters. */
    get asked() {
      const cursor = cursors.at(-1);
      return cursor ? { cursor } : {};
    },
    /** Which page this is, from 0. */
    get number() {
      return cursors.length - 1;
    },
    /** Is it all on this one page? */
    get only() {
      return cursors.length === 1 && !next;
    },
    restart() {
      cursors = [null];
    },
    /** @param {1 | -1} way @returns {boolean} Was there a page that way? */
    turn(way) {
      if (way === 1 ? !next : cursors.length === 1) return false;
      if (way === 1) cursors.push(next);
      else cursors.pop();
      return true;
    },
    /** The page asked for is there. @param {string | null} following Where the one after it begins. */
    arrived(following) {
      next = following;
      newer.hidden = older.hidden = cursors.length === 1 && !next;
      newer.disabled = cursors.length === 1;
      older.disabled = !next;
    },
  };
};
