"""An invented order, for previews and test messages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from admin_ui.formats import today
from integration.auth import visitor
from integration.domain.commerce import Money
from integration.domain.voice import Voice


def sample_facts(voice: Voice) -> dict[str, Any]:
    """In the visitor's shop, about the days that come."""
    day, shop = today(), visitor().shop
    return {
        "customer_name": "Jo Reader",
        "order_number": "1001",
        "shop_title": shop.title or shop.name,
        "promised_by": day + timedelta(days=2),
        "expected_from": day + timedelta(days=4),
        "expected_to": day + timedelta(days=7),
        "delivered_on": day + timedelta(days=5),
        "tracking_url": "https://carrier.example/1001",
        "signature": voice.signature,
        "reply_to": voice.reply_to or shop.email,
        "refund_amount": Money(Decimal("49.00"), shop.currency or "EUR"),
        "refund_day": day,
        "answer_by": day + timedelta(days=1),
    }
