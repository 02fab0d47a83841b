"""A letter in the merchant's own words, from the screen to what a customer gets."""

from integration.domain.law.lint import lacking
from integration.domain.own_letter import OwnLetter
from integration.languages.clauses import clause_sentences
from integration.languages.render import render
from tests.admin_ui.test_voice import settings_of
from tests.jobs.late import decide_order, messages, place, set_shop, the_order
from tests.languages.test_clauses import LINKS, Form, owed

WORDS = {
    "subject": "Leider später: {order}",
    "body": "Wir hatten {promised} gesagt.\n\nJetzt: {when}. <b>Verzeihung</b>",
}
PLACE = "/notices/letters/delay_on_the_day/de"


def test_it_is_previewed_saved_sent_and_taken_back(context, shop, owner):
    shown = owner.get(PLACE, query_string=WORDS)
    assert "Nothing is saved yet." in shown.text
    preview = owner.get("/notices/voice/letter", query_string={**WORDS, "kind": "delay_on_the_day", "language": "de"})
    assert "Wir hatten" in preview.text
    assert "<b>Verzeihung" not in preview.text
    assert settings_of(context, shop) == {}
    assert owner.post(PLACE, data=WORDS).status_code == 302
    assert "This letter is in your own words." in owner.get(PLACE).text
    set_shop(context, shop, mode="approve")
    decide_order(context, place(context, shop, the_order(context, vendor_id="1")))
    kept = settings_of(context, shop)["letters"]["de:delay_on_the_day"]
    assert kept == WORDS
    for row in messages(context, shop):
        assert row.subject.startswith("Leider später: ") or row.kind != "delay_on_the_day"
    owner.post(PLACE, data={"subject": "", "body": ""})
    assert settings_of(context, shop)["letters"] == {}
    assert "This letter is in our words." in owner.get(PLACE).text


def test_what_may_not_stand_in_it_is_refused_and_kept_on_the_form(context, shop, owner):
    answer = owner.post(PLACE, data={**WORDS, "body": "20 Euro Rabatt und {price}"})
    assert answer.status_code == 422
    assert "Rabatt und {price}" in answer.text
    assert "would make an advertisement" in answer.text
    assert "{price} is no place" in answer.text
    assert settings_of(context, shop) == {}
    assert owner.get("/notices/letters/nothing/de").status_code == 404
    assert owner.get("/notices/letters/delay_on_the_day/tlh").status_code == 404


def test_what_the_law_wants_said_is_added_to_own_words():
    duty = owed(Form.UNDATED)
    sentences = clause_sentences(duty, "en", LINKS)
    own = OwnLetter("Late", "Ours.")
    letter = render("no_date_known", "en", {}, sentences, LINKS, own=own)
    assert "Ours." in letter.text
    assert lacking(duty.clauses, sentences, LINKS.links, letter.text, letter.html) == ()


def test_the_form_names_the_places_that_are_filled(owner):
    assert "Places that are filled: {answer_by} {case_number}" in owner.get(PLACE).text
