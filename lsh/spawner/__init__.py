"""The spawner: a small process that starts, holds and reaps the runs, and outlives the engine.

It runs under ``python -I -S`` in about 12 MB, because it must be cheap to keep and must hardly ever
need a restart. A habit follows, and holds in every module of this package but ``shapes`` (which is
for type checkers): nothing is imported that is not needed at run time, and ``pathlib``, ``typing``,
``dataclasses`` and ``asyncio`` never are; ``_socket`` alone is 0.7 MB less than ``socket``.
``ruff.toml`` turns off the rule that would have it otherwise; this file stays empty for the same
reason.
"""
