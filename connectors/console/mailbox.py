"""Mail that goes no further than a folder: one .eml file a letter, for the inbox page in development."""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from connectors.access import Access
from connectors.console.catalogue import merchant
from integration.ports import Message, Permanent, Receipt


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter in the folder, as its receiver would open it. `id` names it within the folder."""

    id: str
    to: str
    subject: str
    date: datetime
    text: str
    html: str
    language: str


class ConsoleChannel:
    """Takes every letter; the same key twice is one letter."""

    def __init__(self, access: Access) -> None:
        self._folder = Path(access.config["mail_dir"])
        self._clock = access.clock

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        """Raises Permanent when a header cannot be written: an address or subject with a line break in it."""
        name = sha256(idempotency_key.encode()).hexdigest()[:32]
        file = self._folder / f"{name}.eml"
        with contextlib.suppress(FileExistsError):
            _keep(file, _letter(message, name, self._clock()))
        kept = _open(file)
        return Receipt(kept["Message-ID"], parsedate_to_datetime(kept["Date"]))


def mails(folder: Path) -> Sequence[Mail]:
    """The letters in the folder, newest first; none where there is no folder yet."""
    found = [_mail(file) for file in folder.glob("*.eml")]
    return sorted(found, key=lambda mail: (mail.date, mail.id), reverse=True)


def _letter(message: Message, name: str, now: datetime) -> bytes:
    shop = merchant()
    try:
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"] = message.sender or f"{shop.name} <{shop.email}>"
        letter["To"] = message.to
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = f"<{name}@console.invalid>"
        if message.reply_to:
            letter["Reply-To"] = message.reply_to
        for header, value in message.headers.items():
            letter[header] = value
    except ValueError as problem:
        raise Permanent(f"the letter cannot be written: {problem}") from None
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    letter["Content-Language"] = message.language  # last: setting the content clears what is said of it
    return letter.as_bytes()


def _keep(file: Path, content: bytes) -> None:
    """Whole or not at all, and only the first time: raises FileExistsError for a letter already there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, suffix=".part") as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
        os.link(part.name, file)


def _open(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def _mail(file: Path) -> Mail:
    letter = _open(file)
    parts = {kind: letter.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (part.get_content() if part is not None else "" for part in parts.values())
    return Mail(
        id=file.stem,
        to=letter["To"],
        subject=letter["Subject"],
        date=parsedate_to_datetime(letter["Date"]),
        text=text,
        html=html,
        language=letter["Content-Language"] or "",
    )
