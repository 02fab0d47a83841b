"""Who carries a parcel whose shop did not say."""

from integration.domain.commerce import Fulfillment, Tracking, TrackingStatus
from jobs.carriers import named_parcel, others_of
from jobs.context import Context


def carriers(*tracking: Tracking) -> list[str]:
    return [one.carrier for one in named_parcel(Fulfillment("f", "1", tracking)).tracking]


def test_only_an_empty_name_is_filled_and_only_without_doubt() -> None:
    assert carriers(Tracking("1Z999AA10123456784"), Tracking("1Z999AA10123456784", "Sparrow Post")) == [
        "ups",
        "Sparrow Post",
    ]
    assert carriers(Tracking("123456789012"), Tracking("")) == ["", ""]


def test_a_number_that_is_another_carriers_raises_a_doubt_in_names_people_know() -> None:
    assert others_of("DHL Express", "1Z999AA10123456784") == ("UPS",)
    assert others_of("FedEx", "MI1234560000001") == ("UPS MI",)


def test_the_shops_word_stands_where_nobody_can_tell() -> None:
    assert others_of("UPS", "1Z999AA10123456784") == ()
    assert others_of("DHL", "986578788855") == (), "twelve digits are many carriers'"
    assert others_of("Sparrow Post", "1Z999AA10123456784") == ()
    assert others_of("", "1Z999AA10123456784") == ()
    assert others_of("UPS", "") == ()


def test_one_house_carries_for_itself_and_posts_for_each_other() -> None:
    assert others_of("DHL", "LX12345678901") == (), "an eCommerce number under the house's name"
    assert others_of("USPS", "RR123456785PT") == (), "posts follow each other's numbers"
    assert others_of("UPS", "RB123456785GB") == ("Royal Mail",)


def test_a_connector_is_told_what_its_platforms_words_mean(context: Context) -> None:
    assert context.access("shopify").statuses["OUT_FOR_DELIVERY"] is TrackingStatus.OUT_FOR_DELIVERY
    assert context.access("smtp").statuses == {}
