"""The path of each screen there is, found from the app itself."""

from collections.abc import Iterator

from flask import Flask

from admin_ui import sign_in
from admin_ui.screens import SCREENS
from tests.admin_ui.full_shop import FullShop

NO_PAGE = {
    "sign_in.open_link",
    "sign_in.open_review",
    "terms.download",
    "incidents.download_orders",
    "privacy.data",
    "content.pages_file",
    "inbox.letter_of",
    "notices.letter_of",
    "voice.sample",
}
"""A link that is used up, files, and letters: these run no script, so nothing can look at them from inside."""


def paths(app: Flask, full: FullShop) -> list[str]:
    """One of each kind: a new screen is found here by itself, or says what it needs."""
    examples = {
        "orders.order": {"order_id": full.late_order},
        "deliveries.delivery": {"delivery_id": full.failed_delivery},
        "connections.form": {"connector": "woocommerce"},
        "incidents.one": {"incident_id": full.incident},
        "own_letters.show": {"kind": "delay_before_promise", "language": "fr"},
        "terms_pages.show": {"kind": "refund"},
        "publications.show": {"publication_id": full.publication},
        "help_pages.topic": {"name": "returns"},
        "document.show": {"document_id": full.page},
        "history.show": {"document_id": full.page},
        "rewriting.show": {"document_id": full.page},
    }
    with app.test_request_context():
        return [app.url_for(endpoint, **examples.get(endpoint, {})) for endpoint in _endpoints(app)]


def _endpoints(app: Flask) -> Iterator[str]:
    ours = {screen.name for screen in (*SCREENS, sign_in.screen)}
    for rule in app.url_map.iter_rules():
        shown = (
            "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE and not rule.endpoint.endswith(".download")
        )
        if shown and rule.endpoint.partition(".")[0] in ours:
            yield rule.endpoint
