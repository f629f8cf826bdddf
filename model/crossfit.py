"""Cross-fitted attributes: what an encoder that never saw the writer sees in each starter row.

The encoder that ships has learnt every row of the corpus; on those it is too sure of itself. The
starter model is therefore fitted to what encoders see that were taught without the row's
writer (stacking: Wolpert 1992, *Stacked Generalization*), which are as unsure as the encoder is
on a text it has never met. ``model/finetune`` makes them together with the weights.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from model.attributes import NAMES

CROSSFIT = "crossfit.npz"


@lru_cache(maxsize=1)
def attributes_by_key() -> dict[str, npt.NDArray[np.float64]]:
    """Give each starter text's attributes, in log-odds, by ``model.text.text_key``."""
    with (files("model") / "weights" / CROSSFIT).open("rb") as file, np.load(file) as stored:
        return dict(
            zip(
                stored["keys"].tolist(),
                stored["opinions"].astype(float)[:, : len(NAMES)],
                strict=True,
            )
        )
