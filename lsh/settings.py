"""What a person may set in ``config.toml``.

Order of precedence: defaults, ``config.toml``, ``LSH_*`` variables, flags of a command.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths
from lsh.setting_tables import THEMES, ReportSettings, SupabaseSettings, Table, TuiSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. Durations are seconds, sizes bytes."""

    timezone: str | None = None  # default zone of new jobs; None: the machine's
    max_concurrent_runs: int = 64
    queues: dict[str, int] = field(default_factory=dict)  # slots by queue name
    arm_ahead: float = 0.5  # how far ahead of their instant runs are committed and armed
    keep_days: int = 90
    keep_runs: int = 10_000  # a job
    log_limit: int = 10 * 1024 * 1024  # a run's log, with its rotated part
    daemon_log_limit: int = 10 * 1024 * 1024
    min_free_bytes: int = 16 * 1024 * 1024  # below this nothing new is started
    path: str = "/usr/local/bin:/usr/bin:/bin"  # PATH of every run
    log_level: str = "info"
    cost_per_cpu_hour: float = 0.0  # the same as in [reports], which goes before it
    host: str | None = None  # this machine's name in jobs' ``hosts``; None: its hostname
    claim_timeout: float = 5.0  # how long after its instant a shared occurrence waits for its claim
    history_ignore: list[str] = field(default_factory=list)  # patterns, as in HISTIGNORE
    history_keep_days: int = 365
    supabase: SupabaseSettings = field(default_factory=SupabaseSettings)
    reports: ReportSettings = field(default_factory=ReportSettings)
    tui: TuiSettings = field(default_factory=TuiSettings)

    @property
    def price(self) -> dict[str, Any]:
        """``rate`` and ``currency`` of an hour of CPU time, as the report functions take them."""
        rate = self.reports.cost_per_cpu_hour or self.cost_per_cpu_hour
        return {"rate": rate, "currency": self.reports.currency}


_TYPES: dict[str, tuple[type, ...]] = {
    "timezone": (str,),
    "queues": (dict,),
    "path": (str,),
    "log_level": (str,),
    "arm_ahead": (int, float),
    "cost_per_cpu_hour": (int, float),
    "host": (str,),
    "claim_timeout": (int, float),
    "history_ignore": (list,),
    "supabase": (SupabaseSettings,),
    "reports": (ReportSettings,),
    "currency": (str,),
    "tui": (TuiSettings,),
    "theme": (str,),
    "read_only": (bool,),
    "keymap": (dict,),
    "url": (str,),
    "enabled": (bool,),
    "pull": (bool,),
    "pull_interval": (int, float),
    "request_timeout": (int, float),
}
_SAID = dict.fromkeys((SupabaseSettings, ReportSettings, TuiSettings, dict), "a table")
_OPTIONAL = frozenset({"timezone", "host", "url", "currency", "theme"})
_TABLES = frozenset(
    {"queues", "history_ignore", "supabase", "reports", "tui"}
)  # not to be said in one variable
_POSITIVE = (
    *("max_concurrent_runs", "keep_days", "keep_runs", "log_limit", "daemon_log_limit"),
    "history_keep_days",
)
_MOST = {
    "keep_days": 36_600,
    "history_keep_days": 36_600,
    "keep_runs": 10**9,
    "max_concurrent_runs": 10**6,
}
LOG_LEVELS = ("debug", "info", "warning", "error")


def load_settings(paths: Paths, environ: Mapping[str, str] = os.environ) -> Settings:
    """Defaults, then ``config.toml``, then ``LSH_*``. Raises ConfigurationError naming what is wrong."""
    known = {f.name for f in fields(Settings)}
    values = _read_file(paths.config_file)
    _check_known(values, known, paths.config_file)
    if isinstance(values.get("supabase"), dict):
        values["supabase"] = _supabase(values["supabase"], f"{paths.config_file}, [supabase]")
    if isinstance(values.get("reports"), dict):
        values["reports"] = _reports(values["reports"], f"{paths.config_file}, [reports]")
    if isinstance(values.get("tui"), dict):
        values["tui"] = _tui(values["tui"], f"{paths.config_file}, [tui]")
    for name in known - _TABLES:
        text = environ.get(_variable(name))
        if text is not None:
            values[name] = _from_text(name, text)
            # alone first: what is wrong with it is the variable's fault, not the file's
            _checked(replace(Settings(), **{name: values[name]}), f"variable {_variable(name)}")
    return _checked(replace(Settings(), **values), paths.config_file)


def _check_known(values: dict[str, Any], known: set[str], source: Path | str) -> None:
    for name in values:
        if name not in known:
            raise _unknown(name, known, source)


def _supabase(values: dict[str, Any], source: str) -> SupabaseSettings:
    _check_known(values, {f.name for f in fields(SupabaseSettings)}, source)
    settings = SupabaseSettings(**values)
    _check_types(settings, source)
    for name, least, most in (
        ("pull_interval", 1, 86_400),
        ("request_timeout", 0.1, 600),
        ("batch_rows", 1, 10_000),
        ("output_limit", 0, 1024 * 1024),
    ):
        if not least <= getattr(settings, name) <= most:
            raise ConfigurationError(f"{source}: {name} must be between {least:g} and {most}")
    return settings


def _reports(values: dict[str, Any], source: str) -> ReportSettings:
    _check_known(values, {f.name for f in fields(ReportSettings)}, source)
    settings = ReportSettings(**values)
    _check_types(settings, source)
    if not 0 <= settings.cost_per_cpu_hour < float("inf"):
        raise ConfigurationError(f"{source}: cost_per_cpu_hour must not be negative")
    return settings


def _tui(values: dict[str, Any], source: str) -> TuiSettings:
    _check_known(values, {f.name for f in fields(TuiSettings)}, source)
    settings = TuiSettings(**values)
    _check_types(settings, source)
    if settings.theme is not None and settings.theme not in THEMES:
        raise ConfigurationError(f"{source}: theme must be one of {', '.join(THEMES)}")
    for action, keys in settings.keymap.items():
        if not isinstance(keys, str) or not keys:
            raise ConfigurationError(f'{source}: keymap: {action!r} needs keys, such as "p,f5"')
    return settings


def _variable(name: str) -> str:
    return f"LSH_{name.upper()}"


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _unknown(name: str, known: set[str], path: Path | str) -> ConfigurationError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(sorted(known))}"
    return ConfigurationError(f"{path}: unknown setting {name!r}", hint=hint)


def _from_text(name: str, text: str) -> Any:
    expected = _TYPES.get(name, (int,))
    try:
        return text if str in expected else float(text) if float in expected else int(text)
    except ValueError:
        raise ConfigurationError(
            f"variable {_variable(name)}: {name} must be a number, not {text!r}"
        ) from None


def _checked(settings: Settings, source: Path | str) -> Settings:
    _check_types(settings, source)
    _check_ranges(settings, source)
    host = settings.host
    if host is not None and (not host.isprintable() or set(host) & {",", " "} or not host):
        raise ConfigurationError(f"{source}: host must be one word without commas, not {host!r}")
    if settings.timezone is not None:
        _check_timezone(settings.timezone, source)
    return settings


def _check_types(settings: Settings | Table, source: Path | str) -> None:
    for item in fields(settings):
        value = getattr(settings, item.name)
        expected = _TYPES.get(item.name, (int,))
        if value is None and item.name in _OPTIONAL:
            continue
        right = isinstance(value, expected) and (bool in expected or not isinstance(value, bool))
        if not right:
            names = " or ".join(_SAID.get(kind, kind.__name__) for kind in expected)
            raise ConfigurationError(f"{source}: {item.name} must be {names}, not {value!r}")


def _check_ranges(settings: Settings, source: Path | str) -> None:
    for name in _POSITIVE:
        if not 1 <= getattr(settings, name) <= _MOST.get(name, 2**62):
            most = _MOST.get(name, 2**62)
            raise ConfigurationError(f"{source}: {name} must be between 1 and {most}")
    _check_queues(settings.queues, source)
    if settings.log_level not in LOG_LEVELS:
        raise ConfigurationError(f"{source}: log_level must be one of {', '.join(LOG_LEVELS)}")
    for name in ("min_free_bytes", "cost_per_cpu_hour"):
        if not 0 <= getattr(settings, name) < float("inf"):
            raise ConfigurationError(f"{source}: {name} must not be negative")
    for name in ("arm_ahead", "claim_timeout"):
        if not 0 <= getattr(settings, name) <= 60:
            raise ConfigurationError(f"{source}: {name} must be between 0 and 60 seconds")
    if not all(isinstance(pattern, str) for pattern in settings.history_ignore):
        raise ConfigurationError(f"{source}: history_ignore is a list of texts")


def _check_queues(queues: dict[str, Any], source: Path | str) -> None:
    for queue, slots in queues.items():
        if not isinstance(slots, int) or isinstance(slots, bool) or slots < 1:
            raise ConfigurationError(
                f"{source}: queue {queue!r} needs a number of slots, at least 1"
            )


def _check_timezone(name: str, source: Path | str) -> None:
    from lsh.domain.errors import InvalidInput
    from lsh.domain.zones import check_timezone

    try:
        check_timezone(name)
    except InvalidInput as error:
        raise ConfigurationError(f"{source}: {error.message}", hint=error.hint) from None
