"""What needs a person today, the dearest wait first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from admin_ui.checklist import Link, failed_deliveries, label
from admin_ui.formats import long_day
from admin_ui.obstacles import Obstacle, troubled
from admin_ui.words import tell, tell_many, tell_problem
from integration.store.legal_lines import LegalTask
from integration.store.overview import Overview
from integration.store.tables import ConnectionRow


@dataclass(frozen=True, slots=True)
class Need:
    """`icon` and `tone` are the mark beside it."""

    title: str
    why: str
    icon: str
    tone: str = "late"
    link: Link | None = None


def needs(
    facts: Overview, connections: Sequence[ConnectionRow], legal: Sequence[LegalTask] = (), today: date | None = None
) -> list[Need]:
    """`legal` is what the law wants done, nearest first."""
    return [
        *_legal(legal, today),
        *_messages(facts),
        *map(_paused, (row for row in connections if row.state in ("paused", "broken"))),
        *(_hindered(row, met) for row, met in troubled(connections)),
        *_asked(facts),
        *_unread(facts),
        *_disagreeing(facts),
    ]


def _messages(facts: Overview) -> Iterator[Need]:
    if facts.incidents:
        yield Need(
            tell_many("One cause makes many orders late", "%(n)s causes make many orders late", facts.incidents),
            tell("You decide once for all of them; each customer is written to once."),
            icon="late",
            link=Link(tell("Decide"), "incidents.show"),
        )
    if facts.unusually_many:
        yield Need(
            tell("Unusually many orders look late at once"),
            tell("We have stopped telling customers by ourselves for today. A carrier’s outage may be behind it."),
            icon="late",
            link=Link(tell("Read and approve"), "notices.show"),
        )
    if facts.unresolved:
        yield Need(
            tell_many("One message may have gone out", "%(n)s messages may have gone out", facts.unresolved),
            tell("We were stopped in the middle of sending, and never send twice by ourselves. Please decide."),
            icon="ask",
            link=Link(tell("Decide"), "notices.show", (("show", "unresolved"),)),
        )
    if facts.proposed:
        yield Need(
            tell_many("One customer waits for your word", "%(n)s customers wait for your word", facts.proposed),
            tell("The parcel will probably come after the promised day. Approve what we would say, or hold it."),
            icon="late",
            link=Link(tell("Read and approve"), "notices.show"),
        )
    if facts.undelivered:
        yield Need(
            tell_many("One message did not arrive", "%(n)s messages did not arrive", facts.undelivered),
            tell("An undelivered notice is no notice."),
            icon="clash",
            link=Link(tell("See why"), "notices.show", (("show", "failed"),)),
        )


def _legal(tasks: Sequence[LegalTask], today: date | None) -> Iterator[Need]:
    if tasks:
        nearest = tasks[0].by
        over = nearest is None or (today is not None and nearest < today)
        yield Need(
            tell_many("A legal deadline concerns one order", "Legal deadlines concern %(n)s orders", len(tasks)),
            tell("The nearest one is %(day)s. A risk signal, not legal advice.", day=long_day(nearest))
            if nearest
            else tell("A customer wants the money back. A risk signal, not legal advice."),
            icon="scale",
            tone="clash" if over else "late",
            link=Link(tell("See what to do"), "legal.show"),
        )


def _asked(facts: Overview) -> Iterator[Need]:
    if facts.asked_of_us:
        yield Need(
            tell_many("One customer asks what you hold", "%(n)s customers ask what you hold", facts.asked_of_us),
            tell("The law gives you 30 days to hand it over. It is ready to be downloaded."),
            icon="ask",
            link=Link(tell("Answer"), "privacy.show"),
        )


def _disagreeing(facts: Overview) -> Iterator[Need]:
    if facts.contradictions:
        yield Need(
            tell_many("Your pages disagree in one place", "Your pages disagree in %(n)s places", facts.contradictions),
            tell("A buyer may hold you to either side."),
            icon="clash",
            tone="clash",
            link=Link(tell("Look at both sides"), "contradictions.show"),
        )


def _paused(row: ConnectionRow) -> Need:
    reason = tell_problem(row.state_reason) or tell("It no longer accepts our key.")
    title = tell("%(name)s no longer lets us in", name=label(row.connector))
    return Need(title, reason, icon="plug", link=Link(tell("Look at it"), "connections.show"))


def _hindered(row: ConnectionRow, met: Obstacle) -> Need:
    title = tell("%(name)s: %(trouble)s", name=label(row.connector), trouble=met.label)
    why = f"{met.reason}. {met.next}".strip()
    return Need(title, why, icon="plug", link=Link(tell("Look at it"), "connections.show"))


def _unread(facts: Overview) -> Iterator[Need]:
    if facts.failed_deliveries:
        yield Need(
            tell_many(
                "One message from the store could not be read",
                "%(n)s messages from the store could not be read",
                facts.failed_deliveries,
            ),
            tell("What the store said is missing here until it is read again."),
            icon="plug",
            link=failed_deliveries(),
        )
