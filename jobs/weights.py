"""How gravely each detail is asked of a shop, by what its own rules say today."""

from collections.abc import Mapping
from datetime import date

from integration.data.jurisdictions import rules
from integration.domain.asked import asked_for
from integration.domain.jurisdiction import Severity
from integration.domain.shop import ShopSettings


def severities(settings: ShopSettings, today: date) -> Mapping[str, Severity]:
    """Details that nobody asks of this shop are absent."""
    asked = asked_for(settings, rules(), today)
    return {code: one.severity for code, one in asked.items() if one.severity is not None}
