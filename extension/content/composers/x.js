// X: messages, in the new chat and on the old messages page. Data only; drafts.js reads it.
(() => {
  "use strict";

  app.composers.define({
    site: "x",
    hosts: ["x.com", "www.x.com", "twitter.com"],
    fields: [
      {
        selector: "textarea[data-testid='dm-composer-textarea']",
        kind: "inbox_message",
        place: "[data-testid='dm-composer-form'], [data-testid='dm-composer-container']",
        conversation: "[data-testid='dm-conversation-panel']",
      },
      {
        selector: "[data-testid='dmComposerTextInput'][contenteditable=true], [data-testid='dmComposerTextInput'] [contenteditable=true]",
        kind: "inbox_message",
        place: "aside",
        conversation: "[data-testid='DMConversationView']",
      },
    ],
  });
})();
