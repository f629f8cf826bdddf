"""However large the history, no question about it walks through all of it or sorts it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.records import Message, Score
from server import store_audits, store_insights
from server.migrations import MIGRATIONS, folded, migrate
from server.paths import DataFolder
from server.store import SearchQuery, Store
from server.store_base import contains
from server.store_messages import Place, asked
from tests.bench.history import fill


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Enough rows for SQLite's planner to have a choice; the plans are those of 100,000."""
    data = DataFolder(tmp_path_factory.mktemp("large") / "data")
    fill(data, "one", count=3_000, labelled=150)
    with closing(Store.open(data)) as store:
        yield store


def plan(store: Store, statement: str, values: Any, *, outer: bool = False) -> list[str]:
    """SQLite's steps; ``outer``: without those of the questions asked of each row."""
    with store.reading() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return [row["detail"] for row in rows if not (outer and row["parent"])]


def sorted_whole(steps: list[str]) -> list[str]:
    """The steps that gather all rows to put them in order."""
    return [step for step in steps if "TEMP B-TREE" in step]


NINTH = Place(9, 9)
BY_WORDS = "SCAN message_words VIRTUAL TABLE INDEX"

SEARCHES = [
    (SearchQuery(), "SCAN message"),  # from the newest: it stops with the page
    (SearchQuery(after=NINTH), "SEARCH message USING INTEGER PRIMARY KEY (rowid<?)"),
    (SearchQuery(kind="inbox_message"), "SCAN message"),
    (SearchQuery(label="none"), "SCAN message"),
    (SearchQuery(decided=False), "SCAN message"),
    (SearchQuery(decided=True), "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"),
    (SearchQuery(band="unsure"), "SEARCH message USING INDEX message_band (band=?)"),
    (SearchQuery(band="unsure", label="none"), "SEARCH message USING INDEX message_band (band=?)"),
    (
        SearchQuery(band="unsure", after=NINTH),
        "SEARCH message USING INDEX message_band (band=? AND rowid<?)",
    ),
    (SearchQuery(site="here"), "SEARCH message USING INDEX message_site (site=?)"),
    (
        SearchQuery(site="here", after=NINTH),
        "SEARCH message USING INDEX message_site (site=? AND rowid<?)",
    ),
    (SearchQuery(sort="oldest", after=NINTH), "SEARCH message USING INTEGER PRIMARY KEY (rowid>?)"),
    (SearchQuery(sort="lowest"), "SCAN message USING INDEX message_lowest"),
    (SearchQuery(sort="lowest", after=NINTH), "SEARCH message USING INDEX message_lowest"),
    (SearchQuery(sort="highest", after=NINTH), "SEARCH message USING INDEX message_highest"),
    (SearchQuery(text="beekeeping"), BY_WORDS),
    (SearchQuery(text="beekeeping", after=NINTH, band="leaflet"), BY_WORDS),
]  # fmt: skip


@pytest.mark.parametrize(("query", "way"), SEARCHES)
def test_a_page_of_a_search_is_found_without_sorting(
    large: Store, query: SearchQuery, way: str
) -> None:
    steps = plan(large, *asked(query))
    assert steps[0].startswith(way)
    assert sorted_whole(plan(large, *asked(query), outer=True)) == []
    # What is asked of each message is answered by an index.
    walked = [step for step in steps[1:] if step.startswith("SCAN")]
    assert [step for step in walked if not step.startswith("SCAN decision")] == []


def test_words_are_looked_up_and_bounded_in_the_index(large: Store) -> None:
    (first, *_) = plan(large, *asked(SearchQuery(text="beekeeping", after=NINTH)))
    assert first.endswith("M1<")  # MATCH, and rows below the cursor


@pytest.mark.parametrize(
    ("statement", "values", "way"),
    [
        (store_insights.BY_SCORE, {}, "SCAN message USING COVERING INDEX message_judged"),
        (
            store_insights.JUDGED,
            ("one", 5_000),
            "SEARCH message USING INDEX message_judged (judge=?)",
        ),
        (
            store_insights.LABELLED_BY_SCORE,
            {},
            "SEARCH message USING INDEX message_fingerprint (fingerprint=?)",
        ),
        (
            store_insights.BY_WEEK,
            {"since": 1.0},
            "SEARCH message USING COVERING INDEX message_seen (first_seen>?)",
        ),
    ],
)
def test_adding_up_goes_by_an_index(large: Store, statement: str, values: Any, way: str) -> None:
    assert plan(large, statement, values)[0] == way


@pytest.mark.parametrize("statement", [store_audits.CHECKED, store_audits.OPEN])
def test_checks_are_found_from_the_few_that_were_drawn(large: Store, statement: str) -> None:
    values = {"below": 20.0, "most": 10}
    steps = plan(large, statement, values)
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN audit"]
    assert sorted_whole(plan(large, statement, values, outer=True)) == []


def test_newest_scores_stop_at_the_last_one_wanted(large: Store) -> None:
    assert plan(large, store_insights.NEWEST, (1_000,)) == ["SCAN message"]


def test_pages_hold_every_message_once(large: Store) -> None:
    seen, query = [], SearchQuery(text="hello", limit=97)
    while True:
        page = large.search(query)
        seen += [entry.number for entry in page.entries]
        if page.next is None:
            break
        query = SearchQuery(text="hello", limit=97, after=page.next)
    assert seen == list(range(3_000, 0, -1))


# --- words by index -------------------------------------------------------------------------------

LETTERS = st.text("aAbBßsSẞéÉİıΣσς王 \n\"'*%_ﬁfi-", max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=6), LETTERS)
def test_the_index_finds_what_looking_into_each_message_would(
    store: Store, written: list[tuple[str, str]], piece: str
) -> None:
    store.erase()
    for number, (text, name) in enumerate(written):
        message = Message.model_validate(
            {"id": f"m{number}", "text": text, "kind": "inbox_message", "sender": {"name": name}}
        )
        score = Score(id=message.id, score=1.0, band="leaflet", model="one")
        store.record_scores([(message, score)])
    found = {entry.message.id for entry in store.search(SearchQuery(text=piece)).entries}
    wanted = piece.casefold()
    assert found == {
        f"m{number}"
        for number, (text, name) in enumerate(written)
        if contains(text, wanted) or contains(name, wanted)
    }


def test_a_sender_who_changed_is_found_by_the_new_words_alone(store: Store) -> None:
    def scored(headline: str) -> None:
        sender = {"name": "Ida", "headline": headline}
        message = Message.model_validate(
            {"id": "m1", "text": "Hello", "kind": "inbox_message", "sender": sender}
        )
        score = Score(id=message.id, score=1.0, band="leaflet", model="one")
        store.record_scores([(message, score)])

    def found(words: str) -> int:
        return len(store.search(SearchQuery(text=words)).entries)

    scored("Bookbinder")
    scored("Cartographer")
    assert (found("bookbinder"), found("cartographer"), found("hello")) == (0, 1, 1)
    with store.reading() as connection:
        stale = connection.execute(
            "SELECT rowid FROM message_words WHERE message_words MATCH '\"okb\"'"
        ).fetchall()
    assert stale == []


def test_words_of_an_older_database_are_indexed_when_it_is_opened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.sqlite3", isolation_level=None)) as old:
        migrate(old, MIGRATIONS[:2])
        old.execute(
            "INSERT INTO message (site, ref, fingerprint, kind, text, details, first_seen,"
            " last_seen) VALUES ('', 'm1', 'f', 'inbox_message', 'Große Freude',"
            ' \'{"sender": {"name": "Ida Wren"}}\', 0, 0)'
        )
        migrate(old)
        for run in ("gross", "wren"):
            match = " AND ".join(f'"{run[i : i + 3]}"' for i in range(len(run) - 2))
            rows = old.execute(
                "SELECT rowid FROM message_words WHERE message_words MATCH ?", (match,)
            ).fetchall()
            assert rows == [(1,)]


def test_what_follows_a_nul_is_found(store: Store) -> None:
    message = Message(id="m1", text="before\0behind", kind="inbox_message")
    store.record_scores([(message, Score(id="m1", score=1.0, band="leaflet", model="one"))])
    for piece in ("behind", "re\0be"):
        assert len(store.search(SearchQuery(text=piece)).entries) == 1


def test_folding_is_python_s_and_joins_no_words() -> None:
    assert folded("Straße", None, "A\0B") == "strasse\na b"
