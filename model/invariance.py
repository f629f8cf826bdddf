"""Take the writers' hands out of the training rows.

Nuisance attribute projection, as speaker recognition uses it against microphones: within each
class, the directions in which the mean vectors of writers differ are manner, not matter, so they
are projected out before the classifier is fitted. A logistic regression with an L2 penalty then
has no weight along them, so nothing needs to be done when a message is scored.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DIRECTIONS = 10
"""How many directions are taken out; see the table in ``docs/judgement.md``."""


def writer_directions(
    meaning: Floats, hand: npt.ArrayLike, truth: npt.NDArray[np.bool_], count: int = DIRECTIONS
) -> Floats:
    """Give the ``count`` directions in which hands differ most, as orthonormal rows.

    Parameters
    ----------
    meaning : ndarray of shape (n, d)
        Embeddings.
    hand : array of str, length n
        Who wrote each text, and in which language.
    truth : ndarray of bool, shape (n,)
        Whether each is a relationship. Hands are compared within a class, so that the difference
        between the classes stays.
    count : int
        How many directions to give at most.
    """
    hands = np.asarray(hand)
    offsets = []
    for label in (False, True):
        middle = meaning[truth == label].mean(axis=0)
        for name in np.unique(hands):
            mine = (hands == name) & (truth == label)
            if mine.any():
                offsets.append(meaning[mine].mean(axis=0) - middle)
    directions = np.linalg.svd(np.array(offsets), full_matrices=False)[2]
    return np.asarray(directions[:count])


def without(meaning: Floats, directions: Floats) -> Floats:
    """Give ``meaning`` with its share along ``directions`` removed; shape as before."""
    return np.asarray(meaning - (meaning @ directions.T) @ directions)
