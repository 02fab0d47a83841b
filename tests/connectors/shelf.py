"""A product and a page of a stand-in WordPress that can be written, and what it makes of them while it shows them."""

import json
import re
from collections.abc import Callable

from werkzeug import Request, Response

from tests.connectors.store import Store, as_json

PRODUCT = "/wp-json/wc/v3/products/501"
PAGE = "/wp-json/wp/v2/pages/9"
BLOCKS = (
    "<!-- wp:heading -->\n<h2>Returns</h2>\n<!-- /wp:heading -->\n\n"
    "<!-- wp:paragraph -->\n<p>[shop_mail] You've 30 days.</p>\n<!-- /wp:paragraph -->\n\n"
    "<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>unused</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->"
)


def render(raw: str) -> str:
    """What WordPress does to a text while showing it: blocks, a shortcode, blank lines and quotes."""
    shown = re.sub(r"<!-- /?wp:.*?-->", "", raw).replace("[shop_mail]", "Write to us.").replace("'", "&#8217;")
    if "<p>" not in shown and shown.strip():
        shown = "\n".join(f"<p>{part.strip()}</p>" for part in re.split(r"\n\s*\n", shown) if part.strip())
    return shown + "\n"


class Shelf:
    """A product and a page that can be written; `cleaned` is what the store makes of what it is sent."""

    def __init__(self, store: Store, **held: str) -> None:
        self.held = {"short_description": "", "description": "", "content": BLOCKS, **held}
        self.cleaned: Callable[[str], str] = lambda sent: sent
        self.writes: list[dict[str, str]] = []
        self.before_write: Callable[[], Response | None] = lambda: None
        store.answers |= {PRODUCT: self.product, PAGE: self.page}

    def product(self, request: Request) -> Response:
        if request.method == "PUT" and (answer := self._write(request)):
            return answer
        fields = ("short_description", "description")
        edit = request.method == "PUT" or request.args.get("context") == "edit"
        told = {
            name: self.held[name] if edit else render(self.held[name]) if self.held[name] else "" for name in fields
        }
        return as_json({"id": 501, "name": "Lantern", "type": "simple", "status": "publish", "price": "30", **told})

    def page(self, request: Request) -> Response:
        knows_me = request.authorization and request.authorization.password == "abcd efgh"
        if (request.method == "POST" or request.args.get("context") == "edit") and not knows_me:
            told = {"code": "rest_forbidden_context", "message": "Sorry, you are not allowed.", "data": {"status": 401}}
            return as_json(told, 401)
        if request.method == "POST" and (answer := self._write(request)):
            return answer
        raw = {"raw": self.held["content"]} if knows_me else {}
        return as_json({"id": 9, "content": {"rendered": render(self.held["content"]), **raw}})

    def _write(self, request: Request) -> Response | None:
        if (answer := self.before_write()) is not None:
            return answer
        sent: dict[str, str] = json.loads(request.data)
        self.writes.append(sent)
        self.held |= {name: self.cleaned(value) for name, value in sent.items()}
        return None
