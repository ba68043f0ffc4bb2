"""How many columns of a terminal a text takes: what a reader takes for one sign counts as one."""

from __future__ import annotations

from unicodedata import category, east_asian_width

_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_LOOKS = frozenset({_JOINER, _AS_EMOJI, "\ufe0e"})
_TONES = range(0x1F3FB, 0x1F400)  # of skin
_TAGS = range(0xE0020, 0xE0080)  # letters within flags of regions
_NO_ROOM = frozenset({"Mn", "Me", "Cf", "Cc"})
_SOFT_HYPHEN = "\xad"  # of the invisible ones the only one that terminals show


def columns_of(text: str) -> int:
    """The columns that ``text`` takes, as terminals count that know what belongs together.

    A flag, an emoji with its tone of skin, and several that are joined to one, take two each. Older
    terminals count their parts: see ``settled``.
    """
    if text.isascii():
        return len(text)
    total = last = 0  # ``last``: of the sign before, as far as it goes on
    joined = False
    for char in text:
        if char == _AS_EMOJI and last == 1:
            total, last = total + 1, 2
        belongs = last == 2 and (joined or ord(char) in _TONES)
        taken = 0 if belongs else _columns_of_one(char)
        joined, last = char == _JOINER, taken or last
        total += taken
    return total


def settled(text: str) -> str:
    """``text`` without what terminals disagree about: joiners, tones of skin, signs for other looks.

    What was joined stands side by side.
    """
    if text.isascii():
        return text
    return "".join(char for char in text if not _is_unsettled(char))


def _is_unsettled(char: str) -> bool:
    return char in _LOOKS or ord(char) in _TONES or ord(char) in _TAGS


def _columns_of_one(char: str) -> int:
    if category(char) in _NO_ROOM and char != _SOFT_HYPHEN:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
