"""What strangers may read: who runs this installation, what it does with data, on which terms, and who helps."""

from collections.abc import Callable

from flask import Blueprint, Flask, g, render_template, url_for

from admin_ui.words import gettext_noop, tell
from connectors import manifests
from integration.settings import Settings

screen = Blueprint("about", __name__, url_prefix="/about")

PAGES = {
    "privacy": gettext_noop("Privacy"),
    "terms": gettext_noop("Terms"),
    "support": gettext_noop("Support"),
}
KEPT_LOG_YEARS = 2


def add_to(app: Flask, settings: Settings) -> None:
    """The operator's own words, from the settings; a page without them says that they lack."""
    app.config["OPERATOR"] = settings.operator
    app.config["KEPT_DAYS"] = {"raw": settings.keep_raw_days, "customer": settings.keep_customer_days}
    app.register_blueprint(screen)
    app.jinja_env.globals["about_links"] = _links


def _links() -> list[tuple[str, str]]:
    return [(url_for(f"about.{name}"), tell(title)) for name, title in PAGES.items()]


@screen.before_request
def _nobody_in_particular() -> None:
    g.visitor = None


def _page(name: str) -> Callable[[], str]:
    def show() -> str:
        stores = [it.label for it in manifests().values() if {"Storefront", "Webhooks"} <= set(it.roles)]
        return render_template(f"about_{name}.html", title=tell(PAGES[name]), stores=stores)

    return show


for _name in PAGES:
    screen.add_url_rule(f"/{_name}", _name, _page(_name))
