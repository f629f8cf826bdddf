"""A stand-in for the sites: a local HTTPS server that shows pages and notes every press."""

from __future__ import annotations

import http.server
import json
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "www.linkedin.com"
HOSTS = (HOST, "x.com", "mail.google.com", "requests.example", "chat.example")
REBOUND = "evil.example"
"""A stranger's name that leads to this computer, as after DNS rebinding."""
# Runs in the page before the page's own handlers. The request is synchronous, so that a press is on
# record before anything that follows from it. Links are noted, not followed.
RECORDER = """<script>
addEventListener("click", (event) => {
  const control = event.target.closest?.("button, a, [role=button]");
  if (!control) return;
  if (control.matches("a")) event.preventDefault();
  const label = control.getAttribute("aria-label") ?? control.textContent.trim();
  const row = control.closest("[role=listitem], li, [data-view-name]");
  const link = row?.querySelector("a[href*='/in/']")?.getAttribute("href") ?? "";
  const call = new XMLHttpRequest();
  call.open("POST", "/__pressed", false);
  call.send(JSON.stringify({ label, link, trusted: event.isTrusted }));
}, true);
</script>"""


@dataclass(frozen=True)
class Press:
    """A control of the page that was pressed: its label, its card's profile link, and by whom."""

    label: str
    link: str
    trusted: bool


@dataclass
class Site:
    """The server; `pages` maps a path to the HTML shown there."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)
    presses: list[Press] = field(default_factory=list)

    def show(self, html: str, address: str) -> str:
        """Put a page at an address, on LinkedIn where it names no host; the address to open."""
        parts = urlsplit(address)
        self.pages[parts.path] = html
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"https://{parts.netloc or HOST}{parts.path}{fragment}"

    def clear(self) -> None:
        """Forget all pages and presses."""
        self.pages.clear()
        self.presses.clear()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def site(self) -> Site:
        return cast(_Server, self.server).site

    def do_GET(self) -> None:
        html = self.site.pages.get(urlsplit(self.path).path)
        if html is None:
            self._reply(404, b"")
            return
        head, tag, rest = html.partition("<head>")
        page = head + tag + RECORDER + rest if tag else RECORDER + html
        self._reply(200, page.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/__pressed":
            self.site.presses.append(Press(**json.loads(body)))
        self._reply(204, b"")

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    site: Site

    def handle_error(self, *_: Any) -> None:
        """A browser that hangs up is no event."""


def certificate(folder: Path) -> Path:
    """Write a self-signed certificate and its key for the sites' names into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class RunningSite:
    """Starts the site on a free port and stops it: a context manager that gives the `Site`."""

    def __init__(self, folder: Path) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder))
        # The handshake is left to each connection's own thread: browsers open spare connections
        # and say nothing on them, which would otherwise hold up the one that accepts.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._server.daemon_threads = True
        self._server.site = Site(self._server.server_port)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self._server.site

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
