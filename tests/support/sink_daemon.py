"""The daemon, but with ``small_sink`` for its only sink: ``python sink_daemon.py --ready-fd F``.

It is wanted where the real one is: when there is a URL and sync is enabled.
"""

from __future__ import annotations

import sys

from lsh.daemon import lshd
from lsh.daemon.sinks import KINDS, SinkKind, Supervisor
from tests.support.small_sink import NAME

_SMALL = SinkKind(NAME, "tests.support.small_sink", KINDS[0].wanted)
assert Supervisor.__init__.__kwdefaults__ is not None
Supervisor.__init__.__kwdefaults__["kinds"] = (_SMALL,)

if __name__ == "__main__":
    sys.exit(lshd.main())
