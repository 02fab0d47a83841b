from datetime import UTC, datetime, timedelta

import pytest

from integration.domain.commerce import Address
from integration.domain.zones import _COUNTRY, _REGION, zone, zone_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "hour"),
    [
        (Address("DE"), 13),
        (Address("US", "CA"), 4),
        (Address("US", "US-TX"), 6),
        (Address("us"), 7),
        (Address("XX"), 21),
        (Address(), 21),
    ],
)
def test_the_hour_there(address, hour):
    assert NOON.astimezone(zone_of(address, "Asia/Tokyo")).hour == hour


@pytest.mark.parametrize(("name", "hours"), [("+02:00", 2), ("UTC-5", -5), ("GMT+5:30", 5.5), ("nowhere", 0), ("", 0)])
def test_names_and_offsets(name, hours):
    assert zone(name).utcoffset(NOON) == timedelta(hours=hours)


def test_every_name_in_the_tables_is_a_zone():
    for name in {*_COUNTRY.values(), *_REGION.values()}:
        assert getattr(zone(name), "key", None) == name
