"""The screens in other languages: every sentence is there, whole, with its places and its plurals."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.frontend import CommandLineInterface
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from integration.languages.catalogue import SOURCE, catalogue, spoken

PROJECT = Path(__file__).parents[2]
OTHERS = [code for code in spoken() if code != SOURCE]
PLACE = re.compile(r"%\(\w+\)s|%%|\{\w*\}")
UNTIED = {"fr": re.compile(r" [:;?!»]|« |\w[;?!»]")}
"""What good print of the language does not do; in French, a mark that may slip to the next line."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The sentences of the screens, found as `make words` finds them."""
    target = tmp_path_factory.mktemp("words") / "ui.pot"
    line = re.search(r"pybabel( .* extract .*)", (PROJECT / "Makefile").read_text(encoding="utf-8"))
    assert line
    told = shlex.split(line[1].replace("var/ui.pot", str(target)))
    with pytest.MonkeyPatch.context() as at:
        at.chdir(PROJECT)
        CommandLineInterface().run(["pybabel", *told])
    with target.open("rb") as found:
        return read_po(found)


@cache
def written(code: str) -> Catalog:
    with (PROJECT / "integration/languages" / code / "ui.po").open("rb") as file:
        return read_po(file, locale=code)


def as_texts(told: object) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told or ())  # type: ignore[arg-type]


def pairs(source: Catalog, code: str) -> Iterator[tuple[tuple[str, ...], Message]]:
    for message in source:
        if message.id and (there := written(code).get(message.id)):
            yield as_texts(message.id), there


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def test_the_sentences_are_found(source: Catalog) -> None:
    assert len(source) > 900


COUNTING = {"ngettext": (1, 2), "tell_many": (1, 2)}
READERS = [("jinja2", "admin_ui/templates/**/*.html")]
READERS += [("python", f"{room}/**/*.py") for room in ("admin_ui", "integration", "connectors", "jobs")]


def test_a_sentence_for_one_has_one_sentence_for_many() -> None:
    """A catalogue knows a sentence by its singular: of two plurals to it, the second would never be translated."""
    found: dict[str, set[str]] = {}
    for method, pattern in READERS:
        for path in PROJECT.glob(pattern):
            with path.open("rb") as file:
                for _, told, _, _ in extract(method, file, COUNTING, options={"trimmed": "true"}):
                    if isinstance(told, tuple) and len(told) == 2:
                        found.setdefault(told[0], set()).add(told[1])
    assert len(found) > 50
    assert {one: many for one, many in found.items() if len(many) > 1} == {}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_there(source: Catalog, code: str) -> None:
    own = written(code)
    absent = [message.id for message in source if message.id and not own.get(message.id)]
    assert not absent, f"run `make words`, then translate in {code}/ui.po: {absent}"
    assert not [there.id for _, there in pairs(source, code) if there.fuzzy or not all(as_texts(there.string))]


@pytest.mark.parametrize("code", OTHERS)
def test_the_places_are_kept(source: Catalog, code: str) -> None:
    for told, there in pairs(source, code):
        *few, most = as_texts(there.string)
        assert places(most) == places(told[-1]), there.id
        assert all(places(form) <= places("".join(told)) for form in few), there.id


@pytest.mark.parametrize("code", OTHERS)
def test_a_sentence_that_counts_has_as_many_forms_as_the_language(source: Catalog, code: str) -> None:
    assert written(code).num_plurals == get_plural(code).num_plurals
    for told, there in pairs(source, code):
        forms = get_plural(code).num_plurals if len(told) == 2 else 1
        assert len(as_texts(there.string)) == forms, there.id


@pytest.mark.parametrize("code", OTHERS)
def test_the_print_is_that_of_the_language(code: str) -> None:
    untied = UNTIED.get(code)
    texts = [text for message in written(code) if message.id for text in as_texts(message.string)]
    assert not [text for text in texts if untied and untied.search(text)]
    assert not [text for text in texts if text != text.strip(" \n")]


@pytest.mark.parametrize("code", OTHERS)
def test_the_screens_get_what_the_file_says(code: str) -> None:
    told = catalogue(code)
    assert told.gettext("Home") != "Home"
    assert told.ngettext("One customer", "%(num)s customers", 5) not in {"One customer", "%(num)s customers"}
