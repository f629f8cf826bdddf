"""What a text means beside the few things by which all messages differ most.

Four directions (leaflet or not, first of all) hold four fifths of what meanings are, so that two
pitches look alike whatever they are for. Whose taste is their own tells those apart: by what is
left when the four are taken out.

``python -m model.nuance training_data`` finds the directions anew, after the encoder was.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from model.corpus import read_corpus
from model.encoder import MEANING, Matrix, TextEncoder, shared_encoder
from model.text import normalise

DIRECTIONS = "directions.npz"
COUNT = 4

SAMPLE = 5_000
"""So many texts of the corpus tell the directions."""


def nuance(meaning: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Give meanings (rows) without the directions, as rows of length 1."""
    chief = directions()
    return unit(meaning - (meaning @ chief) @ chief.T)


def unit(rows: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Give rows of length 1; their products are cosines."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


@lru_cache(maxsize=1)
def directions() -> Matrix:
    """Give the directions as columns, each of length 1 and square to the others."""
    with (files("model") / "weights" / DIRECTIONS).open("rb") as file, np.load(file) as stored:
        return np.asarray(stored["directions"])


def found(meaning: npt.NDArray[np.floating]) -> Matrix:
    """Give the directions in which the meanings (rows) are longest together."""
    rows = unit(meaning)
    _, vectors = np.linalg.eigh(rows.T @ rows)  # The longest come last.
    return np.asarray(vectors[:, : -COUNT - 1 : -1], dtype=np.float32)


def read(folder: Path, encoder: TextEncoder) -> Matrix:
    """Give the meanings of a sample of the corpus in ``folder``, always the same one."""
    texts = [normalise(row.text) for row in read_corpus(folder) if row.has_note]
    drawn = np.random.default_rng(0).permutation(len(texts))[:SAMPLE]
    return encoder.encode([texts[i] for i in drawn])[:, MEANING]


if __name__ == "__main__":
    path = Path("model/weights") / DIRECTIONS
    np.savez(path, directions=found(read(Path(sys.argv[1]), shared_encoder())))
