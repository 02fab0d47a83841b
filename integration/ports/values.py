"""What is handed through the ports besides the words of commerce."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook request as it arrived: raw body, headers with lower-case names, and the shop that its path names.

    `url` is the address as the vendor called it, by which some of them sign.
    """

    connector: str
    headers: Mapping[str, str]
    body: bytes
    shop: str = ""
    received_at: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A page of a listing; `cursor` asks for the next one, None at the end.

    `later`: the vendor is still putting it together, which may take minutes; who asks on waits a moment each time.
    """

    items: Sequence[Item]
    cursor: str | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """Words that a channel holds already, by the name under which it does; `parameters` fill its places, in order."""

    name: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a customer, ready to send; `to` is a mail address or a number in E.164, as the channel takes it."""

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "en"
    sender: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A TXT entry: where it stands, what it says, and what it is for (spf, dkim or dmarc)."""

    name: str
    value: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel took the message; `id` is the channel's own name for it."""

    id: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    """Keys that a vendor made, for the request that this nonce names; not to be believed before they were tried.

    Where the vendor vouches for it: its `account`, the `url` at which that is asked, and when it said so.
    """

    nonce: str
    credentials: Mapping[str, str] = field(repr=False)
    account: str = ""
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """Who looks at our screens inside a vendor's admin, as the vendor says.

    `account` is the vendor's own name of the shop, `person` of whoever looks; `url` is where the shop is asked.
    """

    account: str
    person: str
    url: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """`html` is what buyers read now. `kept` is what the vendor held before, in its own writing, for `restore`."""

    html: str
    kept: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A text of the store in another of its languages, by the id of the text itself.

    `html` is "" where it is not translated, so that buyers read the text itself; `title` where that has its own.
    """

    id: str
    html: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second reader claims of one detail; the quote is what makes it checkable."""

    stated: bool
    quote: str = ""
