"""What somebody is likely to have meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The nearest of ``known``, whatever its case; None when none is near."""
    from difflib import get_close_matches  # only an error pays for it

    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.strip().lower(), by_small, n=1)
    return by_small[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest of ``known``, or all of them."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {near!r}?"
    return f"known are: {', '.join(sorted(names))}" if names else "there are none"
