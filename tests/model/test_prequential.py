from __future__ import annotations

import pytest

from model.prequential import NEWEST, Answer, Skill, skill


def answers(*pairs: tuple[float, bool]) -> list[Answer]:
    return [Answer(number, score, truth) for number, (score, truth) in enumerate(pairs, start=1)]


def test_both_figures_by_hand() -> None:
    found = skill(answers((90, True), (40, True), (10, False), (30, False), (60, False)), until=5)
    assert found.auc == pytest.approx(5 / 6, abs=1e-4)
    assert found.balanced_accuracy == pytest.approx((1 / 2 + 2 / 3) / 2, abs=1e-4)


def test_later_answers_and_old_ones_do_not_count() -> None:
    old = [(0.0, True), (100.0, False)]
    recent = [(90.0, True), (10.0, False)] * (NEWEST // 2)
    later = [(5.0, True)] * 30
    assert skill(answers(*old, *recent, *later), until=NEWEST + 2) == Skill(1.0, 1.0)


@pytest.mark.parametrize("given", [[], [(50.0, True)], [(10.0, False), (20.0, False)]])
def test_one_label_alone_tells_nothing(given: list[tuple[float, bool]]) -> None:
    assert skill(answers(*given), until=9) == Skill(None, None)
