"""Parts of docs/benchmarks.md find their places, and growth is what it is called."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import put
from tests.bench.growth import exponent


def test_a_part_replaces_its_like_and_leaves_the_others() -> None:
    document = "# Benchmarks\n\nold\n\n## One\n\nold one\n\n## Two\n\ntwo\n"
    changed = put(put(document, "\n## One\n\nnew one\n"), "# Benchmarks\n\nnew\n")
    assert changed == "# Benchmarks\n\nnew\n\n## One\n\nnew one\n\n## Two\n\ntwo\n"
    assert put(changed, "\n## Three\n\n3\n") == changed + "\n## Three\n\n3\n"


@pytest.mark.parametrize("power", [0.5, 1, 2])
def test_the_exponent_of_a_power_is_that_power(power: float) -> None:
    counts = (100, 1_000, 20_000)
    assert exponent(counts, [3 * count**power for count in counts]) == pytest.approx(power)
