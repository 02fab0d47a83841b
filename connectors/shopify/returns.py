"""An order's returns, as Shopify shows them. Pure.

Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Return
"""

from collections.abc import Mapping, Sequence

from connectors.shopify.read import nodes, number
from connectors.values import moment, table, text, whole
from integration.domain.commerce import Raw
from integration.domain.returns import Return, ReturnedLine, ReturnStatus

STATUSES: Mapping[str, ReturnStatus] = {
    "REQUESTED": ReturnStatus.REQUESTED,
    "OPEN": ReturnStatus.APPROVED,
    "DECLINED": ReturnStatus.DECLINED,
    "CANCELED": ReturnStatus.CANCELLED,
    "CLOSED": ReturnStatus.CLOSED,
}


def returns(order: Raw) -> tuple[Return, ...]:
    """The newest ones, oldest first; those in a state that nobody knows yet are left out."""
    found = (_return(node) for node in reversed(nodes(order.get("returns"))))
    return tuple(one for one in found if one is not None)


def _return(node: Raw) -> Return | None:
    status, asked = STATUSES.get(text(node.get("status"))), moment(node.get("createdAt"))
    if status is None or asked is None or not number(node.get("id")):
        return None
    lines, decline = nodes(node.get("returnLineItems")), table(node.get("decline"))
    return Return(
        id=number(node.get("id")),
        name=text(node.get("name")),
        status=status,
        requested_at=asked,
        approved_at=moment(node.get("requestApprovedAt")),
        closed_at=moment(node.get("closedAt")),
        declined_for=text(decline.get("reason")).lower().replace("_", "-"),
        note=_together([*(line.get("customerNote") for line in lines), decline.get("note")]),
        lines=tuple(map(_line, lines)),
    )


def _line(node: Raw) -> ReturnedLine:
    bought = table(table(node.get("fulfillmentLineItem")).get("lineItem"))
    why = table(node.get("returnReasonDefinition"))
    said = text(why.get("handle")), text(why.get("name"))
    return ReturnedLine(number(bought.get("id")), text(bought.get("title")), whole(node.get("quantity")), *said)


def _together(notes: Sequence[object]) -> str:
    return " · ".join(dict.fromkeys(filter(None, map(text, notes))))
