"""How messages reach customers: mail first, and by number whoever agreed; each channel tried out from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.sample import sample_facts
from admin_ui.words import gettext_noop, tell, tell_problem
from connectors import Manifest, manifests
from integration.auth import allow, context, visitor
from integration.domain.channel import BY_NUMBER, ChannelKind, Consent, read_channel_rules
from integration.domain.mobile import mobile
from integration.domain.segments import Weight, weigh
from integration.domain.voice import read_voice
from integration.languages.render import kinds, render, spoken
from integration.languages.short import channel_text, template_bodies
from integration.ports import Message, Permanent, Temporary, Unauthorized, Uncertain
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.shops import change_settings, connections
from integration.store.tables import ConnectionRow
from jobs.trial import dns_records, try_channel

screen = Blueprint("channels", __name__, url_prefix="/notices/channels")

NAMES: Mapping[ChannelKind, str] = {
    ChannelKind.MAIL: gettext_noop("Mail"),
    ChannelKind.SMS: gettext_noop("Text message (SMS)"),
    ChannelKind.WHATSAPP: gettext_noop("WhatsApp"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as its merchant sees it. `rule` is "" where it is off; `offers` could be connected for it."""

    kind: ChannelKind
    name: str
    rule: str
    connection: ConnectionRow | None
    offers: Sequence[Manifest]
    sample: str
    weight: Weight | None
    templates: Mapping[str, str]


@screen.get("/")
def show() -> str:
    return _page()


@screen.post("/")
@allow("owner")
def save() -> Answer:
    """Who is reached by number; nothing is on before a merchant has said so."""
    chosen = {kind.value: request.form.get(kind.value) or None for kind in BY_NUMBER}
    try:
        rules = read_channel_rules({"channels": {name: rule for name, rule in chosen.items() if rule}})
    except ValueError:
        abort(400)
    with write(context().engine) as session:
        change_settings(session, visitor().shop_id, "channels", {kind.value: rules.get(kind) for kind in BY_NUMBER})
        said = ", ".join(f"{kind} {rules.get(kind, 'off')}" for kind in BY_NUMBER)
        log(session, visitor().shop_id, context().clock(), visitor().email, "changed who is reached how", said)
        session.commit()
    flash(tell("Saved. Messages written from now on go this way."))
    return redirect(url_for("channels.show"))


@screen.post("/<kind>/try")
@allow("owner")
def try_out(kind: str) -> Answer | tuple[str, int]:
    """A test message, to an address or number that the owner types."""
    channel = next((known for known in ChannelKind if known == kind), None)
    if channel is None:
        abort(404)
    to = _addressed(channel, request.form.get("to", "").strip())
    if not to:
        return _page(channel, _no_address(channel)), 422
    try:
        try_channel(context(), visitor().shop_id, channel, _message(channel, to), visitor().email)
    except (Temporary, Permanent, Unauthorized) as problem:
        return _page(channel, tell_problem(str(problem))), 422
    except Uncertain as problem:
        return _page(channel, tell("It may have gone out: %(why)s.", why=tell_problem(str(problem)))), 422
    flash(tell("The test message is on its way."))
    return redirect(url_for("channels.show"))


def _addressed(channel: ChannelKind, typed: str) -> str:
    """As the channel takes it; "" for what it cannot reach."""
    if channel is ChannelKind.MAIL:
        return typed if "@" in typed else ""
    return mobile(typed, visitor().shop.country)


def _no_address(channel: ChannelKind) -> str:
    if channel is ChannelKind.MAIL:
        return tell("That is no mail address.")
    return tell("That is no mobile number; with its country it looks like +49 171 1234567.")


def _page(tried: ChannelKind | None = None, wrong: str = "") -> str:
    with read(context().engine) as session:
        rows = connections(session, visitor().shop_id)
    try:
        rules = read_channel_rules(visitor().shop.settings)
    except ValueError:
        rules = {}
    return render_template(
        "channels.html",
        ways=[_way(kind, rules, rows) for kind in ChannelKind],
        records=dns_records(context(), visitor().shop_id),
        tried=tried,
        wrong=wrong,
        language=_language(),
        kind=_kind(),
        kinds=sorted(kinds()),
        languages=sorted(spoken()),
    )


def _way(kind: ChannelKind, rules: Mapping[ChannelKind, Consent], rows: Sequence[ConnectionRow]) -> Way:
    plays = {name: it for name, it in manifests().items() if "Channel" in it.roles and it.channel == kind}
    mine = [row for row in rows if row.connector in plays and row.state != "disconnected"]
    row = min(mine, key=lambda found: (found.state != "live", found.created_at), default=None)
    sample = "" if kind is ChannelKind.MAIL else _message(kind, "").text
    return Way(
        kind,
        tell(NAMES[kind]),
        rules.get(kind, ""),
        row,
        [it for it in plays.values() if it.connectable],
        sample,
        weigh(sample) if kind is ChannelKind.SMS else None,
        template_bodies(_language()) if kind is ChannelKind.WHATSAPP else {},
    )


def _message(channel: ChannelKind, to: str) -> Message:
    shop, facts = visitor().shop, sample_facts(read_voice({}))
    letter = render(_kind(), _language(), facts)
    if channel is ChannelKind.MAIL:
        return Message(to, letter.subject, letter.text, letter.html, letter.language, reply_to=shop.email)
    text, template = channel_text(channel, _kind(), _language(), facts)
    return Message(to, letter.subject, text, language=letter.language, template=template)


def _language() -> str:
    asked = request.values.get("language") or visitor().shop.language
    return asked if asked in spoken() else "en"


def _kind() -> str:
    asked = request.values.get("kind", "")
    return asked if asked in kinds() else "delay_before_promise"
