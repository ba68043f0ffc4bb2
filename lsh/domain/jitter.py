"""A job's own small delay, so that a thousand jobs due at the full hour do not start as one."""

from __future__ import annotations

import hashlib
from datetime import timedelta


def stable_offset(job_id: str, host: str, jitter: timedelta) -> timedelta:
    """The delay of this job on this host: in [0, ``jitter``), to the millisecond.

    A hash of both names and never re-rolled, as systemd's RandomizedOffsetSec is (and as
    RandomizedDelaySec, systemd/systemd#21166, is not): restarts do not move a job, and the same job
    is spread over hosts.
    """
    span = jitter // timedelta(milliseconds=1)
    if span <= 0:
        return timedelta()
    digest = hashlib.sha256(f"{job_id}\0{host}".encode()).digest()
    # 64 bits over at most some days of milliseconds: the bias of the remainder is below 1e-9
    return timedelta(milliseconds=int.from_bytes(digest[:8], "big") % span)
