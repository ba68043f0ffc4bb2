"""The completion of fish: a line a word, under the condition that its command was typed."""

from __future__ import annotations

from completing.model import (
    DYNAMIC,
    EVERYWHERE,
    FILE,
    FOLDER,
    Command,
    Group,
    Option,
    Value,
    flat,
    tree,
)

_HEAD = """# fish completion for lsh. Rendered by scripts/render-completions; do not edit.

# Prints the command that the words typed so far lead to.
function __lsh_path
    set -l path
    for word in (commandline -opc)[2..]
        test "$word" = -- ; and return 1
        if contains -- "$path $word" $__lsh_paths
            set path "$path $word"
        end
    end
    echo -- "$path"
end

function __lsh_at
    test (__lsh_path) = "$argv[1]"
end

"""


def render() -> str:
    """The whole file."""
    nodes = flat(tree())
    paths = " \\\n".join(f"    {_quoted(_path(node))}" for node in nodes if node.path)
    lines = [line for node in nodes for line in _node(node)]
    everywhere = [_line("", _option(option)) for option in EVERYWHERE]
    return (
        _HEAD
        + f"set -g __lsh_paths \\\n{paths}\n\n"
        + "complete -c lsh -f\n"
        + "\n".join([*everywhere, *lines])
        + "\n"
    )


def _path(node: Group | Command) -> str:
    return "".join(f" {word}" for word in node.path)


def _node(node: Group | Command) -> list[str]:
    here = _path(node)
    if isinstance(node, Group):
        return [_line(here, f"-a {name} -d {_quoted(text)}") for name, text in node.entries]
    lines = [_line(here, _option(option)) for option in node.options]
    if node.arguments:
        lines.append(_line(here, _offer(node.arguments[0].value)))
    return lines


def _line(here: str, rest: str) -> str:
    condition = f" -n {_quoted(f'__lsh_at {_quoted(here)}')}" if here else ""
    # the root's own entries have the empty path
    if not here and rest.startswith("-a "):
        condition = f" -n {_quoted('__lsh_at ' + _quoted(''))}"
    return f"complete -c lsh{condition} {rest}"


def _option(option: Option) -> str:
    names = " ".join(
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
    )
    if option.value is None:
        return f"{names} -d {_quoted(option.help)}"
    required = "-r" if option.value.kind == FILE else "-x"
    return " ".join([names, required, _offer(option.value), "-d", _quoted(option.help)])


def _offer(value: Value) -> str:
    if value.words:
        return f"-a {_quoted(' '.join(value.words))}"
    if value.kind in DYNAMIC:
        return f"-a {_quoted(f'(lsh-complete {value.kind} (commandline -ct))')}"
    return {FILE: "-F", FOLDER: "-a '(__fish_complete_directories)'"}.get(value.kind, "-f")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
