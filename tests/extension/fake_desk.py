"""A service that answers the desk's calls by the protocol, over a history of any length."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from server import demo_inbox
from tests.extension.fake_service import Answer, Arrived, FakeService

NEWEST = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
EVERY = timedelta(hours=5)
BANDS = (("leaflet", 30.0), ("unsure", 65.0), ("relationship", 101.0))
SCORES = (88.4, 3.1, 61.0, None, 91.7, 4.6, 83.2, 7.9, 47.5, 86.0)
"""Of the sample's letters, in their order, then over again."""
STRICTNESSES = {"gentle": 15.0, "balanced": 30.0, "strict": 45.0}

Entry = dict[str, Any]


def band_of(score: float | None, leaflet: float = 30.0) -> str:
    if score is None:
        return "no_note"
    return "leaflet" if score < leaflet else "unsure" if score < 65 else "relationship"


def letter(number: int) -> Entry:
    """The entry that many places from the newest: the sample inbox, over and over."""
    request = demo_inbox.SAMPLE[number % len(demo_inbox.SAMPLE)]
    score = SCORES[number % len(SCORES)] if request.note else None
    round_ = number // len(demo_inbox.SAMPLE)
    at = (NEWEST - number * EVERY).isoformat()
    message = {
        "id": f"m-{number}",
        "text": request.note + (f" ({round_})" if round_ and request.note else ""),
        "kind": "connection_request",
        "site": "linkedin",
        "received_at": at,
        "sender": {
            "name": request.name,
            "headline": request.headline,
            "profile_url": f"https://www.linkedin.com/in/{request.slug}/",
            "mutual": 3,
        },
    }
    return {"message": message, "score": score, "band": band_of(score), "model": "model-one",
            "label": None, "first_seen": at, "last_seen": at, "decisions": []}  # fmt: skip


class FakeDesk(FakeService):
    """Newest first in `entries`; `given` has every label that counts, by key, in order."""

    def __init__(self, letters: int = 12) -> None:
        super().__init__()
        self.entries = [letter(number) for number in range(letters)]
        self.given: dict[str, tuple[str, str]] = {}
        self.settings: dict[str, Any] = {
            "strictness": "balanced", "auto_train": True, "auto_adopt": True, "decline_limit": 5.0,
        }  # fmt: skip
        self.profile: dict[str, Any] = {"name": "", "text": "", "facts": [], "test_words": []}
        self.suspects: list[dict[str, Any]] = []
        self.bulk: dict[str, Any] = {
            "allowed": False, "bound": 10.9, "limit": 5.0, "confidence": 90, "checked": 20,
            "wrong": 0, "missing": 25, "alarm": None,
            "why": "25 more answers, all leaflets, and leaflets come ticked.",
        }  # fmt: skip
        self.insights: dict[str, Any] = {}
        self.models: list[dict[str, Any]] = [model("model-one", active=True, labels=0)]
        self.changes: dict[str, Any] = {}
        self.job: dict[str, Any] = {}
        self.backups: list[dict[str, Any]] = []
        self.unknown: set[str] = set()
        """Beginnings of the paths an older service does not know."""

    # --- how it answers ---------------------------------------------------------------------------

    def proper(self, request: Arrived) -> Answer | None:
        if any(request.path.startswith(path) for path in self.unknown):
            error = {"code": "not_found", "message": "There is no such address."}
            return Answer(404, {"error": error})
        if request.path == "/v1/export":
            return Answer(body={"format": request.json["format"], "messages": len(self.entries)})
        if request.path.startswith("/v1/import/"):
            return Answer(body=self._import(request))
        return super().proper(request)

    def _work(self, path: str, body: Any) -> Any:
        if path.startswith("/v1/models/") and path.endswith("/changes"):
            return self.changes
        if path.startswith("/v1/train/"):
            return self.job
        calls: dict[str, Callable[[Any], Any]] = {
            "/v1/messages/search": self._search,
            "/v1/labels": self._label,
            "/v1/labels/undo": self._undo,
            "/v1/status": lambda _: self._status(),
            "/v1/queue?count=5": lambda _: self._queue(5),
            "/v1/queue?count=1": lambda _: self._queue(1),
            "/v1/suspects": lambda _: {"checked": 40, "suspects": self.suspects},
            "/v1/bulk": lambda _: {**self.bulk, "audit": self._audit()},
            "/v1/insights": lambda _: self.insights,
            "/v1/strictness": lambda _: self._strictness(),
            "/v1/models": lambda _: {"models": self.models},
            "/v1/models/use": self._use,
            "/v1/train": lambda _: {"job": self.job["job"]},
            "/v1/profile": self._profile,
            "/v1/settings": self._settings,
            "/v1/backup": lambda _: self._backup(),
            "/v1/backups": lambda _: {"backups": self.backups},
            "/v1/erase": lambda _: self._erase(),
        }
        return calls[path](body) if path in calls else super()._work(path, body)

    # --- the calls --------------------------------------------------------------------------------

    def _search(self, asked: Any) -> Any:
        found = [entry for entry in self.entries if fits(entry, asked)]
        order = {
            "newest": lambda entry: 0,
            "oldest": lambda entry: -self.entries.index(entry),
            "lowest": lambda entry: 101 if entry["score"] is None else entry["score"],
            "highest": lambda entry: 1 if entry["score"] is None else -entry["score"],
        }
        sort = asked.get("sort", "newest")
        if sort != "newest":
            found.sort(key=order[sort])
        start, limit = int(asked.get("cursor", 0)), asked.get("limit", 50)
        follows = start + limit < len(found)
        return {"messages": found[start : start + limit], "sort": sort,
                "next": str(start + limit) if follows else None}  # fmt: skip

    def _label(self, body: Any) -> Any:
        for label in body["labels"]:
            self.given[label["key"]] = (label["message"]["text"], label["label"])
        return self._learnt({"stored": len(body["labels"])})

    def _undo(self, body: Any) -> Any:
        undone = [self.given.pop(key) for key in body["keys"] if key in self.given]
        return self._learnt({"undone": len(undone)})

    def _learnt(self, reply: Any) -> Any:
        labels = dict(self.given.values())
        for entry in self.entries:
            entry["label"] = labels.get(entry["message"]["text"])
        return {**reply, "model": self.model}

    def _score(self, message: Any, body: Any) -> dict[str, Any]:
        known = [entry for entry in self.entries if entry["message"]["id"] == message["id"]]
        score = known[0]["score"] if known else 50.0
        return {"id": message["id"], "score": score, "band": band_of(score), "model": self.model,
                "reasons": reasons(message["text"], score) if body["explain"] else []}  # fmt: skip

    def _counts(self) -> dict[str, int]:
        given = [label for _, label in self.given.values()]
        return {label: given.count(label) for label in ("leaflet", "relationship")}

    def _status(self) -> Any:
        counts = {"messages": len(self.entries), "bands": {}, "labels": self._counts(),
                  "decisions": {}}  # fmt: skip
        return {"model": self.model, "counts": counts, "training": self.job or None}

    def _unlabelled(self, band: str) -> list[Entry]:
        return [e for e in self.entries if e["band"] == band and e["label"] is None]

    def _queue(self, count: int) -> Any:
        waiting = self._unlabelled("unsure")
        labels = self._counts()
        advice = f"{sum(labels.values())} labels; 3 more relationships would help most."
        return {"picks": waiting[:count], "waiting": len(waiting), "labels": labels,
                "advice": advice}  # fmt: skip

    def _audit(self) -> list[Entry]:
        return self._unlabelled("leaflet")[:3]

    def _strictness(self) -> Any:
        scored = [entry for entry in self.entries if entry["score"] is not None][:1000]
        now = STRICTNESSES[self.settings["strictness"]]
        choices = {}
        for name, line in STRICTNESSES.items():
            bands = [band_of(entry["score"], line) for entry in scored]
            counts = {band: bands.count(band) for band, _ in BANDS}
            changed = [e for e in scored if band_of(e["score"], line) != band_of(e["score"], now)]
            choices[name] = {**counts, "moved": changed[:5]}
        return {"compared": len(scored), "choices": choices}

    def _use(self, body: Any) -> Any:
        for known in self.models:
            known["active"] = known["id"] == body["id"]
            known["waiting"] = known["waiting"] and not known["active"]
        self.model = body["id"]
        return {"models": self.models}

    def _profile(self, body: Any) -> Any:
        self.profile = body or self.profile
        return self.profile

    def _settings(self, body: Any) -> Any:
        self.settings = body or self.settings
        return self.settings

    def _backup(self) -> Any:
        made = {"file": f"doorstep-{len(self.backups) + 1}.sqlite3", "bytes": 1_250_000,
                "at": NEWEST.isoformat()}  # fmt: skip
        self.backups.insert(0, made)
        return made

    def _erase(self) -> Any:
        self.entries, self.given, self.backups = [], {}, []
        return {"erased": True}

    def _import(self, request: Arrived) -> Any:
        dry_run = request.path.endswith("dry_run=true")
        example = {"name": "Lena Hofbauer", "kind": "inbox_message", "text": "How do you store it?"}
        return {
            "dry_run": dry_run, "requests": 412, "leaflets": 251, "relationships": 74,
            "undecided": 87, "stored": 325, "known": 3, "missing": ["Connections.csv"],
            "agreement": None, "examples": {"relationship": [example]} if dry_run else {},
            "summary": "Of 412 requests in your export, 61% were leaflets;"
            " Doorstep agrees with what you did in 93%.",
        }  # fmt: skip


def fits(entry: Entry, asked: Any) -> bool:
    """Whether an entry passes the filters of a search."""
    sender = entry["message"].get("sender") or {}
    words = f"{entry['message']['text']} {sender.get('name')} {sender.get('headline')}".casefold()
    return (
        asked.get("text", "").casefold() in words
        and asked.get("band") in (None, entry["band"])
        and asked.get("kind") in (None, entry["message"]["kind"])
        and asked.get("label") in (None, entry["label"] or "none")
        and (not asked.get("decided") or bool(entry["decisions"]))
    )


def reasons(text: str, score: float | None) -> list[dict[str, Any]]:
    """The first two sentences as reasons, and one of each thing the history knows."""
    if score is None:
        return []
    stops = [i + 1 for i, character in enumerate(text) if character in ".?!"] or [len(text)]
    sign = -1 if score < 50 else 1
    found = [{"signal": "sentence", "text": "as in messages you welcome" if sign > 0 else
              "as in leaflets", "effect": sign * 8.4, "span": [0, stops[0]]}]  # fmt: skip
    if len(stops) > 1:
        found.append({"signal": "sentence", "text": "asks for a call", "effect": -3.2,
                      "span": [stops[0] + 1, stops[1]]})  # fmt: skip
    found.append({"signal": "same_text", "text": "3 people sent you this same text", "effect": 0,
                  "span": None})  # fmt: skip
    found.append({"signal": "like_yours", "text": "close to a message you called Leaflet: “Hi …”",
                  "effect": 0, "span": None})  # fmt: skip
    return found


def model(name: str, *, labels: int, active: bool = False, waiting: bool = False) -> dict[str, Any]:
    """One of the models of the list; the more labels, the younger."""
    held_out = {"n": labels, "auc": 0.941, "accuracy": 0.88} if labels else None
    return {"id": name, "created_at": (NEWEST - timedelta(days=60 - labels)).isoformat(),
            "active": active, "labels": labels, "waiting": waiting, "held_out": held_out,
            "metrics": {"out_of_fold": {"auc": 0.953}}}  # fmt: skip


def suspect(entry: Entry, label: str, score: float) -> dict[str, Any]:
    """A label that all the others speak against."""
    return {"entry": {**entry, "label": label}, "key": str(uuid.uuid4()), "score": score}


def insights(weeks: int = 26) -> dict[str, Any]:
    """Figures of half a year, of one shape each, as a user might have them."""
    bins = [46, 31, 22, 15, 11, 9, 7, 7, 6, 6, 6, 7, 8, 9, 10, 11, 12, 12, 9, 5]
    scores = [
        {"from": 5 * i, "to": 5 * i + 5, "leaflet": n // 4 if i < 9 else n // 20,
         "relationship": n // 3 if i > 9 else n // 25, "unlabelled": n}
        for i, n in enumerate(bins)
    ]  # fmt: skip
    curve = [(0, 0.861, 0.74), (12, 0.903, 0.80), (25, 0.927, 0.84), (48, 0.941, 0.87),
             (90, 0.958, 0.90)]  # fmt: skip
    share = (0.02, 0.09, 0.31, 0.38, 0.52, 0.67, 0.81, 0.95)
    return {
        "scores": scores,
        "reliability": [{"mean": 6 + 12.5 * i, "share": s, "count": 26 - 3 * abs(i - 3)}
                        for i, s in enumerate(share)],
        "learning": [{"model": f"model-{n}", "created_at": (NEWEST + n * EVERY).isoformat(),
                      "labels": n, "auc": auc, "balanced_accuracy": side}
                     for n, auc, side in curve],
        "weeks": [{"week": (NEWEST - timedelta(weeks=weeks - i, days=1)).date().isoformat(),
                   "leaflet": 6 + (i * 7) % 9, "unsure": 2 + (i * 5) % 4,
                   "relationship": 3 + (i * 3) % 5, "no_note": 4 + (i * 11) % 6}
                  for i in range(weeks)],
        "saved": {"declined": 143, "minutes": 71.5,
                  "sentence": "143 leaflets declined; at half a minute each that is 72 minutes."},
    }  # fmt: skip
