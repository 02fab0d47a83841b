"""Links by which a customer says what to do about a late order: signed, without signing in, good for half a year.

A link names the shop in a part of its own, so that one that was cut short can still say whom to write to.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from integration.languages.clauses import Choices
from integration.store.vault import Vault
from jobs.context import Context

LIFE = timedelta(days=180)
SHOP, ORDER = "shop of a choice", "choice"


class ChoiceRefused(ValueError):
    """The link opens nothing. `shop_id` is whose it was, None when nobody can tell; `old`: it was sound once."""

    def __init__(self, shop_id: int | None, old: bool = False) -> None:
        super().__init__("this link is too old" if old else "this link is not one of ours, or it was cut short")
        self.shop_id, self.old = shop_id, old


@dataclass(frozen=True, slots=True)
class Choice:
    """What a sound link says: which message about which order it stood in."""

    shop_id: int
    order_id: int
    number: int
    day: date


def choice_links(context: Context, shop_id: int, order_id: int, number: int, day: date | None = None) -> Choices:
    """The links for the `number`-th message about an order, written on `day`; none without a public address."""
    if not context.public_url:
        return Choices()
    shop = _signer(context.vault, SHOP).dumps(shop_id)
    token = _signer(context.vault, ORDER).dumps(
        [shop_id, order_id, number, (day or context.clock().date()).toordinal()]
    )
    place = f"{context.public_url.rstrip('/')}/choose/{_text(shop)}/{_text(token)}"
    return Choices(f"{place}/wait", f"{place}/cancel", f"{place}/stop")


def read_choice(context: Context, shop: str, token: str) -> Choice:
    """Raises ChoiceRefused."""
    shop_id = _shop(context.vault, shop)
    try:
        named, order_id, number, day = _signer(context.vault, ORDER).loads(token)
    except (BadData, ValueError, TypeError):
        raise ChoiceRefused(shop_id) from None
    if named != shop_id:
        raise ChoiceRefused(shop_id)
    given = date.fromordinal(day)
    if context.clock() > datetime.combine(given, datetime.min.time(), context.clock().tzinfo) + LIFE:
        raise ChoiceRefused(shop_id, old=True)
    return Choice(named, order_id, number, given)


def _shop(vault: Vault, shop: str) -> int | None:
    try:
        shop_id = _signer(vault, SHOP).loads(shop)
    except BadData:
        return None
    return shop_id if isinstance(shop_id, int) else None


def _signer(vault: Vault, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(vault.signing_keys(purpose))[::-1], salt=purpose)


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()
