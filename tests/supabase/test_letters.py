"""Dead letters that are sent again: as their rows stand now, together, and in turns with the sink."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lsh.client.reading import reading
from lsh.sinks.supabase.errors import Unreachable
from lsh.sinks.supabase.letters import Retried, retry
from lsh.sinks.supabase.progress import SINK
from lsh.store.identity import renew_identity
from lsh.store.sinks import dead_letters
from tests.supabase.mirror import NOON, Mirror


def letters(mirror: Mirror) -> list[dict[str, Any]]:
    with reading(mirror.paths) as ledger:
        return dead_letters(ledger, SINK)


def again(mirror: Mirror, **how: Any) -> Retried:
    return retry(mirror.paths, mirror.settings, mirror.target, letters(mirror), **how)


def refuse(mirror: Mirror, condition: str) -> None:
    """The project takes no run of which ``condition`` is true any more."""
    mirror.project.execute(
        f"""create or replace function refuse() returns trigger language plpgsql as $$ begin
          if {condition} then raise exception 'no' using errcode = '23514'; end if;
          return new; end $$;
        create or replace trigger refuse before insert or update on job_executions
          for each row execute function refuse()"""
    )


def test_each_is_delivered_refused_again_or_outdated(mirror: Mirror) -> None:
    mirror.runs(mirror.history.job("One"), 70)
    refuse(mirror, "new.execution_number > 5")
    assert mirror.push().rejected == 65
    first = {letter["body"]["execution_number"]: letter["id"] for letter in letters(mirror)}
    refuse(mirror, "new.execution_number in (9, 60)")
    connection = mirror.history.connection
    connection.execute("UPDATE runs SET reason = 'as it is now' WHERE id = 8")
    connection.execute("DELETE FROM runs WHERE id = 7")
    before = len(mirror.project.requests)
    heard: list[int] = []
    result = again(mirror, told=heard.append)
    assert result.outdated == [first[7]]
    assert result.rejected == [first[9], first[60]]
    assert sorted(result.delivered) == sorted(
        key for number, key in first.items() if number not in {7, 9, 60}
    )
    assert [(one["id"], one["tries"]) for one in letters(mirror)] == [(first[9], 2), (first[60], 2)]
    assert heard == [50, 65]
    assert len(mirror.project.requests) - before < 40  # together, not one by one
    (row,) = mirror.project.execute("select reason from job_executions where execution_number = 8")
    assert row["reason"] == "as it is now"


def test_a_row_that_is_refused_twice_is_one_dead_letter(mirror: Mirror) -> None:
    mirror.runs(mirror.history.job("One"), 3)
    refuse(mirror, "new.execution_number = 2")
    mirror.push()
    with mirror.pusher() as pusher:
        pusher.push_everything()
        while pusher.step().more:
            pass
        assert pusher.progress.status["dead_letters"] == 1
    assert [letter["tries"] for letter in letters(mirror)] == [2]


def test_what_was_another_homes_is_not_sent_as_ours(mirror: Mirror) -> None:
    mirror.runs(mirror.history.job("One"), 2)
    refuse(mirror, "true")
    assert mirror.push().rejected == 2
    with mirror.history.ledger.transaction():
        renew_identity(mirror.history.connection)
    refuse(mirror, "false")
    assert len(again(mirror).outdated) == 2
    assert mirror.project.execute("select 1 from job_executions") == letters(mirror) == []


def test_those_that_arrived_before_the_network_went_are_no_dead_letters(mirror: Mirror) -> None:
    mirror.runs(mirror.history.job("One"), 70)
    refuse(mirror, "true")
    assert mirror.push().rejected == 70
    refuse(mirror, "false")
    mirror.project.faults.status(503, skip=1, times=1, method="POST", table="job_executions")
    with pytest.raises(Unreachable):
        again(mirror)
    assert len(letters(mirror)) == 20
    assert len(again(mirror).delivered) == 20
    assert letters(mirror) == []
    mirror.assert_equal()


def test_a_run_in_whose_place_another_stands_replaces_it(mirror: Mirror) -> None:
    """The other is of a ledger that was restored since: retrying must be able to mend it."""
    job = mirror.history.job("One")
    run = mirror.history.run(job, NOON, "succeeded")
    refuse(mirror, "true")
    assert mirror.push().rejected == 1
    refuse(mirror, "false")
    (letter,) = letters(mirror)
    stale = {k: letter["body"][k] for k in ("home_id", "job_id", "claim_key", "scheduled_for")}
    names = ", ".join(stale)
    mirror.project.execute(
        f"insert into job_executions ({names}, execution_number) values (%s, %s, %s, %s, 99)",
        [*stale.values()],
    )
    assert again(mirror).delivered == [letter["id"]]
    (row,) = mirror.project.execute("select execution_number from job_executions")
    assert row["execution_number"] == run
    assert letters(mirror) == []


def test_jobs_lines_and_shells_are_sent_again_too(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    mirror.history.run(job, NOON + timedelta(hours=1), "failed", exit_code=2**40)
    with mirror.history.ledger.transaction():
        mirror.history.connection.execute(
            "INSERT INTO shell_sessions (id, shell, pid, host, cwd, environment, started_at)"
            f" VALUES ('s1', 'bash', {2**40}, 'here', '/x', '{{}}', 1000001)"
        )
        mirror.history.connection.execute(
            "INSERT INTO shell_history (session_id, command, cwd, exit_code, started_at, duration,"
            f" host) VALUES ('s1', 'true', '/x', {2**40}, 2000000, 0.25, 'here')"
        )
    assert mirror.push().rejected == 4
    assert len(again(mirror).rejected) == 4
    for table in ("runs", "shell_history"):
        mirror.history.connection.execute(f"UPDATE {table} SET exit_code = 1")
    mirror.history.connection.execute("UPDATE shell_sessions SET pid = 7")
    assert len(again(mirror).delivered) == 4
    assert letters(mirror) == []
    mirror.assert_equal()
