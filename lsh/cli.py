"""The command line's entrance, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from lsh.commands.lazy import root
from lsh.commands.mode import MODE
from lsh.domain.errors import InvalidInput, LshError

INTERRUPTED = 130
PIPE_CLOSED = 141  # what a program has that dies of SIGPIPE


def main(args: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. What went wrong is one or two lines on stderr."""
    MODE.reset()
    try:
        code = _run(sys.argv[1:] if args is None else args)
        sys.stdout.flush()
        return code
    except LshError as error:
        return _failed(error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return PIPE_CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}", None, LshError.exit_code)
    except Exception as error:
        if os.environ.get("LSH_DEBUG"):
            raise
        message = f"internal error: {type(error).__name__}: {error}"
        return _failed(message, "LSH_DEBUG=1 shows where; please report it", LshError.exit_code)


def _run(args: Sequence[str]) -> int:
    try:
        result = root().main(list(args), prog_name="lsh", standalone_mode=False)
    except typer.TyperException as error:
        raise _usage_error(error) from None
    # a command returns nothing, or the exit code that it ends with
    return result if isinstance(result, int) else 0


def _usage_error(error: typer.TyperException) -> InvalidInput:
    message = error.message if getattr(error, "possibilities", None) else error.format_message()
    message = message.rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "lsh"
    near = getattr(error, "possibilities", None)
    hint = f"did you mean {near[0]}?" if near else f"{path} --help shows how"
    return InvalidInput(message[:1].lower() + message[1:], hint=hint)


def _failed(message: str, hint: str | None, code: int) -> int:
    from lsh.commands.output import fail

    try:
        sys.stdout.flush()
    except OSError:
        _drop_stdout()
    fail(message, hint)
    return code


def _drop_stdout() -> None:
    # the interpreter flushes stdout once more when it ends, and would complain
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
