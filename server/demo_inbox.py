"""The demo's sample inbox: invented requests, drawn the way the site's newest page is built.

The page follows the facts about the site (roles, links, labels), not its looks or wording; nobody
in it exists. Tests build their changing pages from the same cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

ADDRESS = "https://www.linkedin.com/mynetwork/invitation-manager/received/"
TEMPLATE = Path(__file__).with_name("demo_inbox.html")
COLOURS = ("#5b7a99", "#8a6d9b", "#5f8f7b", "#a9746e", "#7d8449", "#4f8a94", "#96793f", "#79708f")


@dataclass(frozen=True)
class Request:
    """One connection request as the page shows it; an empty `note` is a request without one."""

    name: str
    headline: str
    note: str = ""
    mutual: str = ""
    age: str = ""

    @property
    def slug(self) -> str:
        """The last part of the profile's address."""
        return self.name.lower().replace(" ", "-")


SAMPLE: tuple[Request, ...] = (
    Request(
        "Mara Lindqvist",
        "Paper conservator, county archive",
        "Hi Robin, in your talk you said the cheap flood sensors drift after one winter. Ours in "
        "the archive cellar do the same. How did you recalibrate yours, and would you compare "
        "notes with me for half an hour?",
        "Elif Kaya is a mutual connection",
        "Today",
    ),
    Request(
        "Trent Calloway",
        "Founder at PipelineSurge | Helping founders 10x their revenue",
        "Hi Robin, I help founders like you book 15 to 20 qualified calls a month with our "
        "AI-powered outreach engine. We have scaled 200+ companies. Open to a quick 15-minute "
        "chat this week?",
        age="Today",
    ),
    Request(
        "Jonas Weidmann",
        "Hydrologist",
        "Hi Robin, we met briefly at the river day in Utrecht. Would be good to stay in touch.",
        "6 mutual connections",
        "Yesterday",
    ),
    Request("Yusuf Demirel", "Electrician and night-school teacher", age="Yesterday"),
    Request(
        "Ifeoma Adeyemi",
        "Operations lead at a furniture workshop",
        "Robin, I read your post on moving the workshop to a four-day week. We start in March and "
        "I am the one who has to make it work. What went wrong first for you? If small print in "
        "contracts ever troubles you, I would gladly return the favour.",
        "Elif Kaya and 2 other mutual connections",
        "Yesterday",
    ),
    Request(
        "Claudia Brandt",
        "Business Development at NordCode Solutions",
        "Greetings! We are a leading software company with 150+ developers offering web, mobile "
        "and cloud solutions at competitive rates. Kindly share your requirements and our team "
        "will get back to you.",
        age="2 days ago",
    ),
    Request(
        "Lena Hofbauer",
        "Wasserwirtschaft, Landkreis",
        "Hallo Robin, Ihre Anleitung zu den Pegelmessern hat uns im Sommer viel Arbeit erspart. "
        "Darf ich fragen, wie Sie die Geräte im Winter versorgen? Unsere Messreihen teile ich "
        "gern mit Ihnen.",
        "1 mutual connection",
        "3 days ago",
    ),
    Request(
        "Dale Whitcombe",
        "Certified High-Performance Coach | Author | Speaker",
        "Most leaders in your industry are leaving money on the table. My proven 90-day program "
        "unlocks your full potential. Click the link in my profile to claim your free masterclass "
        "seat before Friday!",
        age="4 days ago",
    ),
    Request(
        "Priya Raman",
        "Product manager, environmental sensing",
        "Always glad to know more people who work on water. I follow what you publish.",
        "3 mutual connections",
        "1 week ago",
    ),
    Request(
        "Tomasz Borek",
        "Embedded developer",
        "Do you still look for somebody to check the firmware of your gauge loggers? I have two "
        "free evenings a week and would like to learn how you got the power so low.",
        age="1 week ago",
    ),
)


def portrait(name: str) -> str:
    """Draw a round picture with initials, as a data address."""
    initials = "".join(part[0] for part in name.split()[:2])
    colour = COLOURS[sum(map(ord, name)) % len(COLOURS)]
    return "data:image/svg+xml," + quote(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 56 56">'
        f'<rect width="56" height="56" fill="{colour}"/><text x="28" y="35" fill="#fff" '
        'font-family="Segoe UI,Roboto,Arial,sans-serif" font-size="20" text-anchor="middle">'
        f"{initials}</text></svg>"
    )


def card(request: Request) -> str:
    """One person's card: links, sentence, headline, controls, then the note and a way to reply."""
    name, link = escape(request.name), f"https://www.linkedin.com/in/{request.slug}/"
    small = "".join(f"<p>{escape(text)}</p>" for text in (request.mutual, request.age) if text)
    note = (
        f"<div class='_2c77e91a'><p><span data-testid='expandable-text-box'>"
        f"{escape(request.note)}</span></p>"
        f"<button class='_b04d83aa'>Reply to {escape(request.name.split()[0])}</button></div>"
        if request.note
        else ""
    )
    return f"""
<div role="listitem" componentkey="urn:li:invitation:{request.slug}">
  <div class="_51e0ac3f">
    <a href="{link}"><img alt="{name}’s profile picture" src="{portrait(request.name)}"></a>
    <div class="_f3b9217c">
      <p><span><a href="{link}"><strong>{name}</strong></a> wants to connect</span></p>
      <p class="_0d94be57">{escape(request.headline)}</p>
      <div class="_6a1fd0b2">{small}</div>
    </div>
    <div class="_88c1f6d0">
      <button aria-label="Ignore an invitation to connect from {name}">Ignore</button>
      <button aria-label="Accept {name}’s invitation">Accept</button>
    </div>
  </div>
  {note}
</div>"""


NEWSLETTER = f"""
<div role="listitem" componentkey="urn:li:invitation:newsletter-1">
  <div class="_51e0ac3f">
    <a href="https://www.linkedin.com/newsletters/the-weekly-gauge-1/"><img alt=""
      src="{portrait("Weekly Gauge")}"></a>
    <div class="_f3b9217c">
      <p><span><a href="https://www.linkedin.com/in/bruno-keller/"><strong>Bruno Keller</strong></a>
        invited you to subscribe to
        <a href="https://www.linkedin.com/newsletters/the-weekly-gauge-1/">The Weekly Gauge</a>
      </span></p>
      <p class="_0d94be57">Newsletter • Weekly</p>
    </div>
    <div class="_88c1f6d0">
      <button aria-label="Ignore Bruno Keller’s invitation to subscribe">Ignore</button>
      <button aria-label="Accept Bruno Keller’s invitation to subscribe">Accept</button>
    </div>
  </div>
</div>"""


def page(requests: Sequence[Request] = SAMPLE, *, newsletter: bool = True, script: str = "") -> str:
    """Draw the whole invitations page; `script` is run in it, at its end."""
    cards = [card(request) for request in requests]
    if newsletter:
        cards.insert(min(4, len(cards)), NEWSLETTER)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        cards="".join(cards), count=len(cards), script=script
    )
