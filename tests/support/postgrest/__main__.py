"""The stand-in as a process of its own: ``python -m tests.support.postgrest --dsn URL [--port N]``.

It prints its URL on one line when it answers, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.support.postgrest.keys import SECRET
from tests.support.postgrest.server import StandIn


def main() -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(prog="tests.support.postgrest", description=__doc__)
    parser.add_argument("--dsn", required=True, help="database URL of the role authenticator")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", default=SECRET, help="the project's JWT secret")
    parser.add_argument("--faults", default="[]", help="JSON array of faults, e.g. die_before")
    options = parser.parse_args()
    standin = StandIn(options.dsn, port=options.port, secret=options.secret)
    for fault in json.loads(options.faults):
        standin.faults.add(**fault)
    standin.start()
    sys.stdout.write(f"{standin.url}\n")
    sys.stdout.flush()
    sys.stdin.read()
    standin.close()


if __name__ == "__main__":
    main()
