"""A folder here with a manifest.toml is a connector; this file finds them and builds the role that is asked for."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from connectors.access import Access

Port = TypeVar("Port")


class NoSuchConnector(LookupError):
    """Nobody wrote this connector, or it does not play the role; the message says which are known."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A state that a vendor can be in, and what its merchant does about it; a connector's errors name it.

    `meanwhile` is what we do until then, for a vendor that is connected.
    """

    label: str
    next: str
    meanwhile: str = ""

    def steps(self, tell: Callable[[str], str] = str) -> str:
        """What to do, and what we do until then."""
        return " ".join(tell(words) for words in (self.next, self.meanwhile) if words)


@dataclass(frozen=True, slots=True)
class Frame:
    """A vendor's admin that shows our screens inside its own.

    `script` is loaded first in every page and told `key` (one of `app`); `token` is the parameter in which the
    visitor's token comes with a page, `reload` the one that names the page to load with a fresh token. A request with a
    stale token is answered 401 with the header `retry`. `ancestors` may show us; {account} is the shop's name there.
    `menu` and `menu_link` are the elements from which the script takes our places into the admin's own menu; `unsaved`
    is the attribute of a form for whose changes it shows its bar to save or discard, `leave` the function of the script
    that asks before they are left behind.
    """

    script: str
    key: str
    token: str
    reload: str
    retry: str
    ancestors: tuple[str, ...]
    menu: str = ""
    menu_link: str = ""
    unsaved: str = ""
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a connector is: its ports, and which credentials it is opened with (`help` says what each of them is).

    `needs_url`: a shop has an address of its own there. Credentials in `optional` may be left out, those in `made` too:
    they are then drawn at random. Those in `shown` are no secrets; `labels` are their names on a form, `steps`
    the way to them. `rereads`: an order may change without a date that moves or a list that shows it.
    `track_every`: how many seconds pass before a carrier is asked for scans again, `at_once` numbers in one question,
    and no more than `numbers_a_day` (0: as many as there are), `per_second` questions a second (0: of all
    parcels at each visit, as fast as they go).
    `at_a_time`: how many calls to one shop's vendor may be under way (0: as many as there are workers).
    `follows`: the carriers whose parcels it knows, by our names; none for all. `calls`: the list of names that it calls
    them by, a column of the carriers' table.
    `told_at`: where at the vendor its merchant enters the address at which we are told of changes.
    `grant_returns`: keys that the vendor makes come with the merchant on the way back, not in a call of the vendor's.
    `left`: what stays in the store after a disconnection, and how its merchant takes it away.
    `app` is what an installation is known by at the vendor for all shops, from its settings; with `app_optional`.
    `channel` is what a Channel carries: mail, sms or whatsapp. `reply` answers a delivery that was stored, where the
    vendor would take plain words for a message to its customer.
    `frame` is how the vendor's admin shows our screens inside its own.
    """

    name: str
    label: str
    roles: tuple[str, ...]
    credentials: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    needs_url: bool = False
    grant_returns: bool = False
    rereads: bool = False
    left: str = ""
    track_every: int = 1800
    at_once: int = 40
    numbers_a_day: int = 0
    per_second: float = 0.0
    at_a_time: int = 0
    follows: tuple[str, ...] = ()
    calls: str = ""
    told_at: str = ""
    channel: str = "mail"
    reply: str = ""
    app: tuple[str, ...] = ()
    app_optional: tuple[str, ...] = ()
    frame: "Frame | None" = None
    help: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict)

    @property
    def connectable(self) -> bool:
        """Whether a shop connects it, by keys or an address; the others are there, or not, of themselves."""
        return bool(self.credentials or self.needs_url)


@cache
def manifests() -> Mapping[str, Manifest]:
    """Every connector by name."""
    files = sorted(Path(__file__).parent.glob("*/manifest.toml"))
    return MappingProxyType({file.parent.name: _read(file) for file in files})


def build(name: str, port: type[Port], access: "Access") -> Port:
    """The connector's class for this port, made with this access. Raises NoSuchConnector."""
    if name not in manifests():
        raise NoSuchConnector(f"no connector is called {name!r}; known: {', '.join(manifests())}")
    roles: Mapping[str, Any] = import_module(f"connectors.{name}.connector").ROLES
    if port.__name__ not in roles:
        raise NoSuchConnector(f"{name} does not play {port.__name__}; it plays {', '.join(roles)}")
    role: Port = roles[port.__name__](access)
    return role


@cache
def load_sentences() -> None:
    """Reads every connector's modules, so that what any of them ever said can be read back (ports.sentences)."""
    for name in manifests():
        import_module(f"connectors.{name}.connector")


def _read(file: Path) -> Manifest:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[str, Any] = {key: tuple(table.pop(key, ())) for key in _LISTS}
    found["troubles"] = {name: Trouble(**words) for name, words in table.pop("troubles", {}).items()}
    if frame := table.pop("frame", None):
        found["frame"] = Frame(**{**frame, "ancestors": tuple(frame["ancestors"])})
    return Manifest(**{"name": file.parent.name, **table, **found})


_LISTS = ("roles", "credentials", "optional", "made", "shown", "steps", "app", "app_optional", "follows")
