"""What a report says in words. A sentence is only made where the figures carry it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsh.domain.humane import percent, plural, span

_ENOUGH_RUNS = 10  # in each half, before the halves are compared
_NOTABLE_CHANGE = 0.25
_HUNDRED = 100
_ALIKE = 1.1  # a 95th percentile below this many times the middle is nothing to tell apart


def of_job(report: dict[str, Any]) -> list[str]:
    """A few sentences about a ``JobReport``."""
    found = [
        _outcome(report, "run"),
        _failing(report),
        _common_error(report),
        _retries(report),
        _not_run(report),
        _pace(report),
        _change(report["trend"]),
    ]
    return [sentence for sentence in found if sentence]


def of_all(report: dict[str, Any]) -> list[str]:
    """A few sentences about a ``ComprehensiveReport``."""
    totals = report["totals"]
    found = [
        _reach(totals),
        _outcome(totals, "run") if totals["runs"] else "",
        _failing_now(report["failing_now"]),
        _main_cause(report["causes"], totals["failures"]),
        _retries(totals),
        _all_not_run(report),
        _busiest(report["busiest_hours"], totals["runs"]),
        _longest(report["slowest"]),
        _all_late(totals["lateness"], totals["runs"]),
    ]
    return [sentence for sentence in found if sentence]


def _outcome(figures: dict[str, Any], noun: str) -> str:
    runs, cancelled = figures["runs"], figures["cancelled"]
    successes, failures = figures["successes"], figures["failures"]
    decided = successes + failures
    also = f" {plural(cancelled, noun)} {_was(cancelled)} cancelled." if cancelled else ""
    if not runs:
        return "Nothing ran in this time."
    if not decided:
        return also.strip()
    if not failures:
        every = "The one run" if decided == 1 else f"All {plural(decided, noun)}"
        return f"{every} succeeded.{also}"
    if not successes:
        every = "The one run" if decided == 1 else f"All {plural(decided, noun)}"
        return f"{every} failed.{also}"
    rate = percent(figures["success_rate"])
    return f"{successes:,} of {plural(decided, noun)} succeeded ({rate}).{also}"


def _failing(report: dict[str, Any]) -> str:
    in_row = report["job"]["failures_in_row"]
    if not in_row or report["job"]["state"] == "removed":
        return ""
    times = "The newest run failed" if in_row == 1 else f"The newest {in_row:,} runs failed"
    return f"{times}; it has never succeeded." if not report["last_success"] else f"{times}."


def _common_error(report: dict[str, Any]) -> str:
    causes, failures = report["causes"], report["failures"]
    if not causes or failures < 2:
        return f"The failure: {causes[0]['cause']}." if causes else ""
    return f"Most often ({causes[0]['count']:,} of {failures:,} failures): {causes[0]['cause']}."


def _retries(figures: dict[str, Any]) -> str:
    retries = figures["retries"]
    if not retries:
        return ""
    return f"{plural(retries, 'attempt')} {'was a retry' if retries == 1 else 'were retries'}."


def _not_run(report: dict[str, Any]) -> str:
    found = [(report[state], state) for state in ("skipped", "missed") if report[state]]
    if not found:
        return ""
    (number, state), *second = found
    what = f"{plural(number, 'occurrence')} {_was(number)} {state}"
    if second:
        number, state = second[0]
        what += f" and {number:,} {_was(number)} {state}"
    reasons = [one["reason"] for one in report["not_run"]]
    if not reasons:
        return f"{what}."
    return f"{what}{': ' if len(set(reasons)) == 1 else ', most often because '}{reasons[0]}."


def _pace(report: dict[str, Any]) -> str:
    duration = report["duration"]
    if duration["p50"] is None or report["runs"] < _ENOUGH_RUNS:
        return ""
    if duration["p95"] < _ALIKE * duration["p50"]:
        return f"19 of 20 runs take up to {span(duration['p95'])}."
    p50, p95 = span(duration["p50"]), span(duration["p95"])
    return f"Half of the runs take up to {p50}, 19 of 20 up to {p95}."


def _change(trend: Sequence[dict[str, Any]]) -> str:
    """Whether the later half of the days took notably longer or shorter than the earlier one."""
    # a failure is often over at once, or only after a time limit: such days would mislead
    timed = [
        (day["successes"], day["mean_duration"])
        for day in trend
        if day["mean_duration"] is not None and not day["failures"]
    ]
    halves = timed[: len(timed) // 2], timed[len(timed) // 2 :]
    counts = [sum(count for count, _ in half) for half in halves]
    if len(timed) < 4 or min(counts) < _ENOUGH_RUNS:
        return ""
    before, after = (
        sum(count * mean for count, mean in half) / number
        for half, number in zip(halves, counts, strict=True)
    )
    change = after / before - 1 if before else 0.0
    if abs(change) < _NOTABLE_CHANGE:
        return ""
    much = f"{percent(100 * abs(change))} {'longer' if change > 0 else 'shorter'}"
    return f"In the later half of these days a run took {much} than in the earlier."


def _reach(totals: dict[str, Any]) -> str:
    jobs, ran = totals["jobs"], totals["ran_jobs"]
    if not jobs:
        return "There are no jobs yet."
    if not totals["runs"]:
        return f"None of {plural(jobs, 'job')} ran in this time."
    return f"{plural(ran, 'job')} made {plural(totals['runs'], 'run')}."


def _failing_now(failing: Sequence[dict[str, Any]]) -> str:
    if not failing:
        return ""
    names = ", ".join(one["job"]["name"] for one in failing[:3])
    more = f" and {len(failing) - 3:,} more" if len(failing) > 3 else ""
    verb = "is" if len(failing) == 1 else "are"
    return f"{plural(len(failing), 'job')} {verb} failing now: {names}{more}."


def _main_cause(causes: Sequence[dict[str, Any]], failures: int) -> str:
    if not causes or failures < 2:
        return ""
    first = causes[0]
    share = percent(100 * first["count"] / failures)
    return f"{share} of the failures have one cause: {first['cause']}."


def _all_not_run(report: dict[str, Any]) -> str:
    totals = report["totals"]
    return _not_run({**totals, "not_run": report["not_run"]})


def _busiest(hours: Sequence[dict[str, Any]], runs: int) -> str:
    busiest = max(hours, key=lambda hour: hour["runs"], default=None)
    if busiest is None or runs < 24 or busiest["runs"] * 24 < runs * 1.5:
        return ""  # so even that no hour stands out
    return (
        f"The busiest hour of the day begins at {busiest['hour']:02}:00"
        f" ({percent(100 * busiest['runs'] / runs)} of all runs)."
    )


def _longest(slowest: Sequence[dict[str, Any]]) -> str:
    if not slowest:
        return ""
    job = max(slowest, key=lambda one: one["share"])
    if job["share"] < 20:
        return ""
    return f"{job['job']['name']} takes {percent(job['share'])} of all running time."


def _all_late(lateness: dict[str, Any], runs: int) -> str:
    if lateness["p99"] is None:
        return ""
    late = span(lateness["p99"])
    if runs < _HUNDRED:  # then it is that of the latest, but for the width of a histogram's buckets
        return f"The latest start was about {late} after its instant."
    return f"99 of 100 runs started within {late} of their instant."


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
