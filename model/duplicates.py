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

_SHARED = 12
"""Of their rarest members, texts that are compared share so many; fewer let more through, more are
slower to count."""


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
    left: sparse.csr_matrix, right: sparse.csr_matrix, alike: float
) -> Iterator[tuple[int, int, float]]:
    """Give the pairs of rows that are alike.

    Only those are compared that share enough of their rarest members (prefix filtering: Chaudhuri,
    Ganti and Kaushik 2006, *A Primitive Operator for Similarity Joins in Data Cleaning*; with more
    than one: Wang, Li and Feng 2012, *Can We Beat the Prefix Filtering?*).
    """
    (rare, needed), (rare_right, needed_right) = _rarest(left, right, alike)
    across = rare_right.T.tocsr()
    for start in range(0, left.shape[0], _CHUNK):
        shared = (rare[start : start + _CHUNK] @ across).tocoo()
        i, j = shared.row + start, shared.col
        enough = shared.data >= np.minimum(needed[i], needed_right[j])
        i, j = i[enough], j[enough]
        likeness = np.asarray(left[i].multiply(right[j]).sum(axis=1)).ravel()
        for k in np.flatnonzero(likeness >= alike):
            yield int(i[k]), int(j[k]), float(likeness[k])


def _rarest(
    left: sparse.csr_matrix, right: sparse.csr_matrix, alike: float
) -> list[tuple[sparse.csr_matrix, npt.NDArray[np.int64]]]:
    """Give each set's rarest members, and how many of them one that is alike must share.

    Of two sets with a cosine of ``alike`` or more, each holds at least ``alike ** 2`` of the other.
    So what one of them lacks is the rest at most: of ``n`` members more than that, ``n`` are in
    both.
    """
    used = np.concatenate([left.indices, right.indices])
    _, column, seen = np.unique(used, return_inverse=True, return_counts=True)
    column = np.argsort(np.argsort(seen, kind="stable"))[column]  # The rarest first.
    found = []
    for rows, columns in zip((left, right), np.split(column, [left.nnz]), strict=True):
        ones = np.ones(rows.nnz, dtype=np.int32)
        shape = (rows.shape[0], len(seen))
        ordered = sparse.csr_matrix((ones, columns, rows.indptr), shape, copy=True)
        ordered.sort_indices()
        size = np.diff(rows.indptr)
        # A little less than the bound, because likeness is added up in single precision.
        least = np.ceil(alike**2 * size - 1e-3).astype(int)
        needed = np.minimum(_SHARED, least)
        rank = np.arange(rows.nnz) - np.repeat(rows.indptr[:-1], size)
        ordered.data[rank >= np.repeat(size - least + needed, size)] = 0
        ordered.eliminate_zeros()
        found.append((ordered, needed))
    return found


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
