"""What was read before: a shop says the same of shipping, sizes and care on every product."""

from collections.abc import Sequence
from functools import cache

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.rulebook import Rulebook
from integration.domain.audit.sentences import Sentence
from integration.domain.lexicon import Lexicon

_MOST_SENTENCES = 768
_MOST_STANDS = 8
_MOST_SEEN = 1 << 15


_Stand = tuple[Rulebook, int, int, int, int, str | None, bool, bool]
"""Where a sentence stands: all that a reading of it depends on beside its own words."""


class Kept:
    """A sentence in a text of its own, which knows nothing of where it stood, and what it told in each place."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self._told: dict[_Stand, Sequence[Candidate]] = {}

    def at(self, start: int) -> Sentence:
        """Said again at this place of a document."""
        return self.sentence.again(self, start)

    def told(self, rules: Rulebook, sentence: Sentence) -> Sequence[Candidate]:
        """What this one of its repetitions tells."""
        stand = _stand(rules, sentence)
        known = self._told.get(stand)
        if known is None:
            if len(self._told) >= _MOST_STANDS:
                self._told.clear()
            # with the kept sentence, or that repetition and the document it stands in would be kept as well
            said = [candidate._replace(sentence=self.sentence) for candidate in rules.tell(sentence)]
            known = self._told[stand] = tuple(said)
        return known


def _stand(rules: Rulebook, sentence: Sentence) -> _Stand:
    previous = sentence.previous
    return (
        rules,
        sentence.label,
        sentence.section,
        sentence.before,
        sentence.document,
        None if previous is None else previous.lends,
        sentence.is_question,
        sentence.is_heading,
    )


class Memory:
    """The sentences of a language that were read twice, up to a limit; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._seen: set[int] = set()

    def recall(self, said: str) -> Kept | None:
        return self._kept.get(said)

    def learn(self, sentence: Sentence) -> None:
        """Not at first sight: what is said once is not worth keeping."""
        said = sentence.text[sentence.start : sentence.end]
        sight = hash(said)
        if sight not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(sight)
            return
        if len(self._kept) >= _MOST_SENTENCES:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[said] = Kept(sentence.alone())


@cache
def memory_of(lexicon: Lexicon) -> Memory:
    return Memory()
