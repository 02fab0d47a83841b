"""What a document says of price, fees, returns and shipping. Rules here, words in `languages/<code>/lexicon.toml`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from integration.domain.audit import contact, fees, identity, price, product, returns, rights, safety, shipping
from integration.domain.audit.candidate import Candidate, best
from integration.domain.audit.finding import CODES, EXTRA_CODES, Finding, Reading
from integration.domain.audit.genre import WHY_NOTHING, genre_of
from integration.domain.audit.language import languages_of
from integration.domain.audit.rulebook import Rulebook
from integration.domain.audit.segments import sentences_of, topic_of
from integration.domain.audit.sentences import Sentence
from integration.domain.document import Document, Kind
from integration.domain.lexicon import Lexicon
from integration.domain.regions import at_home

RULES_VERSION = "15"
RULES: Mapping[Kind, Rulebook] = {
    "policy": Rulebook(
        *price.RULES, *fees.RULES, *returns.RULES, *shipping.RULES, *contact.RULES, *identity.RULES, *rights.RULES,
    ),
    "product": Rulebook(*product.RULES, *safety.RULES),
}  # fmt: skip


class Read(NamedTuple):
    """A document's sentences, its main language, and what kind of text it is, as in Reading.genre."""

    language: str
    sentences: list[Sentence]
    genre: str


def audit(document: Document, lexicons: Mapping[str, Lexicon], *, remember: bool = True) -> Reading:
    """One finding for each code of the document's kind: stated, vague, left blank or missing; others if said.

    A sentence that was seen twice before is not read again: what it says is remembered, unless this is not wanted.
    """
    said = _read(document, lexicons, remember=remember)
    nothing = WHY_NOTHING.get(said.genre, "")
    chosen = {} if nothing else best(_told(RULES[document.kind], said.sentences))
    findings = {name: chosen.get(name) or Finding(name, "missing", rule=nothing) for name in CODES[document.kind]}
    findings |= {name: chosen[name] for name in EXTRA_CODES[document.kind] if name in chosen}
    return Reading(document.kind, said.language, findings, said.genre)


def read(document: Document, lexicons: Mapping[str, Lexicon]) -> Read:
    """The document cut into sentences that know their concepts, before any rule is asked."""
    return _read(document, lexicons, remember=False)


def _read(document: Document, lexicons: Mapping[str, Lexicon], *, remember: bool) -> Read:
    language, others = languages_of(document, lexicons, document.language)
    spelled = lexicons[language].spell(document.text)
    lexicon = at_home(lexicons[language], document.text, spelled.folded)
    foreign = {place: lexicons[other] for place, other in others.items()}
    said = sentences_of(document, lexicon, spelled, foreign, remember=remember)
    topic = topic_of(said)
    for sentence in said:
        sentence.about(topic)
    return Read(language, said, genre_of(said, spelled.folded) if document.kind == "policy" else "product")


def _told(rules: Rulebook, read: Iterable[Sentence]) -> Iterator[tuple[int, Sequence[Candidate]]]:
    """Of each sentence how many signs further on it stands in the document than in its own text, and what it tells."""
    for sentence in read:
        kept = sentence.kept
        yield sentence.shift, rules.tell(sentence) if kept is None else kept.told(rules, sentence)
