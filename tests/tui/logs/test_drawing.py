"""What a line of output looks like, and what it cannot do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from lsh.tui.logs.drawing import draw, wrapped

TERMINAL = st.text("\x1b[]0123456789;:mKHJABCDhl?PX^_\\\x07\b\r\t\x9b a\0é漢", max_size=60)


@given(TERMINAL.map(str.encode) | st.binary(max_size=60))
def test_nothing_but_text_is_left(data: bytes) -> None:
    text, styles = draw(data)
    assert text.isprintable()
    for start, end, style in styles:
        assert 0 <= start < end <= len(text)
        assert style.link is None
        assert not style.conceal
        assert not style.blink


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        (b"one\r", "one"),  # a line's end as Windows has it
        (b" 10%\r 50%\r100%", "100%"),
        (b"100%\r", "100%"),
        (b"\r\r", ""),
        (b"a\tb\tc", "a       b       c"),
        ("漢\tb".encode(), "漢      b"),
        (b"\x1b[31mred\x1b[0m and \x1b[1;4mmore", "red and more"),
        (b"\x1b[2J\x1b[H\x1b[10;20Hmoved\x1b[K", "moved"),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]52;c;cm0gLXJmIC8=\x07clip", "clip"),
        (b"\x1b]8;;http://there\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1bP1;2|payload\x1b\\text", "text"),
        (b"\x1b(Bcharset\x1b7\x1b8", "charset"),
        (b"N\bNA\bAM\bME\bE", "NAME"),
        (b"\0\x01\xff", "���"),
        ("right\u202eleft".encode(), "right�left"),
        (b"\x1b[31", ""),
    ],
)
def test_examples(data: bytes, text: str) -> None:
    assert draw(data).text == text


@pytest.mark.parametrize(
    ("sequence", "style"),
    [
        (b"31", "color(1)"),
        (b"1;92", "bold color(10)"),
        (b"38;5;208", "color(208)"),
        (b"48;2;1;2;3", "on #010203"),
        (b"38:2:1:2:3", "#010203"),
        (b"7", "reverse"),
        (b"31;0;4", "underline"),
    ],
)
def test_colours(sequence: bytes, style: str) -> None:
    drawn = draw(b"a\x1b[" + sequence + b"mbc\x1b[md")
    assert drawn.text == "abcd"
    assert drawn.styles == ((1, 3, Style.parse(style)),)


@pytest.mark.parametrize("sequence", [b"8", b"5", b"38;5;300", b"38;2;1", b"999", b"99999999999"])
def test_what_is_no_colour(sequence: bytes) -> None:
    assert draw(b"\x1b[" + sequence + b"mtext") == ("text", ())


def test_a_line_with_a_secret_loses_its_colours() -> None:
    hidden = draw(b"key \x1b[31mhunter2\x1b[0m", lambda text: text.replace("hunter2", "[masked]"))
    assert hidden == ("key [masked]", ())


@given(st.text("ab 漢é😀", max_size=60), st.integers(2, 9))
def test_rows_fit_and_lose_nothing(text: str, width: int) -> None:
    starts = wrapped(text, width)
    rows = [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    assert "".join(rows) == text
    assert all(cell_len(row) <= width for row in rows)
    assert all(cell_len(row) >= width - 1 for row in rows[:-1])
