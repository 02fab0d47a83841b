"""Which countries a name for many of them stands for: the EU, a continent, the world."""

from collections.abc import Iterable, Mapping

WORLD = "world"
EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
CONTINENTS: Mapping[str, frozenset[str]] = {
    name: frozenset(countries.split())
    for name, countries in {
        "AF": """AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW
            MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW""",
        "AN": "AQ BV GS HM TF",
        "AS": """AE AF AM AZ BD BH BN BT CC CN CX GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV
            MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TW UZ VN YE""",
        "EU": """AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC
            MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TR UA VA XK""",
        "NA": """AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV
            SX TC TT US VC VG VI""",
        "OC": "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
        "SA": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
    }.items()
}
"""By the codes that WordPress gives the continents."""
COUNTRIES = frozenset().union(*CONTINENTS.values())
"""ISO 3166-1 alpha-2, and XK."""


def countries_of(places: Iterable[str]) -> frozenset[str]:
    """ISO 3166 codes of what is named, "EU" written out; the world stays "world", for nobody lists it."""
    found: set[str] = set()
    for place in places:
        found |= EU if place == "EU" else {place}
    return frozenset(found)


def covers(wide: Iterable[str], place: str) -> bool:
    """Whether every country of `place` is among `wide`."""
    named = countries_of(wide)
    return WORLD in named or countries_of([place]) <= named
