"""What the pages show: their blocks of commands, step by step, and what is said to be printed.

* ```` ```console ````: lines that begin with ``$ `` are commands (``> `` goes on with one), the
  others are what they print. ```` ```bash ````: commands alone.
* A block after ``<!-- not run: REASON -->`` is left out; a test counts these.
* The last command of a block after ``<!-- within seconds -->`` is repeated until it prints what is shown.
* A block whose first line is ``# on the NAME`` belongs to the machine of that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>.+?) -->\n+)?"
    r"(?P<soon>^<!-- within seconds -->\n+)?"
    r"^```(?P<kind>console|bash)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_MACHINE = re.compile(r"# on the (\w+)")


@dataclass(frozen=True)
class Step:
    """A command as shown, on which machine, and the lines that it is said to print."""

    command: str
    line: int
    machine: str = ""
    prints: tuple[str, ...] = ()  # nothing: the page does not say
    eventually: bool = False  # it is looked again until it shows that


@dataclass(frozen=True)
class LeftOut:
    """A block that no test runs, and why."""

    page: str
    reason: str


def all_pages() -> list[Path]:
    """The README, what a contributor reads, and every page of docs/."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    """The page from the root of the checkout."""
    return str(page.relative_to(ROOT))


def steps_of(page: Path) -> list[Step]:
    """Every command of the page, in order."""
    text = page.read_text()
    found: list[Step] = []
    for match in _BLOCK.finditer(text):
        if match["reason"]:
            continue
        line = text.count("\n", 0, match.start("body")) + 1
        read = _console if match["kind"] == "console" else _script
        steps = read(match["body"].splitlines(), line)
        if match["soon"]:
            steps[-1] = replace(steps[-1], eventually=True)
        found += steps
    return found


def left_out_of(page: Path) -> list[LeftOut]:
    """The blocks of the page that are not run."""
    return [
        LeftOut(name_of(page), match["reason"])
        for match in _BLOCK.finditer(page.read_text())
        if match["reason"]
    ]


def _script(lines: list[str], first: int) -> list[Step]:
    machine = ""
    found: list[Step] = []
    pending: list[str] = []
    for number, line in enumerate(lines, first):
        if match := _MACHINE.fullmatch(line):
            machine = match[1]
        elif pending or (line.strip() and not line.startswith("#")):
            pending.append(line)
            if not _goes_on(pending):
                found.append(Step("\n".join(pending), number - len(pending) + 1, machine))
                pending = []
    assert not pending, f"a command without its end: {pending}"
    return found


def _goes_on(lines: list[str]) -> bool:
    """Whether the command has more lines: a backslash at the end, or an open here-document."""
    opened = re.search(r"<<-?\s*['\"]?(\w+)", lines[0])
    if opened:
        return len(lines) < 2 or lines[-1].strip() != opened[1]
    return lines[-1].endswith("\\")


def _console(lines: list[str], first: int) -> list[Step]:
    found: list[Step] = []
    command: list[str] = []
    prints: list[str] = []
    begun = first

    def finish() -> None:
        if command:
            found.append(Step("\n".join(command), begun, prints=tuple(prints)))

    for number, line in enumerate(lines, first):
        if line.startswith("$ "):
            finish()
            command, prints, begun = [line[2:]], [], number
        elif line.startswith(">") and not prints:
            command.append(line[2:])
        else:
            assert command, f"output without a command, line {number}"
            prints.append(line)
    finish()
    return found
