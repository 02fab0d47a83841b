"""Who carries a parcel whose shop did not say."""

from integration.domain.commerce import Fulfillment, Tracking
from jobs.carriers import named_parcel


def carriers(*tracking: Tracking) -> list[str]:
    return [one.carrier for one in named_parcel(Fulfillment("f", "1", tracking)).tracking]


def test_only_an_empty_name_is_filled_and_only_without_doubt() -> None:
    assert carriers(Tracking("1Z999AA10123456784"), Tracking("1Z999AA10123456784", "Sparrow Post")) == [
        "ups",
        "Sparrow Post",
    ]
    assert carriers(Tracking("123456789012"), Tracking("")) == ["", ""]
