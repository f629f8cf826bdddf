// Gmail: the conversation that is open. Data only; the reader is messages.js. Nothing in it is pressed.
(() => {
  "use strict";

  app.engine.define({
    id: "gmail-conversation",
    site: "gmail",
    hosts: ["mail.google.com"],
    reader: "messages",
    paths: [/^\/mail\//],
    person: /^$/,
    profile: "",
    rows: [],
    you: ["me"],
    small: [],
    pills: "[data-pill]",
    marks: {},
    thread: {
      frame: "[role=main]",
      list: "[role=main]:has(h2.hP)",
      event: "[role=listitem]",
      message: "[data-legacy-message-id]",
      id: [{ attribute: "data-legacy-message-id", pattern: /^(\w+)$/ }],
      sender: [".gD"],
      body: [".a3s"],
      /** What somebody else wrote before, and what is under every mail of theirs. */
      quoted: ".gmail_quote, .gmail_extra, .gmail_attr, blockquote, .adL, .gmail_signature, .yahoo_quoted, .moz-cite-prefix",
      // In the inbox, a conversation of one voice alone is somebody else's, even where the page does not tell whose account it is.
      authors: [
        { by: "address", selector: ".gD[email]", attribute: "email" },
        { by: "folder", incoming: /^#(?:inbox|spam|category)\//, selector: ".gD[email]", attribute: "email" },
      ],
      account: ["a[href*='accounts.google.com'][aria-label*='@']", "title"],
      anchor: [".ha"],
      person: { link: [], name: [], headline: [] },
    },
  });
})();
