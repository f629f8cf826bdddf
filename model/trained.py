"""A trained model: what scores messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from model import context, familiar, wording
from model.calibration import Calibration, Thresholds
from model.context import Recipient
from model.encoder import TextEncoder
from model.explain import explain_one
from model.features import DENSE_COLUMNS, Encode, Features
from model.personal import ReadTexts, mark_of, moved
from model.records import LabelledMessage, Message, Reason, Score, Strictness
from model.signals import Reading, readings_of


@dataclass(frozen=True)
class TrainedModel:
    """A fitted estimator with its calibration, its bands and its history.

    Attributes
    ----------
    estimator : Pipeline
        ``model.pipeline.make_pipeline()``, fitted; its encoder is never saved with it.
    calibration : Calibration
        From raw score to probability.
    bands : dict of Thresholds
        From probability to band, for each strictness the user may choose.
    baseline : ndarray of shape (n_features,)
        Mean dense features of the training texts; what a reason is measured against.
    metadata : dict
        JSON-able: id, created_at, counts, data hash, versions, encoder fingerprint, metrics,
        thresholds, and the commonest words of the languages it was taught.
    left_out : ndarray of shape (n_starter_rows,)
        Probability of each starter row with text, in order, by a fit that never saw its writer.
        For measuring right after training; not saved, so empty in a model that was opened.
    prior : LogisticRegression or None
        The classifier as the starter rows alone made it, from which the user's labels pull away;
        ``None`` in a model saved by a version that did not keep it.
    mark : str
        Names the labels this model follows, where they are others than it was trained with.
    """

    estimator: Pipeline
    calibration: Calibration
    bands: dict[Strictness, Thresholds]
    baseline: npt.NDArray[np.float64]
    metadata: dict[str, Any]
    left_out: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0), repr=False)
    prior: LogisticRegression | None = None
    mark: str = ""

    @property
    def id(self) -> str:
        """The model's name, unique among a user's models."""
        return str(self.metadata["id"])

    @property
    def thresholds(self) -> Thresholds:
        """The bands nobody has changed."""
        return self.bands["balanced"]

    @property
    def encoder(self) -> TextEncoder:
        """What reads the texts."""
        found: TextEncoder = self.estimator["features"].reader
        return found

    def read_by(self, encoder: TextEncoder) -> TrainedModel:
        """Give the same model reading through ``encoder``, such as one that remembers."""
        features = self.estimator["features"]
        other = Features(**{**features.get_params(deep=False), "encoder": encoder})
        steps = [("features", other), ("classifier", self.estimator["classifier"])]
        return replace(self, estimator=Pipeline(steps))

    def served_as(self, strictness: Strictness, recipient: Recipient | None = None) -> str:
        """Name the verdicts of this model so given; a new name lets old ones expire."""
        chosen = "" if strictness == "balanced" else strictness
        parts = [self.id, chosen, self.mark, recipient.mark if recipient else ""]
        return "+".join(part for part in parts if part)

    def following(self, labels: Sequence[LabelledMessage], read: ReadTexts) -> TrainedModel:
        """Give this model moved to ``labels`` in place of those it was trained with.

        Quick: only the personal part is fitted, nothing is calibrated or compared. It is this very
        model where it follows those labels already, or where its prior was not kept.
        """
        noted = [label for label in labels if label.has_note]
        mark = mark_of(noted)
        if mark == self.metadata.get("learnt", mark_of([])):
            mark = ""
        if self.prior is None or mark == self.mark:
            return self
        features = self.estimator["features"]
        classifier = moved(self.prior, read.rows(noted, features))
        estimator = Pipeline([("features", features), ("classifier", classifier)])
        return replace(self, estimator=estimator, mark=mark)

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Probability of *relationship* for each text, shape ``(n,)``."""
        if not texts:
            return np.empty(0)
        readings = readings_of(texts)
        return self.calibration.probability(self.raw(readings), self.hold(readings))

    def hold(self, texts: Sequence[str | Reading]) -> npt.NDArray[np.float64]:
        """Share of each text's log-odds that is kept: less in a language it was not taught."""
        known = (familiar.is_familiar(text, self._common_words) for text in texts)
        return np.array([1.0 if yes else familiar.HELD_BACK for yes in known])

    @cached_property
    def _common_words(self) -> dict[str, frozenset[str]]:
        languages = self.metadata.get("languages", {})
        return {language: frozenset(words) for language, words in languages.items()}

    def raw(self, texts: Sequence[str | Reading]) -> npt.NDArray[np.float64]:
        """Log-odds before calibration, shape ``(n,)``.

        The same as ``estimator.decision_function(texts)``, without 0.5 ms of checks each time.
        """
        return self.odds(*self.drawn(texts))

    def drawn(
        self, texts: Sequence[str | Reading]
    ) -> tuple[npt.NDArray[np.float64], sparse.csr_matrix]:
        """Give what is drawn from each text, as far as this model gives it any weight."""
        found: tuple[npt.NDArray[np.float64], sparse.csr_matrix] = self.estimator["features"].parts(
            texts, words=self._weighs_words
        )
        return found

    @cached_property
    def _weighs_words(self) -> bool:
        """Whether the user's labels gave any word a weight; a starter's have none."""
        return bool(self.estimator["classifier"].coef_[0, DENSE_COLUMNS.stop :].any())

    def odds(
        self, dense: npt.NDArray[np.float64], words: sparse.csr_matrix
    ) -> npt.NDArray[np.float64]:
        """As ``raw``, for texts given by what is ``drawn`` from them."""
        classifier = self.estimator["classifier"]
        weights, width = classifier.coef_[0], dense.shape[1]
        found = dense @ weights[:width] + words @ weights[width:] + classifier.intercept_[0]
        return np.asarray(found)

    def meanings(
        self, texts: Sequence[str], encode: Encode = Features.encoded
    ) -> npt.NDArray[np.float32]:
        """Give what each text means, as rows of length 1: their products say how close they are."""
        features = self.estimator["features"]
        return np.asarray(features.meaning(encode(features, texts)))

    def score(
        self,
        messages: Sequence[Message],
        explain: bool = False,
        strictness: Strictness = "balanced",
        recipient: Recipient | None = None,
        language: str = wording.ENGLISH,
    ) -> list[Score]:
        """Judge messages, in order; ``explain`` adds the reasons, ``strictness`` moves the bands.

        The reasons are in ``language``, a BCP 47 tag; in English where Doorstep does not speak it.

        What is known of sender, thread and ``recipient`` shifts the score (``model/context.py``).
        A message without text gets the band ``no_note`` and no number.
        """
        name = self.served_as(strictness, recipient)
        noted = [message for message in messages if message.has_note]
        found = self.probabilities([message.text for message in noted])
        judged = {id(m): float(p) for m, p in zip(noted, found, strict=True)}
        scores = []
        for message in messages:
            probability = judged.get(id(message))
            if probability is None:
                scores.append(Score(id=message.id, score=None, band="no_note", model=name))
                continue
            around = context.findings(message, recipient)
            reasons: list[Reason] = explain_one(self, message.text, language) if explain else []
            if explain and around:
                reasons += context.reasons(probability, around, language)
                reasons.sort(key=lambda reason: -abs(reason.effect))
            probability = context.moved(probability, around)
            scores.append(
                Score(
                    id=message.id,
                    score=round(100 * probability, 1),
                    band=self.bands[strictness].band(probability),
                    model=name,
                    reasons=reasons,
                )
            )
        return scores
