"""For which destinations of the shop's orders its pages do not say what buyers there need to know."""

from collections import defaultdict

from sqlmodel import Session

from integration.domain.audit.finding import Fact
from integration.domain.audit.record import read_fact
from integration.domain.reach import BY_DESTINATION, Reach, unsaid_destinations
from integration.store.content_list import policy_documents
from integration.store.sales import last_destinations


def reached(session: Session, shop_id: int) -> list[Reach]:
    """The dearest first."""
    said: dict[str, list[Fact]] = defaultdict(list)
    for page in policy_documents(session, shop_id):
        for code in BY_DESTINATION:
            if page.state(code) == "present":
                said[code] += map(read_fact, page.findings[code].facts)
    return unsaid_destinations(said, last_destinations(session, shop_id))
