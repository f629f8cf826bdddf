// A second extension of the same profile that wants what Doorstep has. It hears every request it may
// hear, forges every header it may forge, and talks to Doorstep in every way there is.
const heard = [];
const hear = (details) => void heard.push(JSON.stringify(details));
const all = chrome.webRequest.OnBeforeSendHeadersOptions?.EXTRA_HEADERS ? ["extraHeaders"] : []; // Firefox tells all anyway
for (const [event, extra] of [["onBeforeRequest", ["requestBody"]], ["onBeforeSendHeaders", ["requestHeaders", ...all]],
  ["onHeadersReceived", ["responseHeaders", ...all]]]) {
  chrome.webRequest[event].addListener(hear, { urls: ["<all_urls>"] }, extra);
}
globalThis.tell = async () => heard;

/** From now on our own requests look as if Doorstep's worker sent them. */
globalThis.forge = (origin, port) => chrome.declarativeNetRequest.updateSessionRules({
  removeRuleIds: [1],
  addRules: [{
    id: 1,
    condition: { urlFilter: `|http://127.0.0.1:${port}/`, initiatorDomains: [location.host], resourceTypes: ["xmlhttprequest", "other"] },
    action: { type: "modifyHeaders", requestHeaders: [
      { header: "Origin", operation: "set", value: origin },
      { header: "Sec-Fetch-Site", operation: "set", value: "none" },
      { header: "Host", operation: "set", value: `127.0.0.1:${port}` },
    ] },
  }],
});

/** Status of each call, with each token we could think of. */
globalThis.call = async (port, calls) => {
  const statuses = [];
  const tokens = [undefined, "", "Bearer", "Bearer null", `Bearer ${"A".repeat(43)}`];
  for (const [path, body] of Object.entries(calls)) {
    for (const token of tokens) {
      const headers = { "Content-Type": "application/json", "Doorstep-Protocol": "1", ...(token !== undefined && { Authorization: token }) };
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: JSON.stringify(body), headers }).catch(() => null);
      statuses.push([path, reply?.status ?? 0]);
    }
  }
  return statuses;
};

/** What Doorstep and its pages give away to another extension. */
globalThis.pry = async (id, origin) => {
  const tabs = await chrome.tabs.query({});
  const tab = tabs.find(({ url }) => url?.startsWith(`${origin}/pages/review.html`));
  const tell = (work) => Promise.resolve().then(work).then((got) => `got: ${JSON.stringify(got)}`, (error) => `failed: ${error.message}`);
  return {
    tab: tab?.url ?? "",
    message: await tell(() => chrome.runtime.sendMessage(id, { type: "status" })),
    port: await tell(() => new Promise((done, failed) => {
      const port = chrome.runtime.connect(id);
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => failed(new Error(chrome.runtime.lastError?.message ?? "closed")));
    })),
    file: await tell(async () => (await fetch(`${origin}/pages/review.html`)).status),
    script: await tell(() => chrome.scripting.executeScript({ target: { tabId: tab.id }, func: () => document.body.textContent })),
  };
};
