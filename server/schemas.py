"""The protocol: what each call takes and gives, with bounds on everything.

Messages, labels and scores are the records of ``model/records.py``. Unknown fields are ignored, so
that a newer extension may talk to an older service of the same protocol.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from model.context import Recipient
from model.records import (
    Band,
    Kind,
    Label,
    Message,
    Record,
    Score,
    ShortText,
    Source,
    Strictness,
)
from model.wording import Sentence, worded
from server.store import (
    Action,
    JobState,
    NewDecision,
    NewLabel,
    Place,
    SearchPage,
    SearchQuery,
    Sort,
    StoredJob,
)

ExportFormat = Literal["json", "jsonl", "csv"]

PROTOCOL = 1
PROTOCOL_HEADER = "Doorstep-Protocol"
PRODUCT = "doorstep"

MAX_MESSAGES = 100
"""Messages, labels or decisions in one request."""

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=100)]
LanguageTag = Annotated[str, StringConstraints(max_length=35)]
DeclineLimit = Annotated[float, Field(ge=1, le=20, allow_inf_nan=False)]
ChosenWord = Annotated[str, StringConstraints(min_length=3, max_length=50)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class HelloRequest(Record):
    """``nonce``: 16 to 64 fresh random bytes in hex. ``client``: the caller's id, if it has one."""

    nonce: Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{2}){16,64}$")]
    client: Identifier | None = None


class HelloReply(Record):
    """``proof`` is there if the client is known; see :func:`server.pairing.proof`."""

    product: str = PRODUCT
    version: str
    protocol: int = PROTOCOL
    proof: str | None = None


class PairRequest(Record):
    """``name`` is what the user will know this browser by."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class PairReply(Record):
    """The token is told once; only its hash is kept."""

    client: str
    token: str


class ScoreRequest(Record):
    """``explain`` adds the reasons, which costs some ten times as long.

    ``language``: what they are told in, a BCP 47 tag; English where Doorstep does not speak it.
    ``keep``: false leaves no trace, neither of the messages nor of their scores. ``own``: they are
    the user's own drafts, so what the user says about themselves tells nothing of their reader.
    """

    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]
    explain: bool = False
    keep: bool = True
    own: bool = False
    language: LanguageTag | None = None


class ScoreReply(Record):
    """Scores in the order of the messages."""

    model: str
    scores: list[Score]


class LabelItem(Record):
    """One verdict; the same ``key`` is stored once, however often it is sent."""

    key: UUID
    message: Message
    label: Label
    source: Source

    def new(self) -> NewLabel:
        """Give it to the store."""
        return NewLabel(str(self.key), self.message, self.label, self.source)


class LabelsRequest(Record):
    """Verdicts of the user's."""

    labels: Annotated[list[LabelItem], Field(min_length=1, max_length=MAX_MESSAGES)]


class LabelsReply(Record):
    """How many were new; ``model`` names what gives verdicts from now on, as ``ScoreReply`` does.

    It is ``None`` where there is nothing to judge with.
    """

    stored: int
    model: str | None


class UndoRequest(Record):
    """Keys of labels that shall no longer count."""

    keys: Annotated[list[UUID], Field(min_length=1, max_length=MAX_MESSAGES)]


class UndoneReply(Record):
    """How many of them stood until now; ``model`` as in :class:`LabelsReply`."""

    undone: int
    model: str | None


class CurrentLabelsRequest(Record):
    """Messages of whose texts the labels are wanted."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]


class CurrentLabelsReply(Record):
    """The label that counts for each text, in order; ``None`` where there is none."""

    labels: list[Label | None]


class DecisionItem(Record):
    """One line of the journal: what was done on the page, and what the badge said then."""

    key: UUID
    action: Action
    message: Message
    score: Points | None = None
    band: Band | None = None
    reason: ShortText | None = None
    at: AwareDatetime

    def new(self) -> NewDecision:
        """Give it to the store."""
        return NewDecision(
            str(self.key), self.action, self.message, self.score, self.band, self.reason, self.at
        )


class DecisionsRequest(Record):
    """Lines for the journal."""

    decisions: Annotated[list[DecisionItem], Field(min_length=1, max_length=MAX_MESSAGES)]


class StoredReply(Record):
    """How many were new; all of them are on disk."""

    stored: int


class Nothing(Record):
    """An empty object: the call needs no more."""


class ExportRequest(Record):
    """``json``: everything; ``jsonl`` and ``csv``: the history, a message a line."""

    format: ExportFormat = "json"


class SearchRequest(Record):
    """Filters, all of which must hold; ``cursor`` is the ``next`` of the page before.

    ``sort``: ``lowest`` and ``highest`` go by score, messages without one last.
    """

    text: ShortText | None = None
    band: Band | None = None
    label: Label | Literal["none"] | None = None
    kind: Kind | None = None
    site: ShortText | None = None
    decided: bool | None = None
    sort: Sort = "newest"
    cursor: (
        Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,6})?:[0-9]{1,18}$")]
        | None
    ) = None
    limit: Annotated[int, Field(ge=1, le=MAX_MESSAGES)] = 50

    def query(self) -> SearchQuery:
        """Give it to the store."""
        key, _, number = (self.cursor or "").partition(":")
        after = Place(float(key), int(number)) if self.cursor else None
        return SearchQuery(**self.model_dump(exclude={"cursor"}), after=after)


class DecisionView(Record):
    """One line of the journal as it was written."""

    key: str
    action: Action
    score: float | None
    band: Band | None
    reason: str | None
    at: datetime


class EntryView(Record):
    """One message of the history; ``band`` is ``None`` if it was labelled but never scored."""

    message: Message
    score: float | None
    band: Band | None
    model: str | None
    label: Label | None
    first_seen: datetime
    last_seen: datetime
    decisions: list[DecisionView]


class SearchReply(Record):
    """A page of the history in the order of ``sort``; ``next`` is ``None`` on the last page."""

    messages: list[EntryView]
    sort: Sort
    next: str | None

    @classmethod
    def of(cls, page: SearchPage, sort: Sort) -> Self:
        """Show a page of the store's."""
        shown = [EntryView.model_validate(entry, from_attributes=True) for entry in page.entries]
        place = None if page.next is None else f"{page.next.key}:{page.next.number}"
        return cls(messages=shown, sort=sort, next=place)


class JobView(Record):
    """``report`` says what was compared and why the model was promoted or kept."""

    job: str
    state: JobState
    progress: float
    report: dict[str, Any]

    @classmethod
    def of(cls, job: StoredJob) -> Self:
        """Show a job of the store's."""
        return cls(job=job.id, state=job.state, progress=job.progress, report=worded(job.report))


class Profile(Record):
    """What the user says about themselves; it shifts scores and never leaves the computer.

    ``test_words``: what they ask writers to mention, such as *beekeeping*.
    """

    name: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""
    facts: Annotated[list[ShortText], Field(max_length=100, default_factory=list)]
    test_words: Annotated[list[ChosenWord], Field(max_length=20, default_factory=list)]

    def recipient(self) -> Recipient | None:
        """Give it to the judge; nothing if the user said nothing."""
        said = Recipient.model_validate(self.model_dump())
        return None if said == Recipient() else said


class Settings(Record):
    """How the service behaves.

    ``strictness``: how readily it says leaflet; ``auto_train``: train by itself when enough labels
    are new; ``auto_adopt``: put a model that is no worse to use without asking.
    ``decline_limit``: the percentage of leaflets that may be none before many may come ticked to be
    declined.
    """

    strictness: Strictness = "balanced"
    auto_train: bool = True
    auto_adopt: bool = True
    decline_limit: DeclineLimit = 5.0


class CountsView(Record):
    """Messages by band, texts by their newest label, journal lines by action."""

    messages: int
    bands: dict[Band, int]
    labels: dict[Label, int]
    decisions: dict[Action, int]


class BandsView(Record):
    """In points of score: below ``leaflet`` a leaflet, from ``relationship`` on a relationship."""

    leaflet: float
    relationship: float


class StoreHealth(Record):
    """Whether what is seen is also kept; ``problem`` is a sentence for the user."""

    ok: bool
    unrecorded: int
    problem: Sentence | str | None


class StatusReply(Record):
    """How the service is."""

    product: str = PRODUCT
    version: str
    protocol: int = PROTOCOL
    model: str | None
    bands: BandsView | None
    counts: CountsView | None
    training: JobView | None
    clients: int
    store: StoreHealth


class ImportExample(Record):
    """The beginning of one text an import would label, and who wrote it."""

    name: str | None
    kind: Kind
    text: str


class Agreement(Record):
    """How often the model in use, not knowing the labels, said what the user did.

    ``share`` is ``None`` where nothing was compared.
    """

    compared: int
    agreed: int
    share: float | None


class ImportReply(Record):
    """What an export of LinkedIn's tells: people who wrote to the user, and what they were.

    ``stored``: how many texts got a label; ``known``: labelled texts that had one already.
    ``agreement`` is ``None`` where there is no model. ``examples`` are given in a dry run only.
    """

    dry_run: bool
    requests: int
    leaflets: int
    relationships: int
    undecided: int
    stored: int
    known: int
    missing: list[str]
    agreement: Agreement | None
    examples: dict[Label, list[ImportExample]]
    summary: Sentence


class ErasedReply(Record):
    """Nothing personal is left in the data folder."""

    erased: bool = True
