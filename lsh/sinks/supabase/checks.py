"""``lsh supabase test``: one stage after another, each with its verdict, and what to do about it.

A stage whose ground another has taken away is skipped and says by which; the first failure decides
how the command ends.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import NamedTuple

from lsh.domain.errors import ConfigurationError, LshError, TryAgain
from lsh.domain.finding import Check, Finding, Verdict
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.checks_network import Network
from lsh.sinks.supabase.target import Target, claims_of, find_anon_key, find_target

__all__ = ["Check", "Examination", "HomeFacts", "Verdict", "home_facts"]

_OWN_HOST = ".supabase.co"


class HomeFacts(NamedTuple):
    """Whose row is written: this home's, or of none that has a ledger yet."""

    home_id: str | None
    host: str


def home_facts(paths: Paths, settings: Settings) -> HomeFacts:
    """What the ledger says of this home; nothing where there is none yet. Raises what reading it raises."""
    from lsh.client.reading import reading
    from lsh.store.identity import home_id

    host = settings.host or socket.gethostname()
    if not paths.database.exists():
        return HomeFacts(None, host)
    with reading(paths) as connection:
        try:
            return HomeFacts(home_id(connection), host)
        except KeyError:
            return HomeFacts(None, host)


class _Stage(NamedTuple):
    name: str
    needs: tuple[str, ...]
    look: Callable[[], Finding]


class Examination:
    """All stages for one home; nothing is asked of the network before ``run``."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        home: HomeFacts,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._home = home
        self._environ = environ
        self.target: Target | None = None

    def run(self, starting: Callable[[str], None] = lambda name: None) -> Iterator[Check]:
        """Every stage in its order; ``starting`` is called with a stage's name before it is looked at."""
        with ExitStack() as stack:
            down: dict[str, str] = {}  # a stage that cannot be built on, and the failure behind it
            for stage in self._stages(stack):
                cause = next((down[name] for name in stage.needs if name in down), None)
                if cause is not None:
                    down[stage.name] = cause
                    yield Check(stage.name, Verdict.SKIPPED, f"{cause} failed", None, 0.0)
                    continue
                starting(stage.name)
                check = _looked_at(stage)
                if check.verdict is Verdict.FAILED:
                    down[stage.name] = stage.name
                yield check

    def _stages(self, stack: ExitStack) -> Iterator[_Stage]:
        yield _Stage("configuration", (), self._configuration)
        network = Network(lambda: self._found, self._settings.supabase.request_timeout)
        yield _Stage("dns", ("configuration",), network.dns)
        yield _Stage("tcp", ("dns",), network.tcp)
        yield _Stage("tls", ("tcp",), network.tls)
        if self.target is None:
            names = ("key", "project", "schema", "read", "write", "rls", "latency", "clock")
            yield from (_Stage(name, ("configuration",), self._configuration) for name in names)
            return
        from lsh.sinks.supabase.checks_project import Answers

        answers = stack.enter_context(
            Answers(
                self.target,
                self._settings.supabase.request_timeout,
                self._home,
                find_anon_key(self._paths, self._environ),
            )
        )
        yield _Stage("key", ("tls",), answers.key)
        yield _Stage("project", ("tls",), answers.project)
        yield _Stage("schema", ("key", "project"), answers.schema)
        yield _Stage("read", ("schema",), answers.read)
        yield _Stage("write", ("schema",), answers.write)
        yield _Stage("rls", ("read",), answers.row_security)
        yield _Stage("latency", ("read",), answers.latency)
        yield _Stage("clock", ("read",), answers.clock)

    @property
    def _found(self) -> Target:
        assert self.target is not None, "no stage follows a failed configuration"
        return self.target

    def _configuration(self) -> Finding:
        target = self.target = find_target(self._paths, self._settings, self._environ)
        user = f", {target.shown_token}" if target.token else ""
        detail = f"{target.project}, {target.shown_key}{user}"
        project = claims_of(target.key).get("ref")
        if (
            isinstance(project, str)
            and target.host.endswith(_OWN_HOST)
            and target.host != f"{project}{_OWN_HOST}"
        ):
            return Finding(
                Verdict.WARNING,
                f"{detail}; but the key is one of the project {project}",
                "set the key of this project, or that project's URL: lsh supabase config set",
            )
        if not self._settings.supabase.enabled:
            return Finding.ok(f"{detail}; the daemon does not sync: enabled is false")
        return Finding.ok(detail)


def _looked_at(stage: _Stage) -> Check:
    began = time.perf_counter()
    try:
        found = stage.look()
    except LshError as error:
        found = Finding.failed(error.message, error.hint, _exit_code(error))
    return Check(
        stage.name,
        found.verdict,
        found.detail,
        found.remedy,
        round(time.perf_counter() - began, 6),
        found.exit_code,
    )


def _exit_code(error: LshError) -> int:
    known = {ConfigurationError.exit_code, TryAgain.exit_code, 4}
    return error.exit_code if error.exit_code in known else 1
