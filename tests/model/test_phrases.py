"""Counting phrases word by word finds what their expressions find by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import lexicon
from model.corpus import read_corpus
from model.phrases import Marks, PhraseCounter, Phrases, openings, parted
from model.text import normalise

LISTS = [found for found in vars(lexicon).values() if isinstance(found, Phrases)]
COUNTER = PhraseCounter(LISTS)

PIECES = sorted({part for lst in LISTS for way in openings(lst.alternatives) for part in (
    way.start, *way.phrase.replace("(?:", " ").replace("|", " ").replace(")", " ").split()
)})  # fmt: skip
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(PIECES) | st.text(alphabet="aiyt'çß_9", max_size=4),
        st.sampled_from([" ", " ", " ", "", "'", "-", ", ", "\n", ". "]),
    )
).map(lambda pairs: "".join(part for pair in pairs for part in pair))


def counted(text: str, lists: list[Phrases], counter: PhraseCounter) -> list[int]:
    found = counter.counts(text, parted(text))
    return [found[each] for each in lists]


def matched(text: str, lists: list[Phrases]) -> list[int]:
    return [len(each.pattern.findall(text)) for each in lists]


def test_in_the_corpus_the_same_is_counted_as_matched() -> None:
    for row in read_corpus(Path("training_data"))[::10]:
        text = normalise(row.text).casefold()
        assert counted(text, LISTS, COUNTER) == matched(text, LISTS), text


@given(TEXTS)
def test_in_any_text_of_such_words_the_same_is_counted_as_matched(text: str) -> None:
    assert counted(text, LISTS, COUNTER) == matched(text, LISTS)


@pytest.mark.parametrize(
    ("phrases", "text", "count"),
    [
        ("so|so long|so far", "so long, so far", 2),
        ("so long|so", "so long so so long", 3),
        ("(?:very )?(?:big|small) cat|cat", "very big cat, small cat, cat, big dog", 3),
        ("a b|b c", "a b c", 1),
        (r"\w{3,}(?:ed|ing)|run", "run, running, jumped, ed", 3),
        (r"optimi[sz]\w+", "optimise optimi optimizing", 2),
        ("it's|it", "it's it", 2),
        ("(?:ab)?c", "abc c ab", 2),
        ("oh (?:go )+home", "oh go go home", 1),
        (r"n\w{60}", "n" * 61 + " " + "n" * 62, 1),
    ],
)
def test_what_overlaps_or_varies_is_counted_as_it_is_matched(
    phrases: str, text: str, count: int
) -> None:
    lists = [Phrases(phrases)]
    assert counted(text, lists, PhraseCounter(lists)) == matched(text, lists) == [count]


@pytest.mark.parametrize("phrases", [r"ok|'s good", r"\d?x", "[ab]c", r"(?:x )*y", "|a", "s?ay"])
def test_a_phrase_that_may_begin_with_no_letter_is_refused(phrases: str) -> None:
    with pytest.raises(ValueError, match="must begin with a letter or a digit"):
        PhraseCounter([Phrases(phrases)])


MARKS = {name: found for name, found in vars(lexicon).items() if isinstance(found, Marks)}
_FIGURES = [*"5%x$€k+*", "30", "3x", "2,5", "mio", "10+", "clients", "00"]
_LOUD = [*"!A•🚀ß-_", "!!", "!!!", "AB", "ABCD", "ÄÖÜ", "×ABCD"]
_ADDRESSES = [*"@.,", "www.", "http://", "a.com", "whatsapp"]
SIGNS = st.lists(
    st.sampled_from([*_FIGURES, *_LOUD, *_ADDRESSES, " ", "\n", "\n\n"]), max_size=12
).map("".join)


@pytest.mark.parametrize("name", MARKS)
@given(st.data())
def test_marks_are_counted_as_they_are_matched(name: str, data: st.DataObject) -> None:
    text = data.draw(SIGNS | st.text())
    assert MARKS[name].count(text) == len(MARKS[name].pattern.findall(text))


def test_marks_are_there_to_be_counted() -> None:
    found = {
        name: marks.count("3x 20% ABCD !! • @ me@home.org\n- this") for name, marks in MARKS.items()
    }
    assert found == {"CONTACT": 1, "FIGURES": 2, "EMPHASIS": 3, "LIST": 1}
