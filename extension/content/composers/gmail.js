// Gmail: new mails and answers under an open conversation. Data only; drafts.js reads it.
(() => {
  "use strict";

  app.composers.define({
    site: "gmail",
    hosts: ["mail.google.com"],
    fields: [
      {
        selector: "[role=textbox][contenteditable=true][g_editable=true]",
        kind: "inbox_message",
        conversation: "[role=main]",
        quoted: "blockquote, .gmail_quote, .gmail_extra, .gmail_attr, .gmail_signature",
      },
    ],
  });
})();
