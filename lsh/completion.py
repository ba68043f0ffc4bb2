"""``lsh-complete KIND PREFIX``: the words that only this home knows, for the shells' completions.

Prints a word a line, with what it is after a tab: a job's next fire and last outcome, say. It is
started at every press of a key: it imports next to nothing, reads the ledger read-only, and answers
a broken home with no words rather than with an error.
"""

# pathlib alone would cost a quarter of the time that there is
# ruff: noqa: PTH110, PTH111, PTH112, PTH118, PTH120, PTH123, PTH208
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LIMIT = 200
_ZONES = ("/usr/share/zoneinfo/tzdata.zi", "/usr/share/zoneinfo/zone1970.tab")
_JOBS = (
    "SELECT j.id, j.name, j.enabled, j.paused_at, j.next_fire_at, r.state FROM jobs j"
    " LEFT JOIN runs r ON r.id = (SELECT id FROM runs WHERE job_id = j.key AND kind <> 'notify'"
    " AND state <> 'scheduled' ORDER BY scheduled_for DESC LIMIT 1)"
    " WHERE j.removed_at IS NULL AND (substr(j.id, 1, length(?1)) = ?1"
    " OR substr(lower(j.name), 1, length(?1)) = lower(?1)) ORDER BY j.name LIMIT ?2"
)
_QUEUES = (
    "SELECT DISTINCT coalesce(spec ->> '$.queue', 'default') FROM jobs WHERE removed_at IS NULL"
)
_TAGS = "SELECT DISTINCT value FROM jobs, json_each(spec, '$.tags') WHERE removed_at IS NULL"
_CATEGORIES = "SELECT DISTINCT spec ->> '$.category' FROM jobs WHERE removed_at IS NULL"


def main() -> None:
    """Print the words of a kind that begin with a prefix."""
    kind = sys.argv[1] if len(sys.argv) > 1 else ""
    prefix = sys.argv[2] if len(sys.argv) > 2 else ""
    words = {
        "job": _jobs,
        "template": _templates,
        "queue": lambda prefix: _plain(_QUEUES),
        "tag": lambda prefix: _plain(_TAGS),
        "category": lambda prefix: _plain(_CATEGORIES),
        "zone": _zones,
    }.get(kind)
    try:
        found = words(prefix) if words else iter(())
        lines = [line for line in found if line.lower().startswith(prefix.lower())][:LIMIT]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    except Exception:
        return  # no error may appear in the middle of somebody's command line


def _jobs(prefix: "str") -> "Iterator[str]":
    now = time.time()
    for job_id, name, enabled, paused_at, next_fire_at, state in _query(_JOBS, prefix, LIMIT):
        about = _about(enabled, paused_at, next_fire_at, state, now)
        # the id is one word; a name is offered when that is what was begun
        named = prefix and not job_id.startswith(prefix)
        yield f"{name}\t{about}" if named else f"{job_id}\t{name}, {about}"


def _about(
    enabled: "Any", paused_at: "Any", next_fire_at: "int | None", state: "str | None", now: float
) -> str:
    if not enabled:
        upcoming = "stopped"
    elif paused_at is not None:
        upcoming = "paused"
    else:
        upcoming = f"next in {_span(next_fire_at / 1e6 - now)}" if next_fire_at else "by hand"
    return f"{upcoming}, last {state}" if state else upcoming


def _span(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size:.0f}{unit}"
    return f"{max(seconds, 0):.0f}s"


def _templates(prefix: str) -> "Iterator[str]":
    package = os.path.dirname(__file__)
    shipped = os.path.join(package, "data", "templates")
    if not os.path.isdir(shipped):
        shipped = os.path.join(os.path.dirname(package), "templates")
    names = set()
    for folder in (
        shipped,
        os.path.join(_folder("config", "XDG_CONFIG_HOME", ".config"), "templates"),
    ):
        if os.path.isdir(folder):
            names |= {
                entry.rpartition(".")[0]
                for entry in os.listdir(folder)
                if entry.endswith((".toml", ".json")) and entry[0] != "."
            }
    return iter(sorted(names))


def _zones(prefix: str) -> "Iterator[str]":
    """Names of zones, from whichever list the system has."""
    for path in _ZONES:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    words = line.split()
                    if path.endswith(".tab") and len(words) > 2 and words[0][0] != "#":
                        yield words[2]
                    elif words[:1] == ["Z"]:
                        yield words[1]
                    elif words[:1] == ["L"]:
                        yield words[2]
            return


def _plain(sql: str) -> "Iterator[str]":
    for (word,) in _query(sql):
        if word:
            yield word


def _query(sql: str, *parameters: "Any") -> "Iterator[Any]":
    database = os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), "lsh.db")
    if not os.path.exists(database):
        return
    import _sqlite3  # what the package sqlite3 wraps; that would import datetime and more

    connection = _sqlite3.connect(database, timeout=0.2)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield from connection.execute(sql, parameters)
    finally:
        connection.close()


def _folder(kind: str, variable: str, usual: str) -> str:
    """A folder of this home; the rules of ``settings.find_paths``, without importing it."""
    home = os.environ.get("LSH_HOME")
    if home:
        return os.path.join(os.path.expanduser(home), kind)
    if sys.platform != "linux":
        from lsh.settings import find_paths

        return str(getattr(find_paths(), kind))
    base = os.environ.get(variable, "")
    if not base.startswith("/"):
        base = os.path.join(os.path.expanduser("~"), usual)
    return os.path.join(base, "lsh")


if __name__ == "__main__":
    main()
