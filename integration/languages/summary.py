"""The morning mail to a merchant, in the shop's language."""

from dataclasses import dataclass
from datetime import date

from integration.languages.speech import closest, count, day, one_line, say, words_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a merchant. `unusual`: so many orders look late that we stopped telling by ourselves.
    `nearest` is the first legal deadline, `broken` are connections with the reason."""

    incidents: int = 0
    proposed: int = 0
    legal: int = 0
    nearest: date | None = None
    unresolved: int = 0
    failed: int = 0
    broken: tuple[tuple[str, str], ...] = ()
    stopped: bool = False
    unusual: bool = False

    def __bool__(self) -> bool:
        return any((self.incidents, self.proposed, self.legal, self.unresolved, self.failed, self.broken))


def summary(waiting: Waiting, shop: str, url: str, language: str) -> tuple[str, str]:
    """Subject and text: the legal first, then what only waits."""
    code = closest(language)
    words, known = words_of(code, "summary"), {"shop": one_line(shop)}
    lines = [
        count(number, unit, code, "summary")
        for unit, number in (
            ("legal", waiting.legal),
            ("incidents", waiting.incidents),
            ("proposed", waiting.proposed),
            ("unresolved", waiting.unresolved),
            ("failed", waiting.failed),
        )
        if number
    ]
    lines += [words["unusual"]] if waiting.unusual else []
    if waiting.nearest is not None:
        lines.insert(1, say(words["nearest"], {"day": day(waiting.nearest, code)}))
    lines += [say(words["connection"], {"name": name, "reason": one_line(why)}).strip() for name, why in waiting.broken]
    lines += [words["stopped"]] if waiting.stopped else []
    door = [say(words["open"], {"url": url})] if url else []
    body = "\n".join(f"- {line}" for line in lines)
    text = "\n\n".join([say(words["intro"], known), body, *door, words["why"]])
    return say(words["subject"], known), text + "\n"
