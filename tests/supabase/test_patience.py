"""How long is waited after what, and when the breaker lets a probe through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.errors import LshError, TryAgain
from lsh.domain.retry import RetryPolicy
from lsh.sinks.supabase.errors import (
    ProjectPaused,
    Refused,
    RowRejected,
    SchemaMissing,
    TwinHome,
    Unreachable,
)
from lsh.sinks.supabase.patience import BACKOFF, Patience

EXACT = RetryPolicy(base=timedelta(seconds=1), factor=2.0, ceiling=timedelta(seconds=30), jitter=0)


def failed(patience: Patience, error: LshError) -> float:
    """The pause after a call that raised ``error``."""

    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        patience.call(fail)
    assert raised.value is error
    return patience.pause_after(error)


def test_pauses_grow_until_the_breaker_opens_and_begin_anew_after_a_success() -> None:
    patience = Patience(EXACT, open_seconds=20)
    assert [failed(patience, Unreachable("gone")) for _ in range(4)] == [1, 2, 4, 8]
    assert (patience.breaker, patience.troubled) == ("closed", True)
    assert patience.call(lambda word: word, "back") == "back"
    assert not patience.troubled
    assert [failed(patience, Unreachable("gone")) for _ in range(5)] == [1, 2, 4, 8, 20]
    assert patience.breaker == "open"


def test_one_probe_decides_whether_an_open_breaker_closes() -> None:
    patience = Patience(EXACT, open_seconds=20)
    for _ in range(5):
        failed(patience, ProjectPaused("asleep"))
    assert failed(patience, Unreachable("gone")) == 30  # the ceiling, longer than it is open
    assert patience.breaker == "open"
    patience.call(lambda: None)
    assert (patience.breaker, patience.troubled) == ("closed", False)


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (Refused("no"), 60),
        (SchemaMissing("none"), 60),
        (TwinHome("two"), 60),
        (RowRejected("poison"), 5),
        (TryAgain("the disk is full"), 5),
        (LshError("unforeseen"), 5),
        (Unreachable("slowly", retry_after=0.5), 1),
        (Unreachable("slowly", retry_after=7), 7),
        (ProjectPaused("asleep", retry_after=90), 90),
    ],
)
def test_each_trouble_has_its_pause(error: LshError, pause: float) -> None:
    assert failed(Patience(EXACT), error) == pause


def test_an_answer_that_says_no_opens_no_breaker() -> None:
    patience = Patience(EXACT, mending_seconds=3)
    for error in (Refused("no"), SchemaMissing("none"), RowRejected("poison")):
        for _ in range(6):
            failed(patience, error)
    assert (patience.breaker, patience.troubled) == ("closed", True)
    assert failed(patience, Refused("no")) == 3


def test_machines_that_fail_together_do_not_come_back_together() -> None:
    pauses = {failed(Patience(), Unreachable("gone")) for _ in range(20)}
    assert len(pauses) > 1
    assert all(0.5 <= pause <= 1.5 for pause in pauses)
    assert BACKOFF.ceiling == timedelta(seconds=30)
