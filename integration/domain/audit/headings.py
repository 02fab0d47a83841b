"""Whether a line is a heading, though nothing marks it as one."""

import re

from integration.domain.audit.sentences import Sentence
from integration.domain.audit.topics import TOPICS, begins_with_field, together
from integration.domain.document import Block

_LONGEST = {True: 70, False: 24}
_MOST_SPACES = 6
_SAYS = re.compile(r"[您请将须]|会(?![员计议])|可以|不能|无法|恕")
_LONG_ENOUGH = 8
_LEADS_ON = re.compile(r"以下|下記|下记|次の|如下")
_FINISHED = re.compile(r"(?:です|ます|ません|ました|でした|下さい|ください|[哦啦喔]|即可|不支持|拒收|承担|负担|負擔)$")


def is_heading(sentence: Sentence, block: Block) -> bool:
    """Of a block that is this one sentence."""
    if block.kind == "heading":
        return True
    spaced, folded = sentence.lexicon.spaced, sentence.folded
    said = folded[block.start : block.end]
    if len(said) > _LONGEST[spaced] or block.kind == "row":
        return False
    if begins_with_field(sentence, block.start, block.end) or " | " in said:
        return False  # the head of a table leaves its rows under what the table stands under
    if spaced and said[-1] not in ":?" and said.count(" ") >= _MOST_SPACES:
        return False
    if said[-1] in ".,;!。，；！、" or (not spaced and _is_finished(said)):
        return False
    if said[-1] in ":：":
        return True
    colon = max(said.find(":"), said.find("："))
    if colon >= 0 and (block.kind == "item" or together(sentence.mentions, block.start + colon) & TOPICS):
        return False
    if block.kind == "item" and not said[0].isdigit():
        return False
    return not sentence.durations and not sentence.amounts and "@" not in said


def _is_finished(said: str) -> bool:
    """Whether a line without a full stop, in a language without spaces, is a sentence all the same."""
    if _LEADS_ON.search(said):
        return False
    return "," in said or bool(_FINISHED.search(said)) or (len(said) >= _LONG_ENOUGH and bool(_SAYS.search(said)))
