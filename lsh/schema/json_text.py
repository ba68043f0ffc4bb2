"""JSON as a person may have written it: strictly, with the place of a mistake."""

from __future__ import annotations

import json
from typing import Any

from lsh.domain.errors import InvalidInput


def read_json(text: str, *, source: str) -> Any:
    """The value of a JSON document. Raises InvalidInput for what is not JSON, for a key that is given
    twice in one object, and for NaN and Infinity, which JSON does not have.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"{source} is not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except InvalidInput as error:
        raise InvalidInput(f"{source}: {error.message}") from None
    except RecursionError:
        raise InvalidInput(f"{source} is nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidInput(f"the key {twice!r} is given twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise InvalidInput(f"{name} is not a number in JSON")


def json_line(message: Any) -> bytes:
    """``message`` as a line of compact JSON.

    Raises InvalidInput for half a character (a lone surrogate), which is what Python makes of bytes that
    are no text: neither a file nor the ledger can hold it.
    """
    line = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    try:
        return line.encode() + b"\n"
    except UnicodeEncodeError:
        raise InvalidInput("a text in it is not valid UTF-8", hint="write it in UTF-8") from None
