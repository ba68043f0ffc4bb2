"""A prompt with the hook starts no process: the kernel is asked."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.daemon import PATIENCE, Home, until
from tests.support.shells import Shell, commands

_BEGINS = re.compile(r"\b(fork|vfork|execve|execveat|posix_spawn)\(|\bclone3?\((?!.*CLONE_THREAD)")


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
def test_no_process_at_a_prompt(home: Home, shell_name: str, begin: Callable[..., Shell]) -> None:
    shell = begin(shell_name)
    shell.enter("true warm")  # fish loads functions of its own at the first
    shell.enter("true warm")
    log = home.root / "trace"
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-e", "trace=process", "-o", str(log), "-p", str(shell.pid)],
        stderr=subprocess.PIPE,
    )
    try:
        until(lambda: _traced(shell.pid) or tracer.poll() is not None, "strace holds the shell")
        if tracer.poll() is not None:
            pytest.skip(f"may not trace: {tracer.stderr.read().decode()}")  # type: ignore[union-attr]
        for number in range(5):
            shell.enter(f"true {number}")
        shell.enter(" true hidden")
        shell.enter("")
        assert not processes(log)
        shell.enter("/bin/true")
        assert processes(log), "a process would have been seen"
    finally:
        tracer.terminate()
        tracer.wait(PATIENCE)
        assert tracer.stderr is not None
        tracer.stderr.close()
    assert [line for line in commands(home) if "warm" not in line] == [
        *(f"true {number}" for number in range(5)),
        "/bin/true",
    ]


def processes(log: Path) -> list[str]:
    """The lines of a trace in which a process, not a thread, begins."""
    return [line for line in log.read_text().splitlines() if _BEGINS.search(line)]


def _traced(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return not re.search(r"^TracerPid:\s+0$", status, re.M)
