"""The countries a sentence names."""

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT


def places_in(sentence: Sentence) -> tuple[str, ...]:
    """ISO 3166 codes, EU or world, in the order they are said, each once."""
    if not sentence.has("place", "worldwide"):
        return ()
    known = sentence.lexicon.places
    codes: dict[str, None] = {}
    for found in sentence.mentions:
        if found.mask & BIT["worldwide"]:
            codes["world"] = None
        elif found.mask & BIT["place"] and (code := known.get(sentence.folded[found.start : found.end])):
            codes[code] = None
    return tuple(codes)
