"""The feed by itself: what it posts when the ledger or the daemon fails it for a while."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.message import Message

from lsh.paths import Paths
from lsh.tui.feed import LOOK_SECONDS, Feed, _after
from lsh.tui.messages import Changed, Link, LinkChanged, Loaded, Trouble
from tests.support.daemon import until
from tests.support.ledger import History
from tests.tui.screens import NOW

GARBAGE = b"not a database at all" * 100


class Waits(threading.Event):
    """An event that knows for how long it was waited for, and by whom; each wait is short."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, float | None]] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seen.append((threading.current_thread().name, timeout))
        return super().wait(None if timeout is None else min(timeout, 0.01))


class Followed:
    """A feed of a home, and what it has posted."""

    def __init__(self, paths: Paths) -> None:
        self.posted: list[Message] = []
        self.feed = Feed(paths, self.posted.append)
        self.waits = self.feed._stopping = Waits()

    def of(self, kind: type[Message]) -> list[Message]:
        """What was posted of a kind."""
        return [message for message in self.posted if isinstance(message, kind)]

    def events(self) -> list[str]:
        """The ids of the events, in the order in which they were posted."""
        changes = [each.change for each in self.posted if isinstance(each, Changed)]
        return [event["id"] for change in changes for event in change.events]


def spoil(paths: Paths, history: History) -> Path:
    """Put what is no ledger in its place; where the ledger is then.

    Somebody may read it meanwhile: he finds the one or the other, but never half of either. So all of
    the log is folded into the file first, as the last to close it would, and the file is never missing.
    """
    history.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    history.ledger.close()
    aside = paths.database.with_name("aside")
    aside.hardlink_to(paths.database)
    garbage = paths.database.with_name("garbage")
    garbage.write_bytes(GARBAGE)
    garbage.replace(paths.database)
    return aside


@pytest.fixture
def followed(paths: Paths) -> Iterator[Followed]:
    followed = Followed(paths)
    yield followed
    followed.feed.stop()


def test_a_ledger_that_cannot_be_read_is_told_once_and_tried_again(
    paths: Paths, followed: Followed
) -> None:
    paths.database.write_bytes(GARBAGE)
    followed.feed.start()
    pause = ("feed-gather", LOOK_SECONDS)
    until(lambda: followed.waits.seen.count(pause) > 5, "it has tried again and again")
    assert [type(message) for message in followed.posted] == [Trouble]
    paths.database.unlink()
    until(lambda: followed.of(Loaded), "it is read as soon as it can be")


def test_what_came_while_the_ledger_could_not_be_read_is_not_lost(
    paths: Paths, history: History, followed: Followed
) -> None:
    history.job("before")
    followed.feed.start()
    until(lambda: followed.of(Loaded), "it follows")
    aside = spoil(paths, history)
    until(lambda: followed.of(Trouble), "it is told")
    again = History(aside)
    again.job("while")
    again.ledger.close()
    aside.replace(paths.database)
    until(followed.events, "it goes on")
    assert len(followed.of(Trouble)) == 1
    named = [each.change.jobs for each in followed.posted if isinstance(each, Changed)]
    assert "while" in {job.name for jobs in named for job in jobs}


def test_the_end_of_trouble_is_told_though_nothing_has_changed(
    paths: Paths, history: History, followed: Followed
) -> None:
    followed.feed.start()
    until(lambda: followed.of(Loaded), "it follows")
    aside = spoil(paths, history)
    until(lambda: followed.of(Trouble), "it is told")
    aside.replace(paths.database)
    until(lambda: followed.of(Changed), "that it is over, too")
    assert followed.events() == []


def test_a_daemon_that_hangs_up_at_once_is_not_called_without_a_pause(
    paths: Paths, history: History, followed: Followed
) -> None:
    calls = 0
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(paths.socket))
        listening.listen()
        followed.feed.start()
        for _ in range(3):
            listening.accept()[0].close()
            calls += 1
    until(lambda: ("feed-listen", LOOK_SECONDS) in followed.waits.seen, "it pauses")
    pauses = followed.waits.seen.count(("feed-listen", LOOK_SECONDS))
    assert pauses >= calls - 1
    # it never answered: nobody may believe that it runs
    links = [each.link for each in followed.posted if isinstance(each, LinkChanged)]
    assert Link.UP not in links


def test_an_event_that_is_told_twice_is_posted_once() -> None:
    told = [{"id": number} for number in (4, 5, 6, 5, 6, 7)]
    assert [event["id"] for event in _after(4, told)] == [5, 6, 7]


def jobs_of(message: Message) -> set[str]:
    assert isinstance(message, Loaded)
    return {job.name for job in message.jobs}


@pytest.mark.parametrize("more", [0, 5], ids=["that is shorter", "that is longer"])
def test_another_ledger_in_its_place_is_read_anew(
    paths: Paths, history: History, followed: Followed, more: int
) -> None:
    for name in ("first", "second", "third"):
        history.job(name)
    history.ledger.close()
    followed.feed.start()
    until(lambda: followed.of(Loaded), "it follows")
    other = History(paths.database.with_name("other"))
    job = other.job("kept")
    for number in range(more):
        other.run(job, NOW + timedelta(hours=number))
    other.ledger.close()
    other.ledger.path.replace(paths.database)
    until(lambda: len(followed.of(Loaded)) == 2, "it is noticed")
    assert "kept" in jobs_of(followed.of(Loaded)[1])
    assert "second" not in jobs_of(followed.of(Loaded)[1])
    again = History(paths.database)
    again.job("after")
    again.ledger.close()
    until(followed.events, "what happens in it is told")
    assert len(followed.of(Loaded)) == 2


def test_a_log_that_was_pruned_is_the_same_ledger(
    paths: Paths, history: History, followed: Followed
) -> None:
    for name in ("first", "second"):
        history.job(name)
    feed = followed.feed
    feed._load()
    history.job("third")
    history.connection.execute("DELETE FROM events WHERE id <= 2")
    feed._publish()
    assert len(followed.of(Loaded)) == 1
    assert followed.events() == ["3"]


def test_what_the_daemon_told_in_vain_is_read_from_the_ledger(
    paths: Paths, history: History, followed: Followed
) -> None:
    feed = followed.feed
    feed._load()
    feed.link = Link.UP
    history.job("told")
    aside = spoil(paths, history)
    feed._events = [{"id": "1", "job_id": "told", "run_id": None}]
    trying = threading.Thread(target=feed._insist, args=(feed._publish,))
    trying.start()
    until(lambda: followed.of(Trouble), "it is told")
    aside.replace(paths.database)
    trying.join(30)
    assert followed.events() == ["1"]
