"""Another look for the same message: what may change about a text without changing what it says.

While learning, a share of the texts is read a second time in another look, and the network is
taught to say the same of both (``model/finetune/fit.py``), so that it cannot lean on spelling,
capitals, punctuation, smileys or signatures. What a sender says more or less of, such as a name, a
greeting or a kind question, is left alone: taught to overlook that too, the network judged
strangers' letters worse (``docs/judgement.md``, *Ablation*).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str, str, Random], str]
"""Gives a text in another look; is told its language."""

_MARK = re.compile(r"([.,!?;:()\"'/-])")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n]\s*)[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_SHORTEST = 25
"""Characters that must stay when a signature is taken off."""

_SMILEYS = "🙂👋🚀😊🙏🎉👍🔥✨😄💡🤝"
_FAREWELLS = {
    "en": ("Best,", "Kind regards,", "Thanks,", "Cheers,"),
    "de": ("Viele Grüße", "Mit freundlichen Grüßen", "Beste Grüße"),
    "fr": ("Cordialement,", "Bien à vous,"),
    "es": ("Saludos,", "Un saludo,"),
    "pt": ("Abraço,", "Atenciosamente,"),
    "it": ("Un saluto,", "Cordiali saluti,"),
    "nl": ("Groeten,", "Met vriendelijke groet,"),
}
_NAMES = (
    "Alma", "Ben", "Carla", "Dev", "Elif", "Farid", "Greta", "Hugo", "Inês", "Jonas", "Kofi",
    "Lina", "Marek", "Nora", "Omar", "Paula", "Quentin", "Rosa", "Sven", "Tove", "Uma",
    "Viktor", "Wanja", "Xavier", "Yara", "Zeno", "Amelie", "Tom", "Giulia", "Pieter", "Sanne",
    "Luca", "Anke", "Beatriz", "Chidi", "Daan", "Leila", "Noor", "Ravi", "Soo-jin",
)  # fmt: skip


def another_look(text: str, language: str, random: Random) -> str:
    """Give ``text`` with one change, or two in one case of four; never empty if ``text`` is not."""
    changes, shares = zip(*CHANGES, strict=True)
    for change in random.choices(changes, shares, k=random.choice((1, 1, 1, 2))):
        changed = change(text, language, random)
        text = changed if changed.strip() else text
    return text


def misspelt(text: str, language: str, random: Random) -> str:
    """Swap, drop, double or replace one to seven letters in a hundred."""
    share = random.choice((0.01, 0.02, 0.04, 0.07))
    letters = list(text)
    for i, letter in enumerate(letters):
        if letter.isalpha() and random.random() < share:
            kind = random.randrange(4)
            if kind == 0 and i + 1 < len(letters) and letters[i + 1].isalpha():
                letters[i], letters[i + 1] = letters[i + 1], letter
            else:
                letters[i] = (letter, "", letter * 2, random.choice("etaoinshrdlu"))[kind]
    return "".join(letters)


def swapped(text: str, language: str, random: Random) -> str:
    """Swap two neighbouring letters within every seventh word or so."""

    def swap(word: re.Match[str]) -> str:
        letters = word[0]
        if random.random() >= 0.15:
            return letters
        at = random.randrange(1, len(letters) - 2)
        return letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]

    return re.sub(r"\w{5,}", swap, text)


def lower(text: str, language: str, random: Random) -> str:
    """Write all of it small."""
    return text.lower()


def upper(text: str, language: str, random: Random) -> str:
    """Write all of it in capitals."""
    return text.upper()


def small_starts(text: str, language: str, random: Random) -> str:
    """Begin sentences with a small letter."""
    return _SENTENCE_START.sub(lambda found: found[0].lower(), text)


def other_marks(text: str, language: str, random: Random) -> str:
    """Set marks apart from words, as programs do that take mail to pieces, or leave them out."""
    if random.random() < 0.5:
        return re.sub(" +", " ", _MARK.sub(r" \1 ", text))
    return re.sub(r" *[.,!?;:()\"] *", " ", text)


def cheerful(text: str, language: str, random: Random) -> str:
    """Put one to three smileys at the end, or behind some sentence."""
    smileys = "".join(random.choice(_SMILEYS) for _ in range(random.choice((1, 1, 2, 3))))
    sentences = _SENTENCE_END.split(text.rstrip())
    at = len(sentences) - 1 if random.random() < 0.7 else random.randrange(len(sentences))
    sentences[at] += " " + smileys
    return " ".join(sentences)


def otherwise_signed(text: str, language: str, random: Random) -> str:
    """Sign it, or take off a last line of up to four words."""
    if random.random() < 0.3:
        body, _, last = text.rstrip().rpartition("\n")
        return body if len(last.split()) <= 4 and len(body) > _SHORTEST else text
    farewell = random.choice(_FAREWELLS.get(language, _FAREWELLS["en"]))
    gap, break_ = random.choice(("\n\n", "\n", " ")), random.choice(("\n", " "))
    return text.rstrip() + gap + farewell + break_ + random.choice(_NAMES)


CHANGES: tuple[tuple[Change, float], ...] = (
    (misspelt, 3),
    (swapped, 3),
    (lower, 2),
    (upper, 1.5),
    (small_starts, 1),
    (other_marks, 1.5),
    (cheerful, 1.5),
    (otherwise_signed, 1.5),
)
"""Each change and how often it is chosen, against the others."""
