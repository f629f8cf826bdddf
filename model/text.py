"""What text the model sees: one normal form, words, and sentences with their places."""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0d\ufeff\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n](?:[^\S\n]+|(?<! ))")
"""All but a single plain space, which may stay."""
_LINES = re.compile(r"\s*\n\s*")
_QUOTES = [(sign, "'") for sign in "’‘`´"] + [(sign, '"') for sign in "“”„"]
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

_ABBREVIATIONS = (
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Sra|Jr|St|Hr|Fr|Herr|Mme|Mlle|vs|etc|approx|e\.g|i\.e|z\.B|d\.h|"
    r"u\.a|bzw|ca|Nr|No|no|p\.ex|p\.e|ej|ex|Inc|Ltd|Co|[A-Z])\."
)
_LONGEST = len("approx.")
_ABBREVIATED = re.compile(rf"(?:{_ABBREVIATIONS})\Z")
_BREAK = re.compile(r"(?<=[.!?…。！？])(?P<closing>[\"'”’)\]]*)(?P<yes>\s+)|(?P<line>\s*\n\s*)")
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+[–—-]\s+")


_MARKED = re.compile(
    "([A-Za-z\u00c0-\u024f\u1e00-\u1eff])"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
"""A Latin letter with marks that no letter is written with: decoration, or a disguise."""

_LATIN, _STRANGE = re.compile("[a-zA-Z]"), re.compile("[\u0251\u0261\u0370-\u058f]")
_MIXED = re.compile(rf"\b(?=\w*{_LATIN.pattern})(?=\w*{_STRANGE.pattern})\w+")
_ALIKE = (
    "АВЕКМНОРСТХУаеорсухіјѕԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονραικυγɑɡօոսհց",
    "ABEKMHOPCTXYaeopcyxijsdqwhlABEZHIKMNOPTYXovpaikuyagonuhg",
)
_LOOKALIKES = str.maketrans(*_ALIKE)
_DISGUISED = re.compile(rf"\b[{_ALIKE[0]}]+\b")

_HEAP = re.compile(r"([\W_]{24})[\W_]+")
_REPEATED = re.compile(r"([^\W_])\1{9,}")
"""More marks in a row than anybody reads, and a letter held down: the rest of them says nothing,
and a wall of it would outweigh what the message says."""
_KINDS = bytes(ord("a") if chr(code).isalnum() else ord(" ") for code in range(256))

_SHOUT = 20
"""From so many letters on, a text all but wholly in capitals is read as if it were not."""
_SMALL = string.ascii_lowercase.encode()


def normalise(text: str) -> str:
    """Give the form that every feature is drawn from.

    Unicode compatibility forms, quotes, invisible characters, letters of another script that stand
    for Latin ones, heaped marks, capitals throughout and runs of white space are made
    alike; line breaks stay, because they separate sentences.
    """
    if not text.isascii():  # Else there is nothing of this to be made alike.
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _CONTROL.sub(" ", text)
    for sign, plain in _QUOTES:
        text = text.replace(sign, plain)
    text = _undisguised(text)
    if _may_be_heaped(text):
        text = _REPEATED.sub(r"\1\1\1", _HEAP.sub(r"\1 ", text))
    text = _SPACES.sub(" ", _calm(text))
    return (_LINES.sub("\n", text) if "\n" in text else text).strip()


def _undisguised(text: str) -> str:
    """Give Latin letters for those that only look like them, or hide under marks."""
    if text.isascii():
        return text
    text = _MARKED.sub(lambda letter: unicodedata.normalize("NFD", letter[1])[0], text)
    if not _STRANGE.search(text):
        return text
    text = _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), text)
    if _DISGUISED.search(text) and len(_LATIN.findall(text)) >= len(_STRANGE.findall(text)):
        text = _DISGUISED.sub(lambda word: word[0].translate(_LOOKALIKES), text)
    return text  # Where most is in another script, its short words are its own.


def _may_be_heaped(text: str) -> bool:
    """Whether marks may be heaped or a letter held down: in few texts, and that is told soon."""
    if not text.isascii():
        return True
    signs = text.encode()
    if b" " * 25 in signs.translate(_KINDS):
        return True
    number = int.from_bytes(signs, "big")
    # Each sign beside the one before it: of two that are equal nothing is left.
    return bytes(9) in (number ^ number >> 8).to_bytes(len(signs), "big")


def _calm(text: str) -> str:
    """Lower the voice of a text that is written in capitals."""
    plain = text.encode("ascii", "ignore")
    small = len(plain) - len(plain.translate(None, _SMALL))
    if 5 * small >= len(text):  # Then capitals <= 4 * small. Nearly every text ends here, and soon.
        return text
    capitals = sum(map(str.isupper, text))
    letters = sum(map(str.isalpha, text))
    if letters < _SHOUT or capitals <= 0.8 * letters:
        return text
    return text.replace("İ", "I").lower()  # The small İ would be an i with a mark of its own.


def text_key(text: str) -> str:
    """Name a text without telling it: the first 16 hex digits of a SHA-256 of its normal form."""
    return hashlib.sha256(normalise(text).casefold().encode()).hexdigest()[:16]


def words(text: str) -> list[str]:
    """Give the words of ``text``, in order, as they are written."""
    return _WORD.findall(text)


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the places ``(start, end)`` of the sentences of ``text``, in order.

    The places are offsets into ``text`` as given (not normalised), exclude white space at both
    ends, never overlap, and miss nothing but white space.
    """
    return _spans(
        text,
        [
            match.span("line" if match["line"] else "yes")
            for match in _BREAK.finditer(text)
            if match["line"] or not _is_abbreviated(text, match)
        ],
    )


def _is_abbreviated(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop and plain spaces belong to an abbreviation and end no sentence."""
    if match["closing"] or "\n" in match["yes"]:
        return False
    end = match.start()
    return _ABBREVIATED.search(text, max(0, end - _LONGEST), end) is not None


def clauses(text: str) -> list[tuple[int, int]]:
    """As ``sentences``, but split at commas, semicolons, colons and dashes (which are left out)."""
    return _spans(text, [match.span() for match in _CLAUSE.finditer(text)])


def _spans(text: str, breaks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the stretches between ``breaks``, trimmed, without the empty ones."""
    edges = [0, *(edge for pair in breaks for edge in pair), len(text)]
    spans = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            spans.append((start + left, start + len(piece.rstrip())))
    return spans
