"""``lsh-complete KIND PREFIX [WORD...]``: the words that only this home knows, for the shells' completions.

Prints a word a line, with what it is after a tab: a job's next fire and last outcome, say. The WORDs
are what was typed before, which some kinds need: a template's parameters, a job's runs. It is
started at every press of a key: it imports next to nothing, reads the ledger read-only, and answers
a broken home with no words rather than with an error.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Word = tuple[str, str]  # what is typed, and what it is

LIMIT = 200
"""Words of the ledger at most: nobody reads more, and nobody waits for 10,000."""
LIST = "-list"
"""The end of a kind of which several may be typed with commas between them."""
_FILES = ("template", "parameter", "zone")
_REMOTE = ("column", "condition")


def main() -> None:
    """Print the words of a kind that begin with a prefix."""
    kind, prefix, *typed = [*sys.argv[1:], "", ""][: max(len(sys.argv) - 1, 2)]
    try:
        lines = list(_lines(kind, prefix, typed))
        # a terminal of any encoding shows the words; a C locale would refuse them
        text = "".join(lines).encode("utf-8", "ignore")
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except Exception:
        return  # no error may appear in the middle of somebody's command line


def _lines(kind: str, prefix: str, typed: "list[str]") -> "Iterator[str]":
    before = ""
    if kind.endswith(LIST):
        kind = kind[: -len(LIST)]
        head, comma, prefix = prefix.rpartition(",")
        before = head + comma
    wanted = prefix.lower()
    taken = before.split(",")
    for word, about in _words(kind, prefix, typed):
        # a line feed or a tab in a name would be read as another word
        if word not in taken and word.lower().startswith(wanted) and word.isprintable():
            shown = "".join(c if c.isprintable() else " " for c in about)
            yield f"{before}{word}\t{shown}\n" if shown else f"{before}{word}\n"


def _words(kind: str, prefix: str, typed: "list[str]") -> "Iterable[Word]":
    if kind in _FILES:
        from lsh.completion import files

        return files.words(kind, prefix, typed)
    if kind in _REMOTE:
        from lsh.completion import remote

        return remote.words(kind, typed)
    from lsh.completion import ledger

    return ledger.words(kind, prefix, typed, LIMIT)


def folder(kind: str) -> str:
    """A folder of this home; the rules of ``paths.find_paths``, without importing it."""
    home = os.environ.get("LSH_HOME")
    if home:
        return os.path.join(os.path.expanduser(home), kind)  # noqa: PTH111, PTH118
    if sys.platform != "linux":
        from lsh.paths import find_paths

        return str(getattr(find_paths(), kind))
    variable, usual = {
        "config": ("XDG_CONFIG_HOME", ".config"),
        "data": ("XDG_DATA_HOME", ".local/share"),
    }[kind]
    base = os.environ.get(variable, "")
    if not base.startswith("/"):
        base = os.path.join(os.path.expanduser("~"), usual)  # noqa: PTH111, PTH118
    return os.path.join(base, "lsh")  # noqa: PTH118
