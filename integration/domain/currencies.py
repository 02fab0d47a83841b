"""How shops write a currency beside a figure, whatever their language; the languages' own words are in the lexicons."""

from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "us$": "USD", "r$": "BRL", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nt$": "TWD", "hk$": "HKD",
    "nz$": "NZD", "s$": "SGD", "mx$": "MXN", "s/.": "PEN", "s/": "PEN", "€": "EUR", "£": "GBP", "₹": "INR",
    "rs.": "INR", "₩": "KRW", "₺": "TRY", "zł": "PLN", "kč": "CZK",
}  # fmt: skip
CODES: tuple[str, ...] = (
    "eur", "usd", "gbp", "brl", "cad", "aud", "nzd", "chf", "twd", "hkd", "cny", "rmb", "jpy", "mxn", "cop", "clp",
    "ars", "pen", "gtq", "sek", "nok", "dkk", "pln", "czk", "inr", "krw", "sgd", "zar", "aed",
)  # fmt: skip
WORDLIKE: Mapping[str, str] = {"q": "GTQ", "rs": "INR", "ntd": "TWD", "rmb": "CNY"}
