"""What becomes of an occurrence while an earlier run of its job is still going."""

from __future__ import annotations

import pytest

from lsh.domain.overlap import WAITING_LIMIT, OverlapAction, decide_overlap
from lsh.domain.policy import Overlap


@pytest.mark.parametrize("policy", Overlap)
def test_nothing_stands_in_the_way_of_the_first(policy: Overlap) -> None:
    assert decide_overlap(policy, [], []).action is OverlapAction.START


@pytest.mark.parametrize(
    ("policy", "going", "waiting", "action"),
    [
        (Overlap.SKIP, ["7"], [], OverlapAction.SKIP),
        (Overlap.SKIP, [], ["8"], OverlapAction.SKIP),
        (Overlap.QUEUE_ONE, ["7"], [], OverlapAction.WAIT),
        (Overlap.QUEUE_ONE, ["7"], ["8"], OverlapAction.SKIP),
        (Overlap.QUEUE_ALL, ["7"], ["8", "9"], OverlapAction.WAIT),
        (Overlap.CANCEL_RUNNING, ["7"], [], OverlapAction.CANCEL_RUNNING),
        (Overlap.TERMINATE_RUNNING, ["7"], [], OverlapAction.TERMINATE_RUNNING),
        (Overlap.ALLOW, ["7"], ["8"], OverlapAction.START),
    ],
)
def test_the_policy_decides(
    policy: Overlap, going: list[str], waiting: list[str], action: OverlapAction
) -> None:
    assert decide_overlap(policy, going, waiting).action is action


def test_a_skip_names_the_run_in_the_way() -> None:
    assert decide_overlap(Overlap.SKIP, ["7"], []).reason == (
        "run 7 was still going (overlap is skip)"
    )


def test_a_queue_does_not_grow_for_ever() -> None:
    waiting = [str(number) for number in range(WAITING_LIMIT)]
    assert decide_overlap(Overlap.QUEUE_ALL, ["x"], waiting).action is OverlapAction.SKIP
