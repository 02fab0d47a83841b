"""Settings: all that a shop can choose, in one place, as it stands now, with the way to the screen that changes it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from flask import Blueprint, render_template

from admin_ui.channels import NAMES
from admin_ui.formats import weekdays
from integration.auth import context, visitor
from integration.domain.channel import BY_NUMBER, ChannelKind, Consent, read_channel_rules
from integration.domain.notice_settings import NoticeSettings, read_notice_settings
from integration.domain.own_letter import read_own_letters
from integration.domain.promise import PromiseSettings, read_promise_settings
from integration.domain.sending import SendingRules, read_sending_rules
from integration.domain.voice import Voice, read_voice
from integration.store.session import read
from integration.store.team import team

T = TypeVar("T")

screen = Blueprint("settings_page", __name__, url_prefix="/settings")


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        people = len(team(session, visitor().shop_id))
    nobody: Mapping[ChannelKind, Consent] = {}
    rules = _kept(read_channel_rules, nobody)
    return render_template(
        "settings.html",
        promise=_kept(read_promise_settings, PromiseSettings()),
        notices=_kept(lambda settings: read_notice_settings(settings, PromiseSettings()), NoticeSettings()),
        voice=_kept(read_voice, Voice()),
        letters=len(read_own_letters(visitor().shop.settings)),
        sending=_kept(read_sending_rules, SendingRules()),
        channels=[(NAMES[kind], rules.get(kind)) for kind in BY_NUMBER],
        named=_named,
        people=people,
    )


def _kept(reader: Callable[[Mapping[str, Any]], T], otherwise: T) -> T:
    """What cannot be read any more is shown as the house has it, as on the screen that changes it."""
    try:
        return reader(visitor().shop.settings)
    except ValueError:
        return otherwise


def _named(days: Collection[int]) -> str:
    return ", ".join(name for number, name in enumerate(weekdays()) if number in days)
