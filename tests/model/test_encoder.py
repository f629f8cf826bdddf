"""The encoder behind its interface."""

from __future__ import annotations

import numpy as np
import pytest

from model import encoder
from model.encoder import (
    DIMENSIONS,
    MemoEncoder,
    SentenceEncoder,
    WrongEncoderError,
    shared_encoder,
)
from tests.model.conftest import FakeEncoder


def test_rows_are_unit_vectors_whatever_the_text() -> None:
    found = shared_encoder().encode(["Hello", "", "😀" * 50, "\u202e", "wort " * 2000])
    assert found.shape == (5, DIMENSIONS)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_a_text_has_the_same_row_alone_and_in_a_batch() -> None:
    texts = [f"The {i} looms of the old mill" for i in range(20)]
    together = shared_encoder().encode(texts)
    alone = np.vstack([shared_encoder().encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-4)


def test_no_texts_give_no_rows() -> None:
    assert shared_encoder().encode([]).shape == (0, DIMENSIONS)


def test_other_weights_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PINNED", "0" * 64)
    with pytest.raises(WrongEncoderError, match="install the locked version"):
        SentenceEncoder()


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
