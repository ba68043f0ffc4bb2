"""The window over a log, held to a plain list of all its rows."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsh.tui.logs.lines import Line, Lines
from lsh.tui.logs.stretch import LogFile
from lsh.tui.logs.viewport import Row, Viewport

WIDTH = 4
MOVES = st.lists(
    st.tuples(st.just("move"), st.integers(-9, 9))
    | st.tuples(st.just("scroll"), st.integers(-9, 9))
    | st.tuples(st.just("page"), st.sampled_from([-1, 1]))
    | st.tuples(st.just("share"), st.integers(0, 10))
    | st.tuples(st.just("to"), st.integers(0, 200))
    | st.tuples(st.just("height"), st.integers(1, 9))
    | st.tuples(st.just("grow"), st.integers(0, 20))
    | st.tuples(st.sampled_from(["start", "end", "stay"]), st.just(0)),
    max_size=20,
)

ANEW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes its own file


class Window:
    """A viewport, and the log as the list of its rows."""

    def __init__(self, path: Path, text: bytes, *, wrap: bool) -> None:
        self.path = path
        path.write_bytes(text)
        self.log = LogFile(path)
        self.lines = Lines(self.log)
        self._wrap = wrap
        self.port = Viewport(self.lines, self.parts)
        self.port.height = 5
        self.port.settle()

    def parts(self, line: Line) -> int:
        return max(1, -(-len(self.lines.data(line)) // WIDTH)) if self._wrap else 1

    def every_row(self) -> list[Row]:
        rows = []
        line = self.lines.first()
        while line is not None:
            rows += [Row(line, part) for part in range(self.parts(line))]
            line = self.lines.after(line)
        return rows

    def do(self, what: str, much: int) -> None:
        port = self.port
        match what:
            case "move":
                port.move(much)
            case "scroll":
                port.scroll(much)
            case "page":
                port.page(much)
            case "share":
                port.to_share(much / 10)
            case "to":
                port.to(much)
            case "height":
                port.height = much
            case "grow":
                with self.path.open("ab") as file:
                    file.write(b"more and\n" * much)
                self.log.look()
            case "start":
                port.to_start()
            case _:
                port.to_end(stay=what == "stay")
        port.settle()


@ANEW
@given(st.text("ab\n", max_size=120), st.booleans(), MOVES)
def test_what_is_in_view(
    tmp_path: Path, text: str, wrap: bool, moves: list[tuple[str, int]]
) -> None:
    window = Window(tmp_path / "log", text.encode(), wrap=wrap)
    for what, much in moves:
        window.do(what, much)
        every, rows = window.every_row(), window.port.rows()
        assert len(rows) == min(window.port.height, len(every)), "no room is wasted"
        if not every:
            assert window.port.cursor is None
            continue
        first = every.index(rows[0])
        assert every[first : first + len(rows)] == rows, "rows follow each other"
        cursor = window.port.cursor
        assert cursor in {row.line for row in rows}
        if window.port.at_end:
            assert rows[-1] == every[-1]
            assert cursor == every[-1].line


def test_the_cursor_goes_through_a_line_higher_than_the_window(tmp_path: Path) -> None:
    window = Window(tmp_path / "log", b"first\n" + b"x" * 40 + b"\nlast\n", wrap=True)
    window.do("start", 0)
    seen = []
    while window.port.rows()[-1] != window.every_row()[-1] or window.port.cursor.start < 47:  # type: ignore[union-attr]
        window.do("move", 1)
        seen += window.port.rows()
    assert set(window.every_row()) <= {*seen, *window.every_row()[:5]}


def test_what_is_read_stays_while_the_log_grows(tmp_path: Path) -> None:
    window = Window(tmp_path / "log", b"".join(b"%d\n" % n for n in range(50)), wrap=False)
    window.do("scroll", -20)
    before = window.port.rows()
    window.do("grow", 20)
    assert window.port.rows() == before


def test_found_lines_come_with_some_before_them(tmp_path: Path) -> None:
    window = Window(tmp_path / "log", b"".join(b"%02d\n" % n for n in range(99)), wrap=False)
    window.do("to", 30 * 3)
    assert [row.line.start // 3 for row in window.port.rows()] == [29, 30, 31, 32, 33]
