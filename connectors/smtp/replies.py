"""What a mail server answers, as one of the errors that the core knows."""

from integration.ports import Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence

OK = frozenset({250, 251, 252})
_SIGN_IN = frozenset({530, 534, 535, 538})

_ANSWERED = Sentence("%(step)s: the mail server answered %(answer)s")
_STEPS = (Sentence("connection"), Sentence("sender"), Sentence("recipient"), Sentence("content"))


def require(step: str, answer: tuple[int, bytes], expected: frozenset[int] = OK) -> None:
    """Raises what the answer means unless it is an expected one."""
    code, words = answer
    if code not in expected:
        raise from_reply(step, code, words)


def from_reply(step: str, code: int, words: bytes | str) -> Exception:
    """4xx is worth trying again; 5xx is not, and those about signing in mean that our account is refused."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    reason = _ANSWERED(step=step, answer=f"{code} {' '.join(text.split())[:200]}".rstrip())
    if code in _SIGN_IN:
        return Unauthorized(reason)
    return Permanent(reason) if 500 <= code < 600 else Temporary(reason)
