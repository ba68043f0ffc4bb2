"""What a real tree of processes uses."""

from __future__ import annotations

import subprocess
import sys
import time

from lsh.tui.runs.sampling import Sampler
from tests.support.daemon import until

_BUSY = (
    "import subprocess, sys\n"
    "child = subprocess.Popen(['sleep', '600'])\n"
    "print('up', flush=True)\n"
    "while sys.stdin.readable():\n    pass\n"
)


def test_a_tree_of_processes() -> None:
    began = time.time()
    with subprocess.Popen(
        [sys.executable, "-c", _BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as root:
        try:
            assert root.stdout is not None
            root.stdout.readline()
            sampler = Sampler(root.pid, began)
            first = sampler.sample()
            assert first is not None
            assert first.processes == 2
            assert first.memory > 1_000_000
            assert first.cpu == 0, "there is no time yet that it could have taken"
            until(lambda: (sample := sampler.sample()) and sample.cpu > 0, "it is seen to be busy")
            assert Sampler(root.pid, began - 3600).sample() is None, (
                "that one had its number before"
            )
        finally:
            import psutil

            for process in psutil.Process(root.pid).children():
                process.kill()
            root.kill()
    assert sampler.sample() is None, "it is gone"
