"""Every detail that has wording: which cases there are, and which of them holds."""

from collections.abc import Mapping

from integration.domain.wording import law, product, returning, sending, trade
from integration.domain.wording.said import Detail

CASES: Mapping[str, Detail] = {
    **trade.DETAILS,
    **returning.DETAILS,
    **sending.DETAILS,
    **product.DETAILS,
    **law.DETAILS,
}
