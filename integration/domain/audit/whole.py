"""Words that hide the words in them: 不含税 does not include tax, a bank (银行) is not of silver (银)."""

from integration.domain.concepts import BIT
from integration.domain.lexicon import Mention

_WHOLE = BIT["whole"]


def outermost(mentions: list[Mention]) -> list[Mention]:
    """The mentions without those inside a longer word that the lexicon calls whole."""
    whole = [(found.start, found.end) for found in mentions if found.mask & _WHOLE]
    if not whole:
        return mentions
    return [
        found
        for found in mentions
        if found.mask != _WHOLE
        and not any(
            start <= found.start and found.end <= end and found.end - found.start < end - start for start, end in whole
        )
    ]
