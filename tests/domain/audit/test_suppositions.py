"""What a clause with "if" denies is not denied by the sentence."""

import pytest

from integration.domain.audit import audit
from integration.domain.document import read_text
from integration.languages import lexicons

STATEMENTS = (
    ("en", "If it does not suit you, we exchange it.", False),
    ("en", "If it suits you, we do not exchange it.", True),
    ("de", "Wenn die Größe nicht stimmt, tauschen wir gern um.", False),
    ("de", "Wenn die Größe stimmt, tauschen wir nicht um.", True),
    ("fr", "Si la taille n'est pas la bonne, nous échangeons l'article.", False),
    ("it", "Se la misura non va bene, effettuiamo il cambio.", False),
    ("ja", "サイズが違っていない場合は、交換いたしません。", True),
    ("ja", "ご満足いただけない場合は、交換いたします。", False),
    ("zh", "如果尺码不合适，可以换货。", False),
    ("zh", "如果尺码合适，不予换货。", True),
)


@pytest.mark.parametrize(("language", "text", "denied"), STATEMENTS)
def test_only_the_main_clause_denies(language: str, text: str, denied: bool) -> None:
    finding = audit(read_text(text, id="1", kind="policy", language=language), lexicons()).findings["return.exchange"]
    assert [fact.negated for fact in finding.facts] == [denied]
