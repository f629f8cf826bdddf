"""Exports as LinkedIn writes them, version by version, with invented people in them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

ME = "Ida Wren"
MESSAGE_ERAS = {
    "2019": "FROM,TO,DATE,SUBJECT,CONTENT,DIRECTION,FOLDER",
    "2022": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,"
    "FOLDER",
    "2023": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER",
    "2026": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER,IS MESSAGE DRAFT",
}
INVITATION_ERAS = {
    "2019": "From,To,Sent At,Message,Direction",
    "2026": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
}
CONNECTION_ERAS = {
    "2019": "First Name,Last Name,Email Address,Company,Position,Connected On",
    "2026": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
}
PREAMBLE = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some of the emails are missing."\n'
    "\n"
)

WARM = "Your talk on tide tables stayed with me. Which gauge did you start from?"
COLD = "We help firms like yours grow, book a call with our team today."
NOTE = "I add value to leaders, let us connect and explore synergies."


def url(name: str) -> str:
    return f"https://www.linkedin.com/in/{name.lower().replace(' ', '-')}" if name else ""


def mail(sender: str, to: str, day: str, text: str, **more: str) -> dict[str, str]:
    """One message; several recipients are separated by "|"."""
    names = to.split("|")
    outgoing = sender == ME
    return {
        "CONVERSATION ID": more.pop("thread", "-".join(sorted([sender, *names]))),
        "FROM": sender,
        "SENDER PROFILE URL": url(sender),
        "TO": ", ".join(names),
        "RECIPIENT PROFILE URLS": ",".join(map(url, names)),
        "DATE": f"{day} 09:30:00 UTC",
        "CONTENT": text,
        "DIRECTION": "OUTGOING" if outgoing else "INCOMING",
        "FOLDER": "INBOX",
        "IS MESSAGE DRAFT": "No",
        **{name.replace("_", " "): value for name, value in more.items()},
    }


def invitation(sender: str, to: str, at: str, note: str = "") -> dict[str, str]:
    return {
        "From": sender,
        "To": to,
        "Sent At": at,
        "Message": note,
        "Direction": "OUTGOING" if sender == ME else "INCOMING",
        "inviterProfileUrl": url(sender),
        "inviteeProfileUrl": url(to),
    }


def connection(name: str) -> dict[str, str]:
    first, last = name.split(" ", 1) if name else ("", "")
    about = {"First Name": first, "Last Name": last, "URL": url(name)}
    return {**about, "Connected On": "08 Feb 2025"}


MAILS = [  # The newest first, as exports have them.
    mail("Otto Birk", ME, "2026-02-20", "Something new, just yesterday."),
    mail("Vera Holm", ME, "2026-01-20", "See you at the harbour then."),
    mail(ME, "Vera Holm", "2026-01-19", "From the one in Whitby. Come and see it."),
    mail("Vera Holm", ME, "2026-01-18", WARM),
    mail("Max Pitch", ME, "2026-01-10", COLD),
    mail("Nils Quay", ME, "2026-01-05", "Are you the Ida who rows?"),
    mail(ME, "Nils Quay", "2026-01-06", "I am. We never connected here?"),
    mail("Ruth Vale", "Ida Wren|Tom Gray", "2025-12-01", "Hello all, about Friday"),
]
INVITATIONS = [
    invitation("Sid Slick", ME, "1/3/26, 2:37 PM", NOTE),
    invitation("Cora Late", ME, "2/19/26, 11:05 AM", "A note too new to say anything of."),
    invitation("Mute Miles", ME, "1/2/26, 9:00 AM"),
    invitation(ME, "Far Friend", "1/1/26, 9:00 AM", "Hello, may I?"),
]
CONNECTIONS = [connection(name) for name in ("Vera Holm", "Otto Birk", "Max Pitch")]


def table(header: str, rows: list[dict[str, str]], **dialect: Any) -> bytes:
    out = io.StringIO()
    names = header.split(",")
    options: dict[str, Any] = {"lineterminator": "\n", **dialect}
    writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def messages_csv(rows: list[dict[str, str]] | None = None, era: str = "2026") -> bytes:
    quoting = csv.QUOTE_ALL if era == "2026" else csv.QUOTE_MINIMAL
    return table(MESSAGE_ERAS[era], MAILS if rows is None else rows, quoting=quoting)


def invitations_csv(rows: list[dict[str, str]] | None = None, era: str = "2026") -> bytes:
    return table(INVITATION_ERAS[era], INVITATIONS if rows is None else rows)


def connections_csv(rows: list[dict[str, str]] | None = None, era: str = "2026") -> bytes:
    made = table(CONNECTION_ERAS[era], CONNECTIONS if rows is None else rows)
    return made if era == "2019" else PREAMBLE.encode() + made


def parts(era: str = "2026", **replaced: bytes) -> dict[str, bytes]:
    """The files of an export; ``messages=...`` puts another in the place of one."""
    old = "2019" if era == "2019" else "2026"
    made = {
        "Connections": connections_csv(era=old),
        "Invitations": invitations_csv(era=old),
        "messages": messages_csv(era=era),
    }
    return {f"{name}.csv": content for name, content in {**made, **replaced}.items()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
