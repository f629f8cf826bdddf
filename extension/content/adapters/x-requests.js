// X: message requests, in the new chat and on the old messages page. Data only; the reader is messages.js.
// Which of the prompt's controls declines and does nothing else is not known: badges, and no decline.
(() => {
  "use strict";

  app.engine.define({
    id: "x-requests",
    site: "x",
    hosts: ["x.com", "www.x.com", "twitter.com"],
    reader: "messages",
    paths: [/^\/i\/chat(\/|$)/, /^\/messages(\/|$)/],
    person: /^\/([A-Za-z0-9_]{1,15})\/?$/,
    profile: "/{id}",
    rows: [
      {
        element: "[data-testid^='dm-message-request-item-']",
        id: { attribute: "data-testid", pattern: /^dm-message-request-item-(.+)$/ },
        names: [], snippet: [], lines: true,
      },
      {
        element: "[data-testid='conversation']",
        paths: [/^\/messages\/requests(\/|$)/],
        names: [], snippet: [], lines: true,
      },
    ],
    you: ["you", "du", "sie", "vous", "tú", "tu", "você", "あなた", "你", "您"],
    /** What stands beside a name: handles, times, counts, dots. */
    small: [/^@\w+$/, /^[·•]$/, /^\d{1,2}:\d{2}( ?[ap]m)?$/i, /^\d+ ?\p{L}{1,4}\.?$/u, /^\p{L}{3,4}\.? \d{1,2}(, \d{4})?$/u, /^\d{1,2}\. ?\p{L}{3,4}\.?( \d{4})?$/u, /^\d{1,4}$/],
    pills: "[data-testid=pill]",
    marks: {},
    thread: {
      frame: "[data-testid='dm-conversation-panel'], [data-testid='DMConversationView'], main",
      list: "[data-testid='dm-message-scroller'], [data-testid='DmActivityViewport'], [data-testid='DmActivityContainer']",
      event: "[data-index]",
      message: "[data-testid^='message-text-'], [data-testid='messageEntry']",
      id: [{ attribute: "data-testid", pattern: /^message-text-(.+)$/ }],
      sender: [],
      body: ["span[dir=auto]", "[data-testid='tweetText']", "[dir=auto]"],
      bare: true,
      authors: [{ by: "side", bubble: "[data-send-status], [data-testid^='message-']:not([data-testid^='message-text-'])" }, { by: "request" }],
      onlyRequests: true,
      requestPaths: [/^\/i\/chat\/requests\/.+/, /^\/messages\/requests\/.+/],
      person: {
        link: ["[data-testid='dm-conversation-header'] a[href]", "[data-testid='DM_conversation_header'] a[href]"],
        name: ["[data-testid='dm-conversation-username']", "[data-testid='DM_conversation_header'] [dir=ltr]", "#detail-header"],
        headline: [],
      },
      request: {
        banner: "[data-testid='dm-message-request-prompt']",
        accept: "[data-testid='dm-message-request-accept-button']",
      },
    },
  });
})();
