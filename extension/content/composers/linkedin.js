// LinkedIn: the note that goes with a connection request, and messages. Data only; drafts.js reads it.
(() => {
  "use strict";

  app.composers.define({
    site: "linkedin",
    hosts: ["www.linkedin.com"],
    fields: [
      { selector: "textarea#custom-message", kind: "connection_request" },
      {
        selector: ".msg-form__contenteditable[contenteditable=true]",
        kind: "inbox_message",
        place: ".msg-form__msg-content-container",
        conversation: ".msg-convo-wrapper, .msg-thread, .msg-overlay-conversation-bubble, .msg-overlay-bubble",
      },
    ],
  });
})();
