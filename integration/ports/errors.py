"""What a call to a vendor may raise, and nothing else.

`trouble` is "" or the name of a state that the connector's manifest has words for, with the merchant's next step; a
connector's own kinds of these errors carry it.
"""

from integration.ports.sentences import Sentence

_CHANGED = Sentence("it was changed in the shop since it was read")
_EXISTS = Sentence("the store has such a page already; it is read when the store is read next")


class Temporary(Exception):
    """Worth trying again. `retry_after` is the vendor's own wish in seconds, if it gave one."""

    trouble = ""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Permanent(Exception):
    """Will fail the same way again: shown to the merchant, not retried."""

    trouble = ""


class Denied(Permanent):
    """The shop has not let us do this: to be done once its merchant does."""


class OptedOut(Permanent):
    """The recipient has told the vendor that they want no more: nothing sent to them on this channel arrives."""


class Unauthorized(Exception):
    """Our key is refused: the connection pauses, and the checklist says how to reconnect."""

    trouble = ""


class Uncertain(Exception):
    """A channel broke off after the message had left: it may have arrived. For a person to look at, never resent."""


class Changed(Permanent):
    """What stands in the shop is not what was read there: nothing was written. `current` is what stands now."""

    def __init__(self, current: str) -> None:
        super().__init__(self._told())
        self.current = current

    def _told(self) -> str:
        return _CHANGED()


class Exists(Changed):
    """There is already what was to be made: nothing was made. `current` is what it says."""

    def _told(self) -> str:
        return _EXISTS()
