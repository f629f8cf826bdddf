"""The page is against us: it listens, forges, repeats the user's click and changes its cards."""

from __future__ import annotations

import time
from pathlib import Path

from server.demo_inbox import ADDRESS, SAMPLE, Request, page
from tests.browser.harness.chromium import ID
from tests.browser.harness.driver import FRESH, Driver, eventually, same, throughout
from tests.browser.harness.firefox import UUID
from tests.browser.harness.service import Service
from tests.browser.harness.site import Site

HOSTILE = Path(__file__).parent / "hostile_page"
LISTEN = (HOSTILE / "listen.js").read_text()
FORGE = (HOSTILE / "forge.js").read_text()
MEASURE = (HOSTILE / "measure.js").read_text()
PITCH = "Hi, we help firms like yours win more customers every month. Shall we book a short call?"
CLAUDIA = Request("Claudia Brandt", "Sales", PITCH)
DALE = Request("Dale Whitcombe", "Sales", PITCH)
MARA = Request("Mara Lindqvist", "Conservator", "In your talk you said the probes drift. How so?")
OURS = ("doorstep", "extension://", ID, UUID, "data-band", "Relationship", "Leaflet", " of 100")
TRACES = """return [typeof globalThis.app, typeof globalThis.browser,
  Object.keys(globalThis).filter((key) => /door|leaflet/i.test(key)).length,
  typeof globalThis.chrome?.runtime?.sendMessage]"""


def present(browser: Driver, site: Site, *people: Request, script: str = "") -> None:
    html = page(people, newsletter=False).replace("<head>", f"<head><script>{script}</script>", 1)
    browser.open(site.show(html, ADDRESS))


def show(browser: Driver, site: Site, *people: Request, script: str = "") -> None:
    present(browser, site, *people, script=script)
    browser.scored(len(people))


def test_it_learns_nothing_and_forges_nothing(paired: Driver, service: Service, site: Site) -> None:
    show(paired, site, CLAUDIA, MARA, script=LISTEN)
    paired.click("mara-lindqvist", "why")
    throughout(lambda: same(site.presses, []), 1.0)
    told = paired.run("return told")
    assert any(each.startswith("added <div></div>") for each in told), "it sees our bare element"
    assert any(each.startswith("click ") for each in told), "and that there was a click"
    assert [each for each in told if any(word in each for word in OURS)] == []
    assert paired.run(TRACES) == ["undefined", "undefined", 0, "undefined"]

    paired.run(FORGE)
    throughout(lambda: same(site.presses, []), 1.0)
    assert any("forged" in each for each in paired.run("return told")), "it hears itself"
    assert service.labels() == []
    assert service.decisions() == []
    assert [row for row in service.dump() if "forged" in row] == []


# Everything in a closed root that is words: what is drawn, what is read out, and any text.
WORDS = """(root) => [...root.querySelectorAll("*")].filter((e) => e.localName !== "style")
  .flatMap((e) => [e.dataset.words, e.title, e.ariaLabel,
    ...[...e.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)])
  .map((words) => words?.trim()).filter(Boolean)"""
# Those the page itself does not say, and which of them it finds or marks.
FIND = """
  const known = document.body.innerText.toLowerCase();
  const words = arguments[0].filter((each) => !known.includes(each.toLowerCase()));
  document.execCommand("selectAll");
  const all = getSelection().toString().toLowerCase();
  const found = (each) => {
    getSelection().removeAllRanges();
    return find(each, false, false, true, false, true) || getSelection().toString() !== "";
  };
  return { words, all: words.filter((each) => all.includes(each.toLowerCase())),
    found: words.filter(found), control: found(document.querySelector("strong").textContent) };
"""
SIZES = "return [...sizes.values()].map((each) => [...each])"
FONTS = """return [...document.fonts].filter((each) => each.status !== "unloaded")
  .map((each) => each.family)"""


def test_it_finds_no_word_and_measures_no_verdict(
    paired: Driver, service: Service, site: Site
) -> None:
    show(paired, site, *SAMPLE, script=MEASURE)
    badges = paired.badges()
    assert {badge.band for badge in badges} == {"leaflet", "unsure", "relationship", "no_note"}
    # From "Reading…" to its verdict, each has had one size; and all of them the same.
    sizes = paired.run(SIZES)
    assert len(sizes) == len(SAMPLE)
    (size,) = {size for each in sizes for size in each}

    paired.click("claudia-brandt", "why")
    eventually(lambda: paired.badge("claudia-brandt").text.index("What moved the score"))
    paired.click("claudia-brandt", "leaflet")
    eventually(lambda: paired.badge("claudia-brandt").text.index("You said: Leaflet."))
    words = {word for root in paired.closed_roots() for word in paired.ask_root(root, WORDS)}
    told = paired.run(FIND, sorted(words))
    assert {"Leaflet", "Relationship", "Unsure", "No note", "of 100", "You say:"} <= {
        *told["words"]
    }
    assert any(word.isdigit() for word in told["words"])
    assert len(told["words"]) > 20
    assert told["control"], "it finds what is the page's"
    assert (told["found"], told["all"]) == ([], [])

    paired.run("""document.querySelector("strong").style
      .setProperty("font-family", "control", "important")""")
    eventually(lambda: same([each.strip('"') for each in paired.run(FONTS)], ["control"]))

    # What is not scored is as large as any verdict.
    service.stop()
    time.sleep(FRESH)
    present(paired, site, *SAMPLE, script=MEASURE)
    paired.unscored(len(SAMPLE), "Not scored")
    assert {size for each in paired.run(SIZES) for size in each} == {size}


def test_its_echo_of_the_users_click_declines_nobody(
    paired: Driver, service: Service, site: Site
) -> None:
    show(paired, site, CLAUDIA, DALE, script=LISTEN)
    paired.click("dale-whitcombe", "why")
    throughout(lambda: same(site.presses, []), 1.0)
    assert service.decisions() == []
    paired.click("dale-whitcombe", "decline")
    eventually(lambda: same([press.label for press in site.presses],
                            ["Ignore an invitation to connect from Dale Whitcombe"]))  # fmt: skip
    throughout(lambda: same(len(site.presses), 1), 1.0)
