"""The shapes of the API's answers and questions, in JSON Schema."""

from collections.abc import Mapping
from typing import Any

from integration.domain.audit.genre import WHY_NOTHING

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
STATE: Schema = {"type": "string", "enum": ["present", "vague", "placeholder", "missing"]}


def _object(properties: Mapping[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _list(schema: str, **more: Schema) -> Schema:
    return _object({"items": {"type": "array", "items": _ref(schema)}, **more})


def _ref(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


_DOCUMENT: Mapping[str, Schema] = {
    "id": NUMBER,
    "vendor_id": TEXT,
    "kind": {"type": "string", "enum": ["policy", "product"]},
    "page_kind": TEXT,
    "title": TEXT,
    "url": TEXT,
    "language": TEXT,
    "version": NUMBER,
    "read_at": TIME,
    "counts": {"type": ["object", "null"], "additionalProperties": NUMBER},
    "score": MAYBE_NUMBER,
    "sold": NUMBER,
    "complaints": NUMBER,
}
_SET_ASIDE = {"code": TEXT, "document": MAYBE_NUMBER, "reason": TEXT, "by": TEXT, "at": TIME}
_PUBLICATION: Mapping[str, Schema] = {
    "id": NUMBER,
    "document": NUMBER,
    "creates": {"type": ["string", "null"]},
    "codes": TEXTS,
    "state": {
        "type": "string",
        "enum": ["proposed", "publishing", "published", "undoing", "undone", "refused", "failed"],
    },
    "before": TEXT,
    "after": TEXT,
    "current": {"type": ["string", "null"]},
    "reason": TEXT,
    "by": TEXT,
    "created_at": TIME,
    "published_at": TIME,
    "undone_at": TIME,
    "undone_by": TEXT,
}
_FINDING: Mapping[str, Schema] = {
    "document": NUMBER,
    "code": TEXT,
    "state": STATE,
    "change": {"type": "string", "enum": ["", "new", "fixed", "same"]},
    "quote": TEXT,
    "rule": TEXT,
    "words": TEXTS,
    "facts": {"type": "array", "items": {"type": "object"}},
    "set_aside": {"oneOf": [_ref("SetAside"), {"type": "null"}]},
}
_READING = {
    "version": NUMBER,
    "rules": TEXT,
    "read_at": TIME,
    "score": MAYBE_NUMBER,
    "new": TEXTS,
    "fixed": TEXTS,
    "still": TEXTS,
}
_SIDE = {
    "document": MAYBE_NUMBER,
    "quote": {"type": ["string", "null"]},
    "settings": {"type": ["string", "null"]},
    "says": TEXT,
}
_CONTRADICTION: Mapping[str, Schema] = {
    "id": NUMBER,
    "code": TEXT,
    "rule": TEXT,
    "sides": {"type": "array", "items": _object(_SIDE)},
    "found_at": TIME,
    "settled_at": TIME,
    "settled_by": TEXT,
    "settled_reason": TEXT,
}
_CHANGE = {"document": NUMBER, "code": TEXT, "change": {"type": "string", "enum": ["new", "fixed"]}}
_COUNTED = {"code": TEXT, "weight": NUMBER, "part": {"type": "number"}}
_ASK: Mapping[str, Schema] = {
    "code": TEXT,
    "state": {"type": "string", "enum": ["unwanted", "missing", "vague", "placeholder", "unread"]},
    "severity": {"type": "string", "enum": ["must", "should", "check", "signal"]},
    "asked_by": TEXT,
    "rule": TEXT,
    "requirement": TEXT,
    "citation": TEXT,
    "source_url": TEXT,
    "since": DAY,
    "until": DAY,
    "evidence": {"type": "string", "enum": ["primary", "secondary", "memory"]},
    "checked_on": {"type": "string", "format": "date"},
    "to_recheck": {"type": "boolean"},
    "only_if": {"type": ["string", "null"]},
    "countries": TEXTS,
    "rests_on": TEXTS,
}
_TERMS_VERSION = {"version": NUMBER, "by": TEXT, "at": TIME}
_ENTERED: Mapping[str, Schema] = {
    "facts": _map({"type": "array", "items": {"type": "object"}}),
    "choices": _map(TEXTS),
    "names": _map(TEXTS),
    "opening": {"type": ["object", "null"]},
    "working_days": {"type": "array", "items": NUMBER},
    "cutoff": {"type": ["string", "null"]},
}
_TERMS_PAGE: Mapping[str, Schema] = {
    "document": NUMBER,
    "title": TEXT,
    "language": TEXT,
    "before": TEXT,
    "after": TEXT,
    "says": TEXTS,
    "loses": TEXTS,
    "lacking": TEXTS,
    "differs": {"type": "boolean"},
    "mark": TEXT,
}
_MISSING_PAGE: Mapping[str, Schema] = {
    "store": TEXT,
    "kind": TEXT,
    "language": TEXT,
    "title": TEXT,
    "html": TEXT,
    "says": TEXTS,
    "lacking": TEXTS,
    "mark": TEXT,
}
_PROPOSAL = _object({"text": TEXT, "questions": TEXTS})

SCHEMAS: Mapping[str, Schema] = {
    "Document": _object(_DOCUMENT, ("sold", "complaints")),
    "Documents": _list("Document", before=MAYBE_NUMBER, reading=_object({"done": NUMBER, "of": NUMBER})),
    "WholeDocument": _object(
        {
            **_DOCUMENT,
            "html": TEXT,
            "text": {"type": ["string", "null"]},
            "states_nothing": {"type": "string", "enum": ["", *WHY_NOTHING]},
            "findings": {"type": "array", "items": _ref("Finding")},
            "proposals": _map(_PROPOSAL),
        },
        ("sold", "complaints"),
    ),
    "Ask": _object(_ASK),
    "Asks": _list("Ask"),
    "Destination": _object(
        {
            "code": TEXT,
            "country": TEXT,
            "orders": NUMBER,
            "complaints": NUMBER,
            "of": NUMBER,
            "denied": {"type": "boolean"},
        }
    ),
    "Destinations": _list("Destination"),
    "Contradiction": _object(_CONTRADICTION),
    "Contradictions": _list("Contradiction"),
    "Finding": _object(_FINDING),
    "Findings": _list("Finding", before=MAYBE_NUMBER),
    "Reading": _object(_READING),
    "Readings": _list("Reading"),
    "Summary": _object(
        {
            "score": MAYBE_NUMBER,
            "formula": TEXT,
            "counted": {"type": "array", "items": _object(_COUNTED)},
            "answers": _map(STATE),
            "changes": {"type": "array", "items": _object(_CHANGE)},
        }
    ),
    "SetAside": _object(_SET_ASIDE),
    "SetAsides": _list("SetAside"),
    "Publication": _object(_PUBLICATION),
    "Publications": _list("Publication", before=MAYBE_NUMBER),
    "Reread": _object({"html": TEXT, "text": TEXT, "states": _map(STATE), "unsaid": TEXTS}),
    "Nothing": _object({}),
    "Aside": _object({"code": TEXT, "reason": TEXT, "everywhere": {"type": "boolean"}}, ("reason", "everywhere")),
    "Words": _object(
        {"texts": _map(TEXT), "version": NUMBER, "as_is": {"type": "boolean"}},
        ("version", "as_is"),
    ),
    "Reason": _object({"reason": TEXT}),
    "Terms": _object({**_TERMS_VERSION, "terms": _ref("EnteredTerms")}),
    "EnteredTerms": _object(_ENTERED, tuple(_ENTERED)),
    "TermsVersion": _object(_TERMS_VERSION),
    "TermsVersions": _list("TermsVersion"),
    "TermsText": _object({"name": TEXT, "source": TEXT, "media_type": TEXT, "lacking": TEXTS}),
    "TermsTexts": _list("TermsText"),
    "TermsPage": _object(_TERMS_PAGE),
    "TermsPages": _list("TermsPage"),
    "MissingPage": _object(_MISSING_PAGE),
    "MissingPages": _list("MissingPage"),
    "PickedPage": _object({"kind": TEXT, "mark": TEXT}),
    "TermsPublished": _list("Publication"),
    "PickedPages": _object({"kind": TEXT, "marks": _map(TEXT)}),
    "Error": {"type": "object", "properties": {"error": TEXT}, "required": ["error"]},
}
