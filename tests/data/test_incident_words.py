"""What a scan says in any of nine languages of why a parcel is held up."""

import pytest

from integration.data.incident_words import FILE, reason_in
from integration.domain.incident_reason import IncidentReason as R


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Held in CUSTOMS", R.CUSTOMS),
        ("Sendung liegt beim Zollamt zur Prüfung", R.CUSTOMS),
        ("Votre colis est retenu en douane", R.CUSTOMS),
        ("El envío está en la aduana", R.CUSTOMS),
        ("Retido na alfândega", R.CUSTOMS),
        ("In attesa presso la dogana", R.CUSTOMS),
        ("Zending wordt vastgehouden door de douane", R.CUSTOMS),
        ("海关查验中", R.CUSTOMS),
        ("税関検査中です", R.CUSTOMS),
        ("Delay: severe weather", R.WEATHER),
        ("Verzögerung wegen Unwetter", R.WEATHER),
        ("Retard dû aux intempéries", R.WEATHER),
        ("因天气原因延误", R.WEATHER),
        ("悪天候のため遅延", R.WEATHER),
        ("Parcel missorted, forwarded", R.CARRIER_MISSORTED),
        ("Sendung fehlgeleitet, wird umgeleitet", R.CARRIER_MISSORTED),
        ("Die Anschrift konnte nicht gefunden werden", R.CONSIGNEE_ADDRESS),
        ("Adresse incomplète : contactez l'expéditeur", R.CONSIGNEE_ADDRESS),
        ("Dirección incorrecta", R.CONSIGNEE_ADDRESS),
        ("Morada incompleta", R.CONSIGNEE_ADDRESS),
        ("Indirizzo errato", R.CONSIGNEE_ADDRESS),
        ("Onvolledig adres", R.CONSIGNEE_ADDRESS),
        ("地址不详，无法投递", R.CONSIGNEE_ADDRESS),
        ("あて所不明", R.CONSIGNEE_ADDRESS),
        ("Pacco smarrito", R.CARRIER_LOST),
        ("Envío extraviado", R.CARRIER_LOST),
        ("包裹丢失", R.CARRIER_LOST),
        ("Colis endommagé", R.CARRIER_DAMAGED),
        ("Zending beschadigd", R.CARRIER_DAMAGED),
        ("Recipient not available", R.CONSIGNEE_ABSENT),
        ("Destinataire absent", R.CONSIGNEE_ABSENT),
        ("ご不在のため持ち戻り", R.CONSIGNEE_ABSENT),
        ("Sciopero nazionale", R.CARRIER_LATE),
    ],
)
def test_it_is_read_in_the_carriers_own_language(words: str, reason: R) -> None:
    assert reason_in(words) is reason


@pytest.mark.parametrize(
    "words",
    [
        "", "Arrived at hub", "Released by customs", "Customs clearance completed", "Zollabwicklung abgeschlossen",
        "Votre colis est dédouané", "Despacho aduanero finalizado", "Desalfandegamento concluído", "Sdoganato",
        "Zending ingeklaard", "海关放行", "通関手続完了", "Delivered in Lostwithiel", "Departed from Stormarn",
        "Zugestellt", "Ankunft im Paketzentrum",
    ],
)  # fmt: skip
def test_what_holds_nothing_up_is_no_reason(words: str) -> None:
    assert reason_in(words) is None, FILE.name
