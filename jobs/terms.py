"""A shop's terms, by whatever door: checked, put in force as a version, in the log; and what is written from them."""

from collections.abc import Iterator, Mapping
from typing import Any

from integration.domain.outputs import Output, written
from integration.domain.shop import ShopSettings
from integration.domain.tags import language_in
from integration.domain.terms_record import read_terms
from integration.languages.wording import wording
from integration.languages.wording import written as written_languages
from integration.store import terms as kept
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.shops import shop as shop_of
from jobs.context import Context
from jobs.rewriting import terms_of_shop


def save_terms(context: Context, shop_id: int, row: Mapping[str, Any], by: str) -> int:
    """Puts the terms of `row`, as `terms_record` writes them, in force; their version.

    Raises ValueError beginning with the detail that cannot be so, IntegrityError when somebody saved at that moment.
    """
    entered, now = read_terms(row, ShopSettings()), context.clock()
    with write(context.engine) as session:
        before = kept.terms_in_force(session, shop_id)
        version = kept.save_terms(session, shop_id, entered, by, now)
        if before is None or before.version != version:
            log(session, shop_id, now, by, "terms saved", str(version))
        session.commit()
    return version


def texts_of(context: Context, shop_id: int, language: str | None = None) -> Iterator[Output]:
    """All that is written from them, in the shop's language unless another is given. Raises ValueError for one in which
    nothing can be written.
    """
    if language is None:
        with read(context.engine) as session:
            shop = shop_of(session, shop_id)
        language = shop.language if shop else "en"
    if language_in(language) not in written_languages():
        known = ", ".join(sorted(written_languages()))
        raise ValueError(f"nothing can be written in {language!r}; there are: {known}")
    terms = terms_of_shop(context, shop_id)
    return written(terms, wording(language, country=terms.settings.country))
