from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lsh.reports.plots import bar, shades, sparkline
from lsh.reports.series import daily, steps


def test_sparkline() -> None:
    assert sparkline([0, 1, 2, 4, 8, None]) == "·▁▂▄█·"
    assert sparkline([0.001, 100]) == "▁█", "little is not nothing"
    assert sparkline([5, 5], top=10) == "▄▄"
    assert sparkline([]) == ""


@given(st.floats(-1, 2), st.integers(1, 60))
def test_a_bar_has_its_width(share: float, width: int) -> None:
    assert len(bar(share, width)) == width


def test_bar() -> None:
    assert bar(0.5, 4) == "██  "
    assert bar(1 / 8, 1) == "▏"
    assert bar(0.0001, 3) == "▏  "
    assert bar(0, 3) == "   "


def test_shades() -> None:
    assert shades([[0, 1], [4, 2]], width=1) == [" ░", "█▒"]
    assert shades([[0, 0]]) == ["    "]


def report(since: str | None, until: str, **days: int) -> dict[str, object]:
    trend = [
        {"day": day.replace("_", "-"), "runs": runs, "successes": runs, "failures": 0, "cancelled": 0,
         "skipped": 0, "missed": 0, "cpu_seconds": 0, "mean_duration": 2.0 * runs}
        for day, runs in days.items()
    ]  # fmt: skip
    return {"window": {"since": since, "until": until}, "trend": trend}


def test_empty_days_are_put_in() -> None:
    found = daily(
        report("2026-11-01T00:00:00+00:00", "2026-11-05T00:00:00+00:00", **{"2026_11_03": 2})
    )
    assert [(day["day"][-2:], day["runs"]) for day in found] == [
        ("01", 0), ("02", 0), ("03", 2), ("04", 0),
    ]  # fmt: skip
    assert daily(report(None, "2026-11-05T00:00:00+00:00")) == []
    begun = daily(report(None, "2026-11-05T06:00:00+00:00", **{"2026_11_04": 1}))
    assert [day["day"][-2:] for day in begun] == ["04", "05"]


def test_many_days_share_a_step() -> None:
    days = daily(
        report("2026-11-01T00:00:00+00:00", "2026-11-08T00:00:00+00:00",
               **{"2026_11_01": 1, "2026_11_02": 3, "2026_11_07": 5})
    )  # fmt: skip
    found, length = steps(days, 4)
    assert length == 2
    assert [step["runs"] for step in found] == [4, 0, 0, 5]
    assert found[0]["mean_duration"] == (1 * 2.0 + 3 * 6.0) / 4
    assert found[1]["mean_duration"] is None
    assert steps([], 4) == ([], 1)
