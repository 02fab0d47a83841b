"""The clause to propose for a missing detail: what is known decides what is said, the page's language how.

    words = integration.languages.wording.wording("fr")             # or "pt-PT", "zh-Hant", "en-GB"
    clause = propose("return.window", terms, words)                 # Clause(code, text, questions, heading, values)
    html = placed(source, document, reading, clause, read)          # the source with the clause where it belongs
    runs = diff(source_text, new_text)                              # [Run("kept" | "added" | "removed", text)]

A clause states no number that the terms do not hold. What only the merchant can know stands in it as a question
in square brackets, which the audit reads as a placeholder.
"""

from integration.domain.wording.cases import CASES
from integration.domain.wording.clause import Clause, Words, propose
from integration.domain.wording.diff import Run, diff
from integration.domain.wording.place import placed

__all__ = ["CASES", "Clause", "Run", "Words", "diff", "placed", "propose"]
