"""The line at the top of the next page that says what was done, with the button that takes it back."""

from collections.abc import Sequence

from flask import flash


def offer_undo(words: str, action: str, ids: Sequence[int] = ()) -> None:
    """`action` is where the button posts to, `ids` the notices it names there."""
    flash({"words": words, "ids": ids, "action": action}, "undo")  # type: ignore[arg-type]
