// What each tab's content scripts found, for the popup. A page may have several frames.

/** @typedef {{ document?: string, counts: PageCounts }} FrameCounts */

/** @param {number} tab */
const keyOf = (tab) => `counts:${tab}`;

/** @param {number} tab @returns {Promise<Record<string, FrameCounts>>} */
const framesOf = async (tab) => (await chrome.storage.session.get(keyOf(tab)))[keyOf(tab)] ?? {};

/**
 * @param {{ tab: { id: number }, frameId: number, documentId?: string }} sender
 * @param {PageCounts} counts
 */
export const keepCounts = async ({ tab, frameId, documentId }, counts) => {
  const known = await framesOf(tab.id);
  // A new document in the tab: what its predecessor's frames had is gone.
  const frames = frameId === 0 && known[0]?.document !== documentId ? {} : known;
  frames[frameId] = { document: documentId, counts };
  await chrome.storage.session.set({ [keyOf(tab.id)]: frames });
};

/** @param {number} tab @returns {Promise<PageCounts | null>} The sum over the tab's frames; null if none told us. */
export const countsOf = async (tab) => {
  const all = Object.values(await framesOf(tab)).map(({ counts }) => counts);
  if (all.length === 0) return null;
  return all.reduce((sum, one) => ({
    site: sum.site,
    seen: sum.seen + one.seen,
    people: sum.people + one.people,
    notUnderstood: sum.notUnderstood + one.notUnderstood,
    reviewable: sum.reviewable + one.reviewable,
    bands: {
      leaflet: sum.bands.leaflet + one.bands.leaflet,
      unsure: sum.bands.unsure + one.bands.unsure,
      relationship: sum.bands.relationship + one.bands.relationship,
      no_note: sum.bands.no_note + one.bands.no_note,
    },
  }));
};

/** @param {number} tab */
export const forgetCounts = (tab) => chrome.storage.session.remove(keyOf(tab));
