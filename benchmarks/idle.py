"""What many jobs cost while none is due: CPU, memory, start-up, and their import.

``--seconds N`` is how long the daemon is watched at each size (default 60), ``--json``.
"""

from __future__ import annotations
