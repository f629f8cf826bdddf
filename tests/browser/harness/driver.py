"""What every browser of the tests can do, and how a badge is read through its closed root.

A scenario is written once against :class:`Driver`; `chromium.py` and `firefox.py` say how.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
EXTENSION = Path(__file__).parents[3] / "extension"
PATIENCE = 20.0
"""Seconds to wait for what a page does by itself."""
FRESH = 2.0
"""Seconds for which a page with something to score trusts what was last heard of the service
(`lib/connection.js`)."""
RECOVERY = 45.0
"""For verdicts: after a slow answer an untouched page asks again within 40 seconds."""

# What an element of ours says: words are drawn by its style, not in the page's text.
WORDS_OF = """((element) => [element, ...element.querySelectorAll("*")]
  .map(({ dataset }) => dataset.words ?? "").join(""))"""
# Called with a closed root. Whose a badge is says the row or card around it, not the adapter.
READ_BADGE = """(root) => {
  const scored = root.querySelector("[data-band]");
  if (!scored) return null;
  const rows = "[data-event-urn], [role=listitem], li, article, [role=main], [data-index], " +
    "[data-view-name=pending-invitation], [data-testid=conversation]";
  let card = root.host.closest(rows) ?? root.host.parentElement;
  while (card && !card.matches(rows) && !card.querySelector("a[href*='/in/']"))
    card = card.parentElement;
  const link = card?.querySelector("a[href*='/in/']");
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  return {
    person: link ? link.getAttribute("href").split("/in/")[1].split(/[/?]/)[0] : "",
    around: card?.textContent ?? "",
    band: scored.dataset.band,
    score: scored.dataset.score === "" ? null : Number(scored.dataset.score),
    text: [...root.querySelectorAll("*")].filter((e) => !e.matches("style") && shown(e))
      .map((e) => (e.dataset.words ?? "").trim()).filter(Boolean).join(" "),
    actions: [...root.querySelectorAll("button[data-action]")]
      .filter((b) => shown(b) && !b.disabled).map((b) => b.dataset.action),
  };
}"""


@dataclass(frozen=True)
class Badge:
    """One badge as a person sees it.

    `person` is the slug of the profile its card links, `around` the card's text in the page, `root`
    the browser's handle of its closed shadow root.
    """

    person: str
    around: str
    band: str
    score: float | None
    text: str
    actions: tuple[str, ...]
    root: Any


class Driver(ABC):
    """A browser with the extension loaded, showing one page."""

    name: str
    own_pages: str
    """The extension's origin, under which its pages are."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""

    @abstractmethod
    def address(self) -> str:
        """Where the page is, an error page of the browser's too."""

    @abstractmethod
    def open_own_page(self, path: str) -> None:
        """Open a page of the extension in a new tab and go on there."""

    @abstractmethod
    def close_own_page(self) -> None:
        """Close that tab and go on in the one before."""

    @abstractmethod
    def run(self, body: str, *arguments: Any) -> Any:
        """Run the body of a function in the page's own world; `arguments[i]` are its arguments."""

    @abstractmethod
    def run_async(self, body: str, *arguments: Any) -> Any:
        """Like `run` for a body that awaits; gives what it returns."""

    @abstractmethod
    def fill(self, css: str, value: str) -> None:
        """Put text into a field of the page."""

    @abstractmethod
    def press(self, css: str) -> None:
        """Click an element of the page with the mouse."""

    @abstractmethod
    def closed_roots(self) -> list[Any]:
        """Handles of all closed shadow roots in the page."""

    @abstractmethod
    def ask_root(self, root: Any, function: str) -> Any:
        """Call a JavaScript function with a closed root and give what it returns."""

    @abstractmethod
    def press_in_root(self, root: Any, css: str) -> None:
        """Click an element inside a closed root with the mouse."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    # --- what follows from these ------------------------------------------------------------------

    def badges(self) -> list[Badge]:
        """All badges now in the page, in its order."""
        found = []
        for root in self.closed_roots():
            seen = self.ask_root(root, READ_BADGE)
            if seen:
                seen["actions"] = tuple(seen["actions"])
                found.append(Badge(root=root, **seen))
        return found

    def badge(self, person: str) -> Badge:
        """The one badge of a person."""
        (found,) = [badge for badge in self.badges() if badge.person == person]
        return found

    def scored(self, people: int, seconds: float = RECOVERY) -> list[Badge]:
        """Wait until so many badges stand there and each has its verdict."""

        def all_there() -> list[Badge]:
            badges = self.badges()
            assert len(badges) == people, [badge.person for badge in badges]
            assert all(badge.band for badge in badges), [badge.text for badge in badges]
            return badges

        return eventually(all_there, seconds)

    def unscored(self, people: int, sentence: str) -> list[Badge]:
        """Wait until so many badges stand there, each saying why it has no verdict."""

        def all_there() -> list[Badge]:
            badges = self.badges()
            assert len(badges) == people, [badge.person for badge in badges]
            assert all(sentence in badge.text for badge in badges), [b.text for b in badges]
            return badges

        return eventually(all_there)

    def click(self, person: str, action: str) -> None:
        """Press one of the badge's buttons, opening the badge's panel is the caller's business."""
        self.press_in_root(self.badge(person).root, f"button[data-action={action}]")

    def text(self, css: str) -> str:
        """What an element of the page says."""
        return str(self.run("return document.querySelector(arguments[0]).innerText", css)).strip()

    def pair(self, code: str, port: int, expected: str = "connected") -> None:
        """Pair the extension through its own page, as its user does, and wait for the outcome."""
        self.open_own_page("pages/pair.html")
        self.fill("#port", str(port))
        self.fill("#code", code)
        self.press("#pair")
        eventually(lambda: same(self.state(), expected))
        self.close_own_page()

    def state(self) -> str:
        """The connection state that the extension's open page shows."""
        return str(
            self.run("const s = document.querySelector('#state'); "
                     "return s.dataset.state ?? s.textContent.trim()")
        )  # fmt: skip


def same(found: T, expected: T) -> T:
    """Assert that they are equal; for use with `eventually`."""
    assert found == expected, f"{found!r}, expected {expected!r}"
    return found


def one(found: set[T]) -> set[T]:
    """Assert that there is exactly one; for use with `eventually`."""
    assert len(found) == 1, found
    return found


def eventually(check: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Call until it no longer fails, and give what it returns; after `seconds` its error stands."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return check()
        except Exception:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def throughout(check: Callable[[], object], seconds: float) -> None:
    """Assert that something holds during a whole stretch of time: for what must not happen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        check()
        time.sleep(0.1)
