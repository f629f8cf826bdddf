"""How fast the judge learns a taste that is not the starter's: curves for invented users.

Each file of ``tests/bench/users/`` is the inbox of one invented user in the order of its coming,
one labelled message a line; ``label`` is that user's own verdict. Three judges are given the texts
and the same labels: the starter alone, Doorstep following them, and bogofilter trained on them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from model.corpus import read_corpus
from model.encoder import MemoEncoder, shared_encoder
from model.personal import ReadTexts
from model.records import LabelledMessage
from model.train import train
from model.trained import TrainedModel

USERS = Path(__file__).parent / "users"
CHECKPOINTS = (0, 5, 10, 20, 50, 100, 300)
DELAY = 20
"""Labels that arrive together where feedback is delayed."""
LEAST_LEFT = 20
"""Messages that must be left to score for a figure to be given."""

Floats = npt.NDArray[np.float64]


class Judge(Protocol):
    """What gives scores between 0 and 1, *relationship* being 1, and may learn from labels."""

    def learn(self, labels: Sequence[LabelledMessage]) -> None:
        """Take labels in; they come once each, in order."""
        ...

    def judge(self, messages: Sequence[LabelledMessage]) -> Floats:
        """Score messages by their texts alone."""
        ...


@dataclass
class Doorstep:
    """The starter, following labels as the service does at once; or not ``following`` at all."""

    starter: TrainedModel
    following: bool = True
    labels: list[LabelledMessage] = field(default_factory=list)
    read: ReadTexts = field(default_factory=ReadTexts)

    def __post_init__(self) -> None:
        self.model = self.starter

    def learn(self, labels: Sequence[LabelledMessage]) -> None:
        """Move the starter to all labels so far."""
        if self.following:
            self.labels += labels
            self.model = self.starter.following(self.labels, self.read)

    def judge(self, messages: Sequence[LabelledMessage]) -> Floats:
        """Give calibrated probabilities."""
        return self.model.probabilities([message.text for message in messages])


@dataclass
class Bogofilter:
    """Debian's ``bogofilter``, a Bayesian filter of words; leaflets are its spam.

    Its cutoffs play no part: its number is taken as it is. ``folder`` holds its list of words.
    """

    folder: Path

    def learn(self, labels: Sequence[LabelledMessage]) -> None:
        """Register each."""
        for label in labels:
            self._run("-s" if label.label == "leaflet" else "-n", text=letter(label))

    def judge(self, messages: Sequence[LabelledMessage]) -> Floats:
        """Give one minus its spamicity; before the first label it knows nothing."""
        if not (self.folder / "wordlist.db").exists():
            return np.full(len(messages), 0.5)
        told = self._run("-TT", "-b", text=self._written(messages)).splitlines()
        return 1 - np.array([float(line.split()[-1]) for line in told])

    def learn_all(self, labels: Sequence[LabelledMessage], forget: bool = False) -> None:
        """Register many at once, or take them out of the list of words again."""
        for label, option in (("leaflet", "-s"), ("relationship", "-n")):
            some = [row for row in labels if row.label == label]
            if some:
                option = option.upper() if forget else option
                self._run(option, "-b", text=self._written(some))

    def spamicity(self, message: LabelledMessage) -> float:
        """Ask for one message, as a mail program does: in a process of its own."""
        return float(self._run("-TT", text=letter(message)).split()[-1])

    def _written(self, messages: Sequence[LabelledMessage]) -> str:
        """Write messages to files of their own; gives the files' names, one a line."""
        paths = [self.folder / f"{number}.eml" for number in range(len(messages))]
        for path, message in zip(paths, messages, strict=True):
            path.write_text(letter(message), "utf-8")
        return "\n".join(map(str, paths))

    def _run(self, *options: str, text: str) -> str:
        command = ["bogofilter", "-C", "-d", str(self.folder), *options]
        run = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
        if run.returncode > 2:  # 0 to 2 say what it thinks of the message.
            raise RuntimeError(run.stderr.decode())
        return run.stdout.decode()


def letter(message: LabelledMessage) -> str:
    """Give a text as the mail that bogofilter reads."""
    return f"Content-Type: text/plain; charset=utf-8\n\n{message.text}\n"


@dataclass(frozen=True)
class Figures:
    """``None`` where the messages cannot tell."""

    auc: float | None
    balanced: float | None


@dataclass(frozen=True)
class Curve:
    """``after[n]``: all later messages, by what was known after n; ``whole``: each by its time."""

    after: dict[int, Figures]
    whole: Figures


def run(judge: Judge, stream: Sequence[LabelledMessage], batch: int = 1) -> Curve:
    """Show a stream message by message, each scored before its label; labels come by ``batch``."""
    after, online = {}, []
    known = 0
    for seen, message in enumerate(stream):
        due = seen - seen % batch
        judge.learn(stream[known:due])
        known = due
        if seen in CHECKPOINTS and len(stream) - seen >= LEAST_LEFT:
            after[seen] = figures(judge.judge(stream[seen:]), stream[seen:])
        online += list(judge.judge([message]))
    return Curve(after, figures(np.array(online), stream))


def figures(scores: Floats, messages: Sequence[LabelledMessage]) -> Figures:
    """Compare scores with the user's verdicts; for the balanced accuracy the line is at a half."""
    truth = np.array([message.label == "relationship" for message in messages])
    if truth.all() or not truth.any():
        return Figures(None, None)
    balanced = balanced_accuracy_score(truth, scores >= 0.5)
    return Figures(float(roc_auc_score(truth, scores)), float(balanced))


@contextmanager
def judges(starter: TrainedModel) -> Iterator[dict[str, Callable[[], Judge]]]:
    """Give the makers of all judges, by name; each makes one that has learnt nothing."""
    with tempfile.TemporaryDirectory() as name:
        made: dict[str, Callable[[], Judge]] = {
            "starter": lambda: Doorstep(starter, following=False),
            "Doorstep": lambda: Doorstep(starter),
        }
        if shutil.which("bogofilter"):
            made["bogofilter"] = lambda: Bogofilter(Path(tempfile.mkdtemp(dir=name)))
        yield made


def read_users(folder: Path = USERS) -> dict[str, list[LabelledMessage]]:
    """Read the streams by the users' names."""
    return {
        path.stem: [
            LabelledMessage.model_validate_json(line)
            for line in path.read_text("utf-8").splitlines()
        ]
        for path in sorted(folder.glob("*.jsonl"))
    }


def measured(folder: Path = USERS) -> dict[str, dict[str, Curve]]:
    """Give every judge's curve for every user; delayed feedback has a name of its own."""
    encoder = MemoEncoder(shared_encoder())
    starter = train(read_corpus(Path("training_data")), encoder=encoder)
    found: dict[str, dict[str, Curve]] = {}
    with judges(starter) as made:
        for user, stream in read_users(folder).items():
            encoder.learn(message.text for message in stream)
            found[user] = {name: run(make(), stream) for name, make in made.items()}
            for name in list(made)[1:]:
                found[user][f"{name}, delayed"] = run(made[name](), stream, DELAY)
    return found


TEXT = """
## Learning one user's taste

Invented users whose verdicts differ from the starter's (`tests/bench/users/`: one inbox each, in
the order of its coming). **After n**: the model that knows the first n labels scores all later
messages. **Whole**: every message scored before its own label is known, in its time. *Delayed*:
labels arrive in batches of {delay}, so that after 50 messages 40 are known. AUC, and behind it the
balanced accuracy at the middle of the scale. All read the text alone. *starter* never learns;
*bogofilter* is Debian's filter of that name{bogofilter}.

Mean of the {count} users:

{mean}

{users}
"""


def section(folder: Path = USERS) -> str:
    """Measure, and write the figures as a section of docs/benchmarks.md; needs some users."""
    found = measured(folder)
    names = list(dict.fromkeys(name for curves in found.values() for name in curves))
    order = sorted(names, key=lambda name: (name.endswith("delayed"), names.index(name)))
    average = {name: mean([curves[name] for curves in found.values()]) for name in order}
    users = [f"**{user}**\n\n{table(curves, order)}" for user, curves in found.items()]
    there = ", trained on the same labels"
    absent = ", which was not there in this run (`apt install bogofilter-sqlite`)"
    return TEXT.format(
        delay=DELAY,
        bogofilter=there if "bogofilter" in names else absent,
        count=len(found),
        mean=table(average, order),
        users="\n\n".join(users),
    )


def mean(curves: Sequence[Curve]) -> Curve:
    """Average what all of them have."""
    return Curve(
        {
            n: averaged([curve.after[n] for curve in curves])
            for n in CHECKPOINTS
            if all(n in curve.after for curve in curves)
        },
        averaged([curve.whole for curve in curves]),
    )


def averaged(found: Sequence[Figures]) -> Figures:
    """Average figures, leaving out what could not be told."""
    auc = [each.auc for each in found if each.auc is not None]
    balanced = [each.balanced for each in found if each.balanced is not None]
    return Figures(
        float(np.mean(auc)) if auc else None, float(np.mean(balanced)) if balanced else None
    )


def table(curves: dict[str, Curve], order: Sequence[str]) -> str:
    """Lay out one row a judge."""
    heads = [str(n) for n in CHECKPOINTS]
    lines = [
        "| judge | " + " | ".join(["after 0", *heads[1:], "whole"]) + " |",
        "| --- |" + " --- |" * (len(heads) + 1),
    ]
    for name in order:
        curve = curves[name]
        cells = [cell(curve.after.get(n)) for n in CHECKPOINTS]
        lines.append(f"| {name} | " + " | ".join([*cells, cell(curve.whole)]) + " |")
    return "\n".join(lines)


def cell(found: Figures | None) -> str:
    """Give AUC and balanced accuracy, without their leading nought."""
    if found is None or found.auc is None or found.balanced is None:
        return "–"
    return f"{found.auc:.3f} / {found.balanced:.2f}".replace("0.", ".")


if __name__ == "__main__":
    sys.stdout.write(section(Path(sys.argv[1]) if len(sys.argv) > 1 else USERS))
