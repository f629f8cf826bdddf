"""A page of invitations with many leaflets on it, made from a saved one."""

from __future__ import annotations

import re

from tests.extension.world import PAGES

NEWEST = "linkedin-invitations-newest-en"
SOURCE = (PAGES / NEWEST / "source.html").read_text()
PEOPLE = {
    "ada-fenwick": "We fill calendars for firms like yours. Our team would love ten minutes.",
    "bert-oakes": "Our platform finds you buyers while you sleep 🚀 Happy to send a deck.",
    "cleo-marsh": "We cut cloud bills by a third. Our clients say so; shall I send our case study",
    "dan-ruiz": "We are offering our webinar to founders this month, seats are going fast.",
    "eve-lind": "Our agency writes posts that sell. We have three slots left for this quarter.",
}


def name_of(slug: str) -> str:
    return slug.replace("-", " ").title()


def crowd() -> str:
    """The saved page with these people's cards before all others."""
    card = re.search(
        r'<div role="listitem" componentkey="urn:li:invitation:7190000000002".*?'
        r'(?=<div role="listitem" componentkey="urn:li:invitation:7190000000003")',
        SOURCE,
        re.DOTALL,
    )
    assert card
    note = re.search(r"<p>(We help growing.*?)</p>", card[0])
    assert note
    cards = [
        card[0]
        .replace("7190000000002", f"719000000010{i}")
        .replace("bram-tolhuis", slug)
        .replace("Bram Tolhuis", name_of(slug))
        .replace("Reply to Bram", f"Reply to {name_of(slug).split()[0]}")
        .replace(note[1], text)
        for i, (slug, text) in enumerate(PEOPLE.items())
    ]
    first = '<div role="listitem" componentkey="urn:li:invitation:7190000000001"'
    return SOURCE.replace(first, "".join(cards) + first, 1)
