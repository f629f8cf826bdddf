"""What a hostile web page can send to a program on 127.0.0.1, and a recorder that proves it does.

One round sends every kind of request a page has: forms in frames and of the page itself, beacons,
images, scripts, frames, fetches of both modes, WebSockets, to every call that changes something.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

CANARY = "zq-attack-canary"
LABEL = {
    "labels": [
        {
            "key": "6d0d6f0e-3f3e-4b64-9d1c-5f7f0c2d9a11",
            "message": {"id": "1", "text": CANARY, "kind": "connection_request"},
            "label": "leaflet",
            "source": "badge",
        }
    ]
}
CALLS: dict[str, Any] = {
    "/v1/hello": {"nonce": "00" * 16},
    "/v1/pair": {"code": "000000", "name": CANARY},
    "/v1/score": {"messages": [LABEL["labels"][0]["message"]]},
    "/v1/labels": LABEL,
    "/v1/train": {},
    "/v1/erase": {},
}
# Every request is tried; a refusal by the browser itself is as good as one by the service.
SCRIPT = """
const [port, calls] = arguments;
const base = `http://127.0.0.1:${port}`;
const quietly = async (task) => { try { await task(); } catch {} };
const framed = (html, sandbox) => new Promise((done) => {
  const frame = document.createElement("iframe");
  if (sandbox) frame.sandbox = "allow-forms allow-scripts";
  frame.srcdoc = html;
  document.body.append(frame);
  setTimeout(done, 400);
});
const form = (url, body) => `<form method="post" enctype="text/plain" action="${url}">` +
  `<textarea name='${body.slice(0, -1)},"x":"'>"}</textarea></form>` +
  "<script>document.forms[0].submit()</" + "script>";
const jobs = [];
for (const [path, value] of Object.entries(calls)) {
  const url = base + path;
  const body = JSON.stringify(value);
  const post = (options) => jobs.push(quietly(() =>
    fetch(url, { method: "POST", body, signal: AbortSignal.timeout(3000), ...options })));
  post({ mode: "no-cors" });
  post({ mode: "no-cors", body: new Blob([body]) });
  post({ mode: "no-cors", credentials: "include" });
  post({ headers: { "Content-Type": "application/json" } });
  post({ headers: { "Content-Type": "application/json", "Doorstep-Protocol": "1",
    "Authorization": "Bearer guessed" } });
  jobs.push(quietly(() => navigator.sendBeacon(url, body)));
  jobs.push(quietly(() => navigator.sendBeacon(url, new Blob([body], { type: "text/plain" }))));
  jobs.push(quietly(() => fetch(url, { mode: "no-cors", signal: AbortSignal.timeout(3000) })));
  jobs.push(framed(form(url, body)), framed(form(url, body), true));
  for (const tag of ["img", "script", "iframe", "embed"]) {
    const element = document.createElement(tag);
    element.src = url;
    document.body.append(element);
  }
  jobs.push(new Promise((done) => {
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onopen = () => { document.title = "opened"; socket.send(body); };
    socket.onerror = socket.onclose = done;
    setTimeout(done, 3000);
  }));
}
await Promise.all(jobs);
return document.title;
"""

# Goes to the service as a form does that leaves the page: no browser's protection stops that.
LEAVE = """
const [port, path, value, method] = arguments;
const form = document.createElement("form");
form.action = `http://127.0.0.1:${port}${path}`;
form.method = method;
form.enctype = "text/plain";
const field = document.createElement("textarea");
field.name = JSON.stringify(value).slice(0, -1) + ',"x":"';
field.value = '"}';
form.append(field);
document.body.append(form);
form.submit();
"""
LEAVES = [("post", "/v1/labels"), ("post", "/v1/erase"), ("get", "/v1/train")]

# What a page sends whose own name has come to lead to the service: to the browser all is one site,
# so it may add any header and read each answer. Gives the answers as [status, text].
REBOUND = """
const [calls] = arguments;
const asked = [];
const ask = (path, options) => asked.push(
  fetch(path, options).then(async (reply) => [reply.status, await reply.text()]));
for (const [path, value] of Object.entries(calls)) {
  const body = JSON.stringify(value);
  const json = { "Content-Type": "application/json", "Doorstep-Protocol": "1" };
  ask(path);
  ask(path, { method: "POST", body, headers: json });
  ask(path, { method: "POST", body, headers: { ...json, "Authorization": "Bearer guessed" } });
}
for (const path of ["/v1/status", "/v1/models", "/"]) ask(path);
const opened = new Promise((done) => {
  const socket = new WebSocket(`ws://${location.host}/v1/score`);
  socket.onopen = () => done(true);
  socket.onerror = socket.onclose = () => done(false);
});
return { answers: await Promise.all(asked), opened: await opened };
"""
PAGE = b"<!doctype html><title>x</title>"


@dataclass(frozen=True)
class Arrival:
    """A request that arrived: what it is in a line, and all of it."""

    line: str
    everything: str


@contextmanager
def recorder(port: int) -> Iterator[list[Arrival]]:
    """Stand on the port and list what arrives, to prove that the attack is one; "/" is a page."""
    arrived: list[Arrival] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            kind = self.headers.get("Sec-Fetch-Dest", "websocket")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            line = f"{self.command} {self.path} {kind}"
            arrived.append(Arrival(line, f"{line}\n{self.headers}\n{body!r}"))
            home = self.path == "/"
            self.send_response(200 if home else 403)
            self.end_headers()
            self.wfile.write(PAGE if home else b"")

        do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - the names the library calls

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield arrived
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
