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

_CHUNK = 100
"""Rows compared with all others at once: of texts that share a word, each pair takes room."""


def pairs(
    first: Sequence[str], second: Sequence[str], alike: float = ALIKE
) -> Iterator[tuple[int, int, float]]:
    """Give ``(i, j, likeness)`` for every ``first[i]`` that is nearly the same as ``second[j]``."""
    if first and second:
        yield from _alike(shingles(first), shingles(second), alike)


def groups(found: sparse.csr_matrix, alike: float = ALIKE) -> npt.NDArray[np.int64]:
    """Give each text the number of its group; texts that are nearly the same share one.

    ``found``: their :func:`shingles`.
    """
    linked = [(i, j) for i, j, _ in _alike(found, found, alike) if i < j]
    rows, columns = np.array(linked, dtype=int).reshape(-1, 2).T
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(found.shape[0],) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _alike(
    left: sparse.csr_matrix, second: sparse.csr_matrix, alike: float
) -> Iterator[tuple[int, int, float]]:
    right = second.T.tocsr()  # Once; a product with columns would do it each time.
    for start in range(0, left.shape[0], _CHUNK):
        product = (left[start : start + _CHUNK] @ right).tocoo()
        for k in np.flatnonzero(product.data >= alike):
            yield start + int(product.row[k]), int(product.col[k]), float(product.data[k])


def shingles(texts: Sequence[str]) -> sparse.csr_matrix:
    """Give each text's set of five-character shingles as a row of length 1."""
    hashing = HashingVectorizer(
        preprocessor=lambda text: normalise(text).casefold(),
        analyzer="char",
        ngram_range=(5, 5),
        n_features=2**20,
        binary=True,
        alternate_sign=False,
        dtype=np.float32,
    )
    if not texts:  # The hasher fails on nothing.
        return sparse.csr_matrix((0, hashing.n_features), dtype=np.float32)
    return hashing.transform(text + "    " for text in texts)
