"""A subscription has begun when the call for it returns."""

from __future__ import annotations

from lsh.client.rpc import Connection
from tests.support.daemon import Home


def test_what_happens_after_the_call_is_told(home: Home) -> None:
    home.start()
    with Connection(home.paths.socket) as connection:
        events = connection.stream("events_subscribe", {"types": ["job:created"]})
        home.call("job_create", spec={"id": "seen", "name": "seen", "command": "true"})
        connection._socket.settimeout(30)  # rather than for ever, if it had begun too late
        assert next(events)["job_id"] == "seen"
