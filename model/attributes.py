"""What a reader finds in a message, as the encoder was taught to see it.

Each attribute is one statement that a person can check against the message; readers marked it in
every text of the corpus (``training_data/DATASHEET.md``), and the encoder gives its log-odds.
``leans`` is +1 where it speaks for a relationship and -1 where it speaks for a leaflet.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attribute:
    """One attribute; ``high`` and ``low`` say what it means when it is there or missing."""

    name: str
    leans: int
    high: str
    low: str


ATTRIBUTES = (
    Attribute(
        "specific",
        +1,
        "refers to something true of you, or shared with you",
        "says nothing that is true of you alone: why you?",
    ),
    Attribute(
        "question",
        +1,
        "asks what you in particular could answer",
        "asks nothing that you in particular could answer",
    ),
    Attribute("offers", +1, "offers something you could use", "offers nothing you could use"),
    Attribute("asks_favour", -1, "asks you for a favour", "asks you for no favour"),
    Attribute(
        "pitches", -1, "pitches a product, a service, an event or a cause", "pitches nothing"
    ),
    Attribute(
        "tells_only_of_sender",
        -1,
        "tells only of the sender",
        "does not only tell of the sender",
    ),
    Attribute(
        "to_anybody",
        -1,
        "could have been sent to anybody",
        "could hardly have been sent to anybody else",
    ),
    Attribute(
        "continues",
        +1,
        "carries on a conversation or an acquaintance",
        "does not say how they found you or know you",
    ),
    Attribute("default_text", -1, "is a default text, or says nothing", "is no default text"),
    Attribute("flattery", -1, "flatters without a fact", "does not flatter"),
    Attribute("recruits", -1, "recruits", "does not recruit"),
    Attribute(
        "sequence", -1, "looks like one of a series of automatic messages", "is no follow-up"
    ),
)

NAMES = tuple(attribute.name for attribute in ATTRIBUTES)
