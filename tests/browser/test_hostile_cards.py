"""The page changes its cards, hides them, doubles them: nobody is declined who was not meant.

Browser and service are shared by these tests, so none of them looks into the service.
"""

from __future__ import annotations

from server.demo_inbox import Request
from tests.browser.harness.driver import Driver, eventually, same, throughout
from tests.browser.harness.site import Site
from tests.browser.test_hostile_page import CLAUDIA, MARA, PITCH, show

# What a page may do to a card, and whether a decline in it is still the user's.
FAINT = {
    "it is faint": ("card.style.opacity = '0.3'", False),
    "it stands in what is faint": ("""card.style.opacity = '0.69';
      card.firstElementChild.style.opacity = '0.69'""", False),
    "it is washed out": ("card.style.filter = 'contrast(0.2)'", False),
    "it is tiny": ("card.style.transform = 'scale(0.4)'", False),
    "it is under a mask": ("card.style.maskImage = 'linear-gradient(#0001, #0001)'", False),
    "it is turned dark": ("card.style.filter = 'invert(1) hue-rotate(180deg)'", True),
}  # fmt: skip


def test_who_does_not_see_the_button_declines_nobody(shared: Driver, site: Site) -> None:
    people = [Request(f"Person {'ABCDEF'[n]}", "Sales", PITCH) for n in range(len(FAINT))]
    show(shared, site, *people)
    for person, (change, seen) in zip(people, FAINT.values(), strict=True):
        shared.run(f"""const card = document.querySelector('[componentkey$="{person.slug}"]');
          {change};""")
        shared.click(person.slug, "decline")
        words = "Declining in" if seen else "faint, small or covered"
        eventually(lambda who=person, said=words: shared.badge(who.slug).text.index(said))
    (pressed,) = [person for person, (_, seen) in zip(people, FAINT.values(), strict=True) if seen]
    eventually(lambda: same([press.label for press in site.presses],
                            [f"Ignore an invitation to connect from {pressed.name}"]))  # fmt: skip


# What the page does to a card while its decline counts down. `ignore`, `accept`: its two buttons.
CHANGES = {
    "its button becomes Accept": """ignore.textContent = "Accept";
      ignore.setAttribute("aria-label", accept.getAttribute("aria-label"));""",
    "its words alone become Accept": """ignore.textContent = "Accept";""",
    "its label alone becomes Accept": """ignore.setAttribute("aria-label",
      accept.getAttribute("aria-label"));""",
    "a letter of the name is from another alphabet": """ignore.setAttribute("aria-label",
      ignore.getAttribute("aria-label").replace("Person", "\u0420erson"));""",
    "there are two buttons to ignore": "ignore.after(ignore.cloneNode(true));",
    "there are two cards of one person": "card.after(card.cloneNode(true));",
    "its button is hidden": """ignore.style.opacity = "0";""",
    "its button is no button": """const div = document.createElement("div");
      div.setAttribute("role", "button");
      div.setAttribute("aria-label", ignore.getAttribute("aria-label"));
      div.textContent = "Ignore";
      ignore.replaceWith(div);""",
}


def test_cards_changed_under_the_cursor_are_left_alone(shared: Driver, site: Site) -> None:
    people = [Request(f"Person {'ABCDEFGH'[n]}", "Sales", PITCH) for n in range(len(CHANGES))]
    show(shared, site, *people, MARA)
    # From below, so that what a change adds moves no button that is still to be clicked.
    for person, change in reversed(list(zip(people, CHANGES.values(), strict=True))):
        eventually(lambda slug=person.slug: shared.click(slug, "decline"))
        find = f"""const card = document.querySelector('[componentkey$="{person.slug}"]');
          const [ignore, accept] = card.querySelectorAll("button");"""
        shared.run(find + change)
    throughout(lambda: same(site.presses, []), 8.0)
    for person, what in zip(people, CHANGES, strict=True):
        told = [badge.text for badge in shared.badges() if badge.person == person.slug]
        # A card that is no longer understood has no badge to say it in.
        assert not told or any("nothing was pressed" in text for text in told), (what, told)
    assert len(shared.badges()) > len(people) / 2


def test_two_people_of_one_name_are_told_apart(shared: Driver, site: Site) -> None:
    show(shared, site, CLAUDIA, MARA)
    shared.run("""const card = document.querySelector("[role=listitem]");
      const twin = card.cloneNode(true);
      twin.innerHTML = twin.innerHTML.replaceAll("/in/claudia-brandt", "/in/claudia-brandt-2");
      twin.setAttribute("componentkey", "urn:li:invitation:7000000000099");
      twin.querySelectorAll("div:empty").forEach((each) => each.remove());
      card.after(twin);""")
    shared.scored(3)
    shared.click("claudia-brandt-2", "decline")
    eventually(lambda: same([press.link for press in site.presses],
                            ["https://www.linkedin.com/in/claudia-brandt-2/"]))  # fmt: skip


def test_a_note_of_ten_million_letters_hurts_nobody(shared: Driver, site: Site) -> None:
    show(shared, site, MARA, CLAUDIA)
    shared.run("""const note = [...document.querySelectorAll("p")]
        .find((p) => p.textContent.startsWith("Hi, we help"));
      note.textContent = "We sell more. ".repeat(7e5);""")
    found = eventually(lambda: shared.scored(2, seconds=30))
    assert {badge.person for badge in found} == {"mara-lindqvist", "claudia-brandt"}
    assert shared.run("return document.title"), "the page still answers"
