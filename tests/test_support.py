"""What the tests themselves rest on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_TOLD = """
import os, subprocess, sys
from tests.support.signals import heed
heed()
os.kill(os.getpid(), {number})
os.kill(os.getpid(), {number})
kill = "import os; os.kill(os.getpid(), {number})"
sys.exit(-subprocess.run([sys.executable, "-S", "-c", kill], stderr=subprocess.DEVNULL).returncode)
"""


@pytest.mark.parametrize("number", [1, 3])
def test_in_the_background_what_tests_start_is_hung_up_on(number: int) -> None:
    told = "trap '' HUP QUIT; exec \"$@\""
    python = [sys.executable, "-c", _TOLD.format(number=number)]
    done = subprocess.run(["sh", "-c", told, "sh", *python], check=False, cwd=_ROOT)
    assert done.returncode == number


def test_in_the_background_ctrl_c_ends_what_tests_start() -> None:
    told = "trap '' INT; exec \"$@\""
    code = "from tests.support.signals import heed; heed(); import os; os.kill(os.getpid(), 2)"
    done = subprocess.run(
        ["sh", "-c", told, "sh", sys.executable, "-c", code],
        check=False, capture_output=True, cwd=_ROOT,
    )  # fmt: skip
    assert b"KeyboardInterrupt" in done.stderr
