"""The judge's figures, and how sure each is: the bootstrap over messages.

A resample draws as many leaflets and as many relationships as the set has, with replacement
(stratified); an interval reaches from the 2.5 % to the 97.5 % quantile of the figure over
``RESAMPLES`` of them (Efron 1979, *Bootstrap Methods*; percentile interval). A resample is kept as
weights: how often each message was drawn. Messages count as independent of each other, so an
interval over several messages of the same hand is a little too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from model.calibration import Thresholds
from model.evaluate import BINS, calibration_error

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RESAMPLES = 1_000
SEED = 86
_CHUNK = 100

FIGURES = ("auc", "brier", "ece", "lost", "found")
"""What ``figures`` gives, in order; ``HIGHER_IS_BETTER`` says the direction of each."""
HIGHER_IS_BETTER = {"auc": True, "brier": False, "ece": False, "lost": False, "found": True}


def figures(probability: Floats, truth: Bools, bands: Thresholds, weights: Floats) -> Floats:
    """Give the figures of each resample, shape ``(resamples, len(FIGURES))``; nan where undefined.

    ``auc`` needs both labels. ``brier`` is the mean squared error of the probability, ``ece`` the
    expected calibration error over ten equal bins. ``lost`` is the share of relationships in the
    band *leaflet*, ``found`` the share of leaflets there. ``weights`` has shape
    ``(resamples, n)``; a row of ones gives the figures of the messages themselves.
    """
    total = weights.sum(axis=1)
    named = (probability < bands.leaflet).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = [
            auc(probability, truth, weights),
            weights @ (probability - truth) ** 2 / total,
            np.abs(weights @ _gaps(probability, truth)).sum(axis=1) / total,
            weights @ (named * truth) / (weights @ truth),
            weights @ (named * ~truth) / (weights @ ~truth),
        ]
    return np.stack(columns, axis=1)


def chance_error(probability: Floats) -> tuple[float, float]:
    """Give the calibration error that perfect probabilities would show on so few messages.

    The mean and the 95 % quantile over ``RESAMPLES`` draws of each truth with its probability.
    """
    random = np.random.default_rng(SEED)
    drawn = random.random((RESAMPLES, len(probability))) < probability
    errors = [calibration_error(probability, truth) for truth in drawn]
    return float(np.mean(errors)), float(np.quantile(errors, 0.95))


def auc(probability: Floats, truth: Bools, weights: Floats) -> Floats:
    """Give the area under the ROC curve of each resample, shape ``(resamples,)``.

    The chance that a relationship scores higher than a leaflet, ties counting one half
    (Mann-Whitney); nan without both labels.
    """
    _, place = np.unique(probability, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    drawn = weights[:, order]
    positive = np.add.reduceat(drawn * truth[order], starts, axis=1)
    negative = np.add.reduceat(drawn * ~truth[order], starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative / 2
    with np.errstate(invalid="ignore"):
        pairs = positive.sum(axis=1) * negative.sum(axis=1)
        return np.asarray((positive * below).sum(axis=1) / pairs)


def interval(statistic: Callable[[Floats], Floats], truth: Bools) -> tuple[Floats, Floats]:
    """Give the lower and upper end of the 95 % interval of a statistic of the weights.

    ``statistic`` gets weights of shape ``(resamples, n)`` and gives an array whose first axis are
    the resamples. The resamples are the same each time, so two models are compared on equal draws.
    """
    values = np.concatenate([statistic(weights) for weights in resamples(truth)])
    low, high = np.quantile(values, [0.025, 0.975], axis=0)
    return low, high


def resamples(truth: Bools) -> Iterator[Floats]:
    """Draw ``RESAMPLES`` stratified resamples, some at a time: weights of shape ``(some, n)``."""
    random = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // _CHUNK):
        weights = np.zeros((_CHUNK, len(truth)))
        for label in (False, True):
            mine = np.flatnonzero(truth == label)
            if len(mine):
                even = np.full(len(mine), 1 / len(mine))
                weights[:, mine] = random.multinomial(len(mine), even, size=_CHUNK)
        yield weights


def _gaps(probability: Floats, truth: Bools) -> Floats:
    """Lay out how far each message's probability is from the truth, in the column of its bin."""
    laid = np.zeros((len(truth), BINS))
    which = np.minimum((probability * BINS).astype(int), BINS - 1)
    laid[np.arange(len(truth)), which] = probability - truth
    return laid
