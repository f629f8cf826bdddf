// Single keys. They act only while the focus is within the part they belong to, so that they never
// surprise anybody elsewhere (WCAG 2.1.4).

import { byId } from "./dom.js";

/**
 * @param {HTMLElement} element
 * @param {Record<string, () => unknown>} actions By `KeyboardEvent.key`, letters small.
 * @param {{ repeating?: string[] }} [about] Keys that go on acting while they are held down.
 */
export const onKeys = (element, actions, { repeating = [] } = {}) =>
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/** @type {Element} */ (event.target).closest("input, select, textarea")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!Object.hasOwn(actions, key) || (event.repeat && !repeating.includes(key))) return;
    event.preventDefault();
    actions[key]();
  });

export const showKeys = () => /** @type {HTMLDialogElement} */ (byId("keys-help")).showModal();
