// Which language the user's browser speaks; the service tells its reasons in it.

/** Two or three letters, such as "de". */
export const language = () => String(chrome.i18n.getUILanguage()).split(/[-_]/)[0];
