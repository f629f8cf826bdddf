"""Finds an installed browser and drives it over its debugging pipe, with nothing but the stdlib.

The pipe (two file descriptors, JSON closed by a zero byte) opens no port, needs no WebSocket, and
is the one way by which branded Chrome, Edge and Chromium all still load an unpacked extension.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROGRAMS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "brave-browser", "vivaldi", "msedge",
)  # fmt: skip
MAC = ("Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser", "Vivaldi")
WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)
PATIENCE = 30.0
# Puts the two pipe ends where the browser looks for them, then becomes the browser.
BECOME = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(end), fcntl.F_DUPFD, 100) for end in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class BrowserFailed(Exception):  # noqa: N818 - it says what happened
    """The browser ended, did not answer in time, or refused a command."""


def chromium_browsers() -> Iterator[Path]:
    """Installed browsers of the Chromium family, the preferred first."""
    for program in PROGRAMS:
        if found := shutil.which(program):
            yield Path(found)
    if sys.platform == "darwin":
        places = [
            folder / f"{name}.app/Contents/MacOS/{name}"
            for name in MAC
            for folder in (Path("/Applications"), Path.home() / "Applications")
        ]
    else:
        roots = [
            os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        ]
        places = [Path(root) / place for place in WINDOWS for root in roots if root]
    yield from (place for place in places if place.is_file())


def is_snap(program: Path) -> bool:
    """Whether it is a snap, which sees only its own folder below the user's home."""
    if "snap" in program.parts or "snap" in program.resolve().parts:
        return True
    with program.open("rb") as file:
        return b"/snap/" in file.read(4096)


class Browser:
    """A running browser; `on` maps an event's method to a callable(params, session)."""

    def __init__(self, program: Path, arguments: list[str]) -> None:
        self.on: dict[str, Callable[[dict[str, Any], str | None], None]] = {}
        self._answers: dict[int, dict[str, Any]] = {}
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._next = 0
        child_reads, self._write = os.pipe()
        self._read, child_writes = os.pipe()
        command = [str(program), "--remote-debugging-pipe", *arguments]
        self.process = _start(command, child_reads, child_writes)
        os.close(child_reads)
        os.close(child_writes)
        threading.Thread(target=self._listen, daemon=True).start()

    def send(
        self, method: str, session: str | None = None, timeout: float = PATIENCE, **params: Any
    ) -> dict[str, Any]:
        """Send a command and wait for its result.

        Raises
        ------
        BrowserFailed
            When the browser refuses it, does not answer within `timeout` seconds, or ends.
        """
        number = self.post(method, session, **params)
        deadline = time.monotonic() + timeout
        while number not in self._answers:
            if not self.pump(deadline - time.monotonic()):
                raise BrowserFailed(f"The browser did not answer {method}.")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserFailed(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer.get("result", {})
        return result

    def post(self, method: str, session: str | None = None, **params: Any) -> int:
        """Send a command without waiting; its number."""
        self._next += 1
        message = {"id": self._next, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise BrowserFailed("The browser was closed.") from error
        return self._next

    def pump(self, timeout: float) -> bool:
        """Handle the next message; whether there was one within `timeout` seconds."""
        try:
            message = self._inbox.get(timeout=max(timeout, 0))
        except queue.Empty:
            return False
        if message is None:
            self._inbox.put(None)
            raise BrowserFailed("The browser was closed.")
        if "id" in message:
            # Answers nobody waits for (posts) are dropped, so that none pile up.
            self._answers = {k: v for k, v in self._answers.items() if k >= message["id"] - 50}
            self._answers[message["id"]] = message
        elif handler := self.on.get(message["method"]):
            handler(message["params"], message.get("sessionId"))
        return True

    def serve(self, seconds: float) -> None:
        """Handle events for a while."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.pump(left)

    def tabs(self) -> dict[str, str]:
        """Open tabs: the address each shows, by its id."""
        targets = self.send("Target.getTargets")["targetInfos"]
        return {each["targetId"]: each["url"] for each in targets if each["type"] == "page"}

    def close_tab(self, target: str) -> None:
        """Close a tab by its id."""
        self.send("Target.closeTarget", targetId=target)

    def close(self) -> None:
        """End the browser and wait for it."""
        try:
            self.send("Browser.close", timeout=5)
        except BrowserFailed:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._write)

    def _listen(self) -> None:
        rest = b""
        try:
            while piece := os.read(self._read, 1 << 16):
                *messages, rest = (rest + piece).split(b"\0")
                for message in messages:
                    self._inbox.put(json.loads(message))
        except OSError:
            pass
        os.close(self._read)
        self._inbox.put(None)


class Tab:
    """One tab: goes to addresses, runs JavaScript, looks into closed shadow roots."""

    def __init__(self, browser: Browser, target: str) -> None:
        self.browser = browser
        attached = browser.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session: str = attached["sessionId"]

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command to this tab; see :meth:`Browser.send`."""
        return self.browser.send(method, self._session, **params)

    def go(self, address: str) -> None:
        """Open an address and wait until the page is loaded.

        Raises
        ------
        BrowserFailed
            If there is nothing at the address.
        """
        error = self.send("Page.navigate", url=address).get("errorText")
        if error:
            raise BrowserFailed(f"{address}: {error}")
        self.loaded(address)

    def loaded(self, address: str) -> None:
        """Wait until the page at an address is loaded: a new tab shows an empty one at first."""
        wanted = f"{address} complete"
        deadline = time.monotonic() + PATIENCE
        while self.run("location.href + ' ' + document.readyState") != wanted:
            if time.monotonic() > deadline:
                raise BrowserFailed(f"{address} did not load.")
            self.browser.serve(0.05)

    def run(self, expression: str) -> Any:
        """Evaluate an expression in the page and give its value; see :func:`_value`."""
        answer = self.send("Runtime.evaluate", expression=f"{{ {expression} }}", returnByValue=True)
        return _value(answer)

    def fill(self, css: str, value: str) -> None:
        """Put text into a field."""
        self.run(f"document.querySelector({json.dumps(css)}).value = {json.dumps(value)}")

    def closed_roots(self) -> list[int]:
        """Find all closed shadow roots of the page."""
        found = []
        waiting = [self.send("DOM.getDocument", depth=-1, pierce=True)["root"]]
        while waiting:
            node = waiting.pop()
            waiting += [*node.get("children", []), *node.get("shadowRoots", [])]
            if node.get("shadowRootType") == "closed":
                found.append(node["backendNodeId"])
        return found

    def call(self, node: int, function: str) -> Any:
        """Call a JavaScript function with a node as its `this` and give what it returns."""
        resolved = self.send("DOM.resolveNode", backendNodeId=node)
        answer = self.send(
            "Runtime.callFunctionOn",
            objectId=resolved["object"]["objectId"],
            functionDeclaration=function,
            returnByValue=True,
        )
        return _value(answer)

    def picture(self, file: Path, scale: float = 1.5) -> None:
        """Write the whole page as a PNG, however long it is; `scale` keeps small type crisp."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"]}
        shot = self.send(
            "Page.captureScreenshot", clip=clip | {"scale": scale}, captureBeyondViewport=True
        )
        file.write_bytes(base64.b64decode(shot["data"]))


def _value(answer: dict[str, Any]) -> Any:
    """Take the value of what was run; raises :class:`BrowserFailed` if it threw."""
    if "exceptionDetails" in answer:
        raise BrowserFailed(f"The page failed: {answer['exceptionDetails'].get('text')}")
    return answer["result"].get("value")


def _start(command: list[str], reads: int, writes: int) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        import msvcrt

        handles = [msvcrt.get_osfhandle(end) for end in (reads, writes)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        command.insert(2, f"--remote-debugging-io-pipes={handles[0]},{handles[1]}")
        return subprocess.Popen(  # noqa: S603 - a browser found on this machine
            command,
            startupinfo=subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return subprocess.Popen(  # noqa: S603 - a browser found on this machine
        [sys.executable, "-I", "-c", BECOME, str(reads), str(writes), *command],
        pass_fds=(reads, writes),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
