"""What Doorstep learns from its user: ``label import``, ``train`` and ``models``."""

from __future__ import annotations

import time
from typing import IO, TYPE_CHECKING, Any

import click

from server.commands.common import many, opened, ready_model, say, shown_progress, with_data
from server.commands.judge import labelled, refuse
from server.dataset_io import contradictions, label_key
from server.paths import DataFolder

if TYPE_CHECKING:
    from server.retrain import Trainer
    from server.store import Store, StoredJob

POLL_SECONDS = 0.2


@click.group()
def label() -> None:
    """Bring in labels."""


@label.command("import")
@click.argument("file", type=click.File("rb"))
@with_data
def label_import(data: DataFolder, file: IO[bytes]) -> None:
    """Store the labels of FILE. All of them or none; the same file twice stores them once."""
    from server.store import NewLabel

    messages = labelled(file)
    refuse(contradictions(messages), file.name)
    with opened(data) as store:
        # A file of labels was labelled by hand: it counts like what is said on the desk.
        stored = store.add_labels([NewLabel(label_key(m), m, m.label, "review") for m in messages])
    known = len(messages) - stored
    click.echo(f"{many(stored, 'label')} stored" + (f", {known} known already." if known else "."))
    if stored:
        say("Let the model learn from them: doorstep train")


@click.command()
@with_data
def train(data: DataFolder) -> None:
    """Train on your labels. The new model is adopted only if it is no worse; says why."""
    from server.registry import Registry
    from server.retrain import Trainer

    ready_model(data)
    with opened(data) as store:
        trainer = Trainer(data, store, Registry(data, store))
        try:
            job = finished(store, trainer)
        finally:
            trainer.stop()
    if job.state not in {"promoted", "kept"}:
        raise click.ClickException(f"{job.report['why']} The model in use stays.")
    click.echo(f"{job.state}: {job.report['model']}")
    click.echo(job.report["why"])
    if "changes" in job.report:
        click.echo(job.report["changes"]["sentence"])
    if "candidate" in job.report:
        say(f"Put it to use: doorstep models use {job.report['candidate']}")


def finished(store: Store, trainer: Trainer) -> StoredJob:
    """Start a training (or join the one that runs) and wait for its end, showing progress."""
    job_id = trainer.start()
    with shown_progress("Training") as progress:
        while (job := store.job(job_id)) is not None and job.state == "running":
            progress(job.progress, str(job.report.get("stage", "starting")))
            time.sleep(POLL_SECONDS)
    if job is None:
        raise click.ClickException("The training was erased with everything else.")
    return job


@click.group()
def models() -> None:
    """List the kept models, go back to one, remove one."""


@models.command("list")
@with_data
def models_list(data: DataFolder) -> None:
    """List the kept models, newest first. * marks the one in use, ? one that waits for you."""
    from server.registry import Registry

    with opened(data) as store:
        kept = Registry(data, store).list()
    if not kept:
        say("There is no model yet; the first one is built by: doorstep serve")
    for model in kept:
        click.echo(model_line(model))


def model_line(model: dict[str, Any]) -> str:
    """Say on one line what a model is and how good."""
    mark = "*" if model["active"] else "?" if model["waiting"] else " "
    auc = model["metrics"].get("out_of_fold", {}).get("auc")
    figure = "" if auc is None else f"   AUC {auc:.3f}"
    made = model["created_at"][:16].replace("T", " ")
    return f"{mark} {model['id']:<26} {made}   {model['labels']:>5} labels{figure}"


@models.command("use")
@click.argument("model_id", metavar="ID")
@with_data
def models_use(data: DataFolder, model_id: str) -> None:
    """Make the kept model ID the one in use. A running service follows at once."""
    from server.registry import Registry

    with opened(data) as store:
        Registry(data, store).use(model_id)
    click.echo(f"{model_id} is in use.")


@models.command("remove")
@click.argument("model_id", metavar="ID")
@with_data
def models_remove(data: DataFolder, model_id: str) -> None:
    """Remove the kept model ID, unless it is the one in use."""
    from server.registry import Registry

    with opened(data) as store:
        Registry(data, store).remove(model_id)
    click.echo(f"{model_id} is removed.")
