// LinkedIn: the conversation list and the open thread, on the messaging page, in its frame under
// /preload/ and in the message bubbles. Data only; the reader is messages.js.
(() => {
  "use strict";

  app.engine.define({
    id: "linkedin-messaging",
    site: "linkedin",
    reader: "messages",
    paths: [],
    // Known by what is in the document: the address bar may show another page than the frame that holds it.
    signs: ".msg-conversations-container__conversations-list, .msg-s-message-list-content, .msg-conversation-listitem",
    shadowHosts: "#interop-outlet, [data-testid=interop-shadowdom]",
    person: /^\/in\/([^/]+)/,
    row: {
      element: ".msg-conversation-listitem",
      names: ".msg-conversation-listitem__participant-names, .msg-conversation-card__participant-names",
      snippet: ".msg-conversation-card__message-snippet",
    },
    /** How the site marks a snippet as the user's own words. */
    you: ["you", "sie", "du", "vous", "toi", "tú", "usted", "você", "tu", "lei", "u", "jij", "jou", "sinä", "ty", "вы", "anda"],
    thread: {
      frame: ".msg-convo-wrapper, .msg-thread, .msg-overlay-conversation-bubble",
      list: ".msg-s-message-list-content",
      event: ".msg-s-message-list__event",
      message: ".msg-s-event-listitem[data-event-urn]",
      incoming: ".msg-s-event-listitem--other",
      id: "data-event-urn",
      sender: ".msg-s-message-group__name",
      body: ".msg-s-event-listitem__body",
      profileLink: "a.profile-card-one-to-one__profile-link, a.msg-thread__link-to-profile",
      profileName: ".profile-card-one-to-one__profile-link, .msg-entity-lockup__entity-title",
      headline: ".msg-s-profile-card-one-to-one .artdeco-entity-lockup__subtitle [title], .msg-entity-lockup__entity-info",
    },
  });
})();
