"""A notice that the law asks for holds every clause of it, in every language, with every fact missing or present."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.data.delay_law import us
from integration.domain.law.duty import Duty, Silence
from integration.domain.law.lint import lacking
from integration.domain.law.statute import Clause, Form
from integration.domain.voice import Voice
from integration.languages.clauses import Choices, clause_sentences
from integration.languages.render import render
from integration.languages.speech import words_of
from tests.languages.test_render import FULL, LANGUAGES, Read, facts

TOLD = date(2026, 11, 30)
LINKS = Choices("https://shop.example/choose/MQ.a-b_c/W1.d/wait", "https://shop.example/choose/MQ.a-b_c/W1.d/cancel")
LATE = ("delay_before_promise", "delay_on_the_day", "no_date_known", "second_delay", "carrier_exception")


def owed(form: Form) -> Duty:
    revised = None if form in (Form.UNDATED, Form.RENEWED_UNDATED) else TOLD + timedelta(days=18)
    silence = Silence.REFUSES if form in (Form.RENEWED, Form.RENEWED_UNDATED) else Silence.CANCELS
    return Duty(form, TOLD, TOLD, revised, TOLD + timedelta(days=30), silence, us().clauses[form])


@settings(max_examples=40, deadline=None)
@given(facts, st.sampled_from(LATE), st.sampled_from(list(Form)), st.sampled_from([LINKS, Choices()]))
def test_every_clause_is_said_whatever_is_known(known, kind, form, choices):
    duty = owed(form)
    for language in LANGUAGES:
        sentences = clause_sentences(duty, language, choices)
        letter = render(kind, language, known, sentences, choices, Voice(colour="#1f4f9c"))
        assert lacking(duty.clauses, sentences, choices.links, letter.text, letter.html) == ()
        assert set(choices.links) <= set(Read(letter.html).links)


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, Form)))
def test_a_clause_that_was_taken_out_is_missed(language, form):
    duty = owed(form)
    sentences = clause_sentences(duty, language, LINKS)
    letter = render("delay_before_promise", language, FULL, sentences, LINKS)
    for clause, sentence in sentences.items():
        text, html = letter.text.replace(sentence, ""), letter.html.replace(sentence.replace("'", "&#x27;"), "")
        assert clause in lacking(duty.clauses, sentences, LINKS.links, text, letter.html)
        if html != letter.html:
            assert clause in lacking(duty.clauses, sentences, LINKS.links, letter.text, html)
    unlinked = letter.text.replace(LINKS.cancel, "")
    assert lacking(duty.clauses, sentences, LINKS.links, unlinked, letter.html) == (Clause.ANSWER,)
    assert lacking(duty.clauses, sentences, LINKS.links, "", "") == duty.clauses


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_days_are_those_that_decide(language):
    for form in Form:
        duty = owed(form)
        words = " ".join(clause_sentences(duty, language, LINKS).values())
        assert "30" in words
        assert ("18" in words) == (duty.revised is not None)
        assert "{" not in words


def test_every_language_has_a_sentence_for_everything():
    for name in ("legal", "choice"):
        english = words_of("en", name)
        for language in LANGUAGES:
            assert words_of(language, name).keys() == english.keys(), (language, name)
            assert all(words_of(language, name).values())
    faults = words_of("en")["fault"].keys()
    assert all(words_of(language)["fault"].keys() == faults for language in LANGUAGES)


def test_the_merchants_own_reason_is_given():
    said = clause_sentences(owed(Form.UNDATED), "en", LINKS, "the dye works burnt down.")
    assert said[Clause.NO_DATE].endswith("The reason: the dye works burnt down.")
