"""What is drawn from a text, as one row."""

from __future__ import annotations

from model.features import DENSE_COLUMNS, Features


def test_no_texts_give_no_rows(fake) -> None:
    features = Features(fake)
    assert features.transform([]).shape == (0, DENSE_COLUMNS.stop + features.word_buckets)
