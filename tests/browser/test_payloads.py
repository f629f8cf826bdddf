"""What strangers write is shown as they wrote it, and never runs: every shape, on every surface."""

from __future__ import annotations

import base64
import json
from typing import Any

from server.demo_inbox import ADDRESS, Request, page
from tests.browser.harness.driver import Driver, eventually, same
from tests.browser.harness.payloads import PAYLOADS
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site
from tests.server.linkedin_files import MAILS, ME, mail, messages_csv, parts, zipped

VIEWS = ("queue", "learning", "figures", "journal", "you", "history")
WATCH = """globalThis.broken = [];
document.addEventListener("securitypolicyviolation", (e) => broken.push(e.violatedDirective));"""
HARM = """return JSON.stringify({ ran: globalThis.ran ?? [], broken: globalThis.broken ?? [],
  strange: [...document.querySelectorAll(
    "iframe, object, embed, base, marquee, math, video, audio")].map((e) => e.localName),
  wired: [...document.querySelectorAll("*")].flatMap((e) => e.getAttributeNames())
    .filter((name) => /^on/.test(name)),
  links: [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .map((e) => (e.getAttribute("href") ?? e.getAttribute("src") ?? "").trim())
    .filter((to) => /^(javascript|data):/i.test(to)) })"""
CHOOSE = """const [packed] = arguments;
const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const chosen = new DataTransfer();
chosen.items.add(new File([bytes], "export.zip"));
const input = document.querySelector("#import-file");
input.files = chosen.files;
input.dispatchEvent(new Event("change"));"""
REACH = """const told = [];
addEventListener("securitypolicyviolation", (e) => told.push(e.effectiveDirective));
await fetch(arguments[0], { mode: "no-cors" }).then(() => told.push("reached"), () => {});
await new Promise((done) => setTimeout(done, 100));
return told;"""
NONE = {"ran": [], "broken": [], "strange": [], "wired": [], "links": []}


def message(n: int, payload: str) -> dict[str, Any]:
    return {
        "id": f"p{n}",
        "text": f"{payload} How do you keep the probes dry?",
        "kind": "connection_request",
        "sender": {"name": payload[:200], "headline": payload[:200], "profile_url": payload[:200]},
        "thread": [{"from": "them", "text": payload}],
    }


def fill(service: Service) -> None:
    """Have every payload in the history, in labels, in the journal and in the profile."""
    messages = [message(n, payload) for n, payload in enumerate(PAYLOADS)]
    service.call("/v1/score", {"messages": messages, "explain": True})
    key = "6d0d6f0e-3f3e-4b64-9d1c-5f7f0c2d9{:03d}"
    labels = [
        {"key": key.format(n), "message": each, "label": "leaflet", "source": "badge"}
        for n, each in enumerate(messages)
    ]
    service.call("/v1/labels", {"labels": labels})
    at = "2026-11-26T10:00:00Z"
    declined = [
        {
            "key": key.format(500 + n), "action": "refused", "message": each, "score": 4.2,
            "band": "leaflet", "reason": PAYLOADS[n][:100], "at": at,
        }
        for n, each in enumerate(messages)
    ]  # fmt: skip
    service.call("/v1/decisions", {"decisions": declined})


def export() -> str:
    """LinkedIn's own export with every payload as a sender's name and as a text, in base64."""
    mails = [mail(each, ME, "2026-01-10", f"{each} We help firms like yours.") for each in PAYLOADS]
    return base64.b64encode(zipped(parts(messages=messages_csv([*MAILS, *mails])))).decode()


def harm(browser: Driver) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.run(HARM))
    return found


def test_the_payloads_do_run_where_a_page_takes_them_for_more_than_text(
    browser: Driver, site: Site
) -> None:
    ran: set[int] = set()
    for start in range(0, len(PAYLOADS), 8):  # some of them end the page for those behind
        html = "<!doctype html><body>" + "\n".join(PAYLOADS[start : start + 8])
        browser.open(site.show(html, f"/somewhere/{start}"))
        ran |= set(eventually(lambda: browser.run("return globalThis.ran ?? []")))
    assert len(ran) >= 15


def test_no_payload_runs_on_the_desk(paired: Driver, service: Service, site: Site) -> None:
    fill(service)
    paired.open_own_page("pages/review.html")
    paired.run(WATCH)
    shown = "return [...document.querySelectorAll('#entries li')].map((e) => e.textContent).join()"
    eventually(lambda: same("<script>" in paired.run(shown), True))
    for view in VIEWS:
        paired.press(f"nav a[href='#{view}']")
        eventually(lambda view=view: same(paired.run(f"return document.getElementById('{view}')"
                                                     ".hidden"), False))  # fmt: skip
    entries = int(paired.run("return document.querySelectorAll('#entries li').length"))
    assert entries >= 50
    for n in range(0, entries, 7):  # the reading pane, a few of each kind
        paired.run(f"document.querySelectorAll('#entries li button, #entries li')[{n}].click()")
    assert harm(paired) == NONE

    paired.press("nav a[href='#you']")
    paired.run(CHOOSE, export())
    paired.press("#import-look")
    told = "return document.querySelectorAll('#import-told .examples li').length"
    eventually(lambda: same(paired.run(told) > 5, True))
    assert harm(paired) == NONE
    paired.press("#import-told button.primary")
    eventually(lambda: same("stored" in paired.text("#import-said"), True))
    assert len(service.labels()) > 2 * len(PAYLOADS) - 10
    assert harm(paired) == NONE
    # One that ran would still reach nothing, not even a site Doorstep may read.
    assert paired.run_async(REACH, site.show("", ADDRESS)) == ["connect-src"]
    paired.close_own_page()


def test_no_payload_runs_in_a_badge(paired: Driver, site: Site) -> None:
    cards = [
        Request(f"Person {chr(97 + n % 26)}{chr(97 + n // 26)}", payload, payload + " Why so?")
        for n, payload in enumerate(PAYLOADS)
    ]
    paired.open(site.show(page(cards, newsletter=False), ADDRESS))
    paired.scored(len(cards), seconds=60)
    clean = harm(paired)
    for card in cards[::9]:
        paired.click(card.slug, "why")
    eventually(lambda: same(len([b for b in paired.badges() if b.text]), len(cards)))
    roots = [
        paired.ask_root(root, "(root) => root.querySelectorAll('script, img, iframe, a').length")
        for root in paired.closed_roots()
    ]
    assert roots
    assert not any(roots)
    after = harm(paired)
    assert after["ran"] == after["broken"] == []
    assert after == clean
