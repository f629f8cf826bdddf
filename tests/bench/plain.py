"""The plain way, to be measured against: counted words and logistic regression behind FastAPI.

TF-IDF of words and of pairs of words, as scikit-learn has it, taught the same corpus.
``python -m tests.bench.plain PORT`` serves it with Doorstep's request and reply models: no guard,
no history, no reasons, and nothing learnt from anybody.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from model.corpus import CorpusRow, read_corpus
from model.records import Message, Score


class Ask(BaseModel):
    """What is asked."""

    messages: list[Message]
    explain: bool = False


class Reply(BaseModel):
    """What is answered."""

    model: str
    scores: list[Score]


def counter() -> CountVectorizer:
    """Make what counts words and pairs of words."""
    return CountVectorizer(ngram_range=(1, 2), min_df=2, dtype=np.float32)


def line() -> Pipeline:
    """Make what gives a probability for counts."""
    return make_pipeline(TfidfTransformer(sublinear_tf=True), LogisticRegression(C=10))


def truth_of(rows: Sequence[CorpusRow]) -> npt.NDArray[np.bool_]:
    """Tell which rows are relationships."""
    return np.array([row.label == "relationship" for row in rows], dtype=bool)


def app(fitted: Pipeline) -> FastAPI:
    """Make the service."""
    made = FastAPI()

    @made.post("/v1/score")
    async def score(ask: Ask) -> Reply:
        found = fitted.predict_proba([message.text for message in ask.messages])[:, 1]
        return Reply(
            model="plain",
            scores=[
                Score(id=m.id, score=round(100 * float(p), 1), band="unsure", model="plain")
                for m, p in zip(ask.messages, found, strict=True)
            ],
        )

    return made


def main() -> None:
    """Fit on the corpus and serve."""
    rows = [row for row in read_corpus(Path("training_data")) if row.has_note]
    fitted = make_pipeline(counter(), *(step for _, step in line().steps))
    fitted.fit([row.text for row in rows], truth_of(rows))
    port = int(sys.argv[1])
    uvicorn.run(app(fitted), host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
