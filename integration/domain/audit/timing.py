"""The times of a sentence, each with its use."""

from integration.domain.audit.quantity import Quantity
from integration.domain.audit.roles import Role, role_of
from integration.domain.audit.sentences import Sentence


def timed(sentence: Sentence) -> list[tuple[Quantity, Role]]:
    """Every time said in the sentence whose use is known; worked out once."""
    if sentence.roles is None:
        found = ((quantity, role_of(sentence, quantity)) for quantity in sentence.durations)
        sentence.roles = [(quantity, role) for quantity, role in found if role is not None]
    return sentence.roles
