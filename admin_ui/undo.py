"""The line at the top of the next page that says what was done, with the button that takes it back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import abort, current_app, flash, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from integration.auth import visitor

LIFE = timedelta(days=1)


def offer_undo(words: str, action: str, ids: Sequence[int] = ()) -> None:
    """`action` is where the button posts to, `ids` the notices it names there."""
    flash({"words": words, "ids": ids, "action": action}, "undo")  # type: ignore[arg-type]


def way_back(act: str, *was: Any) -> str:
    """The address of the undo `act` for this visitor and shop, with what it puts back.

    It goes along in the button, since inside a vendor's admin no session lasts until it is pressed.
    """
    return url_for(act, was=_signer(act).dumps([*_whose(), *was]))


def what_was(act: str) -> list[Any]:
    """What the button that was pressed puts back; 404 for one of another visitor or shop, or older than a day."""
    try:
        email, shop_id, *was = _signer(act).loads(request.args.get("was", ""), max_age=int(LIFE.total_seconds()))
    except BadData:
        abort(404)
    if (email, shop_id) != _whose():
        abort(404)
    return list(was)


def _whose() -> tuple[str, int]:
    return visitor().email, visitor().shop_id


def _signer(act: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"undo {act}")
