"""PostgREST's error bodies and HTTP statuses, by its documented tables.

https://docs.postgrest.org/en/stable/references/errors.html
"""

from __future__ import annotations

import psycopg

# The longest prefix of the SQLSTATE that is listed decides; anything else is 400.
_STATUS_OF_SQLSTATE = {
    "08": 503,
    "09": 500,
    "0L": 403,
    "0P": 403,
    "23503": 409,
    "23505": 409,
    "25006": 405,
    "25": 500,
    "28": 403,
    "2D": 500,
    "38": 500,
    "39": 500,
    "3B": 500,
    "40": 500,
    "53400": 500,
    "53": 503,
    "54": 500,
    "55": 500,
    "57": 500,
    "58": 500,
    "F0": 500,
    "HV": 500,
    "P0001": 400,
    "P0": 500,
    "XX": 500,
    "42883": 404,
    "42P01": 404,
    "42P17": 500,
    "42501": 403,
}


class ApiError(Exception):
    """A refusal with PostgREST's body ``{code, message, details, hint}`` and its HTTP status."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, str | None] = {
            "code": code,
            "details": details,
            "hint": hint,
            "message": message,
        }


class GatewayError(Exception):
    """A refusal by what stands before PostgREST in a Supabase project: its own body, no code."""

    def __init__(self, status: int, body: dict[str, str]) -> None:
        super().__init__(body["message"])
        self.status = status
        self.body = body


def bad_query(message: str, details: str) -> ApiError:
    """The query string cannot be parsed."""
    return ApiError(400, "PGRST100", message, details)


def bad_body(message: str) -> ApiError:
    """The body is no JSON, or its objects do not fit together."""
    return ApiError(400, "PGRST102", message)


def no_table(name: str) -> ApiError:
    """No such table or view in the exposed schema."""
    return ApiError(
        404, "PGRST205", f"Could not find the table 'public.{name}' in the schema cache"
    )


def no_column(name: str, table: str) -> ApiError:
    """``columns=``, ``on_conflict=`` or the body names a column that is not there."""
    return ApiError(
        400, "PGRST204", f"Could not find the '{name}' column of '{table}' in the schema cache"
    )


def no_function(name: str, arguments: list[str]) -> ApiError:
    """No function of that name takes exactly these arguments."""
    called = f"public.{name}({', '.join(sorted(arguments))})" if arguments else f"public.{name}"
    without = "" if arguments else " without parameters"
    return ApiError(
        404,
        "PGRST202",
        f"Could not find the function {called}{without} in the schema cache",
        f"Searched for the function {called}{without}, but no matches were found in the schema cache.",
    )


def not_one_row(rows: int) -> ApiError:
    """A single object was asked for."""
    return ApiError(
        406,
        "PGRST116",
        "Cannot coerce the result to a single JSON object",
        f"The result contains {rows} rows",
    )


def no_database(error: psycopg.Error, *, connecting: bool) -> ApiError:
    """The database cannot be reached (PGRST000), or went away during the request (PGRST001)."""
    if connecting:
        message = "Database connection error. Retrying the connection."
        return ApiError(503, "PGRST000", message, str(error))
    return ApiError(503, "PGRST001", "Database client error. Retrying the connection.", str(error))


def from_postgres(error: psycopg.Error, role: str) -> ApiError:
    """What PostgreSQL said, under the status that PostgREST's table gives it."""
    # psycopg itself refuses a NUL in a parameter; PostgreSQL's word for it is 22021.
    state = error.sqlstate or ("22021" if isinstance(error, psycopg.DataError) else "XX000")
    status = next(
        (
            _STATUS_OF_SQLSTATE[state[:size]]
            for size in range(5, 1, -1)
            if state[:size] in _STATUS_OF_SQLSTATE
        ),
        400,
    )
    if state == "42501" and role == "anon":
        status = 401
    diag = error.diag
    return ApiError(
        status, state, diag.message_primary or str(error), diag.message_detail, diag.message_hint
    )
