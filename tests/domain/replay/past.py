"""Orders of a made-up shop: two regions, one of which slows down for a while; made by a seeded generator."""

import random
from datetime import date, timedelta

from integration.domain.delay import Parcel

START = date(2025, 1, 6)


def shop(count: int = 1500, days: int = 240, seed: int = 7, lost: float = 0.01, steady: bool = False) -> list[Parcel]:
    """Handed over after 0 to 3 days, under way 3 to 9, twice that to the islands in the third quarter."""
    draw = random.Random(seed)
    orders = []
    for number in range(count):
        bought = START + timedelta(days=draw.randrange(days))
        region = draw.choice(("mainland", "islands"))
        handed = bought + timedelta(days=draw.choice((0, 1, 1, 2, 3)))
        way = draw.choice((3, 4, 4, 5, 5, 5, 6, 7, 9))
        slow = not steady and region == "islands" and days // 2 <= (bought - START).days < 3 * days // 4
        delivered = None if draw.random() < lost else handed + timedelta(days=way * (2 if slow else 1))
        promised = bought + timedelta(days=10)
        orders.append(Parcel(f"o{number:04}", bought, promised, bought, handed, delivered, None, "s", "north", region))
    return orders


def known_on(morning: date, orders: list[Parcel]) -> list[Parcel]:
    """The same shop as far as it was known on that morning: what had not happened yet is not there."""

    def before(day: date | None) -> date | None:
        return day if day is not None and day < morning else None

    return [
        order._replace(
            paid=before(order.paid), handed_over=before(order.handed_over), delivered=before(order.delivered)
        )
        for order in orders
        if order.bought < morning
    ]
