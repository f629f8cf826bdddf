// LinkedIn: the conversation list and the open thread, on the messaging page, in its frame under
// /preload/ and in the message bubbles. Data only; the reader is messages.js.
(() => {
  "use strict";

  app.engine.define({
    id: "linkedin-messaging",
    site: "linkedin",
    hosts: ["www.linkedin.com"],
    reader: "messages",
    paths: [],
    // Known by what is in the document: the address bar may show another page than the frame that holds it.
    signs: ".msg-conversations-container__conversations-list, .msg-s-message-list-content, .msg-conversation-listitem, .msg-conversation-card, .msg-s-event-listitem",
    shadowHosts: "#interop-outlet, [data-testid=interop-shadowdom]",
    person: /^\/in\/([^/]+)/,
    profile: "/in/{id}/",
    rows: [
      {
        element: ".msg-conversation-listitem, .msg-conversations-container__convo-item, li:has(> .msg-conversation-card)",
        names: [".msg-conversation-listitem__participant-names", ".msg-conversation-card__participant-names", "h3", "h4"],
        snippet: [".msg-conversation-card__message-snippet", "[class*=message-snippet]", "p"],
        lines: true,
      },
    ],
    /** How the site marks a snippet as the user's own words. */
    you: ["you", "sie", "du", "vous", "toi", "tú", "usted", "você", "tu", "lei", "u", "jij", "jou", "sinä", "ty", "вы", "anda", "siz", "أنت", "あなた", "自分", "您", "你"],
    small: [],
    pills: ".msg-conversation-card__pill, [class*=__pill]",
    marks: {
      Sponsored: {
        selectors: "[data-js-sponsored-conversation-hoverable-trigger], [class*=sponsored], [class*=spinmail]",
        words: /^(sponsored|promoted|gesponsert|anzeige|sponsorisée?|patrocinad[oa]|sponsorizzat[oa]|gesponsord|sponsrat|sponset|sponsoreret|sponsoroidut?|sponsorowane|реклама|广告|推广|プロモーション|스폰서)$/iu,
      },
      InMail: { selectors: ".msg-s-event-listitem__subject, .msg-s-profile-card-one-to-one [class*=recruiter]", words: /^inmail$/iu },
    },
    thread: {
      frame: ".msg-convo-wrapper, .msg-thread, .msg-overlay-conversation-bubble, .msg-overlay-bubble, [role=dialog]",
      list: ".msg-s-message-list-content, .msg-s-message-list",
      event: ".msg-s-message-list__event",
      message: ".msg-s-event-listitem",
      id: [{ attribute: "data-event-urn", pattern: /^(.+)$/ }],
      sender: [".msg-s-message-group__name", ".msg-s-message-group__profile-link"],
      body: [".msg-s-event-listitem__body", "[class*=event-listitem__body]"],
      authors: [{ by: "mark", theirs: ".msg-s-event-listitem--other" }, { by: "name" }],
      openRow: "[class*=convo-item-link--active], [aria-current=true]",
      person: {
        link: ["a.profile-card-one-to-one__profile-link", "a.msg-thread__link-to-profile", "[class*=bubble-header] a[href*='/in/']", "[class*=profile-card] a[href*='/in/']"],
        name: [".profile-card-one-to-one__profile-link", ".msg-entity-lockup__entity-title", "[class*=bubble-header__title]"],
        headline: [".msg-s-profile-card-one-to-one .artdeco-entity-lockup__subtitle [title]", ".msg-entity-lockup__entity-info"],
      },
      request: {
        banner: ".msg-s-thread-actions-tray__item-nonconnection-banner, [class*=nonconnection-banner]:has([class*=nonconnection-banner__decline-btn])",
        ignore: "[class*=nonconnection-banner__decline-btn]",
        accept: "[class*=nonconnection-banner__accept-btn]",
        bare: /^(?:(?:wants?|would like) to connect(?: with you)?|möchte (?:sich mit (?:Ihnen|dir) vernetzen|Kontakt mit (?:Ihnen|dir) aufnehmen)|souhaite (?:se connecter|entrer en (?:relation|contact))(?: avec (?:vous|toi))?|(?:vous|t[e’']) ?invite à rejoindre son réseau|quiere conectar(?: contigo)?|quer se conectar(?: com você)?|vorrebbe collegarsi(?: con te)?|wil graag een connectie met (?:je|u) maken)[.!]?$/iu,
      },
    },
  });
})();
