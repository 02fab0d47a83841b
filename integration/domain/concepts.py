"""The concepts a shop's text is read for: what its words mean, whatever the language."""

from collections.abc import Mapping
from functools import cache

CONCEPTS: tuple[str, ...] = (
    # price
    "price", "currency_word", "charged", "tax", "tax_included", "tax_excluded", "included", "added",
    # fees
    "cost", "shipping_cost", "free", "over", "under", "double", "free_shipping", "flat", "calculated", "return_cost",
    "restocking", "deducted", "percent_word",
    "duties", "by_customer", "by_shop", "customer", "shop", "bears", "duties_paid",
    # returns
    "return", "refund", "withdrawal", "money_back", "change_mind", "exchange", "condition", "proof", "goods",
    "excluded", "excluded_goods", "accepted", "procedure", "purpose", "reach", "send_to", "inspect",
    "original_payment", "store_credit", "payment_means", "credited", "damaged", "wrong_item", "our_error", "remedy",
    "photo", "fit",
    # orders
    "order", "cancel", "change_order",
    # shipping
    "shipping", "dispatch", "processing", "handling_time", "deliver", "delivery_time", "same_day", "carrier",
    "service", "pickup", "destination", "origin", "address", "worldwide", "place", "abroad", "outside", "tracking",
    "tracking_number", "delay", "lost", "not_liable", "force_majeure", "investigate",
    # contact
    "contact", "contact_form", "named_channel", "email_word", "phone_word", "weekday", "opening_hours", "clock",
    "dispute", "court", "complaint",
    # how a thing is said
    "negation", "supposing", "only", "all", "joins", "contrast", "concerning",
    "may", "soon", "depends", "see_elsewhere", "yes", "no", "until", "business_day",
    "time_unit", "even", "mail",
    # where a time is counted from, and what else a time can be
    "after_order", "after_dispatch", "after_delivery", "after_notice", "after_goods_back", "deadline_word",
    "reply", "storage", "validity", "pay_due", "warranty", "legal_warranty", "notify", "age", "usage_time",
    # who speaks
    "we", "guide", "about_policies", "merchant_instruction", "sample_page", "placeholder_word",
    # products
    "material", "material_label", "size_label", "unit_of_size", "care", "usage", "feature_label", "hype", "fast",
    "satisfaction", "on_request", "installment", "discount", "color",
    # a word that hides the words in it
    "whole",
    # who sells, and what the law grants
    "identity_label", "legal_form", "other_firm", "number_first", "street_first", "seat", "registration", "vat_id",
    "withdrawal_label", "withdrawal_button", "button", "model_form", "legal_guarantee", "own_guarantee", "adr",
    "case_by_case", "dispute_platform", "shut_down", "stale_citation", "privacy", "payment_name", "pay_with",
    "refuses_returns", "apart_from", "no_delivery", "po_box",
    # what must stand on a product
    "maker", "responsible_person", "hazard", "safety_label", "identifier_label", "lowest_price", "unit_price",
    # what narrows a statement (languages/<code>/scope.toml)
    "express", "bulky", "other_service", "on_sale", "special_goods", "trade_buyer", "member", "season", "by_law",
    "beside_law", "unless", "up_to", "on_site", "no_longer", "remote", "market", "spend",
    "unkept", "more_time", "home", "lacking", "lifelong", "bank",
    "misuse", "gift_wrap", "least_order", "late_order", "cooled",
    "pay_on_delivery", "pay_by_invoice", "pay_by_transfer", "pay_by_cheque", "pay_in_cash", "pay_by_card",
    # signs, not words: a sentence knows them of itself
    "figure", "at_sign", "left_open", "money_sign",
)  # fmt: skip

BIT: Mapping[str, int] = {name: 1 << place for place, name in enumerate(CONCEPTS)}


@cache
def mask(*names: str) -> int:
    """The bits of some concepts together. Raises KeyError for a name that is none."""
    together = 0
    for name in names:
        together |= BIT[name]
    return together
