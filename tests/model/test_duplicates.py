"""Near-duplicates are found as if every pair had been compared."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.duplicates import ALIKE, groups, pairs, shingles

WORDS = st.sampled_from(["bell", "tower", "pallets", "from", "stock", "may I", "come", "40", "a"])
TEXTS = st.lists(st.lists(WORDS, max_size=14).map(" ".join), max_size=8)
LETTER = "Your tower's bell: may I come and hear it before we cast the new one? I rang it as a boy."


@settings(max_examples=50)
@given(TEXTS, TEXTS)
@example([LETTER], [LETTER + " Yours, Ida", LETTER[:60], LETTER])
@example(["", "a"], ["a", ""])
def test_no_pair_is_missed_and_none_made_up(first: list[str], second: list[str]) -> None:
    found = {(i, j): alike for i, j, alike in pairs(first, second)}
    product = (shingles(first) @ shingles(second).T).toarray() if first and second else np.empty(0)
    # What lies on the edge may fall to either side: numbers are added up in another order.
    sure = {(int(i), int(j)) for i, j in np.argwhere(product >= ALIKE + 1e-5)}
    may = {(int(i), int(j)) for i, j in np.argwhere(product >= ALIKE - 1e-5)}
    assert sure <= set(found) <= may
    assert all(abs(alike - product[at]) < 1e-5 for at, alike in found.items())


def test_texts_that_are_alike_share_a_group_also_by_way_of_a_third() -> None:
    chain = [LETTER, LETTER + " Yours, Ida", LETTER + " Yours, Ida Bell-Toll"]
    found = groups(shingles([*chain, "Pallets from stock"]))
    assert len(set(found[:3].tolist())) == 1
    assert found[3] != found[0]


def test_looking_leaves_the_shingles_as_they_were() -> None:
    rows = shingles([LETTER, LETTER + "!", "Pallets"])
    before = rows.copy()
    groups(rows)
    assert (rows != before).nnz == 0
