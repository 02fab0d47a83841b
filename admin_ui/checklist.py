"""What is left to do before a shop is live: computed from facts, never ticked by hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from admin_ui.formats import moment, number
from admin_ui.obstacles import UNREAD, UNTOLD, Obstacle, obstacles, troubled
from admin_ui.seen import ALL, LETTERS, MODE, REPLAY
from admin_ui.words import tell, tell_many, tell_problem
from connectors import manifests
from integration.auth import context
from integration.store.overview import Overview
from integration.store.tables import ConnectionRow


@dataclass(frozen=True, slots=True)
class Link:
    """The one screen that does a thing, and the verb on its button."""

    action: str
    place: str
    query: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """`fact` is why it is to be done, or what proves that it is. Without a link it is done outside of these screens."""

    title: str
    fact: str
    done: bool = False
    minutes: int = 0
    link: Link | None = None


def label(connector: str) -> str:
    """The connector's name as people know it."""
    manifest = manifests().get(connector)
    return tell(manifest.label) if manifest else connector


def checklist(
    facts: Overview,
    connections: Sequence[ConnectionRow],
    unsaid: int,
    promised: bool = True,
    seen: Collection[str] = ALL,
) -> list[Item]:
    """`unsaid`: how many details no page states; `promised`: whether the shop said how fast it is.

    `seen`: what a person has looked at or chosen.
    """
    return [
        _store(connections),
        _read(facts),
        _policies(facts, connections),
        _audited(facts),
        _complete(facts, unsaid),
        _promise(promised),
        _heard(facts, connections),
        _sender(connections),
        _letters(LETTERS in seen),
        _replay(REPLAY in seen),
        _mode(MODE in seen),
        _first_message(facts),
    ]


def _playing(connections: Sequence[ConnectionRow], role: str) -> list[ConnectionRow]:
    known = manifests()
    return [row for row in connections if row.connector in known and role in known[row.connector].roles]


def _store(connections: Sequence[ConnectionRow]) -> Item:
    stores = _playing(connections, "Storefront")
    live = next((row for row in stores if row.state == "live"), None)
    if live is None:
        reason = next((_why_not(row) for row in stores if row.state != "disconnected"), "")
        how = tell("We read its texts and orders; without your word we change nothing.")
        return Item(tell("Connect your store"), reason or how, minutes=5, link=_connect())
    if met := [one for one in obstacles(live) if one.act in UNREAD]:
        return _in_the_way(live, met[0])
    if live.last_seen_at is None:
        return Item(tell("Store connected"), label(live.connector), done=True)
    heard = tell("%(name)s, last heard from %(when)s", name=label(live.connector), when=moment(live.last_seen_at))
    return Item(tell("Store connected"), heard, done=True)


def _in_the_way(row: ConnectionRow, met: Obstacle) -> Item:
    title = tell("%(name)s: %(trouble)s", name=label(row.connector), trouble=met.label)
    fact = f"{met.reason}. {met.next}".strip()
    return Item(title, fact, minutes=10, link=Link(tell("Look at it"), "connections.show"))


def _why_not(row: ConnectionRow) -> str:
    step = next((met.next for met in obstacles(row)), "")
    reason = tell_problem(row.state_reason)
    return f"{reason.rstrip('.')}. {step}" if step else reason


def _read(facts: Overview) -> Item:
    title = tell("Products and orders read")
    if not facts.products and not facts.orders:
        return Item(title, tell("This begins by itself once the store is connected."))
    read = tell(
        "%(products)s products, %(orders)s orders", products=number(facts.products), orders=number(facts.orders)
    )
    return Item(title, read, done=True)


def _policies(facts: Overview, connections: Sequence[ConnectionRow]) -> Item:
    title = tell("Policies found")
    if found := [(row, one) for row in connections for one in obstacles(row) if one.act == "pages"]:
        return _in_the_way(*found[0])
    if facts.policies:
        return Item(title, tell_many("one page", "%(n)s pages", facts.policies), done=True)
    return Item(title, tell("We found none in the store. Publish one, and it is read at the next look."))


def _audited(facts: Overview) -> Item:
    title = tell("Every text read")
    if facts.unread:
        waits = tell_many("One text waits to be read.", "%(n)s texts wait to be read.", facts.unread)
        return Item(title, waits)
    if not facts.policies:
        return Item(title, tell("There is nothing to read yet."))
    return Item(title, tell("nothing waits"), done=True)


def _complete(facts: Overview, unsaid: int) -> Item:
    if not facts.policies:
        return Item(tell("Say what buyers ask"), tell("This follows once there are pages."))
    if not unsaid:
        return Item(tell("Say what buyers ask"), tell("every detail is said on some page"), done=True)
    return Item(
        tell_many("Say the one thing your pages leave out", "Say the %(n)s things your pages leave out", unsaid),
        tell("A buyer who does not find the answer asks the bank instead of you."),
        minutes=2 * unsaid,
        link=Link(tell("Look at them"), "content.show", (("show", "gaps"), ("language", ""))),
    )


def _promise(promised: bool) -> Item:
    link = Link(tell("Say how fast you are"), "promise.show")
    if promised:
        return Item(tell("Delivery promise set"), tell("orders are late when they come after it"), done=True)
    return Item(
        tell("Set your delivery promise"), tell("Until then we count with what carriers publish."), minutes=3, link=link
    )


def _heard(facts: Overview, connections: Sequence[ConnectionRow]) -> Item:
    title = tell("Messages from the store arrive")
    if facts.failed_deliveries:
        broken = tell_many("One could not be read.", "%(n)s could not be read.", facts.failed_deliveries)
        return Item(title, broken, minutes=5, link=failed_deliveries())
    if connections and not _playing(connections, "Webhooks"):
        return Item(title, tell("this store sends none; we ask it every few minutes"), done=True)
    if found := [(row, one) for row, one in troubled(connections) if one.act in UNTOLD]:
        return _in_the_way(*found[0])
    if connections and not context().public_url:
        return Item(title, tell("this installation has no public address; we ask every few minutes"), done=True)
    if facts.last_delivery is None:
        return Item(title, tell("None has come yet. Until then we ask the store from time to time."))
    return Item(title, tell("the last one %(when)s", when=moment(facts.last_delivery)), done=True)


def _sender(connections: Sequence[ConnectionRow]) -> Item:
    title = tell("Customers can be written to")
    senders = [row for row in _playing(connections, "Channel") if row.state == "live"]
    if senders:
        return Item(title, label(senders[0].connector), done=True)
    return Item(tell("Connect your mail"), tell("Without it no customer can be told."), minutes=3, link=_connect())


def _letters(seen: bool) -> Item:
    link = Link(tell("Read the letters"), "voice.show")
    if seen:
        return Item(tell("Letters read before customers read them"), tell("in your name"), done=True)
    why = tell("They come in your name, in the language of each customer.")
    return Item(tell("Read what your customers would read"), why, minutes=2, link=link)


def _replay(seen: bool) -> Item:
    if seen:
        return Item(tell("Your past replayed"), tell("nothing was sent by it"), done=True)
    why = tell("What we would have written for the orders you had, and how often for nothing.")
    return Item(tell("Look at your own past, replayed"), why, minutes=1, link=Link(tell("Look at it"), "replay.show"))


def _mode(chosen: bool) -> Item:
    if chosen:
        return Item(tell("You chose who decides"), tell("you can change it at any time"), done=True)
    link = Link(tell("Say who decides"), "promise.decides")
    why = tell("You approve each message, or messages go by themselves.")
    return Item(tell("Choose who decides"), why, minutes=1, link=link)


def _first_message(facts: Overview) -> Item:
    if facts.sent:
        return Item(tell("First message sent"), tell_many("one so far", "%(n)s so far", facts.sent), done=True)
    why = tell("You approve each message until you choose otherwise.")
    link = Link(tell("Read the messages"), "notices.show")
    return Item(tell("Read and approve your first message"), why, minutes=2, link=link)


def _connect() -> Link:
    return Link(tell("Connect"), "connections.show")


def failed_deliveries() -> Link:
    return Link(tell("Look at them"), "deliveries.show", (("state", "failed"),))
