"""The examples of the error analysis are judged as it says, so that it does not outlive a model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.trained import TrainedModel

PAGE = Path(__file__).parents[2] / "docs" / "judgement.md"
EXAMPLES = re.findall(r"\| \*(.+)\* \| (\d+) \|", PAGE.read_text("utf-8"))
APART = 3
"""Points that processors may differ by."""


def test_there_are_some() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize(("text", "score"), EXAMPLES)
def test_an_example_has_the_score_that_stands_there(
    text: str, score: str, starter: TrainedModel
) -> None:
    (probability,) = starter.probabilities([text])
    assert 100 * probability == pytest.approx(int(score), abs=APART)
