"""One record of terms, many texts: policy pages, questions and answers, a product's two lines, structured data.

What is not known is never said: each output names the details it lacks (codes of the audit) instead.
"""

from integration.domain.outputs.pages import (
    MADE,
    PAGES,
    Answer,
    Text,
    answers,
    faq,
    policy_page,
    snippet,
    written_page,
)
from integration.domain.outputs.return_policy import return_policy
from integration.domain.outputs.shipping_details import shipping_details
from integration.domain.outputs.structured import Structured
from integration.domain.outputs.written import Output, written

__all__ = [
    "MADE",
    "PAGES",
    "Answer",
    "Output",
    "Structured",
    "Text",
    "answers",
    "faq",
    "policy_page",
    "return_policy",
    "shipping_details",
    "snippet",
    "written",
    "written_page",
]
