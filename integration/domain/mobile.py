"""Telephone numbers that take a text message."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def mobile(number: str, country: str) -> str:
    """The number in E.164 (+491711234567) if it is a mobile one; "" for a landline, a slip, or none.

    `country` (ISO 3166) is where a number without a country's code belongs. What is mobile is libphonenumber's word.
    """
    try:
        parsed = phonenumbers.parse(number, country.upper() or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) not in _TEXTABLE:
        return ""
    return str(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))
