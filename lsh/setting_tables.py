"""The tables of ``config.toml``: settings of one part of lsh each. ``lsh.settings`` reads and checks them."""

from __future__ import annotations

from dataclasses import dataclass, field

THEMES = ("dark", "light", "contrast")


@dataclass(frozen=True, slots=True)
class SupabaseSettings:
    """The table ``[supabase]``. The key is a secret and stands elsewhere: see ``lsh.secrets``."""

    url: str | None = None  # https://PROJECT.supabase.co; SUPABASE_URL goes before it
    enabled: bool = True  # whether the daemon syncs all the time
    pull: bool = True  # whether definitions that name this machine are taken in
    pull_interval: float = 30.0
    request_timeout: float = 10.0
    batch_rows: int = 500  # rows in one request
    output_limit: int = 4096  # bytes of a run's output that are synced; 0: none


@dataclass(frozen=True, slots=True)
class TuiSettings:
    """The table ``[tui]``. ``keymap`` gives keys ("p", "ctrl+p,f5") to actions by their names in the help."""

    theme: str | None = None  # None: the one that was chosen last
    read_only: bool = False
    keymap: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The table ``[reports]``."""

    cost_per_cpu_hour: float = 0.0  # 0: no cost is shown
    currency: str | None = None  # as it stands behind a cost: EUR


Table = SupabaseSettings | TuiSettings | ReportSettings
