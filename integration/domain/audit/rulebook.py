"""The rules for one kind of document, and which of them a sentence is shown to."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import or_

from integration.domain.audit.candidate import Candidate, Reads, Rule
from integration.domain.audit.questions import asks_merchant, unanswered
from integration.domain.audit.sentences import Sentence

_KNOWN_WAYS = 8_192


class Rulebook:
    """Rules in their order. What sentences name comes in few ways, so whom to ask is worked out once for each."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._needed = reduce(or_, (rule.needs for rule in rules))
        self._asked = lru_cache(_KNOWN_WAYS)(self._needing)

    def candidates(self, read: Iterable[Sentence]) -> Iterator[Candidate]:
        """Everything that the rules propose, sentence by sentence: every statement, not only the best of its code."""
        for sentence in read:
            yield from self.tell(sentence)

    def tell(self, sentence: Sentence) -> list[Candidate]:
        """What they propose of one sentence."""
        shown = self._asked((sentence.near | sentence.signs) & self._needed)
        said = [candidate for reads in shown for candidate in reads(sentence)]
        return list(unanswered(sentence, said)) if asks_merchant(sentence) else said

    def _needing(self, named: int) -> tuple[Reads, ...]:
        return tuple(reads for reads, needs in self._rules if named & needs or not needs)
