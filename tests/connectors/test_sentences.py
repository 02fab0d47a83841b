"""What connectors say went wrong can be read back from the plain English that a row keeps."""

import pytest

from connectors import load_sentences
from connectors.errors import answered, from_transport
from integration.ports.sentences import KNOWN, Sentence, read_back

load_sentences()


@pytest.mark.parametrize("sentence", KNOWN.values(), ids=lambda it: it.words)
def test_each_sentence_is_read_back_whole(sentence: Sentence) -> None:
    values = {name: f"https://shop.example/{name}" for name in sentence.places}
    assert read_back(sentence(**values)) == (sentence.words, values)


def test_what_the_vendor_said_may_hold_anything() -> None:
    said = "50% of (it): failed\nbadly; sorry"
    words, values = read_back(answered("Postmark", 422, said)) or ("", {})
    assert words == "%(vendor)s answered %(status)s: %(said)s"
    assert (values["vendor"], values["said"]) == ("Postmark", said)


def test_the_sentence_that_says_most_itself_is_taken() -> None:
    assert read_back("the store answered 401 Unauthorized: no")[0].startswith("the store answered")  # type: ignore[index]


def test_words_of_nobody_here_are_left_alone() -> None:
    assert read_back("the keys are refused") is None
    assert read_back("") is None


def test_an_error_carries_plain_english() -> None:
    problem = from_transport(UnicodeError("secret"), "https://x.example")
    assert str(problem) == "https://x.example is not an address that can be called"
