"""Texts that are nearly the same: one template sent many times, one message labelled twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer

from model.text import normalise

ALIKE = 0.85
"""Cosine of the sets of five-character shingles from which two texts count as one."""

_CHUNK = 500


def pairs(
    first: Sequence[str], second: Sequence[str], alike: float = ALIKE
) -> Iterator[tuple[int, int, float]]:
    """Give ``(i, j, likeness)`` for every ``first[i]`` that is nearly the same as ``second[j]``."""
    if not first or not second:
        return
    left, right = _shingles(first), _shingles(second).T.tocsc()
    for start in range(0, left.shape[0], _CHUNK):
        product = (left[start : start + _CHUNK] @ right).tocoo()
        for k in np.flatnonzero(product.data >= alike):
            yield start + int(product.row[k]), int(product.col[k]), float(product.data[k])


def groups(texts: Sequence[str], alike: float = ALIKE) -> npt.NDArray[np.int64]:
    """Give each text the number of its group; texts that are nearly the same share one."""
    found = [(i, j) for i, j, _ in pairs(texts, texts, alike) if i < j]
    rows, columns = np.array(found, dtype=int).reshape(-1, 2).T
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _shingles(texts: Sequence[str]) -> sparse.csr_matrix:
    hashing = HashingVectorizer(
        preprocessor=lambda text: normalise(text).casefold(),
        analyzer="char",
        ngram_range=(5, 5),
        n_features=2**20,
        binary=True,
        alternate_sign=False,
        dtype=np.float32,
    )
    return hashing.transform(text + "    " for text in texts)
