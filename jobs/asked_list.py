"""What laws and partners ask of a shop's texts and do not find there, for programs: a row for each who asks."""

from datetime import date
from typing import Any

from sqlmodel import Session

from integration.domain.asked import Ask
from integration.store.content_list import count_unsaid, policy_documents
from integration.store.shop_settings import shop_settings
from jobs.asked import OF_PRODUCTS, READ, bearing


def asked_list(session: Session, shop_id: int, today: date, limit: int) -> list[dict[str, Any]]:
    """What should not stand there, then what is missing, the dearest first, then what is asked of some shops only.

    Last, as `unread`, what no text tells and the merchant has to look for.
    """
    unsaid = count_unsaid(session, shop_id, OF_PRODUCTS)
    pages, settings = policy_documents(session, shop_id), shop_settings(session, shop_id)
    found = bearing(pages, settings, today, unsaid)
    rows = [_row("unwanted", one.statement.code, ask) for one in found.objections for ask in one.asks]
    for _, group in found.groups:
        for one in group:
            state = one.statement.state if one.statement else "missing"
            rows += [_row(state, one.gap.code, ask) for ask in one.gap.asked.asks]
    rows += [_row("missing", one.code, ask) for one in found.perhaps for ask in one.perhaps]
    rows += [_row("unread", code, ask) for ask in found.unread for code in ask.rule.codes if code not in READ]
    return rows[:limit]


def _row(state: str, code: str, ask: Ask) -> dict[str, Any]:
    rule = ask.rule
    return {
        "code": code,
        "state": state,
        "severity": ask.severity,
        "asked_by": rule.asked_by,
        "rule": rule.id,
        "requirement": (rule.refusal if state == "unwanted" else "") or rule.requirement,
        "citation": rule.citation,
        "source_url": rule.source_url,
        "since": rule.valid_from.isoformat() if rule.valid_from else None,
        "until": rule.valid_to.isoformat() if rule.valid_to else None,
        "evidence": rule.evidence,
        "checked_on": rule.checked_on.isoformat(),
        "to_recheck": ask.to_recheck,
        "only_if": rule.scope.only_if or None,
        "countries": sorted(ask.reached),
        "rests_on": [reason.id for reason in ask.reasons],
    }
