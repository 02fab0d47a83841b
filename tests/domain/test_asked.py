"""Who asks what of which shop, on which day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from integration.data.jurisdictions import rules
from integration.domain.asked import Asked, Gap, asked_for, dearest_first, on_refusal, to_remove
from integration.domain.jurisdiction import Rule, Scope
from integration.domain.shop import ShopSettings, Zone

TODAY = date(2026, 11, 22)
RULE = Rule(
    id="XX-1", jurisdiction="XX", asked_by="Law of X", requirement="Say who sells.", codes=("identity.legal_name",),
    citation="§ 1", severity="must", evidence="primary", check="page_text", source_url="https://x.example",
    checked_on=TODAY, scope=Scope(ships=("EU",)),
)  # fmt: skip


def shop(country: str, *destinations: str) -> ShopSettings:
    return ShopSettings(country=country, zones=(Zone(destinations),) if destinations else ())


def ids(asked: Asked) -> list[str]:
    return [ask.rule.id for ask in asked.asks]


def asked(settings: ShopSettings, *given: Rule, today: date = TODAY, code: str = "identity.legal_name") -> Asked:
    return asked_for(settings, given, today).get(code, Asked(code))


def test_a_rule_holds_between_its_days_and_on_them():
    rule = replace(RULE, valid_from=date(2026, 1, 10), valid_to=date(2026, 1, 20))
    days = {day: bool(asked(shop("DE"), rule, today=date(2026, 1, day)).asks) for day in (9, 10, 20, 21)}
    assert days == {9: False, 10: True, 20: True, 21: False}
    assert asked(shop("DE"), RULE, today=date(1990, 1, 1)).asks


def test_it_is_asked_where_the_shop_ships():
    assert not asked(shop("US", "US", "CA"), RULE).asks
    assert asked(shop("US", "US", "FR"), RULE).asks
    assert asked(shop("US", "EU"), RULE).asks
    assert asked(shop("US", "world"), RULE).asks
    assert asked(shop("FR"), RULE).asks, "a shop whose zones nobody knows ships at home"
    assert not asked(shop(""), RULE).asks


def test_it_is_asked_where_the_shop_is():
    based = replace(RULE, scope=Scope(based=("EU",)))
    assert asked(shop("PT", "US"), based).asks
    assert not asked(shop("US", "EU"), based).asks
    abroad = replace(RULE, scope=Scope(ships=("EU",), not_based=("EU",)))
    assert asked(shop("US", "EU"), abroad).asks
    assert not asked(shop("PT", "EU"), abroad).asks
    assert not asked(shop("", "EU"), abroad).asks, "where the shop is has to be known"


def test_nobody_is_told_must_from_memory():
    remembered = replace(RULE, evidence="memory")
    assert asked(shop("DE"), remembered).severity == "check"
    assert asked(shop("DE"), replace(remembered, severity="signal")).severity == "signal"
    assert {ask.severity for one in everywhere().values() for ask in one.asks if ask.rule.evidence == "memory"} <= {
        "should", "check", "signal",
    }  # fmt: skip


def everywhere(today: date = TODAY) -> dict[str, Asked]:
    return dict(asked_for(shop("US", "world"), rules(), today))


def test_the_gravest_speaks():
    soft = replace(RULE, id="XX-2", severity="signal")
    found = asked(shop("DE"), soft, RULE, replace(RULE, id="XX-3", evidence="memory"))
    assert found.severity == "must"
    assert ids(found) == ["XX-1", "XX-3", "XX-2"]


def test_a_source_read_too_long_ago_is_to_be_read_again():
    old = replace(RULE, checked_on=TODAY - timedelta(days=181))
    assert asked(shop("DE"), old).asks[0].to_recheck
    assert not asked(shop("DE"), replace(RULE, checked_on=TODAY - timedelta(days=180))).asks[0].to_recheck


def test_a_country_speaks_for_the_union_and_names_it_as_its_reason():
    union = replace(RULE, id="EU-1")
    country = replace(RULE, id="DE-1", scope=Scope(ships=("DE",)), rests_on=("EU-1",))
    found = asked(shop("DE"), union, country)
    assert ids(found) == ["DE-1"]
    assert [reason.id for reason in found.asks[0].reasons] == ["EU-1"]
    wider = asked(shop("DE", "DE", "AT", "FR"), union, country)
    assert {ask.rule.id: ask.reached for ask in wider.asks} == {"EU-1": {"AT", "FR"}, "DE-1": {"DE"}}


def test_what_hangs_on_a_circumstance_is_asked_when_it_holds():
    partner = replace(RULE, scope=Scope(only_if="stripe_payments"))
    unknown = asked_for(shop("US"), [partner], TODAY)["identity.legal_name"]
    assert (unknown.asks, unknown.severity) == ((), None)
    assert [ask.rule.id for ask in unknown.perhaps] == ["XX-1"]
    known = asked_for(shop("US"), [partner], TODAY, {"stripe_payments"})["identity.legal_name"]
    assert (ids(known), known.perhaps) == (["XX-1"], ())


def test_the_dispute_platform_was_asked_for_until_it_closed_and_is_to_go_since():
    last, first = date(2025, 7, 19), date(2025, 7, 20)
    german = shop("DE", "EU")
    assert "EU-ODR-old" in ids(asked_for(german, rules(), last)["dispute.process"])
    assert "EU-ODR-old" not in ids(asked_for(german, rules(), first)["dispute.process"])
    assert "dispute.odr_stale" not in to_remove(german, rules(), last)
    assert [ask.rule.id for ask in to_remove(german, rules(), first)["dispute.odr_stale"]] == ["EU-ODR-stale"]
    assert set(to_remove(german, rules(), TODAY)) == {"dispute.odr_stale", "legal.stale_citation"}
    assert set(to_remove(shop("US"), rules(), TODAY)) == set()


def test_a_withdrawal_button_is_asked_of_whoever_sells_into_the_union_since_june_2026():
    code = "return.withdrawal_function"
    assert code not in asked_for(shop("US", "EU"), rules(), date(2026, 6, 18))
    assert asked_for(shop("US", "EU"), rules(), date(2026, 6, 19))[code].severity == "must"
    assert code not in asked_for(shop("US"), rules(), TODAY)


def said_to(settings: ShopSettings) -> list[str]:
    return [ask.rule.id for ask in on_refusal(settings, rules(), TODAY)]


def test_a_shop_that_refuses_returns_is_told_what_the_law_there_says():
    assert said_to(shop("DE")) == ["EU-CRD-9-period"]
    assert said_to(shop("FR")) == ["FR-L221-18"]
    assert set(said_to(shop("GB", "GB", "FR", "IE"))) == {"EU-CRD-9-period", "FR-L221-18", "UK-CCR-30"}
    assert said_to(shop("CN")) == ["CN-CPL-25"]
    assert said_to(shop("BR")) == ["BR-CDC-49"]
    assert said_to(shop("AU")) == []


def test_a_german_shop_and_an_american_one_are_asked_different_things():
    german, american = (asked_for(shop(country), rules(), TODAY) for country in ("DE", "US"))
    assert german["identity.vat_id"].severity == "must"
    assert "identity.vat_id" not in american
    assert american["identity.legal_name"].asks[0].rule.id == "US-CA-17538-d"
    assert german["product.manufacturer"].severity == "must"
    assert german["price.unit_price"].severity is None, "nobody knows whether it sells by weight"


def test_the_dearest_gap_comes_first():
    union = replace(RULE, id="EU-1")
    grave, wide = asked(shop("DE"), union), asked(shop("DE", "EU"), union)
    mild = asked(shop("DE"), replace(RULE, severity="signal"))
    gaps = [
        Gap("unasked", Asked("unasked"), texts=500),
        Gap("mild", mild, texts=500),
        Gap("grave", grave),
        Gap("grave, often", grave, texts=40),
        Gap("grave, wide", wide),
    ]
    assert codes(dearest_first(gaps)) == ["grave, wide", "grave, often", "grave", "mild", "unasked"]


def codes(gaps: Iterable[Gap]) -> list[str]:
    return [gap.code for gap in gaps]
