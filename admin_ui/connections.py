"""Connections: what the shop is connected to, what that does for it, and connecting and disconnecting it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.checklist import label
from admin_ui.obstacles import Obstacle, obstacles, troubled
from admin_ui.words import gettext_noop, tell, tell_many
from connectors import Manifest, manifests
from integration.auth import allow, context, visitor
from integration.ports import Permanent, Temporary, Unauthorized
from integration.store import shops
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs import connect as connecting
from jobs import install
from jobs.queue import ring
from jobs.same_store import is_another_store
from jobs.subscribe import address

screen = Blueprint("connections", __name__, url_prefix="/connections")

DOES: Mapping[str, str] = {
    "Storefront": gettext_noop("Reads products, pages, shipping and orders."),
    "Webhooks": gettext_noop("Tells us at once when something changes."),
    "Publisher": gettext_noop("Publishes the texts you approve."),
    "Channel": gettext_noop("Brings your messages to customers."),
    "Carrier": gettext_noop("Says where parcels are."),
    "TrackingSink": gettext_noop("Takes what we know of a parcel."),
    "PaymentProvider": gettext_noop("Says how an order was paid."),
    "SecondReader": gettext_noop("Reads a second time what the rules call vague."),
}


OF_A_CONNECTED = frozenset({"keys", "limited"})
"""Troubles whose next step speaks of a connection that there is already."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as its merchant sees it. `reads`: there is something to read; `connectable`: by its merchant.

    `told_at`: where at the vendor its merchant enters `address`, so that it tells us of changes; "" where we do.
    """

    row: ConnectionRow
    label: str
    does: tuple[str, ...]
    reads: bool
    connectable: bool
    removable: bool
    obstacles: Sequence[Obstacle] = ()
    told_at: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `kept`: what was given before stays where it is left empty."""

    name: str
    label: str
    help: str
    shown: bool
    needed: bool
    kept: bool = False


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        rows = shops.connections(session, visitor().shop_id)
    known = {row.connector for row in rows}
    return render_template(
        "connections.html",
        connections=[_connection(row) for row in rows],
        offers=[(it, _does(it)) for it in _stores_first() if it.connectable and it.name not in known],
        live=sum(row.state == "live" for row in rows),
        stopped=sum(row.state in ("paused", "broken") for row in rows),
        hindered=len(troubled(rows)),
    )


@screen.get("/<connector>")
def form(connector: str) -> str:
    """What there is to fill in; `url` in the query is what an earlier try had there."""
    manifest = _manifest(connector)
    with read(context().engine) as session:
        row = shops.connection(session, visitor().shop_id, connector)
    url = request.args.get("url", row.url if row else "")
    known = connecting.held(context(), visitor().shop_id, connector, url)
    given = {"url": url, **{name: known[name] for name in manifest.shown if name in known}}
    return _form(manifest, given, kept=_kept(manifest, given))


@screen.post("/<connector>")
@allow("owner")
def connect(connector: str) -> Response | tuple[str, int]:
    """Tries the keys and saves them; what was wrong is said with everything but the secrets still in its field."""
    manifest = _manifest(connector)
    given = {field.name: request.form.get(field.name, "").strip() for field in _fields(manifest)}
    kept = _kept(manifest, given)
    missing = [it.name for it in _fields(manifest) if it.needed and it.name not in kept and not given[it.name]]
    if missing:
        return _form(manifest, given, missing=missing, kept=kept), 422
    credentials = {**kept, **{name: value for name, value in given.items() if value and name != "url"}}
    try:
        url = connecting.store_url(given["url"], context().allow_private_hosts) if manifest.needs_url else ""
        done = connecting.connect(
            context(), visitor().shop.name, connector, url, credentials, by=visitor().email, must_answer=True
        )
    except (ValueError, Unauthorized, Temporary, Permanent) as problem:
        return _form(manifest, given, str(problem), kept=kept, trouble=getattr(problem, "trouble", "")), 422
    ring(context(), "subscribe", done.connection_id)
    merchant = done.checked.merchant
    answered = tell("%(shop)s answered, and is being read now.", shop=merchant.name or url) if merchant else ""
    flash(f"{tell('Connected to %(name)s.', name=tell(manifest.label))} {answered}".strip())
    if done.moved_from:
        flash(tell("It is the store that was at %(place)s: what was read there stays.", place=done.moved_from))
    return redirect(url_for("connections.show"))


@screen.post("/<connector>/read")
@allow("staff")
def read_now(connector: str) -> Response:
    """Has a worker read what changed."""
    with write(context().engine) as session:
        row = shops.connection(session, visitor().shop_id, connector)
        if row is None:
            abort(404)
        is_live, connection_id = row.state == "live", row.id or 0
        if is_live:
            log(session, visitor().shop_id, context().clock(), visitor().email, "asked for a new reading", connector)
        session.commit()
    if is_live:
        ring(context(), "sync", connection_id)
        flash(tell("%(name)s is being read; reload in a moment.", name=label(connector)))
    else:
        flash(tell("%(name)s was not read: connect it again first.", name=label(connector)))
    return redirect(url_for("connections.show"))


@screen.post("/<connector>/disconnect")
@allow("owner")
def disconnect(connector: str) -> Response:
    """Ends the access for good."""
    ended = connecting.disconnect(context(), visitor().shop_id, connector, visitor().email)
    if ended is not None:
        flash(_farewell(_manifest(connector), ended))
    return redirect(url_for("connections.show"))


def _farewell(manifest: Manifest, ended: connecting.Ended) -> str:
    """What was erased, and what is left where we cannot reach."""
    said = [tell("%(name)s is disconnected and its keys are erased. What was read stays.", name=tell(manifest.label))]
    if ended.webhooks:
        said.append(tell_many("One webhook was taken out of the store.", "%(n)s webhooks were taken out of the store.",
                              ended.webhooks))  # fmt: skip
    if manifest.left:
        said.append(tell(manifest.left))
    return " ".join(said)


def _stores_first() -> list[Manifest]:
    return sorted(manifests().values(), key=lambda it: "Storefront" not in it.roles)


def _manifest(connector: str) -> Manifest:
    manifest = manifests().get(connector)
    if manifest is None or not manifest.connectable:
        abort(404)
    return manifest


def _connection(row: ConnectionRow) -> Connection:
    manifest, connected = manifests().get(row.connector), row.state != "disconnected"
    if manifest is None:
        return Connection(row, row.connector, (), reads=False, connectable=False, removable=connected)
    reads, ours = "Storefront" in manifest.roles, manifest.connectable
    removable, met = ours and connected, obstacles(row)
    by_hand = bool(manifest.told_at) and row.state == "live"
    told_at = tell(manifest.told_at) if by_hand else ""
    at = address(context(), row, visitor().shop.name) if by_hand and context().public_url else ""
    return Connection(row, tell(manifest.label), _does(manifest), reads, ours, removable, met, told_at, at)


def _does(manifest: Manifest) -> tuple[str, ...]:
    return tuple(tell(words) for role, words in DOES.items() if role in manifest.roles)


def _kept(manifest: Manifest, given: Mapping[str, str]) -> Mapping[str, str]:
    """The secrets that were given before for the same address; one beside a name that was taken out goes with it."""
    try:
        url = connecting.store_url(given["url"], context().allow_private_hosts) if manifest.needs_url else ""
    except ValueError:
        return {}
    known = connecting.held(context(), visitor().shop_id, manifest.name, url)
    emptied = any(name in known and not given.get(name) for name in manifest.shown)
    gone = {*manifest.shown, *(manifest.optional if emptied else ())}
    return {name: known[name] for name in manifest.credentials if name in known and name not in gone}


def _fields(manifest: Manifest, kept: Container[str] = ()) -> list[Field]:
    names = [*(["url"] if manifest.needs_url else []), *manifest.credentials]
    spared = {*manifest.optional, *manifest.made}
    return [
        Field(
            name,
            tell(manifest.labels[name]),
            tell(manifest.help[name]),
            shown=name == "url" or name in manifest.shown,
            needed=name not in spared,
            kept=name in kept,
        )
        for name in names
    ]


def _form(
    manifest: Manifest,
    given: Mapping[str, str],
    problem: str = "",
    missing: Sequence[str] = (),
    kept: Container[str] = (),
    trouble: str = "",
) -> str:
    answer, met = (
        "".join(map(str, get_flashed_messages(category_filter=[name])[:1])) for name in ("problem", "trouble")
    )
    known = None if (trouble or met) in OF_A_CONNECTED else manifest.troubles.get(trouble or met)
    return render_template(
        "connect.html",
        step=tell(known.next) if known else "",
        apart=manifest.needs_url and is_another_store(problem or answer),
        manifest=manifest,
        does=_does(manifest),
        fields=_fields(manifest, kept),
        given=given,
        asks="Installation" in manifest.roles,
        obstacle=install.obstacle(context(), manifest.name) if "Installation" in manifest.roles else "",
        problem=problem,
        missing=missing,
    )
