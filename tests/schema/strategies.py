"""Definitions as Hypothesis draws them: whatever ``check_spec`` allows."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from lsh.domain.job import JobSpec
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap

# no NUL, no lone surrogates; with all that quoting trips over
ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from("'\"\\\n\r\t`$%{}#|;& =[]\x7f\x1b\u2028é😀"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=40,
)
FILLED = st.builds("{}{}".format, st.sampled_from("a'\"\\$#é"), ANY_TEXT)
_VISIBLE = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=",")
TAG = st.builds("{}{}".format, _VISIBLE, st.text(st.one_of(_VISIBLE, st.just(" ")), max_size=20))
PRINTABLE = st.one_of(TAG, st.sampled_from(["a, b", "it's", 'say "hi"', "[x]"]))
SECONDS = st.one_of(
    st.integers(1, 10**7).map(float), st.floats(0.001, 1e6), st.sampled_from([0.5, 60.0, 86400.0])
)
NAME = st.text(string.ascii_letters + string.digits + "_", max_size=12).map("V{}".format)
SCHEDULE = st.sampled_from(["0 2 * * *", "@daily", "every 30s", "at 2030-12-01T10:00", "@reboot"])
POSITIVE = st.integers(1, 2**40)
COUNT = st.integers(1, 10**6)
DAYS = st.integers(1, 36_600)

SPECS: st.SearchStrategy[JobSpec] = st.builds(
    JobSpec,
    name=PRINTABLE,
    command=FILLED,
    argv=st.none() | st.lists(ANY_TEXT, min_size=1, max_size=4),
    id=st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    description=ANY_TEXT,
    category=ANY_TEXT,
    tags=st.lists(TAG, max_size=3),
    template=st.none() | FILLED,
    schedule=st.none() | SCHEDULE,
    timezone=st.none() | st.sampled_from(["Europe/Berlin", "UTC"]),
    enabled=st.booleans(),
    catch_up=st.sampled_from(list(CatchUp)),
    catch_up_window=SECONDS,
    catch_up_limit=COUNT,
    misfire_grace=SECONDS,
    overlap=st.sampled_from(list(Overlap)),
    jitter=SECONDS,
    working_dir=st.none() | ANY_TEXT.map(lambda text: f"/{text}"),
    environment=st.dictionaries(NAME, ANY_TEXT, max_size=3),
    priority=st.integers(0, 10),
    queue=PRINTABLE,
    timeout=st.none() | SECONDS,
    run_timeout=st.none() | SECONDS,
    kill_grace=SECONDS,
    memory_limit=st.none() | POSITIVE,
    cpu_limit=st.none() | SECONDS,
    max_retries=st.integers(0, 20),
    retry_delay=SECONDS,
    retry_factor=st.floats(1, 100),
    retry_max_delay=SECONDS,
    retry_jitter=st.floats(0, 1),
    retry_on=st.lists(st.integers(1, 255), max_size=3),
    pause_after_failures=st.none() | COUNT,
    on_failure=st.none() | FILLED,
    keep_days=st.none() | DAYS,
    keep_runs=st.none() | COUNT,
    log_limit=st.none() | POSITIVE,
    database_sync=st.booleans(),
    hosts=st.lists(TAG, max_size=3),
    claim=st.sampled_from(list(Claim)),
    on_unreachable=st.sampled_from(list(OnUnreachable)),
).filter(lambda spec: spec.database_sync or spec.claim is Claim.EACH)
