// The user's choices that the extension itself acts on. Those of the judge (profile, strictness) are
// kept by the service.

/** @type {{ badgeOnly: boolean, learnFromDeclines: boolean, learnFromAccepts: boolean, hintsOnDrafts: boolean, keys: boolean, leaflets: Record<string, Fading> }} */
export const DEFAULTS = Object.freeze({
  /** Badges only: no Decline button anywhere. */
  badgeOnly: false,
  /** A request declined through the badge also counts as a Leaflet label. */
  learnFromDeclines: false,
  /** A request the user lets in with the site's own button also counts as a Relationship label. */
  learnFromAccepts: true,
  /** The chord that switches the keys on is listened for. */
  keys: true,
  /** What becomes of leaflets in a list, by the adapter's id; as they are where it is not named. */
  leaflets: Object.freeze({}),
  /** Under what the user writes stands how it reads. */
  hintsOnDrafts: true,
});

/** What content scripts follow of it. @param {typeof DEFAULTS} settings @returns {PageWishes} */
export const pageWishes = ({ badgeOnly, keys, leaflets }) => ({ badgeOnly, keys, leaflets });

const KEY = "settings";

/** @returns {Promise<typeof DEFAULTS>} */
export const readSettings = async () => {
  const { [KEY]: kept } = await chrome.storage.local.get(KEY);
  return { ...DEFAULTS, ...kept };
};

/** One after the other: of two changes at once none may be lost. */
let last = Promise.resolve();

/**
 * Keeps only what differs from the defaults, so that a better default reaches everybody.
 * @param {(now: typeof DEFAULTS) => Partial<typeof DEFAULTS>} change Given the settings as they are, what becomes another.
 */
export const changeSettings = (change) => {
  const changed = last.then(async () => {
    const now = await readSettings();
    const all = Object.entries({ ...now, ...change(now) });
    const kept = all.filter(([name, value]) => DEFAULTS[/** @type {keyof typeof DEFAULTS} */ (name)] !== value);
    await chrome.storage.local.set({ [KEY]: Object.fromEntries(kept) });
  });
  last = changed.catch(() => {}); // What failed is told to whoever asked for it.
  return changed;
};

/** @param {() => void} listener Called after a change, in any page. */
export const onSettingsChanged = (listener) =>
  chrome.storage.onChanged.addListener((/** @type {object} */ changes, /** @type {string} */ area) => {
    if (area === "local" && KEY in changes) listener();
  });
