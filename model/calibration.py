"""From a raw score to an honest probability, and from probabilities to bands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from model.records import Band, Strictness

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LOST_RELATIONSHIPS: dict[Strictness, float] = {"gentle": 0.005, "balanced": 0.02, "strict": 0.05}
"""At most this share of relationships may fall into the band ``leaflet``."""

PRAISED_LEAFLETS = 0.05
"""At most this share of leaflets may fall into the band ``relationship``: a far cheaper mistake."""

HOME_ADVANTAGE = 0.6
"""Share of a raw score that is kept before it becomes a probability.

Even leaving a writer out, the corpus is easier than the world: it was written to be decided.
Measured on text from outside (``docs/judgement.md``); 1 would keep the scores of the corpus.
"""


class Calibration(BaseModel):
    """A sigmoid over raw scores: probability = 1 / (1 + exp(-hold * (slope * raw + intercept)))."""

    model_config = ConfigDict(frozen=True)

    slope: float
    intercept: float

    def probability(self, raw: npt.ArrayLike, hold: npt.ArrayLike = 1.0) -> Floats:
        """Probability of *relationship* for each raw score; ``hold`` below 1 moves it to a half."""
        odds = self.slope * np.asarray(raw, dtype=float) + self.intercept
        return np.asarray(expit(np.asarray(hold) * odds))


class Thresholds(BaseModel):
    """Where the bands meet: below ``leaflet``, from ``relationship`` on, and unsure between."""

    model_config = ConfigDict(frozen=True)

    leaflet: float
    relationship: float

    def band(self, probability: float) -> Band:
        """Name the band of one probability."""
        if probability < self.leaflet:
            return "leaflet"
        return "unsure" if probability < self.relationship else "relationship"


def fit_calibration(raw: Floats, is_relationship: Bools) -> Calibration:
    """Fit the sigmoid to out-of-fold raw scores, then temper it by ``HOME_ADVANTAGE``."""
    fitted = LogisticRegression(C=1e3).fit(raw.reshape(-1, 1), is_relationship)
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    return Calibration(slope=HOME_ADVANTAGE * slope, intercept=HOME_ADVANTAGE * intercept)


def choose_thresholds(
    probability: Floats, is_relationship: Bools, strictness: Strictness = "balanced"
) -> Thresholds:
    """Choose the bands from out-of-fold probabilities; one half always lies in ``unsure``."""
    share = LOST_RELATIONSHIPS[strictness]
    low = float(np.quantile(probability[is_relationship], share, method="lower"))
    high = float(np.quantile(probability[~is_relationship], 1 - PRAISED_LEAFLETS, method="higher"))
    return Thresholds(leaflet=min(low, 0.5), relationship=max(high, 0.5))
