"""The figures of a report as labelled lines: the same in every format."""

from __future__ import annotations

from typing import Any

from lsh.domain.humane import ago, count, day, minute, money, one_line, percent, size, span
from lsh.reports.series import days_between

Fact = tuple[str, str]
"""A label and what it says."""


def title_of(window: dict[str, Any]) -> str:
    """The window in words: ``24 Oct 2026 to 22 Nov 2026, 30 days (UTC)``."""
    until = window["until"]
    if window["since"] is None:
        return f"from the beginning to {day(until, year=True)} (UTC)"
    days = days_between(window["since"], until)
    if len(days) <= 1:
        same_day = f"{minute(window['since'])} to {minute(until)[11:]}"
        return f"{same_day} (UTC)"
    same_year = days[0][:4] == days[-1][:4]
    first = day(days[0], year=not same_year)
    return f"{first} to {day(days[-1], year=True)}, {len(days):,} days (UTC)"


def of_job(report: dict[str, Any]) -> list[Fact]:
    """What is known of a job's runs."""
    now = report["generated_at"]
    return [
        *of_figures(report),
        ("Last success", _ended(report["last_success"], now)),
        ("Last failure", _ended(report["last_failure"], now)),
    ]


def of_figures(figures: dict[str, Any]) -> list[Fact]:
    """Counts, times and resources, leaving out what there is nothing to say of."""
    duration, lateness = figures["duration"], figures["lateness"]
    facts = [("Runs", _runs(figures))]
    if figures["skipped"] or figures["missed"]:
        found = [f"{figures[name]:,} {name}" for name in ("skipped", "missed") if figures[name]]
        facts.append(("Not run", ", ".join(found)))
    if figures["retries"]:
        facts.append(("Retries", count(figures["retries"])))
    if duration["mean"] is not None:
        facts.append(("Duration", _labelled(duration, ("mean", "p50", "p95", "max"))))
    if lateness["p50"] is not None:
        facts.append(("Lateness", _labelled(lateness, ("p50", "p99"))))
    if figures["cpu_seconds"] or figures["max_rss_bytes"]:
        peak = f", peak memory {size(figures['max_rss_bytes'])}" if figures["max_rss_bytes"] else ""
        facts.append(("CPU time", f"{span(figures['cpu_seconds'])}{peak}"))
    if figures["cost"] is not None:
        facts.append(("Cost", cost_text(figures)))
    return facts


def tiles(totals: dict[str, Any]) -> list[Fact]:
    """The few figures that are shown large: a caption and a value."""
    found = [
        ("runs", count(totals["runs"])),
        ("succeeded", percent(totals["success_rate"])),
        ("failed", count(totals["failures"])),
        ("skipped", count(totals["skipped"])),
        ("missed", count(totals["missed"])),
        ("CPU time", span(totals["cpu_seconds"])),
    ]
    if totals["cost"] is not None:
        found.append(("cost", cost_text(totals)))
    return found


def cost_text(figures: dict[str, Any]) -> str:
    """What the CPU time of ``figures`` cost, in its currency where one is named."""
    currency = figures["currency"]
    return one_line(f"{money(figures['cost'])} {currency}" if currency else money(figures["cost"]))


def late_label(up_to: float | None) -> str:
    """What a bin of lateness holds: ``up to 5ms``, ``over 1h``."""
    return "over 1h" if up_to is None else f"up to {span(up_to).replace('.0', '')}"


def subtitle_of(job: dict[str, Any]) -> str:
    """A job's id, schedule and next instant in one line."""
    schedule = job["schedule"] or "no schedule"
    zone = f" {job['timezone']}" if job["schedule"] and job["timezone"] else ""
    following = f" · next {minute(job['next_fire_at'])} UTC" if job["next_fire_at"] else ""
    return f"{job['id']} · {schedule}{zone}{following}"


def _runs(figures: dict[str, Any]) -> str:
    if not figures["runs"]:
        return "0"
    parts = [f"{figures['successes']:,} succeeded", f"{figures['failures']:,} failed"]
    if figures["cancelled"]:
        parts.append(f"{figures['cancelled']:,} cancelled")
    return f"{figures['runs']:,}: {', '.join(parts)}"


def _labelled(values: dict[str, Any], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {span(values[name])}" for name in names)


def _ended(wire: str | None, now: str) -> str:
    return "never" if wire is None else f"{minute(wire)} UTC ({ago(wire, now)})"
