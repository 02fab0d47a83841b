"""What the pages of some files say against each other; there are no settings to compare them with."""

from collections.abc import Iterable

from integration.cli.audit.reading import Audited
from integration.domain.consistency import Contradiction, contradictions
from integration.domain.consistency.reading import statements
from integration.domain.shop import ShopSettings
from integration.languages import lexicons, scopes


def contradicting(pages: Iterable[Audited]) -> list[Contradiction]:
    said = [each for page in pages for each in statements(page.document, lexicons(), scopes())]
    return contradictions(said, ShopSettings())
