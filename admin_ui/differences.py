"""Two texts as one, marked where they differ: by line, with what surrounds a change."""

from collections.abc import Iterator, Sequence

from integration.domain.document import read_html
from integration.domain.wording import Run, diff

AROUND = 2


def differences(before: str, after: str) -> list[list[Run] | None]:
    """The lines that changed in a text, and AROUND more on both sides; None stands for those left out."""
    lines = list(_lines(diff(f"{before}\n", f"{after}\n")))
    changed = [at for at, line in enumerate(lines) if any(run.change != "kept" for run in line)]
    shown = sorted({near for at in changed for near in range(at - AROUND, at + AROUND + 1) if 0 <= near < len(lines)})
    return list(_with_gaps(lines, shown))


def differences_of(before_html: str, after_html: str) -> list[list[Run] | None]:
    """The same of two pages, as a buyer reads them."""
    before, after = (read_html(html, id="", kind="policy").text for html in (before_html, after_html))
    return differences(before, after)


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            line.append(Run(run.change, first))
        for words in others:
            if line:
                yield line
            line = [Run(run.change, words)] if words else []
    if line:
        yield line


def _with_gaps(lines: Sequence[list[Run]], shown: Sequence[int]) -> Iterator[list[Run] | None]:
    last = -1
    for at in shown:
        if at != last + 1:
            yield None
        yield lines[at]
        last = at
    if shown and last != len(lines) - 1:
        yield None
