"""Everything Doorstep can refuse or fail at, and the one body in which it says so.

::

    DoorstepError                500 failed
    ├── BadInput                 422 bad_input         names field and rule
    │   ├── BadJson              400 bad_json
    │   ├── BadExport            422 bad_export        of another site: file, line, reason
    │   ├── TooLarge             413 too_large
    │   ├── TooSlow              408 too_slow
    │   └── WrongContentType     415 wrong_content_type
    ├── NotFound                 404 not_found
    ├── MethodNotAllowed         405 method_not_allowed
    ├── ProtocolMismatch         412 protocol_mismatch
    ├── CodeRefused              403 code_refused      a pairing code: wrong, old or tried too often
    ├── Busy                     503 busy
    ├── Conflict                 409 conflict          cannot be done as things are now
    ├── NoModel                  503 no_model          never a made-up score
    ├── StoreError
    │   ├── StoreBusy            503 store_busy
    │   ├── StoreFull            507 store_full        nothing was half stored
    │   └── StoreDamaged         503 store_damaged
    └── StartError               at the start only, so without a status of its own
        ├── UnsafeFolder         others could read the data folder, or it is not ours
        ├── AlreadyRunning       another service holds the data folder
        └── PortTaken            another program listens on the port

A message says what to do next and never holds what was sent: it may be somebody's letter.
"""

# ruff: noqa: D101, N818  (the tree above is their documentation; names as the user meets them)

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any, ClassVar

from model.wording import Sentence
from server.wording import sentence


class DoorstepError(Exception):
    """Base of all errors meant for the user; ``str(error)`` is a sentence fit to be shown.

    Parameters
    ----------
    message : Sentence or str, optional
        The sentence; each class has one of its own. A plain string, in English, is for what only
        the command line can meet.
    field : str, optional
        Where in the request the fault lies, as a path like ``messages.0.text``.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "failed"
    default: ClassVar[Sentence] = sentence("error.failed")

    def __init__(self, message: Sentence | str | None = None, *, field: str | None = None) -> None:
        self.said = message or self.default
        self.field = field
        super().__init__(self.said)

    @property
    def message(self) -> str:
        """The sentence in the language of whoever is being answered."""
        return str(self.said)

    def body(self) -> dict[str, Any]:
        """Give the one error body of the whole API."""
        error = {"code": self.code, "message": self.message}
        return {"error": error if self.field is None else {**error, "field": self.field}}


class BadInput(DoorstepError):
    status = 422
    code = "bad_input"
    default = sentence("error.bad_input")


class BadJson(BadInput):
    status = 400
    code = "bad_json"
    default = sentence("error.bad_json")


class BadExport(BadInput):
    code = "bad_export"
    default = sentence("error.bad_export")


class TooLarge(BadInput):
    status = 413
    code = "too_large"
    default = sentence("error.too_large")


class TooSlow(BadInput):
    status = 408
    code = "too_slow"
    default = sentence("error.too_slow", seconds=5)


class WrongContentType(BadInput):
    status = 415
    code = "wrong_content_type"
    default = sentence("error.wrong_content_type")


class NotFound(DoorstepError):
    status = 404
    code = "not_found"
    default = sentence("error.not_found")


class MethodNotAllowed(DoorstepError):
    status = 405
    code = "method_not_allowed"
    default = sentence("error.method_not_allowed")


class ProtocolMismatch(DoorstepError):
    status = 412
    code = "protocol_mismatch"
    default = sentence("error.protocol_mismatch")


class CodeRefused(DoorstepError):
    status = 403
    code = "code_refused"
    default = sentence("error.code_refused")


class Busy(DoorstepError):
    status = 503
    code = "busy"
    default = sentence("error.busy")


class Conflict(DoorstepError):
    status = 409
    code = "conflict"
    default = sentence("error.conflict")


class NoModel(DoorstepError):
    status = 503
    code = "no_model"
    default = sentence("error.no_model")


class StoreError(DoorstepError):
    pass


class StoreBusy(StoreError):
    status = 503
    code = "store_busy"
    default = sentence("error.store_busy")


class StoreFull(StoreError):
    status = 507
    code = "store_full"
    default = sentence("error.store_full")


class StoreDamaged(StoreError):
    status = 503
    code = "store_damaged"
    default = sentence("error.store_damaged")


class StartError(DoorstepError):
    pass


class UnsafeFolder(StartError):
    code = "unsafe_folder"


class AlreadyRunning(StartError):
    code = "already_running"


class PortTaken(StartError):
    code = "port_taken"


def describe(error: BaseException) -> str:
    """Give kind and place of an error without its text, which could quote a message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
