"""Who is what, by what the user did with them, in every version of the export."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.records import Label
from server.errors import BadExport
from server.linkedin_import import told_by_bytes
from server.linkedin_rules import Told
from tests.server.linkedin_files import (
    COLD,
    CONNECTIONS,
    INVITATIONS,
    MAILS,
    ME,
    MESSAGE_ERAS,
    NOTE,
    WARM,
    connection,
    connections_csv,
    invitation,
    invitations_csv,
    mail,
    messages_csv,
    parts,
    zipped,
)

NOBODY = "Nobody Else"
TODAY = [mail(NOBODY, ME, "2026-02-20", ""), mail(NOBODY, ME, "2026-02-20", "")]


def told(files: dict[str, bytes]) -> Told:
    return told_by_bytes(io.BytesIO(zipped(files)))


def labels(files: dict[str, bytes]) -> dict[str, Label]:
    return {message.text: message.label for message in told(files).labelled}


def of(mails: list[dict[str, str]], connected: tuple[str, ...] = ()) -> dict[str, Label]:
    """Labels of an export with these messages, whose newest is of 20 February."""
    people = connections_csv([connection(name) for name in (*connected, "Some Body")])
    mine = invitations_csv(INVITATIONS[3:])
    messages = messages_csv([*TODAY, *mails])
    return labels(parts(messages=messages, Connections=people, Invitations=mine))


@pytest.mark.parametrize("era", MESSAGE_ERAS)
def test_every_version_of_the_export_tells_the_same(era: str) -> None:
    found = told(parts(era))
    assert {m.text: m.label for m in found.labelled} == {
        WARM: "relationship",
        COLD: "leaflet",
        NOTE: "leaflet",
    }
    # Too new: Otto and Cora. Answered but not connected: Nils.
    assert found.undecided == 3
    assert found.missing == []


def test_a_message_carries_who_wrote_it_when_and_as_what() -> None:
    by_text = {message.text: message for message in told(parts()).labelled}
    warm, note = by_text[WARM], by_text[NOTE]
    assert warm.sender is not None
    assert (warm.sender.name, warm.kind, warm.site) == ("Vera Holm", "inbox_message", "linkedin")
    assert warm.sender.profile_url == "https://www.linkedin.com/in/vera-holm"
    assert str(warm.received_at) == "2026-01-18 09:30:00+00:00"
    assert (note.kind, str(note.received_at)) == ("connection_request", "2026-01-03 14:37:00+00:00")
    assert len({message.id for message in by_text.values()}) == 3


@settings(max_examples=30)
@given(st.permutations(MAILS), st.permutations(INVITATIONS), st.sampled_from(list(MESSAGE_ERAS)))
def test_the_order_of_rows_and_rows_told_twice_change_nothing(
    mails: list[dict[str, str]], invitations: list[dict[str, str]], era: str
) -> None:
    twice = messages_csv([*mails, *mails[:3]], era)
    files = parts(era, messages=twice, Invitations=invitations_csv(invitations))
    assert labels(files) == {WARM: "relationship", COLD: "leaflet", NOTE: "leaflet"}


def test_two_weeks_are_counted_from_the_newest_message_to_their_last() -> None:
    assert of([mail("A B", ME, "2026-02-06", COLD)]) == {COLD: "leaflet"}
    assert of([mail("A B", ME, "2026-02-07", COLD)]) == {}
    again = mail("A B", ME, "2026-02-19", "And again")
    assert of([again, mail("A B", ME, "2026-01-01", COLD)]) == {}


def test_who_was_answered_is_no_leaflet_and_who_is_not_connected_no_relationship() -> None:
    talk = [mail(ME, "A B", "2026-01-02", "Yes?"), mail("A B", ME, "2026-01-01", WARM)]
    assert of(talk) == {}
    assert of(talk, ("A B",)) == {WARM: "relationship"}


def test_an_answer_without_words_of_theirs_is_no_relationship() -> None:
    talk = [mail(ME, "A B", "2026-01-02", "Hello?"), mail("A B", ME, "2026-01-01", " ")]
    assert of(talk, ("A B",)) == {}


def test_two_conversations_with_one_person_are_one() -> None:
    cold = mail("A B", ME, "2026-01-01", COLD, thread="x")
    assert of([mail(ME, "A B", "2026-01-09", "Yes", thread="y"), cold]) == {}


@pytest.mark.parametrize(
    "row",
    [
        mail("A B", ME, "2026-01-01", COLD, IS_MESSAGE_DRAFT="Yes"),
        mail("A B", ME, "2026-01-01", COLD, SENDER_PROFILE_URL=""),
        mail("A B", ME, "2026-01-01", COLD, SENDER_PROFILE_URL="https://x.test/company/ab"),
        mail("A B", ME, "2026-01-01", "Hi %FIRSTNAME%, " + COLD),
        mail("A B", ME, "2026-01-01", '<p class="spinmail-quill-editor__spin-break">x</p>'),
        mail("A B", ME + "|C D", "2026-01-01", COLD),
        mail("A B", "C D", "2026-01-01", COLD),
        mail("A B", ME, "2026-01-01", COLD, DATE=""),
    ],
)
def test_what_says_nothing_of_one_person_is_left_out(row: dict[str, str]) -> None:
    assert of([row]) == {}


def test_a_draft_of_mine_is_no_answer() -> None:
    draft = mail(ME, "A B", "2026-01-02", "Dear", IS_MESSAGE_DRAFT="Yes")
    assert of([draft, mail("A B", ME, "2026-01-01", COLD)]) == {COLD: "leaflet"}


def test_who_was_met_in_a_group_is_no_stranger() -> None:
    group = mail(ME, "A B|C D", "2026-01-02", "Hello both")
    assert of([group, mail("A B", ME, "2026-01-01", COLD)]) == {}


def test_a_group_of_one_message_is_seen_without_the_recipients_profiles() -> None:
    rows = [*MAILS, mail("A B", ME + "|C D", "2025-01-01", "To the three of us")]
    assert "To the three of us" not in labels(parts(messages=messages_csv(rows, "2022")))


def test_a_note_of_somebody_connected_or_written_with_says_nothing() -> None:
    connected = connections_csv([*CONNECTIONS, connection("Sid Slick")])
    assert NOTE not in labels(parts(Connections=connected))
    written = messages_csv([*MAILS, mail(ME, "Sid Slick", "2026-01-09", "Who are you?")])
    assert NOTE not in labels(parts(messages=written))


def test_a_note_with_an_unreadable_date_says_nothing() -> None:
    rows = [*INVITATIONS[1:], invitation("Sid Slick", ME, "29.01.26 14:37", NOTE)]
    assert NOTE not in labels(parts(Invitations=invitations_csv(rows)))


def test_the_note_is_the_first_message_of_who_wrote_more() -> None:
    rows = [*MAILS, mail("Sid Slick", ME, "2026-01-04", COLD.upper())]
    found = labels(parts(messages=messages_csv(rows)))
    assert found[NOTE] == "leaflet"
    assert COLD.upper() not in found


def test_notes_without_profiles_find_their_writer_by_name() -> None:
    rows = [*MAILS, mail("Sid Slick", ME, "2026-01-04", "Did you see my note?")]
    files = parts("2022", messages=messages_csv(rows, "2022"))
    found = told({**files, "Invitations.csv": invitations_csv(era="2019")})
    assert {m.text: m.label for m in found.labelled}[NOTE] == "leaflet"
    assert len(found.labelled) + found.undecided == 6


def test_connections_without_profiles_are_found_by_a_name_nobody_shares() -> None:
    files = {**parts("2022"), "Connections.csv": connections_csv(era="2019")}
    assert labels(files)[WARM] == "relationship"
    namesake = mail("Vera Holm", ME, "2026-01-01", "Hi", SENDER_PROFILE_URL="x/in/v2", thread="v")
    files["messages.csv"] = messages_csv([*MAILS, namesake], "2022")
    assert WARM not in labels(files)


def test_a_text_that_was_both_is_left_out() -> None:
    same = mail("A B", ME, "2026-01-01", f"  {WARM}\n")
    found = told(parts(messages=messages_csv([*MAILS, same])))
    assert WARM not in {message.text for message in found.labelled}
    assert found.undecided == 5


@pytest.mark.parametrize(
    ("left_out", "gone"),
    [("Connections", {WARM, NOTE}), ("messages", {WARM, COLD, NOTE}), ("Invitations", {NOTE})],
)
def test_less_is_told_where_a_file_is_missing(left_out: str, gone: set[str]) -> None:
    files = parts()
    del files[f"{left_out}.csv"]
    found = told(files)
    assert found.missing == [f"{left_out}.csv"]
    assert {m.text for m in found.labelled} == {WARM, COLD, NOTE} - gone


def test_namesakes_are_not_taken_for_a_connection_without_profiles() -> None:
    two = connections_csv([connection("Vera Holm"), connection("Vera Holm")], "2019")
    assert WARM not in labels(parts("2019", Connections=two))


@pytest.mark.parametrize("era", ["2022", "2023", "2026"])
def test_who_is_me_is_found_without_invitations(era: str) -> None:
    files = parts(era)
    del files["Invitations.csv"]
    assert labels(files) == {WARM: "relationship", COLD: "leaflet"}


def test_who_is_me_is_found_after_the_address_of_the_profile_changed() -> None:
    content = invitations_csv().replace(b"/in/ida-wren", b"/in/idawren")
    assert labels(parts(Invitations=content))[WARM] == "relationship"


def test_members_who_hide_are_nobody() -> None:
    hidden = mail("LinkedIn Member", ME, "2026-01-01", "Who was it?")
    old = messages_csv([*MAILS, hidden], "2019")
    assert "Who was it?" not in labels(parts("2019", messages=old))
    asked = invitation("LinkedIn Member", ME, "1/3/26, 2:37 PM", "Who was it?")
    asked["inviterProfileUrl"] = ""
    rows = invitations_csv([*INVITATIONS, asked])
    assert "Who was it?" not in labels(parts(Invitations=rows))


def test_who_is_me_is_not_guessed() -> None:
    one = messages_csv([mail("A B", ME, "2026-01-01", COLD)])
    with pytest.raises(BadExport, match="who of the writers"):
        told({"messages.csv": one})


def test_an_empty_export_tells_nothing() -> None:
    empty = parts(
        messages=messages_csv([]), Invitations=invitations_csv([]), Connections=connections_csv([])
    )
    assert told(empty) == Told()
