"""The encoder behind its interface."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import encoder
from model.encoder import (
    MOST_WINDOWS,
    VOCABULARY,
    WIDTH,
    WINDOW,
    MemoEncoder,
    SentenceEncoder,
    WrongEncoderError,
    shared_encoder,
    windows,
)
from model.tokenizer import BLANK, END, START, UNKNOWN, Tokenizer
from tests.model.conftest import FakeEncoder

WORDS = Tokenizer({f"{BLANK}mill": -2.0, f"{BLANK}mi": -3.0, "ll": -4.0, "s": -3.0, BLANK: -5.0})


def test_rows_are_finite_whatever_the_text() -> None:
    found = shared_encoder().encode(["Hello", "", "😀" * 50, "\u202e", "wort " * 2000])
    assert found.shape == (5, WIDTH)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_a_text_has_the_same_row_alone_and_in_a_batch() -> None:
    texts = [f"The {i} looms of the old mill" + " and more" * i for i in range(20)]
    together = shared_encoder().encode(texts)
    alone = np.vstack([shared_encoder().encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_no_texts_give_no_rows() -> None:
    assert shared_encoder().encode([]).shape == (0, WIDTH)


def test_other_weights_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "pinned_fingerprint", lambda: "0" * 64)
    with pytest.raises(WrongEncoderError, match="install Doorstep again"):
        SentenceEncoder()


def test_the_weights_stay_small() -> None:
    folder = encoder.files("model") / "weights"
    sizes = [len(item.read_bytes()) for item in folder.iterdir()]
    assert sum(sizes) <= 25_000_000
    assert (folder / VOCABULARY).is_file()


@pytest.mark.parametrize("count", [0, 1, WINDOW - 2, WINDOW - 1, 300, 5_000])
def test_windows_cover_a_text_from_its_first_to_its_last_piece(count) -> None:
    found = windows(range(10, 10 + count))
    assert 1 <= len(found) <= MOST_WINDOWS
    assert all(part[0] == START and part[-1] == END and len(part) <= WINDOW for part in found)
    if count:
        assert found[0][1] == 10
        assert found[-1][-2] == 9 + count


def test_the_most_probable_pieces_are_taken() -> None:
    assert WORDS.numbers("mill") == [UNKNOWN + 1]
    assert WORDS.numbers("mills mill") == [UNKNOWN + 1, UNKNOWN + 4, UNKNOWN + 1]
    assert WORDS.numbers("") == []


def test_an_unknown_character_is_one_piece() -> None:
    assert WORDS.numbers("millß") == [UNKNOWN + 1, UNKNOWN]


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_has_pieces_of_the_vocabulary(text) -> None:
    assert all(UNKNOWN <= number < len(WORDS) for number in WORDS.numbers(text))


def test_a_memo_asks_once_for_each_text() -> None:
    class Counting(FakeEncoder):
        asked: list[str] = []  # noqa: RUF012

        def encode(self, texts):
            self.asked += texts
            return super().encode(texts)

    memo = MemoEncoder(Counting())
    first = memo.encode(["a", "b", "a"])
    assert np.array_equal(first, memo.encode(["a", "b", "a"]))
    assert Counting.asked == ["a", "b"]
