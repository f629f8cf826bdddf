// The settings that the service keeps. The call replaces the whole, so the rest goes back as it was.

import { call } from "./ask.js";

/** @returns {Promise<ServiceSettings>} */
export const readServiceSettings = () => call("settings");

/** @param {Partial<ServiceSettings>} changed @returns {Promise<ServiceSettings>} */
export const changeServiceSettings = async (changed) => call("saveSettings", { ...(await readServiceSettings()), ...changed });
