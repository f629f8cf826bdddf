"""Save a model as a folder, and open such a folder only if this installation wrote it.

Unpickling runs whatever a file says, so nothing is unpickled before its HMAC, its SHA-256, the
library versions and the encoder have been checked, in memory, on the very bytes that are opened.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import platform
import shutil
import tempfile
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from model.calibration import Calibration, Thresholds
from model.encoder import TextEncoder, pinned_fingerprint
from model.trained import TrainedModel
from model.wording import sentence

MODEL, METADATA, CARD, MANIFEST = "model.joblib", "metadata.json", "MODEL_CARD.md", "manifest.json"
FORMAT = 2
_LARGEST = 64_000_000
_LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy")
_FEATURE_CODE = (
    "attributes.py",
    "encoder.py",
    "features.py",
    "lexicon.py",
    "nuance.py",
    "phrases.py",
    "signals.py",
    "text.py",
    "tokenizer.py",
    "weights/directions.npz",
)


class ModelRefused(Exception):  # noqa: N818 - the name is the contract
    """A model folder is missing, damaged, foreign or of other versions; the text says which.

    A sentence without a capital and a full stop, to be part of another.
    """

    def __init__(self, key: str, **values: str) -> None:
        self.why = sentence(f"refused.{key}", **values)
        super().__init__(self.why)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Tell what a saved model depends on: Python, libraries, format and feature code."""
    code = hashlib.sha256()
    for name in _FEATURE_CODE:
        code.update(files("model").joinpath(name).read_bytes())
    return {
        "format": str(FORMAT),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in _LIBRARIES},
        "features": code.hexdigest()[:16],
    }


def save_model(trained: TrainedModel, folder: Path, key: bytes) -> None:
    """Write ``trained`` to ``folder``, which must not exist; it appears whole or not at all.

    Raises
    ------
    FileExistsError
        If ``folder`` is there already.
    OSError
        If the disk is full or the place cannot be written; nothing is left behind.
    """
    if folder.exists():
        raise FileExistsError(f"a model named {folder.name} exists already")
    contents = {
        MODEL: _dump(trained),
        METADATA: json.dumps(trained.metadata, indent=1, ensure_ascii=False).encode(),
        CARD: model_card(trained.metadata).encode(),
    }
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    manifest = {"files": hashes, "hmac": _seal(hashes, key)}
    contents[MANIFEST] = json.dumps(manifest, indent=1).encode()
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder.parent))
    try:
        for name, data in contents.items():
            _write(unfinished / name, data)
        _sync_folder(unfinished)
        unfinished.rename(folder)
        _sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def load_model(folder: Path, key: bytes, *, encoder: TextEncoder | None = None) -> TrainedModel:
    """Open the model in ``folder`` after every check has passed.

    Parameters
    ----------
    folder : Path
        A folder written by ``save_model``.
    key : bytes
        The key it was saved under.
    encoder : TextEncoder, optional
        Another than the shared one, such as one that remembers.

    Raises
    ------
    ModelRefused
        If anything about the folder is not as ``save_model`` left it. Nothing was unpickled then.
    """
    hashes = _checked_manifest(folder, key)
    contents = {name: _checked_file(folder, name, hashes[name]) for name in hashes}
    metadata = json.loads(contents[METADATA])
    fingerprint = encoder.fingerprint if encoder else pinned_fingerprint()
    if metadata["versions"] != versions():
        raise ModelRefused("other_versions")
    if metadata["encoder"] != fingerprint:
        raise ModelRefused("other_encoder")
    parts = joblib.load(io.BytesIO(contents[MODEL]))
    parts["estimator"]["features"].encoder = encoder
    return TrainedModel(
        estimator=parts["estimator"],
        calibration=Calibration(**metadata["calibration"]),
        bands={name: Thresholds(**found) for name, found in metadata["bands"].items()},
        baseline=np.asarray(parts["baseline"]),
        metadata=metadata,
        prior=parts.get("prior") or _starter(parts["estimator"], metadata),
    )


def _starter(estimator: Pipeline, metadata: dict[str, Any]) -> LogisticRegression | None:
    """Give the prior of a model saved without: it is its own if it has learnt no labels."""
    return None if metadata["trained_on"] else estimator["classifier"]


def model_card(metadata: dict[str, Any]) -> str:
    """Describe a model for people, in Markdown."""
    data, oof = metadata["data"], metadata["metrics"]["out_of_fold"]
    bands = metadata["bands"]["balanced"]
    return f"""# Model card: {metadata["id"]}

**What it is.** A judge of connection requests and inbox messages: leaflet or relationship. Made by
Doorstep on this computer, {metadata["created_at"]}, from {data["corpus"]} starter messages and
{data["personal"]} labels of the user (SHA-256 {data["sha256"][:16]}…).

**How it works.** Twelve attributes as a frozen multilingual encoder sees them (fingerprint
{metadata["encoder"][:12]}…), and readable signals; logistic regression, moved towards the user's
labels; a sigmoid fitted to scores of writers left out.

**Figures.** Out of fold, each writer judged by a model that never read them: AUC {oof["auc"]},
Brier {oof["brier"]}, calibration error {oof["ece"]} on {oof["n"]} messages. Those texts were
written for training. On messages from outside it is clearly worse; see docs/judgement.md.

**Bands.** Leaflet below {100 * bands["leaflet"]:.1f}, relationship from
{100 * bands["relationship"]:.1f}, unsure between.

**Meant for** sorting one's own inbox, with a person deciding. **Not meant for** judging people,
hiring, moderation, or declining without a look.

**Privacy.** The file holds weights drawn from the user's own messages: treat it as private. It
holds no message text and no list of words. Erasing the data folder erases it.
"""


def _dump(trained: TrainedModel) -> bytes:
    """Pickle the estimator without its encoder."""
    features = trained.estimator["features"]
    encoder, features.encoder = features.encoder, None
    try:
        buffer = io.BytesIO()
        kept = ("estimator", "baseline", "prior")
        joblib.dump({name: getattr(trained, name) for name in kept}, buffer)
        return buffer.getvalue()
    finally:
        features.encoder = encoder


def _seal(hashes: dict[str, str], key: bytes) -> str:
    return hmac.new(key, json.dumps(hashes, sort_keys=True).encode(), "sha256").hexdigest()


def _checked_manifest(folder: Path, key: bytes) -> dict[str, str]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        hashes, seal = manifest["files"], manifest["hmac"]
        genuine = hmac.compare_digest(seal, _seal(hashes, key))
    except FileNotFoundError:
        raise ModelRefused("nothing_there") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ModelRefused("damaged") from None
    if not genuine:
        raise ModelRefused("foreign")
    if set(hashes) != {MODEL, METADATA, CARD}:
        raise ModelRefused("other_files")
    return dict(hashes)


def _checked_file(folder: Path, name: str, expected: str) -> bytes:
    try:
        if (folder / name).stat().st_size > _LARGEST:
            raise ModelRefused("too_large", file=name)
        data = (folder / name).read_bytes()
    except OSError:
        raise ModelRefused("file_missing", file=name) from None
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), expected):
        raise ModelRefused("file_changed", file=name)
    return data


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
