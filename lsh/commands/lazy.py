"""Groups that import a command when it is called, and help that shows examples first."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from lsh.commands.kinds import columns_of, is_long, is_watchable
from lsh.commands.mode import (
    FLAGS,
    MODE,
    SHORT,
    USUAL_WATCH,
    everywhere,
    flag_rows,
    watch_option,
)
from lsh.commands.tree import ROOT, Branch, leaves
from lsh.domain.errors import InvalidInput

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_DISTANCE = re.compile(r"-[0-9].*")
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_VERSION = "lsh.version"  # the key of a context that was asked for it
_GROUP_FLAGS = {*FLAGS, *SHORT.values()}


class Command(TyperCommand):
    """A leaf of the tree. Its function's docstring is its help; an ``Examples:`` part comes first."""

    long = watchable = False
    columns: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += everywhere()

    def is_of(self, function: Callable[..., Any]) -> None:
        """Take over what ``kinds`` says of the function."""
        self.long, self.watchable = is_long(function), is_watchable(function)
        self.columns = columns_of(function)
        if self.watchable:
            self.params.append(watch_option())

    def invoke(self, ctx: Any) -> Any:
        """Do it: once, or again and again with ``--watch``; through the pager what is long."""
        show = super().invoke
        _check_form(ctx)
        if MODE.watch is not None:
            if ctx.params.get("output") is not None:
                raise InvalidInput("--watch shows it, --output writes it", hint="leave out one")
            from lsh.commands.watching import watch

            return watch(lambda: show(ctx), MODE.watch)
        if self.long and sys.stdout.isatty() and not ctx.params.get("follow"):
            from lsh.commands.paging import may_page, paged

            if may_page():
                return paged(lambda: show(ctx))
        return show(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Like any command's; where an instant is asked, ``-5m`` is one and no option."""
        if self.watchable:
            args = _with_seconds(args)
        if any(
            param.metavar == "WHEN" and not param.opts[0].startswith("-") for param in self.params
        ):
            distances = [word for word in args if _DISTANCE.fullmatch(word)]
            if distances and "--" not in args:
                args = [*(word for word in args if word not in distances), "--", *distances]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """``[OPTIONS] JOB [WHEN]``: names as manuals write them."""
        pieces = ["[OPTIONS]"]
        for param in self.params:
            if param.param_type_name == "argument":
                name = str(param.make_metavar(ctx))
                pieces.append(name if param.required or name[0] == "[" else f"[{name}]")
        return pieces

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What it does, how to call it, examples, then the options."""
        text, _, examples = (self.help or "").partition("\nExamples:\n")
        formatter.write(f"{text.strip()}\n\n")
        self.format_usage(ctx, formatter)
        _write_examples(formatter, [line.strip() for line in examples.splitlines()])
        self.format_options(ctx, formatter)
        if self.columns:
            with formatter.section("Columns with --plain"):
                formatter.write_text(", ".join(self.columns))
        _write_everywhere(formatter)


class LazyGroup(TyperGroup):
    """A branch of the tree. Listing it imports nothing; calling a command imports that one."""

    def __init__(self, name: str, branch: Branch) -> None:
        super().__init__(
            name=name, help=branch.help, rich_markup_mode=None, context_settings=_SETTINGS
        )
        self.branch = branch
        self.params += everywhere()

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the table."""
        return list(self.branch.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, imported now."""
        entry = self.branch.commands.get(cmd_name)
        if entry is None:
            return None
        if isinstance(entry, Branch):
            return LazyGroup(cmd_name, entry)
        return build(cmd_name, import_module(f"lsh.commands.{entry.module}").command)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Like any group's; without a command the default one is meant, or help.

        ``help COMMAND`` is ``COMMAND --help``, as with git, gh and cargo.
        """
        at = next((n for n, word in enumerate(args) if word not in _GROUP_FLAGS), len(args))
        first = args[at] if at < len(args) else ""
        if first == "help":
            args = [*args[:at], *args[at + 1 :], "--help"]
        elif self.branch.default and first not in {"-h", "--help"} and first[:1] in {"", "-"}:
            args = [self.branch.default, *args]
        elif not args:
            args = ["--help"]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Like any group's; an unknown name is answered with the nearest ones."""
        command = self.get_command(ctx, args[0])
        if command is None:
            message = f"{ctx.command_path} has no command {args[0]!r}"
            raise InvalidInput(message, hint=_nearest(ctx.command_path, args[0], self.branch))
        return args[0], command, args[1:]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What it is for, examples, its commands from the table."""
        formatter.write(f"{self.help}\n\n")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]…")
        _write_examples(formatter, list(self.branch.examples))
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.branch.commands.items()])
        _write_everywhere(formatter)


class Root(LazyGroup):
    """The tree's top, which can name its version."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """A group's, and how to go on from there."""
        super().format_help(ctx, formatter)
        formatter.write("\n'lsh help COMMAND' tells all about a command.\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Like any group's; the version is shown once every flag is known, ``--json`` above all.

        ``version`` is ``--version``, as with git, gh and cargo.
        """
        if [word for word in args if word not in _GROUP_FLAGS] == ["version"]:
            args = ["--version" if word == "version" else word for word in args]
        rest = super().parse_args(ctx, args)
        if ctx.meta.get(_VERSION):
            from lsh.commands.version import show_version

            show_version()
            raise typer.Exit
        return rest


def build(name: str, function: Callable[..., Any]) -> Any:
    """The command that a function with typer's annotations describes."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Command, context_settings=dict(_SETTINGS))(function)
    command: Any = get_command(app)
    command.is_of(function)
    return command


def _check_form(ctx: Any) -> None:
    """Raise InvalidInput where ``--format`` asks for something else than ``--json``."""
    form = ctx.params.get("form")
    if MODE.json and form not in {None, "json"}:
        raise InvalidInput(
            f"--json and --format {form} contradict each other", hint="leave out one"
        )


def _with_seconds(args: list[str]) -> list[str]:
    """``--watch`` with the number that comes after it, or the usual one."""
    if "--watch" not in args or "--" in args[: args.index("--watch")]:
        return args
    at = args.index("--watch")
    after = args[at + 1 : at + 2]
    own = bool(after and _NUMBER.fullmatch(after[0]))
    seconds = after[0] if own else USUAL_WATCH
    return [*args[:at], f"--watch={seconds}", *args[at + 1 + own :]]


def root() -> LazyGroup:
    """The whole tree."""
    group = Root("lsh", ROOT)
    group.params.append(_version_option())
    return group


def _version_option() -> Any:
    return TyperOption(
        param_decls=["--version"],
        is_flag=True,
        default=False,
        expose_value=False,
        callback=_ask_version,
        help="show the version and the commit it is of",
    )


def _ask_version(context: Any, parameter: Any, value: bool) -> None:
    if value:
        context.meta[_VERSION] = True


def _nearest(path: str, word: str, branch: Branch) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, branch.commands, n=2)
    if near:
        return "did you mean " + " or ".join(f"'{path} {name}'" for name in near) + "?"
    elsewhere = [" ".join(("lsh", *words)) for words, _ in leaves() if words[-1] == word]
    if elsewhere:
        elsewhere.sort(key=len)
        return "did you mean " + " or ".join(f"'{command}'" for command in elsewhere[:3]) + "?"
    return f"{path} --help lists them all"


def _write_examples(formatter: Any, lines: list[str]) -> None:
    shown = [line for line in lines if line]
    if shown:
        with formatter.section("Examples"):
            for line in shown:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _write_everywhere(formatter: Any) -> None:
    with formatter.section("Everywhere"):
        formatter.write_dl([*flag_rows(), ("-h, --help", "show this help")])
