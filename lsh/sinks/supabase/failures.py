"""From what a request ended with to the error that says what to do about it.

Codes: PostgREST's ``PGRSTnnn`` (postgrest.org, Errors), Postgres' SQLSTATE (its appendix A), and the
HTTP statuses that Supabase documents for its gateway (402, 5xx, 540).
"""

from __future__ import annotations

import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from math import isnan
from typing import NamedTuple

from lsh.domain.errors import LshError
from lsh.schema.masking import mask_text
from lsh.sinks.supabase.errors import (
    ProjectPaused,
    Refused,
    RowRejected,
    SchemaMissing,
    Unreachable,
)
from lsh.sinks.supabase.target import Target

TRY_AGAIN = "nothing is lost, the daemon tries again; 'lsh supabase test' looks for the cause"
INIT = "lsh supabase init makes what is missing"
_LONGEST = 300  # characters of the server's words
_LONGEST_PAUSE = 3600.0  # seconds; a longer Retry-After is a mistake of a proxy
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_PAUSED = 540
_NO_RIGHTS = "42501"
_NOT_OWN = "row-level security"  # Postgres says it so when a policy, not a grant, is in the way
_UNREACHABLE_STATES = frozenset({402, 404, 405, 408, 425, 429})
_REFUSED_STATES = frozenset({401, 403, 407})
_REFUSED_CLASSES = ("28", "0L", "0P")
_SCHEMA_CLASSES = ("42", "3F")
# 54: a value too large for an index; P0: raised by a trigger; 21: one row twice in a statement
_ROW_CLASSES = ("21", "22", "23", "44", "54", "P0")
_SCHEMA_CODES = frozenset(
    {"PGRST106", "PGRST200", "PGRST201", "PGRST202", "PGRST203", "PGRST204", "PGRST205"}
)
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{1,200})", re.I)


class Answer(NamedTuple):
    """What the server said in refusing: status, its code and words, and the pause it asked for."""

    status: int
    code: str
    message: str
    retry_after: float | None = None


def from_answer(target: Target, doing: str, answer: Answer) -> LshError:
    """The error for an answer that is no success. ``doing`` reads "writing shell_jobs"."""
    start = f"{target.project}: {doing}"
    said = f"{_words(answer.message)} ({answer.code or answer.status})"
    kind = _kind(answer)
    if kind is ProjectPaused:
        return ProjectPaused(
            f"{start}: the project is paused",
            hint="wake it in Supabase's dashboard; nothing is lost meanwhile",
            retry_after=answer.retry_after,
        )
    if kind is Unreachable:
        return Unreachable(f"{start}: {said}", hint=_later(answer), retry_after=answer.retry_after)
    if kind is Refused:
        rights = answer.code == _NO_RIGHTS
        return Refused(f"{start}: refused: {said}", hint=_who(target, answer), lacks_rights=rights)
    if kind is SchemaMissing:
        return SchemaMissing(f"{start}: {said}", hint=INIT)
    what = "the row" if doing.startswith("writing") else "what was asked"
    return RowRejected(f"{start}: rejected: {said}", hint=f"{what} must change to be taken")


def from_network(target: Target, doing: str, error: Exception, timeout: float) -> Unreachable:
    """The error for a request that got no whole answer."""
    name = type(error).__name__
    text = str(error)
    if name.endswith("Timeout"):
        what = f"no answer within {timeout:g} seconds"
    elif "CERTIFICATE" in text or "SSL" in text:
        what = f"no secure connection: {_words(text)}"
    elif name in {"RemoteProtocolError", "DecodingError", "ReadError"}:
        what = "the connection broke before the answer was whole"
    else:
        what = f"cannot be reached: {_words(_ERRNO.sub('', text)) or name}"
    return Unreachable(f"{target.project}: {doing}: {what}", hint=TRY_AGAIN)


def not_json(target: Target, doing: str) -> Unreachable:
    """The error for a success that is none of PostgREST's: a captive portal, a wrong address."""
    return Unreachable(
        f"{target.project}: {doing}: what answers there is no Supabase project",
        hint="a network's login page, or a wrong URL: 'lsh supabase config show' names it",
    )


def seconds_to_wait(text: str | None, now: float | None = None) -> float | None:
    """``Retry-After`` (RFC 9110 10.2.3: seconds or an HTTP date) as seconds, an hour at most."""
    if not text:
        return None
    try:
        pause = float(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        pause = at.timestamp() - (time.time() if now is None else now)
    if isnan(pause):  # "nan" is a float too
        return None
    return min(max(pause, 0.0), _LONGEST_PAUSE)


def _kind(answer: Answer) -> type[LshError]:
    if answer.status == _PAUSED:
        return ProjectPaused
    return _by_code(answer.code) or _by_status(answer.status)


def _by_code(code: str) -> type[LshError] | None:
    if code in _SCHEMA_CODES:
        return SchemaMissing
    if code.startswith("PGRST"):
        return (
            Refused if code.startswith("PGRST30") and code != "PGRST300" else _postgrest_kind(code)
        )
    if not _SQLSTATE.fullmatch(code):
        return None
    if code == _NO_RIGHTS or code.startswith(_REFUSED_CLASSES):
        return Refused
    if code.startswith(_SCHEMA_CLASSES):
        return SchemaMissing
    if code.startswith(_ROW_CLASSES):
        return RowRejected
    # "other 400" of a state that says nothing of the row: connection lost, read-only, full, canceled
    return Unreachable if code[:2] in {"08", "25", "40", "53", "55", "57", "58", "XX"} else None


def _postgrest_kind(code: str) -> type[LshError] | None:
    return Unreachable if code.startswith("PGRST00") or code == "PGRST300" else None


def _by_status(status: int) -> type[LshError]:
    if status in _REFUSED_STATES:
        return Refused
    if status in _UNREACHABLE_STATES or status >= 500 or status < 400:
        return Unreachable
    return RowRejected


def _later(answer: Answer) -> str:
    if answer.status == 402:
        return "the project is over its quota: see Usage in Supabase's dashboard; nothing is lost"
    if answer.status == 404 or answer.status < 400:
        return "no Supabase project answers there: 'lsh supabase config show' names the URL in use"
    if answer.code == "25006":
        return "the database is read-only, its disk may be full: see Supabase's dashboard"
    return TRY_AGAIN


def _who(target: Target, answer: Answer) -> str:
    if answer.code == _NO_RIGHTS:
        if target.role == "service_role":
            return f"the rights of lsh's tables are not as they should be; {INIT}"
        if _NOT_OWN in answer.message:
            return (
                f"the role {target.role} writes its own user's rows alone, and what is there may be "
                "another's: was this home synced as someone else, or with a service_role key?"
            )
        return (
            f"the role {target.role} may not; use a service_role or sb_secret_ key, or a user's "
            "token: 'lsh supabase config show' names what is in use"
        )
    if target.token is not None:
        return f"set the {target.shown_token} anew: 'lsh supabase config set token'"
    return f"the {target.shown_key} is not accepted: 'lsh supabase config set key'"


def _words(text: str) -> str:
    """The server's words on one line, without a page's markup or a secret."""
    title = _TITLE.search(text)
    line = " ".join((title.group(1) if title else text).split())
    shown = mask_text("".join(c if c.isprintable() else "�" for c in line))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
