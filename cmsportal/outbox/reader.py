"""Reads the files that Django's file-based mail backend writes."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

BETWEEN = re.compile(rb"\r?\n-{79}\r?\n")  # what the backend writes after each mail
NEWEST_FILES = 500


@dataclass(frozen=True)
class SentMail:
    name: str  # what stands in its address: the file and the number of the mail in it
    subject: str
    to: str
    sent_at: datetime
    text: str
    html: str


def list_mails(folder: Path) -> list[SentMail]:
    """The mails in the newest files, newest first; none when there is no such folder."""
    files = sorted(folder.glob("*.log"), reverse=True)[:NEWEST_FILES] if folder.is_dir() else []
    mails = [mail for path in files for mail in _read(path)]
    return sorted(mails, key=lambda mail: (mail.sent_at, mail.name), reverse=True)


def find_mail(folder: Path, name: str) -> SentMail | None:
    """The mail of that name: looked for in the list, never opened as a path."""
    return next((mail for mail in list_mails(folder) if mail.name == name), None)


def _read(path: Path) -> Iterator[SentMail]:
    for number, raw in enumerate(BETWEEN.split(path.read_bytes())):
        if raw.strip():
            yield _mail(f"{path.stem}-{number}", email.message_from_bytes(raw, policy=email.policy.default))


def _mail(name: str, message: EmailMessage) -> SentMail:
    return SentMail(
        name=name,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return body.get_content() if body else ""
