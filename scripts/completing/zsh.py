"""The completion of zsh: a function a command, made of _arguments and _describe."""

from __future__ import annotations

import re

from completing.model import EVERYWHERE, Argument, Command, Group, Option, flat, tree
from completing.values import (
    DYNAMIC,
    FILE,
    FOLDER,
    NOTHING,
    PROGRAM,
    TEMPLATE_FILE,
    VARIABLE,
    Value,
)

_HEAD = r"""#compdef lsh
# zsh completion for lsh. Rendered by scripts/render-completions; do not edit.

# Offers the words of a kind that only this home knows, with what they are. What ends with "=" goes on.
_lsh_dynamic() {
    local -a found open
    local word about
    while IFS=$'\t' read -r word about; do
        word=${word//\\/\\\\}
        word=${word//:/\\:}${about:+:$about}
        if [[ ${word%%:*} == *= ]]; then
            open+=($word)
        else
            found+=($word)
        fi
    done < <(lsh-complete "$1" "${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)
    # names are found in any case
    local -a any=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    _describe -V -t "$1" "${1//-/ }" found $any -- open $any -S ''
}

_lsh_template_file() {
    _alternative 'template:template:_lsh_dynamic template' 'file:file:_files'
}

# A variable's name alone takes the value that it has here.
_lsh_variable() {
    _wanted variable expl variable compadd -S '' -- ${(k)parameters[(R)*export*]}
}
"""
_KINDS = {
    FILE: "_files",
    FOLDER: "_files -/",
    PROGRAM: "_normal",
    TEMPLATE_FILE: " _lsh_template_file",
    VARIABLE: " _lsh_variable",
    NOTHING: " ",
}
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
{_lines([_option(option) for option in (*group.options, *EVERYWHERE)])} \\
        '1: :->command' '*:: :->rest'
    case "$state" in
        command) _describe -t commands command commands ;;
        rest)
            case "$words[1]" in
                help) {_name(group.path)} ;;
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
    several = "*" if option.many else ""
    others = f"({' '.join(option.names)})" if len(option.names) > 1 and not option.many else ""
    if option.value is None:
        return " ".join(_quoted(f"{others}{name}[{text}]") for name in option.names)
    action = f":{option.names[-1].lstrip('-')}:{_action(option.value)}"
    return " ".join(
        # the value may also stand in the same word: --state=paused, -n5
        _quoted(f"{others}{several}{name}{'=' if name.startswith('--') else '+'}[{text}]{action}")
        for name in option.names
    )


def _argument(argument: Argument) -> str:
    star = "*" if argument.many else ""
    if argument.value.kind == PROGRAM:
        star = "*::"  # from here on the words are another program's
    return _quoted(f"{star}:{argument.name}:{_action(argument.value)}")


def _action(value: Value) -> str:
    if value.words:
        return f"(({' '.join(_described(word, about) for word, about in value.words)}))"
    if value.kind in DYNAMIC:
        return f" _lsh_dynamic {value.kind}"  # the blank keeps compadd's options away from it
    return _KINDS[value.kind]


def _described(word: str, about: str) -> str:
    r"""A word and its meaning in ``((…))``, where a shell reads them once more.

    A colon of their own is ``\:`` when _describe sees it; _arguments takes one backslash before that,
    and the shell that evaluates the list another.
    """
    word = re.sub(r"([^A-Za-z0-9_./+@%:-])", r"\\\1", word)
    about = re.sub(r'([\\"$`])', r"\\\1", about)
    colon = r"\\\:"
    return f'{word.replace(":", colon)}\\:"{about.replace(":", colon)}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
