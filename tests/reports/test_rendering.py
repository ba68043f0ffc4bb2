"""What people see. After a change that is wanted: ``LSH_GOLDEN=write pytest tests/reports``, and read
the difference."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from rich.console import Console

from lsh.commands.mode import MODE
from lsh.commands.reports.window import publish
from lsh.reports import html, markdown, terminal
from lsh.reports.comprehensive import comprehensive
from lsh.reports.summary import all_reports, job_report
from tests.reports.household import NOW, SINCE
from tests.support.ledger import History

GOLDEN = Path(__file__).parent / "golden"
SCRIPT = "<script>alert('x')</script>"
BROWSER = which("chromium") or which("google-chrome")
_VOID = {"meta", "br", "hr", "img", "link", "input"}


def everything(written: History) -> dict[str, Any]:
    return comprehensive(written.connection, since=SINCE, now=NOW, rate=0.05)


def one(written: History, name: str) -> dict[str, Any]:
    return job_report(written.connection, name, since=SINCE, now=NOW)


def printed(renderable: Any, width: int = 80, **options: Any) -> str:
    console = Console(file=StringIO(), width=width, **({"color_system": None} | options))
    console.print(renderable)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def check(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("LSH_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_comprehensive_on_a_terminal(household: History) -> None:
    check("comprehensive.80.txt", printed(terminal.render_comprehensive(everything(household))))


@pytest.mark.parametrize("name", ["daily-backup", "sales-report", "quarterly-audit"])
def test_job_on_a_terminal(household: History, name: str) -> None:
    check(f"{name}.80.txt", printed(terminal.render_job(one(household, name))))


def test_all_on_a_terminal(household: History) -> None:
    reports = all_reports(household.connection, since=SINCE, now=NOW)
    check("all.120.txt", printed(terminal.render_all(reports), 120))


def test_comprehensive_as_markdown(household: History) -> None:
    check("comprehensive.md", markdown.render_comprehensive(everything(household)))


@pytest.mark.parametrize("width", [30, 40, 80, 120, 200])
def test_no_line_is_too_wide(household: History, width: int) -> None:
    report = everything(household)
    for renderable in (
        terminal.render_comprehensive(report),
        terminal.render_job(one(household, "daily-backup")),
        terminal.render_all(report["jobs"]),
    ):
        assert max(map(len, printed(renderable, width).splitlines())) <= width


def test_colour_is_the_consoles_choice(household: History, monkeypatch: pytest.MonkeyPatch) -> None:
    renderable = terminal.render_comprehensive(everything(household))
    coloured: dict[str, Any] = {"force_terminal": True, "color_system": "truecolor"}
    assert "\x1b[32m" in printed(renderable, **coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in printed(renderable, **coloured)


class Page(HTMLParser):
    """Collects what matters, and fails on tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "xlink:href"):
                self.targets.append(value or "")
            if name == "id":
                self.ids.add(value or "")
            assert not name.startswith("on"), "no script"
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data


def pages(written: History) -> list[str]:
    report = everything(written)
    return [
        html.render_comprehensive(report),
        html.render_all(report["jobs"]),
        *(html.render_job(job) for job in report["jobs"]),
    ]


def test_html_is_whole_and_by_itself(household: History) -> None:
    for text in pages(household):
        page = Page(text)
        assert "script" not in page.tags
        assert "link" not in page.tags
        assert "url(" not in text
        assert "@import" not in text
        assert all(target[1:] in page.ids for target in page.targets if target[0] == "#")
        assert not [target for target in page.targets if target[0] != "#"]
    page = Page(pages(household)[0])
    assert page.tags.count("svg") >= 5
    assert "Sales Report" in page.text


HOSTILE: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
    ("markdown", markdown.render_job),
    ("html", html.render_job),
]


@pytest.fixture
def hostile(written: History) -> History:
    """A job whose every text is an attempt at something."""
    job = written.job(f"{SCRIPT} | **x** [l](http://x)", command=f"echo '{SCRIPT}' ``` \x1b[2J",
                      tags=["<b>"])  # fmt: skip
    written.run(job, SINCE, "failed", error=f"{SCRIPT} \x1b]0;title\x07 | pipe", exit_code=1)
    written.run(job, SINCE.replace(hour=5), "skipped", reason=f'"{SCRIPT}" & more')
    return written


def test_nothing_escapes_into_html(hostile: History) -> None:
    for text in pages(hostile):
        page = Page(text)
        assert "script" not in page.tags
        assert "b" not in page.tags or text.count("<b>") == page.tags.count("b")
        assert SCRIPT in page.text, "it is shown as it is written"


def test_one_run_is_not_runs_in_html(written: History) -> None:
    written.run(written.job("once"), SINCE, "succeeded")
    text = Page(html.render_comprehensive(everything(written))).text
    assert "100 % of 1 run" in text
    assert "of 1 runs" not in text


# a frame as wide as a phone, a narrow window and a wide one for each page, and what overflows in it
_MEASURE = """<!doctype html><title>not measured</title><script>
const told = [];
for (const [name, text] of PAGES) for (const width of [390, 1100, 2000]) {
  const frame = document.createElement('iframe');
  frame.style = `width: ${width}px; height: 900px`;
  frame.onload = () => {
    const page = frame.contentDocument;
    page.querySelectorAll('details').forEach(one => { one.open = true; });
    const wide = [...page.querySelectorAll('section, details, html')]
      .filter(one => one.scrollWidth > one.clientWidth)
      .map(one => `${name} ${width}: ${(one.querySelector('h2') || one).innerText.slice(0, 30)}`);
    told.push(...wide, 'measured');
    document.title = told.join('; ');
  };
  frame.srcdoc = text;
  document.documentElement.append(frame);
}
</script>"""


@pytest.mark.skipif(not BROWSER, reason="no browser is installed")
def test_nothing_is_wider_than_the_page(
    household: History, written: History, tmp_path: Path
) -> None:
    """Paper cannot be scrolled, and nobody scrolls a table on a phone: what is beside it is lost."""
    job = written.job("n" * 180)
    written.run(job, SINCE, "failed", error="x" * 900, exit_code=1)
    texts = [
        ("long words", html.render_comprehensive(everything(written))),
        ("all", html.render_comprehensive(everything(household))),
        ("one", html.render_job(one(household, "data-sync"))),
    ]
    page = tmp_path / "measure.html"
    page.write_text(_MEASURE.replace("PAGES", json.dumps(texts)))
    shown = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    title = shown.stdout.partition("<title>")[2].partition("</title>")[0]
    assert title == "; ".join(["measured"] * 9)


def test_nothing_escapes_into_markdown(hostile: History) -> None:
    text = markdown.render_comprehensive(everything(hostile))
    outside = "".join(text.split("```")[::2])
    assert "<script>" not in outside.replace("\\<script", "")
    assert "\x1b" not in text
    rows = [line for line in text.splitlines() if "pipe" in line]
    assert rows
    assert all("\\| pipe" in row for row in rows)


def test_nothing_reaches_the_terminals_ears(hostile: History) -> None:
    report = everything(hostile)
    for renderable in (
        terminal.render_comprehensive(report),
        terminal.render_job(report["jobs"][0]),
        terminal.render_all(report["jobs"]),
    ):
        text = printed(renderable)
        assert not [c for c in text if not c.isprintable() and c != "\n"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_an_example_takes_two_lines_at_most(written: History, width: int) -> None:
    job = written.job("wordy")
    for number in range(2):
        message = f"cannot read part {number}: " + "many more words " * 15 + "the end"
        written.run(job, SINCE.replace(hour=number), "failed", error=message, exit_code=1)
    report = everything(written)
    assert len(report["causes"]) == 1
    text = printed(terminal.render_comprehensive(report), width)
    example = text.partition("  e.g. ")[2].split("\n\n")[0].splitlines()
    assert len(example) == 2
    assert example[-1].endswith("…")


def test_nothing_to_report(written: History) -> None:
    report = everything(written)
    assert "There are no jobs yet." in printed(terminal.render_comprehensive(report))
    assert "There are no jobs yet." in markdown.render_comprehensive(report)
    assert "There are no jobs yet." in Page(html.render_comprehensive(report)).text
    assert "There are no jobs yet." in printed(terminal.render_all([]))
    assert "There are no jobs yet." in markdown.render_all([])
    assert "There are no jobs yet." in Page(html.render_all([])).text


def test_job_as_html(household: History) -> None:
    """Looked at in a browser, on paper, in the dark and as wide as a phone, whenever it changes."""
    check("daily-backup.html", html.render_job(one(household, "daily-backup")))


def test_job_as_markdown(household: History) -> None:
    check("daily-backup.md", markdown.render_job(one(household, "daily-backup")))


def test_html_shows_what_there_is(household: History) -> None:
    page = Page(html.render_job(one(household, "data-sync")))
    for title in ("Trend", "Durations of the newest runs", "Ahead", "Failures by cause",
                  "When runs are due", "When runs fail", "Lateness"):  # fmt: skip
        assert title in page.text, title
    text = html.render_comprehensive(everything(household))
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert text.count('role="img"') == text.count("aria-label="), "every drawing has a name"


def test_no_blanks_end_a_line(household: History, capsys: pytest.CaptureFixture[str]) -> None:
    publish(everything(household), "comprehensive", None, None)
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) > 50
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[-1] == "", "one line feed at the end"
    assert lines[-2] != ""


def test_plain_figures_for_scripts(
    household: History, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(MODE, "plain", True)
    report = one(household, "daily-backup")
    publish(report, "job", None, None)
    rows = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert (rows["runs"], rows["lateness.p99"]) == ("29", "0.004")
    assert rows["duration.p50"] == str(report["duration"]["p50"])
    publish(everything(household), "comprehensive", None, None)
    text = capsys.readouterr().out
    assert "runs\t3031\n" in text
    assert text.isascii()
