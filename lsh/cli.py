"""The command line's entrance, and the one place where an error becomes an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from lsh.commands.glyphs import mend
from lsh.domain.errors import InvalidInput, LshError

if TYPE_CHECKING:
    from typer import TyperException

INTERRUPTED = 130
PIPE_CLOSED = 141  # what a program has that dies of SIGPIPE
_NUMBERS = {  # as the framework names them, and as people do
    "a valid int range": "a whole number",
    "a valid int": "a whole number",
    "a valid float": "a number",
}
_COLLECT_EVERY = 100_000  # allocations; the usual 700 cost 5 % of a short command


def main() -> NoReturn:
    """The process: one command, then the end, without the interpreter's tidying up.

    Tearing down every module takes a sixth of a short command's time, and the kernel does it for
    nothing (mypy leaves in the same way). Files, sockets and the ledger are closed by then.
    """
    gc.set_threshold(_COLLECT_EVERY)
    _mend_streams()
    code = LshError.exit_code
    try:
        code = run(sys.argv[1:])
        sys.stderr.flush()
    except BrokenPipeError:  # of stderr; run() sees to stdout's
        code = PIPE_CLOSED
    except OSError:
        pass  # stderr goes to a disk that is full: there is nobody left to be told
    os._exit(code)


def _mend_streams() -> None:
    """Give every standard stream that is closed the null device, and let none refuse a character.

    Without it the ledger would be opened under the number of the closed one, and be printed into.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        stream = getattr(sys, name)
        if stream is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
        elif mode == "w":
            mend(stream)


def run(args: Sequence[str]) -> int:
    """Run one command; its exit code. What went wrong is one or two lines on stderr."""
    try:
        code = _invoke(args)
        sys.stdout.flush()
        return code
    except LshError as error:
        return _failed(args, error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return PIPE_CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(args, LshError(f"{where}{error.strerror or error}"))
    except Exception as error:
        if os.environ.get("LSH_DEBUG"):
            raise
        message = f"internal error: {type(error).__name__}: {error}"
        return _failed(args, LshError(message, hint="LSH_DEBUG=1 shows where; please report it"))


def _invoke(args: Sequence[str]) -> int:
    import typer

    from lsh.commands.lazy import root
    from lsh.commands.mode import MODE

    MODE.reset()
    _check_encoding(args)
    tree = root()
    try:
        # not tree.main(), which has its own ideas of a closed pipe and of Ctrl-C
        with tree.make_context("lsh", list(args)) as context:
            result = tree.invoke(context)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.TyperException as error:
        raise _usage_error(error) from None
    except typer.Abort:
        return INTERRUPTED
    # a command returns nothing, or the exit code that it ends with
    return result if isinstance(result, int) else 0


def _check_encoding(args: Sequence[str]) -> None:
    """Raise InvalidInput for bytes that are no text: neither the ledger nor JSON could hold them."""
    for word in args:
        if not word.isascii():
            try:
                word.encode()
            except UnicodeEncodeError:
                shown = os.fsencode(word).decode(errors="backslashreplace")
                raise InvalidInput(
                    f"the argument '{shown}' is not valid UTF-8", hint="write it in UTF-8"
                ) from None


def _usage_error(error: TyperException) -> InvalidInput:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "lsh"
    near = getattr(error, "possibilities", None)
    message = (error.message if near else error.format_message()).rstrip(".")
    hint = f"did you mean {near[0]}?" if near else f"{path} --help shows how"
    if " is not one of " in message:
        hint = _choice(message) or hint
    for named, said in _NUMBERS.items():
        message = message.replace(named, said)
    return InvalidInput(message[:1].lower() + message[1:], hint=hint)


def _choice(message: str) -> str | None:
    """The nearest of the words that an option takes."""
    import re

    from lsh.domain.nearest import nearest

    written, _, known = message.partition(" is not one of ")
    meant = nearest(written.rpartition(": ")[2].strip("'"), re.findall("'([^']+)'", known))
    return f"did you mean {meant!r}?" if meant else None


def _failed(args: Sequence[str], error: LshError) -> int:
    from lsh.commands.mode import MODE
    from lsh.commands.output import fail

    try:
        sys.stdout.flush()
    except OSError:
        _drop_stdout()
    # what could not even be parsed has not reached the flag yet
    words = list(args)
    MODE.json |= "--json" in words[: words.index("--") if "--" in words else len(words)]
    fail(error.message, error.hint, error.code, error.exit_code)
    return error.exit_code


def _drop_stdout() -> None:
    # what is still in the buffer would be flushed, and complained about, once more
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
