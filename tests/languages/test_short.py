"""Short texts: every kind in every language, with every fact missing or present, passes its lint."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.law.statute import Clause
from integration.domain.own_letter import PLACES
from integration.domain.reasons import NoticeKind
from integration.domain.segments import weigh
from integration.languages.clauses import Choices
from integration.languages.render import kinds
from integration.languages.short import (
    as_filled,
    template_bodies,
    template_message,
    text_message,
)
from integration.languages.speech import words_of
from tests.languages.test_render import FULL, LANGUAGES, facts, without

PLACE = re.compile(r"\{(\w+)\}")
LONGEST_BODY = 1024
"""What WhatsApp takes."""


def lint(text: str, known: dict, language: str) -> None:
    assert text.strip() == text
    assert text
    assert not any(slip in text for slip in ("\n", "  ", "None"))
    assert not any(slip in without(text, known) for slip in ("{", "}", " ,", " .", "..", ", ,", "()"))
    assert not any(word in text.casefold() for word in words_of(language)["promotion"])


@settings(max_examples=60, deadline=None)
@given(facts, st.sampled_from(sorted(NoticeKind)))
def test_any_fact_may_be_missing(known, kind):
    for language in LANGUAGES:
        text = text_message(kind, language, known)
        lint(text, known, language)
        assert words_of(language, "short")["stop"][:10] in text
        assert "javascript:" not in text
        if known.get("tracking_url", "").startswith("https://"):
            assert known["tracking_url"] in text
        template = template_message(kind, language, known)
        assert all(one and one == " ".join(one.split()) for one in template.parameters)
        lint(as_filled(template, language), known, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_and_no_place_that_nobody_fills(language):
    table = words_of(language, "short")
    own = {name for name, said in table.items() if isinstance(said, list) and not name.endswith("_words")}
    assert own == kinds() == set(NoticeKind)
    for name in own:
        assert {place for said in table[name] for place in PLACE.findall(said)} <= PLACES
        assert set(PLACE.findall(table[name][-1])) <= {"order"}, "the last of them is always sayable"
        assert table.keys() == words_of("en", "short").keys()
        assert len(table[name]) == len(words_of("en", "short")[name])
    assert "stop" in table["stop_words"]
    assert not set(table["stop_words"]) & set(table["start_words"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_one_that_whatsapp_approves(language):
    for name, body in template_bodies(language).items():
        assert re.fullmatch(r"[a-z0-9_]{1,512}", name)
        numbers = [int(number) for number in re.findall(r"\{\{(\d)\}\}", body)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert not body.startswith("{{")
        assert not body.endswith("}}")
        assert len(body) < LONGEST_BODY
        assert not re.search(r"(?<!\{)\{\w", body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(NoticeKind))
def test_what_is_shown_is_what_the_template_says(language, kind):
    template = template_message(kind, language, FULL)
    shown = as_filled(template, language)
    assert "1001" in shown
    assert all(parameter in shown for parameter in template.parameters)


@pytest.mark.parametrize(("language", "most"), [("en", 2), ("de", 2), ("nl", 2), ("ja", 3), ("zh", 3), ("fr", 5)])
def test_a_text_weighs_no_more_than_it_must(language, most):
    for kind in NoticeKind:
        assert weigh(text_message(kind, language, {**FULL, "tracking_url": ""})).segments <= most, kind


def test_facts_are_never_templates():
    known = {**FULL, "shop_title": "{order} {{1}}", "pickup_place": "{{2}} {shop_title}"}
    assert "{order} {{1}}:" in text_message("ready_for_pickup", "en", known)
    shown = as_filled(template_message("ready_for_pickup", "en", known), "en")
    assert "News from {order} {{1}}: " in shown
    assert "{{2}} {shop_title}" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_law_stand_in_it_as_they_are(language):
    clauses = {Clause.ANSWER: "L’answer “as it is” …", Clause.CANCEL_RIGHT: "You may cancel."}
    choices = Choices("https://shop.example/wait", "https://shop.example/cancel", "https://shop.example/stop")
    text = text_message("delay_before_promise", language, FULL, clauses, choices)
    assert all(said in text for said in (*clauses.values(), *choices.links, "1001"))
    assert words_of(language, "short")["stop"] not in text
