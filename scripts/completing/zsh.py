"""The completion of zsh: a function a command, made of _arguments and _describe."""

from __future__ import annotations

from completing.model import (
    DYNAMIC,
    EVERYWHERE,
    FILE,
    FOLDER,
    Argument,
    Command,
    Group,
    Option,
    Value,
    flat,
    tree,
)

_HEAD = r"""#compdef lsh
# zsh completion for lsh. Rendered by scripts/render-completions; do not edit.

# Offers the words of a kind that only this home knows, with what they are.
_lsh_dynamic() {
    local -a found
    local word about
    while IFS=$'\t' read -r word about; do
        found+=("${word//:/\\:}${about:+:$about}")
    done < <(lsh-complete "$1" "$PREFIX" 2>/dev/null)
    _describe -t "$1" "$1" found
}
"""
_TAIL = """
if [ "$funcstack[1]" = _lsh ]; then
    _lsh "$@"
else
    compdef _lsh lsh
fi
"""


def render() -> str:
    """The whole file."""
    return _HEAD + "".join(_function(node) for node in flat(tree())) + _TAIL


def _name(path: tuple[str, ...]) -> str:
    return "_".join(("_lsh", *path))


def _function(node: Group | Command) -> str:
    body = _group(node) if isinstance(node, Group) else _command(node)
    return f"\n{_name(node.path)}() {{\n{body}}}\n"


def _group(group: Group) -> str:
    entries = "\n".join(f"        {_quoted(f'{n}:{text}')}" for n, text in group.entries)
    cases = "\n".join(
        f"                {child.path[-1]}) {_name(child.path)} ;;" for child in group.children
    )
    return f"""    local context state state_descr line
    typeset -A opt_args
    local -a commands=(
{entries}
    )
    _arguments -C -s -S \\
{_lines([_option(option) for option in EVERYWHERE])} \\
        '1: :->command' '*:: :->rest'
    case "$state" in
        command) _describe -t commands command commands ;;
        rest)
            case "$words[1]" in
{cases}
            esac ;;
    esac
"""


def _command(command: Command) -> str:
    specs = [_option(option) for option in (*command.options, *EVERYWHERE)]
    specs += [_argument(argument) for argument in command.arguments]
    return f"    _arguments -s -S \\\n{_lines(specs)}\n"


def _lines(specs: list[str]) -> str:
    return " \\\n".join(f"        {spec}" for spec in specs)


def _option(option: Option) -> str:
    text = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
    action = (
        "" if option.value is None else f":{option.names[-1].lstrip('-')}:{_action(option.value)}"
    )
    if option.many:
        return " ".join(_quoted(f"*{name}[{text}]{action}") for name in option.names)
    if len(option.names) == 1:
        return _quoted(f"{option.names[0]}[{text}]{action}")
    others = " ".join(option.names)
    return " ".join(_quoted(f"({others}){name}[{text}]{action}") for name in option.names)


def _argument(argument: Argument) -> str:
    star = "*" if argument.many else ""
    return _quoted(f"{star}:{argument.name}:{_action(argument.value)}")


def _action(value: Value) -> str:
    if value.words:
        return f"({' '.join(value.words)})"
    if value.kind in DYNAMIC:
        return f" _lsh_dynamic {value.kind}"  # the blank keeps compadd's options away from it
    return {FILE: "_files", FOLDER: "_files -/"}.get(value.kind, " ")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
