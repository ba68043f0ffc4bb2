"""How late a lone job starts: from its scheduled instant to the exec of its program.

A job every second, measured from the ledger. ``--runs N`` (default 60), ``--json``.
"""

from __future__ import annotations
