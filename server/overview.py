"""What the history tells as a whole: may many be ticked, what was learnt, what strictness does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from model.bulk import CONFIDENCE, WINDOW, permission
from model.calibration import Thresholds
from model.drift import LOOK_BACK, scores_moved
from model.prequential import skill
from model.records import Record
from server.recorder import Recorder
from server.registry import Registry
from server.schemas import EntryView, Settings
from server.schemas_overview import (
    BulkReply,
    CalibratedView,
    InsightsReply,
    LearningView,
    Saved,
    ScoreBinView,
    StrictnessChoice,
    StrictnessReply,
    WeekView,
)
from server.store import Store
from server.wording import sentence

ASKED_AT_ONCE = 10
"""Messages shown to be checked."""

COMPARED = 1_000
EXAMPLES = 5
MOST_POINTS = 50
"""Points of the learning curve; of more models every so manieth is shown."""

SECONDS_A_REQUEST = 20
"""Time a declined message would have taken, an assumption: some 50 words are read in 13 seconds
(238 words a minute, Brysbaert 2019), and the rest goes into deciding and pressing."""

Item = TypeVar("Item")
View = TypeVar("View", bound=Record)


class Overview:
    """Answers about the whole history. Raises ``NoModel`` where there is nothing to judge with."""

    def __init__(self, store: Store, registry: Registry, recorder: Recorder) -> None:
        self._store = store
        self._registry = registry
        self._recorder = recorder

    def bulk(self) -> BulkReply:
        """Say whether leaflets may come ticked, and what is to be checked."""
        self._recorder.flush()
        settings, trained = self._settings(), self._registry.active()
        below = 100 * trained.bands[settings.strictness].leaflet
        found = permission(
            self._store.checks(below, WINDOW),
            settings.decline_limit,
            scores_moved(self._store.scores_by(trained.id, LOOK_BACK)),
        )
        asked = self._views(self._store.unchecked(below, ASKED_AT_ONCE))
        return BulkReply(**vars(found), confidence=round(100 * CONFIDENCE), audit=asked)

    def insights(self) -> InsightsReply:
        """Give the figures of the desk's plots."""
        self._recorder.flush()
        return InsightsReply(
            scores=shown(ScoreBinView, self._store.score_bins()),
            reliability=shown(CalibratedView, self._store.calibrated()),
            learning=self._learning(),
            weeks=shown(WeekView, self._store.weeks()),
            saved=saved(self._store.declined()),
        )

    def strictness(self) -> StrictnessReply:
        """Say how each strictness would sort the newest scored messages, and what would move."""
        self._recorder.flush()
        trained, now = self._registry.active(), self._settings().strictness
        scored = self._store.newest_scores(COMPARED)
        choices = {
            name: self._choice(scored, trained.bands[now], bands)
            for name, bands in trained.bands.items()
        }
        return StrictnessReply(compared=len(scored), choices=choices)

    def _choice(
        self, scored: list[tuple[int, float]], now: Thresholds, then: Thresholds
    ) -> StrictnessChoice:
        bands = [then.band(score / 100) for _, score in scored]
        moved = [
            number
            for (number, score), band in zip(scored, bands, strict=True)
            if band != now.band(score / 100)
        ]
        return StrictnessChoice(
            leaflet=bands.count("leaflet"),
            unsure=bands.count("unsure"),
            relationship=bands.count("relationship"),
            moved=self._views(moved[:EXAMPLES]),
        )

    def _learning(self) -> list[LearningView]:
        """Measure each model by the newest answers there were when the next one took its place."""
        answers, models = self._store.answers(), self._store.promotions()
        until = [*(model.last_label for model in models[1:]), answers[-1].number if answers else 0]
        points = list(zip(models, until, strict=False))
        return [
            LearningView(
                model=model.model,
                created_at=model.at,
                labels=model.labels,
                **vars(skill(answers, last)),
            )
            for model, last in thinned(points, MOST_POINTS)
        ]

    def _views(self, numbers: list[int]) -> list[EntryView]:
        return shown(EntryView, self._store.entries(numbers))

    def _settings(self) -> Settings:
        return Settings.model_validate(self._store.get_document("settings"))


def saved(declined: int) -> Saved:
    """Say how much reading the declined messages would have been, and on what assumption."""
    minutes = round(declined * SECONDS_A_REQUEST / 60, 1)
    if not declined:
        return Saved(declined=0, minutes=0, sentence=sentence("saved.nothing"))
    if minutes < 1:
        time = sentence("saved.less")
    elif minutes < 90:
        time = sentence("saved.minutes", n=round(minutes))
    else:
        time = sentence("saved.hours", hours=minutes / 60)
    said = sentence("saved.some", declined=declined, time=time, seconds=SECONDS_A_REQUEST)
    return Saved(declined=declined, minutes=minutes, sentence=said)


def shown(view: type[View], found: Iterable[object]) -> list[View]:
    """Show what the store gives, by its own names."""
    return [view.model_validate(item, from_attributes=True) for item in found]


def thinned(items: list[Item], most: int) -> list[Item]:
    """Leave out items evenly until ``most`` are left, never the first or the last."""
    if len(items) <= most:
        return items
    return [items[place * (len(items) - 1) // (most - 1)] for place in range(most)]
