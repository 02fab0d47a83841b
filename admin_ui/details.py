"""The details of the audit in the words of whoever asks."""

from collections.abc import Mapping

from admin_ui.locale import language
from integration.languages import details as written
from integration.languages.details import Detail


def details() -> Mapping[str, Detail]:
    """Every code with its label, question and reason; English where a language has no words yet."""
    return written.details(language())
