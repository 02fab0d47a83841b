"""What a model has learnt, as rows and one record to keep, and back. What was not touched need not be written."""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from integration.domain.delay.hazards import FADING, Hazards
from integration.domain.delay.model import Model
from integration.domain.delay.truth import Kept, Said

VERSION = 2
"""Of what is counted: counts of another version are not read, and learnt anew."""


class Counted(NamedTuple):
    """One group's counts by age, as they stood at the end of `day`; they fade from there."""

    stage: str
    level: int
    name: str
    ended: bytes
    exposed: bytes
    day: int


def counted(model: Model, day: int) -> Iterator[Counted]:
    """The groups that learnt something since they were last kept, and are marked as kept."""
    for stage, hazards in _stages(model).items():
        for number, level in enumerate(hazards.levels):
            for name in level.touched:
                row = level.rows[name]
                yield Counted(
                    stage, number, _written(name), level.ended[row].tobytes(), level.exposed[row].tobytes(), day
                )
            level.touched.clear()


def record(model: Model) -> dict[str, Any]:
    """All but the groups' counts, ready for JSON."""
    return {
        "version": VERSION,
        "lost": {stage: [hazards.begun, hazards.lost] for stage, hazards in _stages(model).items()},
        "rhythm": [[list(each.seen), list(each.expected)] for each in (model.way_rhythm, model.wait_rhythm)],
        "pace": [[name, seen, model.pace.expected[name]] for name, seen in model.pace.seen.items()],
        "line": list(model.calibration.line),
        "sureness": model.calibration.sureness.tolist(),
        "found": list(model.truth.found),
        "tails": list(model.truth.tails),
        "kept": [_kept(promised, each) for promised, all_ in model.truth.kept.items() for each in all_],
    }


def restored(told: Mapping[str, Any], groups: Iterable[Counted], day: int) -> Model:
    """The model as it stood at the end of `day`. Raises ValueError for a record of another version."""
    if told.get("version") != VERSION:
        raise ValueError(f"a record of version {told.get('version')}, where {VERSION} is read")
    model = Model()
    _restore_counts(model, groups, day)
    for stage, hazards in _stages(model).items():
        hazards.begun, hazards.lost = told["lost"][stage]
    for rhythm, (seen, expected) in zip((model.way_rhythm, model.wait_rhythm), told["rhythm"], strict=True):
        rhythm.seen, rhythm.expected = np.array(seen), np.array(expected)
    for name, seen, expected in told["pace"]:
        model.pace.seen[name], model.pace.expected[name] = seen, expected
    model.calibration.line, model.calibration.sureness = np.array(told["line"]), np.array(told["sureness"])
    model.truth.found, model.truth.tails = np.array(told["found"]), np.array(told["tails"])
    for promised, ids, today, stated, soonest, latest in told["kept"]:
        said = Said(np.array(stated), np.array(soonest, dtype=np.int64), np.array(latest, dtype=np.int64))
        model.truth.kept.setdefault(promised, []).append(Kept(tuple(ids), today, said))
    return model


def _restore_counts(model: Model, groups: Iterable[Counted], day: int) -> None:
    for group in groups:
        level = _stages(model)[group.stage].levels[group.level]
        row, faded = level.add(_read(group.name)), FADING ** (day - group.day)
        level.ended[row] = np.frombuffer(group.ended) * faded
        level.exposed[row] = np.frombuffer(group.exposed) * faded


def _stages(model: Model) -> dict[str, Hazards]:
    return {"transit": model.transit, "handling": model.handling}


def _kept(promised: int, kept: Kept) -> list[Any]:
    said = kept.said
    return [promised, list(kept.ids), kept.today, said.stated.tolist(), said.soonest.tolist(), said.latest.tolist()]


def _written(name: Hashable) -> str:
    return json.dumps(name, ensure_ascii=False)


def _read(name: str) -> Hashable:
    said = json.loads(name)
    return tuple(said) if isinstance(said, list) else str(said)
