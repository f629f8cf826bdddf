"""`doorstep demo`: a throw-away browser with the extension loaded and paired, on a sample inbox.

Everything is real but the inbox: the service with the starter model, the extension, the pairing.
The browser's own debugging pipe answers for the site, so that no network takes part; service,
database and browser profile live in a temporary folder that is gone at the end.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from server import demo_inbox
from server.commands.common import opened, ready_model, say, with_data
from server.demo_browser import PATIENCE, Browser, BrowserFailed, Tab, chromium_browsers, is_snap
from server.errors import DoorstepError
from server.paths import DataFolder, shipped

DOORSTEP = [sys.executable, "-P", "-m", "server.cli"]
NO_BROWSER = (
    "The demo needs a browser of the Chromium family (Chromium, Chrome, Edge, Brave, Vivaldi) and"
    " found none. Install one, or name it with --browser. Doorstep itself works in Firefox too:"
    " see the README."
)
# Called with a badge's closed root, which the debugging pipe may open and the page may not.
READ = """function () {
  const scored = this.querySelector("[data-band]");
  const card = this.host.closest("[role=listitem]");
  if (!card) return null; // the corner, which offers to review leaflets
  return { name: card.querySelector("strong").textContent, top: card.getBoundingClientRect().top,
           band: scored?.dataset.band ?? "", score: scored?.dataset.score ?? "" };
}"""
STATE = """
  const state = document.querySelector("#state");
  state.dataset.state ?? state.textContent.trim()"""
PRESS_WHY = """function () { this.querySelector("button[data-action=why]").click(); }"""
PANEL_OPEN = """function () {
  return this.querySelector("button[data-action=why]").ariaExpanded === "true";
}"""


@click.command()
@click.option("--headless", is_flag=True, help="Open no window; write a picture instead.")
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the picture goes (without a window: demo.png).",
)
@click.option(
    "--browser",
    "program",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The browser to use, if not the first one found.",
)
@with_data
def demo(data: DataFolder, headless: bool, screenshot: Path | None, program: Path | None) -> None:
    """Show Doorstep at work on a sample inbox.

    In a throw-away browser: nothing of yours is touched, and nothing is sent anywhere. Without a
    screen (or with --headless) it opens no window and writes a picture, demo.png.
    """
    program = program or next(chromium_browsers(), None)
    if program is None:
        raise DemoFailed(NO_BROWSER)
    headless = headless or not has_screen()
    if headless:
        screenshot = screenshot or Path("demo.png")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it, too, cleans up
    model = starter(data)
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder(program))
        port, code = stack.enter_context(service(DataFolder(folder / "data"), model))
        browser = stack.enter_context(window(program, folder, headless=headless))
        tab = pairing_page(browser, folder / "extension")
        pair(tab, port, code)
        tab.go(demo_inbox.ADDRESS)
        badges = wait_for(lambda: all_badges(tab), "the badges")
        wait_for(lambda: open_panel(tab, badges[0]["root"]), "the reasons")
        for badge in badges:
            click.echo(f"{badge['score'] or '–':>6}  {badge['band']:<13} {badge['name']}")
        if screenshot:
            tab.picture(screenshot)
            click.echo(f"The whole inbox as a picture: {screenshot}")
        if not headless:
            say(
                "The sample inbox is open. Close its window, or press Ctrl-C here, to end the demo."
            )
            stay(tab)


class DemoFailed(DoorstepError):  # noqa: N818 - it says what happened
    """The demo could not be shown; the message says what to do."""


def has_screen() -> bool:
    """Whether a window could be seen: always, but on Linux without a display."""
    linux = sys.platform.startswith("linux")
    return not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def starter(data: DataFolder) -> Any:
    """Get the starter model of the user's own folder, built there if there is none yet."""
    from server.registry import STARTER, Registry

    active = ready_model(data)
    with opened(data) as store:
        registry = Registry(data, store)
        kept = [model["id"] for model in registry.list() if model["id"].startswith(STARTER)]
        return registry.load(kept[0]) if kept else active


@contextmanager
def temporary_folder(program: Path) -> Iterator[Path]:
    """Make a folder the browser may use, with a copy of the extension; it is gone afterwards."""
    parent = None
    if is_snap(program):
        snap = program.name.removesuffix("-browser")
        parent = Path.home() / "snap" / snap / "common"
        parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix="doorstep-demo-", dir=parent, ignore_cleanup_errors=True
    ) as name:
        shutil.copytree(shipped("extension"), Path(name) / "extension")
        yield Path(name)


@contextmanager
def service(data: DataFolder, model: Any) -> Iterator[tuple[int, str]]:
    """Run a service with the model on a new data folder; its port and a pairing code."""
    from server.pairing import new_code
    from server.registry import Registry

    data.prepare()
    with opened(data) as store:
        Registry(data, store).adopt(model)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [*DOORSTEP, "serve", "--port", str(port), "--data-dir", str(data.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(port) or process.poll() is not None, "the service")
        with opened(data) as store:
            code = new_code(store)
        yield port, code
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def window(program: Path, folder: Path, *, headless: bool) -> Iterator[Browser]:
    """Open the browser on an empty tab, with the sample inbox in the place of the site."""
    arguments = [
        f"--user-data-dir={folder / 'profile'}",
        "--enable-unsafe-extension-debugging",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--window-size=880,1000",
        "about:blank",
    ]
    if headless:
        arguments[:0] = ["--headless=new", "--hide-scrollbars", "--disable-gpu"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.insert(0, "--no-sandbox")  # Chromium's own sandbox refuses to run as root
    try:
        browser = Browser(program, arguments)
    except OSError as error:
        raise DemoFailed(f"{program} could not be started ({error.strerror}).") from None
    try:
        browser.on["Fetch.requestPaused"] = lambda event, _: answer_as_site(browser, event)
        browser.send("Fetch.enable", patterns=[{"urlPattern": "https://*"}])
        yield browser
    except BrowserFailed as failure:
        raise DemoFailed(f"The demo's browser ({program}) failed. {failure}") from None
    finally:
        browser.close()


def answer_as_site(browser: Browser, event: dict[str, Any]) -> None:
    """Answer a request of the browser: the inbox at its address, nothing anywhere else."""
    known = event["request"]["url"] == demo_inbox.ADDRESS
    body = demo_inbox.page() if known else "This page is no part of the sample inbox."
    browser.post(
        "Fetch.fulfillRequest",
        requestId=event["requestId"],
        responseCode=200 if known else 404,
        responseHeaders=[{"name": "Content-Type", "value": "text/html; charset=utf-8"}],
        body=base64.b64encode(body.encode()).decode(),
    )


def pairing_page(browser: Browser, extension: Path) -> Tab:
    """Load the extension and take the tab with which it begins to its pairing; close the others."""
    identity = browser.send("Extensions.loadUnpacked", path=str(extension))["id"]
    address = f"chrome-extension://{identity}/pages/welcome.html"
    wait_for(lambda: address in browser.tabs().values(), "the extension")
    for target, shown in browser.tabs().items():
        if shown != address:
            browser.close_tab(target)
    (target,) = [target for target, shown in browser.tabs().items() if shown == address]
    tab = Tab(browser, target)
    tab.loaded(address)
    tab.go(address.replace("welcome", "pair"))
    return tab


def pair(tab: Tab, port: int, code: str) -> None:
    """Pair the extension through its own page, as a user would."""
    tab.fill("#port", str(port))
    tab.fill("#code", code)
    tab.run("document.querySelector('#pair').click()")
    wait_for(lambda: tab.run(STATE) == "connected", "the pairing")


def all_badges(tab: Tab) -> list[dict[str, Any]]:
    """Read all badges from top to bottom; empty as long as one of them has no verdict."""
    read = ((root, tab.call(root, READ)) for root in tab.closed_roots())
    badges = [found | {"root": root} for root, found in read if found]
    ready = len(badges) == len(demo_inbox.SAMPLE) and all(badge["band"] for badge in badges)
    return sorted(badges, key=lambda badge: badge["top"]) if ready else []


def open_panel(tab: Tab, root: int) -> bool:
    """Press *Why* until the panel of reasons stands open."""
    if not tab.call(root, PANEL_OPEN):
        tab.call(root, PRESS_WHY)
    return bool(tab.call(root, PANEL_OPEN))


def wait_for(ready: Callable[[], Any], what: str) -> Any:
    """Call until the answer is true, and give it; raises :class:`DemoFailed` after a while."""
    deadline = time.monotonic() + PATIENCE
    while not (found := ready()):
        if time.monotonic() > deadline:
            raise DemoFailed(f"The demo waited {PATIENCE:.0f} s for {what} and gave up.")
        time.sleep(0.1)
    return found


def stay(tab: Tab) -> None:
    """Keep answering for the site until the window is closed or Ctrl-C is pressed."""
    try:
        while tab.browser.tabs():
            tab.browser.serve(1.0)
    except (BrowserFailed, KeyboardInterrupt):
        return
