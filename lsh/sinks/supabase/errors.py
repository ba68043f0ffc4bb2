"""What a Supabase project answers when it does not do what was asked, sorted by what helps.

    ConfigurationError
    ├── NotConfigured      no URL or no key, or one that cannot be right
    ├── SchemaMissing      lsh's tables or functions are not there, or are older than this lsh
    └── TwinHome           another machine syncs under the id of this home
    TryAgain
    └── Unreachable        network, time limit, half an answer, 408, 429, 5xx: later it may go through
        └── ProjectPaused  540: somebody has to wake the project
    NotAllowed
    └── Refused            the key or the user's token may not do this
    InvalidInput
    └── RowRejected        a row is poison: asking again changes nothing, bisecting finds it

Every message names the project and the table; none ever holds a key.
"""

from __future__ import annotations

from lsh.domain.errors import ConfigurationError, InvalidInput, NotAllowed, TryAgain


class NotConfigured(ConfigurationError):
    """No Supabase project is set, or no key for it: ``lsh supabase config set url``, then ``key``."""

    code = "supabase_not_configured"


class SchemaMissing(ConfigurationError):
    """The project lacks a table or function of lsh; ``lsh supabase init`` makes them."""

    code = "supabase_schema_missing"


class TwinHome(ConfigurationError):
    """Another machine syncs as this home, for one is a copy of the other, and neither goes on.

    ``lsh supabase config new-identity`` on the copy makes two homes of them.
    """

    code = "supabase_twin_home"


class Unreachable(TryAgain):
    """The project cannot be reached or cannot answer now. Nothing is lost; lsh tries again.

    ``retry_after`` is the pause in seconds that the server asked for, if it asked for one.
    """

    code = "supabase_unreachable"

    def __init__(
        self, message: str, *, hint: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class ProjectPaused(Unreachable):
    """The project is paused; wake it in Supabase's dashboard. Nothing is lost meanwhile."""

    code = "supabase_paused"


class Refused(NotAllowed):
    """The project does not accept the key, or its role may not do this.

    ``lacks_rights`` tells the second: the key itself was accepted.
    """

    code = "supabase_refused"

    def __init__(
        self, message: str, *, hint: str | None = None, lacks_rights: bool = False
    ) -> None:
        super().__init__(message, hint=hint)
        self.lacks_rights = lacks_rights


class RowRejected(InvalidInput):
    """The project cannot take a row as it is; the same row will be rejected again."""

    code = "supabase_row_rejected"
