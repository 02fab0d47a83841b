"""The clauses of a lawful notice, as a language writes them for one order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integration.domain.law.duty import Duty
from integration.domain.law.statute import Clause
from integration.languages.speech import closest, day, one_line, say, words_of


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the customer says what to do, without signing in; "" where the installation has no public address.

    `stop` ends the messages; it stands in the mail's header and not in its text.
    """

    wait: str = ""
    cancel: str = ""
    stop: str = ""

    @property
    def links(self) -> Sequence[str]:
        return [link for link in (self.wait, self.cancel) if link]


def clause_sentences(duty: Duty, language: str, choices: Choices, reason: str = "") -> Mapping[Clause, str]:
    """A sentence or two a clause, in the closest language, for the clauses that the duty asks for.

    `reason` is the merchant's own for a delay without a date.
    """
    code = closest(language)
    words = words_of(code, "legal")
    known = {
        "old": day(duty.told, code),
        "new": day(duty.revised, code),
        "limit": day(duty.answer_by, code),
        "reason": one_line(reason).rstrip(".。") or words["reason"],
    }
    by_reply = {Clause.ANSWER: "answer_by_reply"} if not choices.links else {}
    return {clause: say(words[by_reply.get(clause, clause.value)], known) for clause in duty.clauses}
