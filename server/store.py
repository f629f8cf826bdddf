"""The store: all that Doorstep remembers, in one SQLite file.

Each part lies in a file of its own; this is the one name the rest of the service uses. Safe to use
from several threads and beside other processes.
"""

from __future__ import annotations

from server.store_audits import Audits, StoredAudit
from server.store_clients import Clients, StoredClient
from server.store_echoes import Echo, Echoes
from server.store_files import Files, backups, is_sound, made_at, restore
from server.store_insights import Insights
from server.store_labels import Labels, LabelState, NewDecision, NewLabel, StoredLabel
from server.store_messages import (
    Action,
    Counts,
    Entry,
    Messages,
    Place,
    SearchPage,
    SearchQuery,
    Sort,
    StoredDecision,
    fingerprint,
)
from server.store_models import JobState, Models, StoredJob, StoredModel
from server.store_picks import Picks
from server.store_vectors import Vectors


class Store(Messages, Picks, Audits, Insights, Echoes, Labels, Vectors, Models, Clients, Files):
    """Everything Doorstep remembers; open it with :meth:`open`."""


__all__ = [
    "Action",
    "Counts",
    "Echo",
    "Entry",
    "JobState",
    "LabelState",
    "NewDecision",
    "NewLabel",
    "Place",
    "SearchPage",
    "SearchQuery",
    "Sort",
    "Store",
    "StoredAudit",
    "StoredClient",
    "StoredDecision",
    "StoredJob",
    "StoredLabel",
    "StoredModel",
    "backups",
    "fingerprint",
    "is_sound",
    "made_at",
    "restore",
]
