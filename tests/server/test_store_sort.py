"""The history in another order than that of its coming."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.records import Message, Score
from server.paths import DataFolder
from server.store import SearchQuery, Sort, Store
from server.store_messages import ORDERS


def scored(number: int, points: float | None) -> tuple[Message, Score]:
    sent = Message(id=f"m{number}", text=f"Letter number {number}", kind="inbox_message")
    band = "no_note" if points is None else "unsure"
    return sent, Score(id=sent.id, score=points, band=band, model="one")


def through(store: Store, query: SearchQuery) -> list[str]:
    """Page through a search to its end: the messages' ids."""
    seen: list[str] = []
    while True:
        page = store.search(query)
        seen += [entry.message.id for entry in page.entries]
        if page.next is None:
            return seen
        query = replace(query, after=page.next)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    scores=st.lists(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10)), max_size=20),
    limit=st.integers(1, 7),
    sort=st.sampled_from(get_args(Sort)),
)
def test_every_order_pages_through_all_and_leaves_the_scoreless_for_last(
    tmp_path: Path, scores: list[float | None], limit: int, sort: Sort
) -> None:
    by_id = {f"m{number}": points for number, points in enumerate(scores)}
    with closing(Store.open(DataFolder(tmp_path / uuid.uuid4().hex))) as store:
        store.record_scores([scored(number, points) for number, points in enumerate(scores)])
        seen = through(store, SearchQuery(sort=sort, limit=limit))
    assert sorted(seen) == sorted(by_id)
    if sort in ("newest", "oldest"):
        assert seen == sorted(by_id, key=lambda m: int(m[1:]), reverse=sort == "newest")
        return
    sign = 1 if sort == "lowest" else -1
    keys = [(by_id[m] is None, sign * (by_id[m] or 0)) for m in seen]
    assert keys == sorted(keys)


@pytest.mark.parametrize("sort", ["lowest", "highest"])
def test_a_page_by_score_is_read_off_an_index(tmp_path: Path, sort: Sort) -> None:
    """So that it stays fast however long the history is: nothing is sorted when asked."""
    data = DataFolder(tmp_path / "data")
    Store.open(data).close()
    key, way = ORDERS[sort]
    with closing(sqlite3.connect(data.database)) as database:
        plan = database.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM message WHERE {key} >= 5"
            f" ORDER BY {key} {way}, id {way} LIMIT 51"
        ).fetchall()
    assert [detail.split(" (")[0] for *_, detail in plan] == [
        f"SEARCH message USING INDEX message_{sort}"
    ]
