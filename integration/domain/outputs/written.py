"""All that is written from one record of terms, by name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from integration.domain.outputs.pages import PAGES, Text, faq, policy_page, snippet
from integration.domain.outputs.return_policy import return_policy
from integration.domain.outputs.shipping_details import shipping_details
from integration.domain.outputs.structured import Structured
from integration.domain.terms import Terms
from integration.domain.wording import Words


@dataclass(frozen=True, slots=True)
class Output:
    """One text: its source, "" where nothing can be said, its media type, and the details that it could not say."""

    name: str
    source: str
    media_type: str
    lacking: tuple[str, ...]


def written(terms: Terms, words: Words) -> Iterator[Output]:
    """The pages of PAGES, `faq`, `product` (two lines), `return-policy` and `shipping-details` (JSON-LD)."""
    for kind in PAGES:
        yield _text(kind, policy_page(kind, terms, words))
    yield _text("faq", faq(terms, words))
    yield _text("product", snippet(terms, words))
    yield _data("return-policy", return_policy(terms))
    yield _data("shipping-details", shipping_details(terms))


def _text(name: str, text: Text) -> Output:
    return Output(name, text.html, "text/html", text.lacking)


def _data(name: str, found: Structured) -> Output:
    """One object as it is, several as an array."""
    objects = found.objects[0] if len(found.objects) == 1 else list(found.objects)
    source = json.dumps(objects, ensure_ascii=False, indent=2) if found.objects else ""
    return Output(name, source, "application/ld+json", found.lacking)
