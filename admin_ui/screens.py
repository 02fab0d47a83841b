"""Every screen, and what all of them need of the app."""

from pathlib import Path

from flask import Blueprint, Flask

from admin_ui import (
    about,
    activity,
    channels,
    connections,
    content,
    contradictions,
    deliveries,
    document,
    formats,
    help_pages,
    history,
    home,
    inbox,
    incidents,
    insights,
    language,
    legal,
    locale,
    new_shop,
    notices,
    orders,
    own_letters,
    pictures,
    privacy,
    promise,
    publications,
    refusals,
    replay,
    replay_pictures,
    rewriting,
    set_aside,
    settings_page,
    sign_in,
    team,
    terms,
    terms_pages,
    transfer,
    voice,
    words,
    writing,
)
from integration.auth import require_visitor
from integration.settings import Settings
from jobs.context import Context

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
SCREENS: tuple[Blueprint, ...] = (
    home.screen,
    content.screen,
    contradictions.screen,
    document.screen,
    rewriting.screen,
    history.screen,
    publications.screen,
    set_aside.screen,
    terms.screen,
    terms_pages.screen,
    orders.screen,
    promise.screen,
    new_shop.screen,
    notices.screen,
    incidents.screen,
    replay.screen,
    legal.screen,
    voice.screen,
    channels.screen,
    own_letters.screen,
    deliveries.screen,
    connections.screen,
    writing.screen,
    insights.screen,
    activity.screen,
    team.screen,
    settings_page.screen,
    privacy.screen,
    help_pages.screen,
    inbox.screen,
)


def add_to(app: Flask, context: Context, settings: Settings) -> None:
    """Adds the screens to the app. All but signing in ask for a signed-in member of a shop."""
    app.extensions["forthright"] = context
    app.config["HAS_MAIL"] = bool(settings.smtp_url)
    app.config["DEVELOPMENT"] = settings.development
    for part in (transfer, locale, words, refusals, formats, pictures, replay_pictures):
        part.add_to(app)
    app.register_blueprint(sign_in.screen)
    app.register_blueprint(language.screen)
    sign_in.add_to(app, context, settings)
    about.add_to(app, settings)
    for screen in SCREENS:
        app.register_blueprint(screen)


for _screen in SCREENS:
    _screen.before_request(require_visitor)
