"""The mail to a merchant who does not open the app."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from integration.languages.speech import words_of
from integration.languages.summary import Waiting, summary
from integration.store.session import write
from integration.store.shops import pause_connection
from jobs.delays import decide_order
from jobs.morning import morning
from tests.admin_ui.full_shop import add_person
from tests.jobs.late import connect_console, place, set_shop, the_order
from tests.jobs.test_lawful import unshipped
from tests.languages.test_render import LANGUAGES


@dataclass
class Box:
    answer: str = "250 OK"
    taken: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the library's name
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.taken.append((envelope.rcpt_tos[0], mail.get_content()))
        return self.answer


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def ours(context, shop, box, tmp_path):
    add_person(context, "owner@wren.example", (shop, "owner"))
    add_person(context, "reader@wren.example", (shop, "reader"))
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, title="Wren & Sons", language="en")
    return replace(
        context, smtp_url=box[1], mail_from="Forthright <hello@forthright.example>", public_url="https://f.example"
    )


def test_nothing_waits_so_nothing_is_written(ours, box):
    morning(ours)
    assert box[0].taken == []


def test_what_waits_is_written_once_a_day_to_the_owners(ours, shop, box, clock):
    decide_order(ours, place(ours, shop, the_order(ours)))
    decide_order(ours, unshipped(ours, shop, promised_in=2, vendor_id="1002"))
    with write(ours.engine) as session:
        pause_connection(session, shop.id, "console", "The key was taken back.")
        session.commit()
    for _ in range(2):
        morning(ours)
    [(to, mail)] = box[0].taken
    assert to == "owner@wren.example"
    assert "2 messages to customers wait for your word." in mail
    assert "The law wants something done about one order." in mail
    assert "The nearest deadline is Tuesday 3 March." in mail
    assert "no longer lets us in. The key was taken back." in mail
    assert "https://f.example" in mail
    clock.advance(days=1)
    morning(ours)
    assert len(box[0].taken) == 2


def test_not_at_night_not_unwanted_not_without_mail(ours, shop, box, clock):
    decide_order(ours, place(ours, shop, the_order(ours)))
    set_shop(ours, shop, timezone="America/Los_Angeles")
    morning(ours)
    set_shop(ours, shop, timezone="UTC", settings={"summary": {"off": True}})
    morning(ours)
    morning(replace(ours, smtp_url=""))
    assert box[0].taken == []
    set_shop(ours, shop, settings={})
    morning(ours)
    assert len(box[0].taken) == 1


def test_a_server_that_is_away_is_asked_again(ours, shop, box):
    decide_order(ours, place(ours, shop, the_order(ours)))
    box[0].answer = "451 later"
    morning(ours)
    box[0].answer = "250 OK"
    morning(ours)
    morning(ours)
    assert len(box[0].taken) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language):
    assert words_of(language, "summary").keys() == words_of("en", "summary").keys()
    for n in (1, 2, 5, 1_000_000):
        waiting = Waiting(n, n, n, None, n, n, (("Woo", "key {{ gone }}"),), stopped=True, unusual=True)
        subject, text = summary(waiting, "Wren {% x %}", "https://f.example", language)
        assert "Wren {% x %}" in subject
        assert text.count("\n- ") == 8
        assert "key {{ gone }}" in text
        if n > 1:
            assert text.count(str(n)) == 5
