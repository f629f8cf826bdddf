"""What a reader finds in a message, as the encoder was taught to see it.

Each attribute is one statement that a person can check against the message; readers marked it in
every text of the corpus (``training_data/DATASHEET.md``), and the encoder gives its log-odds.
``leans`` is +1 where it speaks for a relationship and -1 where it speaks for a leaflet. What it
means when it is there or missing is worded in ``model/languages/``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attribute:
    """One attribute."""

    name: str
    leans: int


ATTRIBUTES = (
    Attribute("specific", +1),
    Attribute("question", +1),
    Attribute("offers", +1),
    Attribute("asks_favour", -1),
    Attribute("pitches", -1),
    Attribute("tells_only_of_sender", -1),
    Attribute("to_anybody", -1),
    Attribute("continues", +1),
    Attribute("default_text", -1),
    Attribute("flattery", -1),
    Attribute("recruits", -1),
    Attribute("sequence", -1),
)

NAMES = tuple(attribute.name for attribute in ATTRIBUTES)
