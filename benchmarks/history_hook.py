"""What the shell history's hook costs at a prompt: prompts with and without it, in each shell.

Each shell runs on a terminal of its own and is fed ``--lines`` commands, the next one as soon as its
prompt is there; with and without the hook in turn, ``--rounds`` times. ``--json``. CPU time is that
of the shell with its threads, which other work on the machine hardly changes.
"""

from __future__ import annotations

import os
import pty
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Figure, command_line, median_figure, show
from lsh.history.hook import render

_MARK = b"\x1b]0;ready\x07"  # a terminal's title: line editors hand it on as it is
_PROMPT = "\\033]0;ready\\007"
_RC = {
    "bash": f"PS1=$'\\\\[{_PROMPT}\\\\]$ '\nHISTCONTROL=\n",
    "zsh": f"PS1=$'%{{{_PROMPT}%}}$ '\nunsetopt promptsp\n",
    "fish": "function fish_prompt\n printf '\\033]0;ready\\007$ '\nend\n"
    "function fish_title\nend\nfunction fish_greeting\nend\n",
}
LIMIT = 1.0
"""Milliseconds of CPU a prompt: far below what a person notices."""


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    figures: list[Figure] = []
    for shell in _RC:
        if shutil.which(shell):
            figures += measure(shell, options.lines, options.rounds)
    return show(figures)


def measure(shell: str, lines: int, rounds: int) -> list[Figure]:
    """The figures of one shell."""
    bare, hooked = [], []
    for _ in range(rounds):
        bare.append(prompts(shell, lines, hook=False))
        hooked.append(prompts(shell, lines, hook=True))
    base = statistics.median(one.cpu for one in bare)
    return [
        median_figure(f"{shell}: {what} {name}", [getattr(one, key) for one in found], None, unit)
        for key, what, unit in (
            ("rate", "prompts a second", "/s"),
            ("wall", "a command and its prompt", "ms"),
            ("start", "start to first prompt", "ms"),
        )
        for name, found in (("without", bare), ("with the hook", hooked))
    ] + [
        median_figure(
            f"{shell}: CPU that the hook adds to a prompt",
            [one.cpu - base for one in hooked],
            LIMIT,
            "ms",
        )
    ]


@dataclass(frozen=True, slots=True)
class Prompts:
    """Milliseconds to the first prompt, and from one to the next: by the clock, and of CPU."""

    start: float
    wall: float
    cpu: float

    @property
    def rate(self) -> float:
        """Prompts a second."""
        return 1e3 / self.wall


def prompts(shell: str, lines: int, *, hook: bool) -> Prompts:
    """Start a shell, give it its lines, and kill it."""
    with tempfile.TemporaryDirectory(prefix="lshb") as folder:
        begun = time.perf_counter()
        pid, terminal = _start(shell, Path(folder), hook)
        try:
            _until_prompt(terminal)
            ready, before = time.perf_counter(), _cpu(pid)
            for number in range(lines):
                os.write(terminal, b": %d\n" % number)
                _until_prompt(terminal)
            done, after = time.perf_counter(), _cpu(pid)
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            os.close(terminal)
        if hook:
            written = b"".join(p.read_bytes() for p in Path(folder, "spool").glob("history.*"))
            assert written.count(b"lsh1\x1fcommand") == lines, "the hook recorded each command"
    return Prompts(
        (ready - begun) * 1e3, (done - ready) * 1e3 / lines, (after - before) * 1e3 / lines
    )


def _cpu(pid: int) -> float:
    """Seconds of CPU that the process has used, with its threads."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _until_prompt(terminal: int) -> None:
    seen = b""
    while _MARK not in seen:
        seen = seen[-len(_MARK) :] + os.read(terminal, 65536)


def _start(shell: str, folder: Path, hook: bool) -> tuple[int, int]:
    rc = _RC[shell]
    if hook:
        (folder / "spool").mkdir(mode=0o700)
        (folder / "hook").write_text(render(shell, folder / "spool"))
        rc += f". {folder}/hook\n"
    files = {"bash": "rc", "zsh": ".zshrc", "fish": "fish/config.fish"}
    file = folder / files[shell]
    file.parent.mkdir(exist_ok=True)
    file.write_text(rc)
    arguments = ["--rcfile", str(file), "-i"] if shell == "bash" else ["-i"]
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "ZDOTDIR": str(folder), "TERM": "xterm",
        "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder),
        "HISTFILE": str(folder / "histfile"),
    }  # fmt: skip
    program = shutil.which(shell)
    assert program is not None, "it was found before"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(program, [shell, *arguments], environ)
    return pid, terminal


if __name__ == "__main__":
    sys.exit(main())
