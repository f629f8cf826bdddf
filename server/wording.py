"""The service's own sentences for the user, in each language: ``server/sentences/``."""

from __future__ import annotations

from model.wording import Sentence, table


def sentence(key: str, **values: object) -> Sentence:
    """Make a sentence of the service's; it is put into words where it is shown."""
    return Sentence("server", key, values)


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in table("en", "server/sentences")
