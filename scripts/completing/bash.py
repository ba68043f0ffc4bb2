"""The completion of bash: one function, a case of every command."""

from __future__ import annotations

from completing.model import DYNAMIC, EVERYWHERE, FILE, FOLDER, Command, Group, Value, flat, tree

_HEAD = r"""# bash completion for lsh. Rendered by scripts/render-completions; do not edit.

# Offers the words of a kind that only this home knows; when they are listed, with what they are.
_lsh_dynamic() {
    local kind=$1 current=$2 word about
    while IFS=$'\t' read -r word about; do
        [[ $word == *[!a-zA-Z0-9_./:+-]* ]] && printf -v word '%q' "$word"
        if [[ ${COMP_TYPE:-} == 63 && -n $about ]]; then
            word="$word  ($about)"
        fi
        COMPREPLY+=("$word")
    done < <(lsh-complete "$kind" "$current" 2>/dev/null)
    # a single word is for inserting, not for reading
    if [[ ${#COMPREPLY[@]} == 1 ]]; then
        COMPREPLY[0]=${COMPREPLY[0]%%  (*}
    fi
}

# mapfile, for the bash 3.2 of macOS
_lsh_reply() {
    local line
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done
}

_lsh() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local path='' word words='' kind='' index
    COMPREPLY=()
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        [[ $word == -- ]] && { compopt -o default 2>/dev/null; return; }
        case "$path $word" in
"""
_MIDDLE = r"""                path="$path $word" ;;
        esac
    done
    case "$path" in
"""
_TAIL = r"""    esac
    if [[ $current == -* && $kind$words != value:* ]]; then
        words="$options $everywhere"
        kind=''
    fi
    words=${words#value:}
    kind=${kind#value:}
    case "$kind" in
        '') _lsh_reply < <(compgen -W "$words" -- "$current") ;;
        file) compopt -o filenames 2>/dev/null
            _lsh_reply < <(compgen -f -- "$current") ;;
        folder) compopt -o filenames 2>/dev/null
            _lsh_reply < <(compgen -d -- "$current") ;;
        nothing) ;;
        *) _lsh_dynamic "$kind" "$current" ;;
    esac
}

complete -F _lsh lsh
"""


def render() -> str:
    """The whole file."""
    nodes = flat(tree())
    paths = [f'            "{_path(node)}"' for node in nodes if node.path]
    everywhere = " ".join(name for option in EVERYWHERE for name in option.names)
    head = _HEAD.replace("index\n", f"index options='' everywhere='{everywhere}'\n", 1)
    cases = "".join(_case(node) for node in nodes)
    return head + " |\\\n".join(paths) + ")\n" + _MIDDLE + cases + _TAIL


def _path(node: Group | Command) -> str:
    return "".join(f" {word}" for word in node.path)


def _case(node: Group | Command) -> str:
    lines = [f"        '{_path(node)}')"]
    if isinstance(node, Group):
        lines.append(f"            words='{' '.join(name for name, _ in node.entries)}'")
    else:
        options = " ".join(name for option in node.options for name in option.names)
        lines.append(f"            options='{options}'")
        argument = node.arguments[0].value if node.arguments else Value()
        lines.append(f"            {_offer(argument)}")
        lines += _values(node)
    return "\n".join([*lines, "            ;;"]) + "\n"


def _values(command: Command) -> list[str]:
    taking = [option for option in command.options if option.value is not None]
    if not taking:
        return []
    lines = ['            case "$previous" in']
    for option in taking:
        assert option.value is not None
        offer = _offer(option.value, "value:")
        lines.append(f"                {'|'.join(option.names)}) {offer} ;;")
    return [*lines, "            esac"]


def _offer(value: Value, mark: str = "") -> str:
    if value.words:
        return f"words='{mark}{' '.join(value.words)}' kind=''"
    known = value.kind in {*DYNAMIC, FILE, FOLDER}
    return f"kind='{mark}{value.kind if known else 'nothing'}'"
