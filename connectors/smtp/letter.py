"""A message as the bytes that go over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from connectors.smtp.signing import Signer
from integration.ports import Message, Permanent
from integration.ports.sentences import Sentence

_UNWRITABLE = Sentence("the message cannot be written as mail: %(problem)s")

# Servers without 8BITMIME still exist; seven bits pass everywhere.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`id` is the Message-ID, made from the idempotency key: a server or reader that sees it twice can tell.

    `name` is the part of it that is only this mail's; it stands in the `return_path` too, where one was given, so that
    a report that quotes nothing still says what it is about (VERP).
    """

    sender: str
    return_path: str
    name: str
    to: str
    id: str
    content: bytes


def seal(
    message: Message, sender: str, idempotency_key: str, now: datetime, back: str = "", signer: Signer | None = None
) -> Envelope:
    """`sender` is whose mail it is to the server; the message's own sender lends its name.

    `back` is the address for reports, with which each mail gets one of its own; `signer` signs for the sender's domain.
    Raises Permanent when a header cannot be written: an address that is none, a line break in a subject.
    """
    try:
        return _seal(message, sender, idempotency_key, now, back, signer)
    except (ValueError, HeaderParseError, IndexError) as problem:
        raise Permanent(_UNWRITABLE(problem=problem)) from None


def _seal(
    message: Message, sender: str, idempotency_key: str, now: datetime, back: str, signer: Signer | None
) -> Envelope:
    known, own = parseaddr(sender), parseaddr(message.sender)
    address = _address(known[1] or own[1])
    letter = EmailMessage(policy=_POLICY)
    name = sha256(idempotency_key.encode()).hexdigest()[:32]
    headers: Mapping[str, str | Address] = {
        "From": Address(own[0] or known[0], addr_spec=address),
        "To": Address(addr_spec=_address(message.to)),
        "Subject": message.subject,
        "Date": format_datetime(now),
        "Message-ID": f"<{name}@{address.rpartition('@')[2]}>",
        **({"Reply-To": message.reply_to} if message.reply_to else {}),
        **message.headers,
    }
    for header, value in headers.items():
        letter[header] = value
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    if message.language:
        letter["Content-Language"] = message.language  # last: setting the content clears what is said of it
    content, domain = letter.as_bytes(), address.rpartition("@")[2]
    signed = signer.signed(content, domain) if signer is not None else content
    return Envelope(address, _own(back, name) or address, name, _address(message.to), str(letter["Message-ID"]), signed)


def _own(back: str, name: str) -> str:
    if not back:
        return ""
    local, _, domain = _address(back).rpartition("@")
    return f"{local}+{name}@{domain}"


def _address(text: str) -> str:
    address = parseaddr(text)[1]
    if "@" not in address or not address.isascii() or not text.isprintable():
        raise ValueError(f"{text!r} is no mail address that every server takes")
    return address
