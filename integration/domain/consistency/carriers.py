"""Who carries the parcels: a document that names carriers, none of which another knows, contradicts it."""

from collections.abc import Iterator, Mapping, Sequence

from integration.domain.audit.candidate import Candidate, spans
from integration.domain.audit.clauses import in_one_clause
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Scope, Statement, quoted_statement
from integration.domain.lexicon import Mention

_HOUSES: Mapping[str, tuple[str, ...]] = {
    "dhl": ("dhl", "deutsche", "deutschen post", "postag"),
    "la poste": ("la poste", "colissimo", "chronopost", "shop2shop"),
    "correos express": ("correos express",),
    "correos": ("correos",),
    "correios": ("correios", "sedex", "pac"),
    "poste italiane": ("poste italiane", "sda"),
    "brt": ("brt", "bartolini"),
    "evri": ("evri", "hermes"),
    "royal mail": ("royal mail", "parcelforce"),
    "canada post": ("canada post", "postes canada", "xpresspost"),
    "austrian post": ("osterreichische post",),
    "swiss post": ("schweizerische post", "schweizer post", "swiss post", "post ch"),
    "yamato": ("ヤマト", "クロネコ", "宅急便", "ネコポス"),
    "sagawa": ("佐川", "飛脚", "サガワ"),
    "japan post": ("日本郵", "ゆう", "レターパック", "クリックポスト", "スマートレター", "郵便", "ems"),
    "sf": ("顺丰", "順豐", "sf express"),
    "zto": ("中通",), "yto": ("圆通",), "sto": ("申通",), "yunda": ("韵达",), "jd": ("京东",),
    "china post": ("邮政", "中国邮政", "邮局", "e邮宝", "e特快"), "t-cat": ("黑猫", "宅急便"),
    "hct": ("新竹",), "kerry": ("嘉里", "大荣"),
}  # fmt: skip
"""Names under which the same carrier sends, by how they begin; a name that is not here is its own house."""
_SENDS = mask("shipping", "dispatch", "deliver", "delivery_time", "carrier", "shipping_cost", "after_dispatch")
_ASIDE = AMISS | mask(
    "return", "return_cost", "refund", "withdrawal", "exchange", "pickup", "tracking", "tracking_number", "duties",
    "investigate", "not_liable", "po_box", "force_majeure", "may",
)  # fmt: skip


def statements(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or not sentence.near & _SENDS or sentence.near & _ASIDE:
        return
    named = [word for word in sentence.words(BIT["carrier"]) if not _denied(sentence, word)]
    scope = setting.scope(besides=BIT["cooled"])
    if named and scope is not None and not _is_express_alone(setting, scope, named) and not setting.has("unless"):
        houses = sorted({house(sentence.folded[word.start : word.end]) for word in _longest(named)})
        candidate = Candidate("shipping.method", "present", sentence, "", spans(named))
        yield quoted_statement(
            "shipping.method:carrier", candidate, Fact(), Scope(scope.places), word=", ".join(houses)
        )


def _longest(named: Sequence[Mention]) -> list[Mention]:
    """Correos Express is another firm than the Correos in its name."""
    return [word for word in named if not any(other.start <= word.start and word.end < other.end for other in named)]


def _is_express_alone(setting: Setting, scope: Scope, named: Sequence[Mention]) -> bool:
    """Whether it speaks of express parcels alone; the word in a carrier's name does not make them so."""
    said = [word for word in setting.words if word.mask & BIT["express"]]
    in_name = bool(said) and all(
        any(name.start <= word.start and word.end <= name.end for name in named) for word in said
    )
    return bool(scope.exception - ({"express"} if in_name else set()))


def house(name: str) -> str:
    """Under whose name the carrier is known."""
    return next((known for known, names in _HOUSES.items() if name.startswith(names)), name)


def share_one(one: str, other: str) -> bool:
    """Whether two lists of carriers have one in common."""
    return bool({*one.split(", ")} & {*other.split(", ")})


def _denied(sentence: Sentence, word: Mention) -> bool:
    return any(
        in_one_clause(sentence, min(no.end, word.end), max(no.start, word.start))
        for no in sentence.words(mask("negation", "no"))
    )
