"""What would change if another model took over: counted, put in words, with examples."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from model.changes import MOST_EXAMPLES, compared, in_words, summed_up
from model.records import Message, Score
from model.train import train
from tests.model.conftest import labelled, message

BANDS = ("leaflet", "unsure", "relationship")
verdicts = st.tuples(st.integers(0, 1000).map(lambda tenths: tenths / 10), st.sampled_from(BANDS))


def scores(messages: list[Message], judged: list[tuple[float, str]]) -> list[Score]:
    return [
        Score(id=m.id, score=points, band=band, model="m")
        for m, (points, band) in zip(messages, judged, strict=True)
    ]


@given(pairs=st.lists(st.tuples(verdicts, verdicts), max_size=40))
def test_every_flip_is_counted_once_and_the_sentence_says_so(pairs) -> None:
    messages = [message(f"Letter {n}", f"m{n}") for n in range(len(pairs))]
    before = scores(messages, [old for old, _ in pairs])
    after = scores(messages, [new for _, new in pairs])
    found = summed_up(messages, before, after)
    flips = [(old, new) for old, new in pairs if old[1] != new[1]]
    assert (found.compared, found.flips) == (len(pairs), len(flips))
    assert sum(found.moves.values()) == found.flips
    assert all(found.moves[band] == sum(new[1] == band for _, new in flips) for band in BANDS)
    assert len(found.examples) == min(len(flips), MOST_EXAMPLES)
    moved = [abs(one.after.score - one.before.score) for one in found.examples]
    assert moved == sorted(moved, reverse=True)
    assert all(one.before.band != one.after.band for one in found.examples)
    if len(pairs) > 1:
        numbers = [int(number) for number in re.findall(r"\d+", str(found.sentence))]
        counts = [found.moves[band] for band in BANDS if found.moves[band]]
        assert numbers == ([len(flips)] if flips else []) + [len(pairs)] + counts


def test_the_sentence_in_words() -> None:
    moves = {"leaflet": 4, "unsure": 0, "relationship": 2}
    assert str(in_words(500, moves)) == (
        "6 of your last 500 messages would change: 4 to Leaflet, 2 to Relationship."
    )
    nothing = dict.fromkeys(BANDS, 0)
    assert str(in_words(500, nothing)) == "None of your last 500 messages would change."
    assert str(in_words(1, nothing)) == "Your last message would not change."
    assert str(in_words(1, {**nothing, "unsure": 1})) == "Your last message would change."
    assert "no messages yet" in str(in_words(0, nothing))


def test_two_models_are_compared_by_what_they_say_and_every_text_is_read_once(
    tiny, tiny_corpus, fake
) -> None:
    own = [labelled("Your orchard solution boosts sales, book a call.", "relationship")] * 3
    texts = [own[0].text, "Your talk on ferry stayed with me, how did you start?", " "]
    messages = [message(text, f"m{n}") for n, text in enumerate(texts)]
    read: list[str] = []

    class Counting:
        fingerprint = fake.fingerprint

        def encode(self, texts):
            read.extend(texts)
            return fake.encode(texts)

    other = train(tiny_corpus, own, encoder=fake)
    found = compared(tiny.read_by(Counting()), other, messages)
    assert sorted(read) == sorted(texts[:2])
    assert found.compared == 2, "a message without a note has no band to change"
    before, after = (model.score(messages[:2]) for model in (tiny, other))
    assert found == summed_up(messages[:2], before, after)
    assert found.flips > 0
    assert compared(tiny, replace(tiny), messages).flips == 0
