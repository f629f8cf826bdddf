"""Which labelled texts are close to a message."""

from __future__ import annotations

import numpy as np
import pytest

from model.encoder import MEANING_WIDTH
from model.neighbours import CLOSE, NEAREST, Neighbours


def row(*angle: float) -> np.ndarray:
    """Rows of length 1 at these angles to the first."""
    found = np.zeros((len(angle), MEANING_WIDTH), dtype=np.float32)
    found[:, 0], found[:, 1] = np.cos(angle), np.sin(angle)
    return found


def test_the_closest_come_first_and_the_far_not_at_all() -> None:
    some = Neighbours().plus("abc", ("A", "B", "C"), row(0.3, 0.1, 2.0))
    assert list(some.close_to(row(0)[0])) == [("b", "B"), ("a", "A")]
    assert list(some.close_to(row(-2.0)[0])) == []
    edge = float(np.arccos(CLOSE))
    assert len(list(some.close_to(row(0.1 - edge + 0.01)[0]))) == 1


def test_there_may_be_none_and_never_too_many() -> None:
    assert list(Neighbours().close_to(row(0)[0])) == []
    many = Neighbours().plus([str(n) for n in range(50)], ["x"] * 50, row(*[0.0] * 50))
    assert len(list(many.close_to(row(0)[0]))) == NEAREST


def test_some_can_be_let_go() -> None:
    some = Neighbours().plus("ab", ("A", "B"), row(0, 1)).plus("c", ("C",), row(2))
    left = some.only({"c", "a", "x"})
    assert (left.keys, left.texts) == (("a", "c"), ("A", "C"))
    assert left.meanings == pytest.approx(row(0, 2))
    assert some.keys == ("a", "b", "c")


def test_a_model_tells_meanings_whose_products_are_cosines(tiny) -> None:
    found = tiny.meanings(["We met at the loom fair", "we met at the loom fair ", "Our platform"])
    assert found.shape == (3, MEANING_WIDTH)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert found[0] @ found[1] > 0.99 > found[0] @ found[2]
    assert tiny.meanings([]).shape == (0, MEANING_WIDTH)
