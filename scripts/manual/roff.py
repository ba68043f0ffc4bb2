"""Plain text and a few shapes of it as man(7) macros, which groff and mandoc both read."""

from __future__ import annotations

from collections.abc import Iterable

# Typographic characters that a renderer would put for what people copy into a shell.
_LITERAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}


def escaped(text: str) -> str:
    """The text as it stands, whatever roff or a font would make of its characters."""
    shown = "".join(_LITERAL.get(char) or _ascii(char) for char in text)
    return rf"\&{shown}" if shown.startswith(".") else shown


def bold(text: str) -> str:
    """To be typed as it is."""
    return rf"\fB{escaped(text)}\fP"


def italic(text: str) -> str:
    """To be replaced by a value."""
    return rf"\fI{escaped(text)}\fP"


def heading(text: str) -> str:
    """``.SH``: one of a page's sections."""
    return f".SH {_quoted(text)}\n"


def subheading(line: str) -> str:
    """``.SS`` with a line that is roff already."""
    return f".SS {line}\n"


def paragraph(line: str) -> str:
    """A line that is roff already, after a gap."""
    return f".PP\n{line}\n"


def prose(text: str) -> str:
    """Paragraphs, with an empty line between them; one whose lines are indented stays as it is."""
    parts = []
    for block in text.strip().split("\n\n"):
        lines = block.splitlines()
        if all(line.startswith("  ") for line in lines):
            parts.append(literal(lines))
        else:
            parts.append(".PP\n" + "".join(f"{escaped(line.strip())}\n" for line in lines))
    return "".join(parts)


def literal(lines: Iterable[str]) -> str:
    """Lines to be copied."""
    shown = "".join(f"{escaped(line)}\n" for line in lines)
    return f".PP\n.RS 4\n.EX\n{shown}.EE\n.RE\n"


def items(rows: Iterable[tuple[str, str]]) -> str:
    """Terms, which are roff already, and what they mean, which is plain text."""
    return "".join(f".TP\n{term}\n{escaped(' '.join(text.split()))}\n" for term, text in rows)


def title(name: str, version: str) -> str:
    """``.TH``. Without a date: a page is the same whenever it is rendered."""
    return f'.TH {_quoted(name.upper())} 1 "" {_quoted("lsh " + version)} "lsh manual"\n'


def _quoted(text: str) -> str:
    return f'"{escaped(text)}"'


def _ascii(char: str) -> str:
    return char if char.isascii() else rf"\[u{ord(char):04X}]"
