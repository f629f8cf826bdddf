"""Who is what, by what the user did with them: leaflet, relationship, or not to be told. Pure.

========================================================================  =============
what the export shows of somebody who wrote to the user                   it is a
========================================================================  =============
connected, the user wrote to them, they wrote to the user                 relationship
they wrote, the user never answered, their last is 14 days old or more    leaflet
a note still pending after 14 days, not connected, no messages            leaflet
anything else                                                             not told
========================================================================  =============

In doubt nothing is told: a wrong label costs more than a missing one. Days are counted back from
the newest message of the export. Conversations of more than two say nothing, except that somebody
met in one is no stranger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from model.records import Kind, Label, LabelledMessage, Sender
from server.errors import BadExport
from server.linkedin_export import NEEDED, Export, Invitation, Mail, Person
from server.store import fingerprint
from server.wording import sentence

TIME_TO_ANSWER = timedelta(days=14)
SITE = "linkedin"


@dataclass
class Contact:
    """What went between the user and one other person, in conversations of the two."""

    person: Person
    first: Mail | None = None
    last_at: datetime | None = None
    undated: bool = False
    note: Invitation | None = None
    answered: bool = False
    met: bool = False

    def hear(self, mail: Mail) -> None:
        """Take note of a message with words in it of theirs."""
        if self.first is None or earlier(mail, self.first):
            self.first = mail
        if mail.at is None:
            self.undated = True
        elif self.last_at is None or mail.at > self.last_at:
            self.last_at = mail.at


@dataclass(frozen=True)
class Told:
    """What an export tells: one labelled message a person, how many it says nothing of.

    ``missing`` names the files without which less can be told.
    """

    labelled: list[LabelledMessage] = field(default_factory=list)
    undecided: int = 0
    missing: list[str] = field(default_factory=list)


def judge(export: Export) -> Told:
    """Say of everybody who wrote to the user what they were.

    Raises
    ------
    BadExport
        If it cannot be told who of the writers is the user.
    """
    me = Me(export)
    contacts = Contacts(export, me)
    newest = max((mail.at for mail in export.mails if mail.at is not None), default=None)
    labelled, undecided = [], 0
    for contact in contacts.who_wrote():
        label = label_of(contact, contacts, newest)
        if label is None:
            undecided += 1
        else:
            labelled.append(message_of(contact, label))
    agreed = without_contradictions(labelled)
    missing = sorted(NEEDED.keys() - export.files)
    return Told(agreed, undecided + len(labelled) - len(agreed), missing)


def label_of(contact: Contact, contacts: Contacts, newest: datetime | None) -> Label | None:
    """Apply the table above to one person."""
    if contact.answered:
        known = contact.first is not None and contacts.connected(contact.first.sender)
        return "relationship" if known else None
    if contact.met or newest is None:
        return None
    if contact.first is not None:
        settled = contact.last_at is not None and not contact.undated
        return "leaflet" if settled and old(contact.last_at, newest) else None
    pending = contact.note is not None and old(contact.note.at, newest)
    return "leaflet" if pending and contacts.strangers(contact.person) else None


def old(at: datetime | None, newest: datetime) -> bool:
    """Whether the user had the time to answer; what has no date might be of yesterday."""
    return at is not None and newest - at >= TIME_TO_ANSWER


def earlier(one: Mail, other: Mail) -> bool:
    """Whether one message came before another; exports list the newest first."""
    if one.at is None or other.at is None:
        return other.at is None
    return one.at <= other.at


def message_of(contact: Contact, label: Label) -> LabelledMessage:
    """Give what they wrote first: the note they asked with, else their first message."""
    kind: Kind = "connection_request" if contact.note else "inbox_message"
    first = contact.note or contact.first
    assert first is not None
    text = first.note if isinstance(first, Invitation) else first.text
    sender = first.sender
    url = f"https://www.linkedin.com/in/{sender.slug}"
    draft = LabelledMessage(
        id="draft",
        text=text,
        kind=kind,
        site=SITE,
        sender=Sender(name=sender.name or None, profile_url=url if sender.slug else None),
        received_at=first.at,
        label=label,
    )
    return draft.model_copy(update={"id": f"{SITE}-export-{fingerprint(draft)[:32]}"})


def without_contradictions(labelled: list[LabelledMessage]) -> list[LabelledMessage]:
    """Leave out texts that were a leaflet from one and a relationship from another."""
    labels: dict[str, set[Label]] = defaultdict(set)
    for message in labelled:
        labels[fingerprint(message)].add(message.label)
    return [message for message in labelled if len(labels[fingerprint(message)]) == 1]


class Me:
    """The user among the writers: the one on the own side of invitations, or in every conversation.

    The export does not say which profile is the user's.
    """

    def __init__(self, export: Export) -> None:
        own = [i.recipient if i.incoming else i.sender for i in export.invitations]
        own += [party for mail in export.mails if (party := own_side(mail))]
        self.slugs = most_common(person.slug for person in own)
        self.names = most_common(person.name for person in own)
        if export.mails and not any(person in self for person in parties(export.mails)):
            # No invitations, or the address of the profile has changed since.
            self.slugs, self.names = in_every_conversation(export.mails)
        for mail in export.mails:
            if mail.sender.slug in self.slugs:
                self.names.add(mail.sender.name)

    def __contains__(self, person: Person) -> bool:
        if person.slug and self.slugs:
            return person.slug in self.slugs
        return person.name in self.names


def parties(mails: Iterable[Mail]) -> Iterator[Person]:
    """Give everybody a message is from or to."""
    return (person for mail in mails for person in (mail.sender, *mail.recipients))


def own_side(mail: Mail) -> Person | None:
    """Give the user's side of a message whose direction is known."""
    if mail.outgoing is None:
        return None
    return mail.sender if mail.outgoing else next(iter(mail.recipients), None)


def most_common(values: Iterable[str]) -> set[str]:
    """Give the most frequent of ``values`` that is not empty, if any."""
    counts = Counter(value for value in values if value)
    return {value for value, _ in counts.most_common(1)}


def in_every_conversation(mails: list[Mail]) -> tuple[set[str], set[str]]:
    """Find the one party who is in more conversations than any other, by profile and by name."""
    slugs: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for mail in mails:
        for person in (mail.sender, *mail.recipients):
            slugs[person.slug].add(mail.conversation)
            names[person.name].add(mail.conversation)
    found = standing_out(slugs), standing_out(names)
    if not any(found):
        raise BadExport(sentence("import.who_are_you"))
    return found


def standing_out(conversations: dict[str, set[str]]) -> set[str]:
    """Give who is in at least two conversations and in more than anybody else."""
    counts = Counter({who: len(where) for who, where in conversations.items() if who})
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return {first} if most > max(1, second) else set()


class Contacts:
    """Everybody who had to do with the user, and whether they are connected."""

    def __init__(self, export: Export, me: Me) -> None:
        self._me = me
        self._files = export.files
        self._people: dict[str, Contact] = {}
        self._slugs = {person.slug for person in export.connections if person.slug}
        self._names = Counter(person.name for person in export.connections)
        conversations: dict[str, list[Mail]] = defaultdict(list)
        for mail in export.mails:
            conversations[mail.conversation].append(mail)
        for mails in conversations.values():
            self._add_conversation(mails)
        self._mailed = {person.name for person in parties(export.mails)}
        self._writers: dict[str, set[Person]] = defaultdict(set)
        for mail in export.mails:
            self._writers[mail.sender.name].add(mail.sender)
        for invitation in export.invitations:
            if invitation.incoming and invitation.note:
                self._add_note(invitation)

    def who_wrote(self) -> Iterator[Contact]:
        """Give those who wrote to the user with words in it."""
        return (contact for contact in self._people.values() if contact.first or contact.note)

    def connected(self, person: Person) -> bool:
        """Whether somebody is a connection for certain: by profile, else by an unshared name."""
        if person.slug and self._slugs:
            return person.slug in self._slugs
        return self._names[person.name] == len(self._writers[person.name]) == 1

    def strangers(self, person: Person) -> bool:
        """Whether the user certainly is not connected with somebody and never wrote with them."""
        return (
            {"Connections.csv", "messages.csv"} <= self._files
            and person.slug not in self._slugs
            and person.name not in self._names
            and person.name not in self._mailed
        )

    def _contact(self, person: Person) -> Contact:
        return self._people.setdefault(person.key, Contact(person))

    def _add_note(self, invitation: Invitation) -> None:
        writers = self._writers[invitation.sender.name]
        # Invitations had no profiles yet when messages had them: then the name must do.
        alone = not invitation.sender.slug and len(writers) == 1
        contact = self._contact(next(iter(writers)) if alone else invitation.sender)
        if contact.note is None:
            contact.note = invitation

    def _add_conversation(self, mails: list[Mail]) -> None:
        writers = {mail.sender.name: mail.sender for mail in mails}
        present = {
            person.key: person
            for party in parties(mails)
            # A recipient without a profile is the writer of that name, if one wrote here.
            for person in [party if party.slug else writers.get(party.name, party)]
        }
        others = [person for person in present.values() if person not in self._me]
        mine = [mail for mail in mails if mail.sender in self._me]
        if len(others) != 1 or len(present) == len(others):
            for person in others:
                self._contact(person).met |= bool(mine)
            return
        contact = self._contact(others[0])
        contact.answered |= bool(mine)
        for mail in mails:
            if mail.sender not in self._me and mail.text:
                contact.hear(mail)
