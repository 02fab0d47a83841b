"""Terms as their merchant entered them, every version kept, on real databases."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from integration.domain.terms_record import written_terms
from integration.store.session import read, write
from integration.store.tables import ShopRow, TermsRow
from integration.store.terms import save_terms, terms_in_force, terms_versions
from tests.clock import Clock
from tests.domain.test_terms_record import FULL
from tests.domain.wording.known import about, facts

NEXT = replace(FULL, facts=facts(return__window=about(60, "day", "delivery")))


def test_each_save_is_a_version(engine: Engine, shop: ShopRow, other_shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        assert terms_in_force(session, shop.id) is None
        assert save_terms(session, shop.id, FULL, "ann@lark.example", clock()) == 1
        assert save_terms(session, shop.id, FULL, "ann@lark.example", clock()) == 1
        assert save_terms(session, shop.id, NEXT, "ben@lark.example", clock()) == 2
        session.commit()
    with read(engine) as session:
        last, first = terms_in_force(session, shop.id), terms_in_force(session, shop.id, 1)
        assert last is not None
        assert last.terms == written_terms(NEXT)
        assert first is not None
        assert first.terms == written_terms(FULL)
        assert [(row.version, row.by) for row in terms_versions(session, shop.id)] == [
            (2, "ben@lark.example"),
            (1, "ann@lark.example"),
        ]
        assert terms_in_force(session, other_shop.id) is None
        assert terms_versions(session, other_shop.id) == []


def test_of_two_who_save_at_once_one_is_told(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        save_terms(session, shop.id, FULL, "ann@lark.example", clock())
        session.add(TermsRow(shop_id=shop.id, version=1, terms={}, by="ben@lark.example", at=clock()))
        with pytest.raises(IntegrityError):
            session.flush()
