"""Whether a line is a heading, though nothing marks it as one."""

import re

from integration.domain.audit.sentences import Sentence
from integration.domain.audit.topics import TOPICS, begins_with_field, together
from integration.domain.concepts import BIT
from integration.domain.document import Block

_LONGEST = {True: 70, False: 24}
_MOST_SPACES = 6
_LONG_ENOUGH = 8
_WORDS = re.compile(r"[^\W_]+")


def is_heading(sentence: Sentence, block: Block, folded: str) -> bool:
    """Of a block of the folded text that is this one sentence."""
    if block.kind == "heading":
        return True
    lexicon, said = sentence.lexicon, folded[block.start : block.end]
    if len(said) > _LONGEST[lexicon.spaced] or block.kind == "row":
        return False
    first = block.start - sentence.shift
    if begins_with_field(sentence, said, first) or " | " in said:
        return False  # the head of a table leaves its rows under what the table stands under
    if lexicon.spaced and said[-1] not in ":?" and said.count(" ") >= _MOST_SPACES:
        return False
    if said[-1] in ".,;!。，；！、":
        return False
    if said[-1] in ":：":
        return lexicon.spaced or not _states(sentence, said)
    if _states(sentence, said):
        return False
    colon = max(said.find(":"), said.find("："))
    if colon >= 0 and (block.kind == "item" or together(sentence.mentions, first + colon) & TOPICS):
        return False
    if block.kind == "item" and not said[0].isdigit():
        return False
    return not sentence.durations and not sentence.amounts and "@" not in said


def _states(sentence: Sentence, said: str) -> bool:
    """Whether a line without a full stop is a sentence all the same: "exchanges are free" is, "how we ship" is not."""
    lines = sentence.lexicon.lines
    if sentence.lexicon.spaced:
        words = _WORDS.findall(said)
        spoken = bool(words) and words[0] not in lines.asks and not lines.says.isdisjoint(words)
        return spoken or any(found.start == sentence.start for found in sentence.words(BIT["no"]))
    if any(pointer in said for pointer in lines.leads_on):
        return False
    finished = "," in said or said.endswith(lines.ends)
    return finished or (len(said) >= _LONG_ENOUGH and any(sign in said for sign in lines.says))
