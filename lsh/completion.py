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

LIMIT = 200
_ZONES = ("/usr/share/zoneinfo/tzdata.zi", "/usr/share/zoneinfo/zone1970.tab")


def main() -> None:
    """Print the words of a kind that begin with a prefix."""
    kind = sys.argv[1] if len(sys.argv) > 1 else ""
    prefix = sys.argv[2] if len(sys.argv) > 2 else ""
    words = {
        "job": _jobs,
        "template": _templates,
        "zone": _zones,
    }.get(kind)
    try:
        found = words(prefix) if words else _of_jobs(kind)
        lines = [line for line in found if line.lower().startswith(prefix.lower())][:LIMIT]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    except Exception:
        return  # no error may appear in the middle of somebody's command line


def _jobs(prefix: "str") -> "Iterator[str]":
    from lsh.store.glance import job_words

    now = time.time()
    for job_id, name, state, next_fire_at, run_state in job_words(_database(), prefix, LIMIT):
        about = _about(state, next_fire_at, run_state, now)
        # the id is one word; a name is offered when that is what was begun
        named = prefix and not job_id.startswith(prefix)
        yield f"{name}\t{about}" if named else f"{job_id}\t{name}, {about}"


def _about(job_state: str, next_fire_at: "int | None", run_state: "str | None", now: float) -> str:
    if job_state != "active":
        upcoming = job_state
    else:
        upcoming = f"next in {_span(next_fire_at / 1e6 - now)}" if next_fire_at else "by hand"
    return f"{upcoming}, last {run_state}" if run_state else upcoming


def _of_jobs(kind: str) -> "Iterator[str]":
    from lsh.store.glance import words

    return words(_database(), kind)


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


def _database() -> str:
    path = os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), "lsh.db")
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    return path


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
