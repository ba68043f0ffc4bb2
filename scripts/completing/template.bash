# bash completion for lsh. Rendered by scripts/render-completions; do not edit.

# Splits the line up to the cursor: $words without their quotes, and of the last one $typed as it stands
# there, $current without quotes, and the $quote that is open, after $opened characters of $current.
# (bash itself would split at colons and equal signs, too.)
_lsh_split() {
    local line=${COMP_LINE:0:COMP_POINT} char='' index=0 begun=''
    for ((index = 0; index < ${#line}; index++)); do
        char=${line:index:1}
        if [[ -z $quote && ($char == ' ' || $char == $'\t') ]]; then
            [[ -n $begun ]] && words+=("$current")
            typed='' current='' begun=''
            continue
        fi
        begun=1 typed+=$char
        if [[ -n $quote && $char == "$quote" ]]; then
            quote=''
        elif [[ -z $quote && ($char == "'" || $char == '"') ]]; then
            quote=$char opened=${#current}
        elif [[ $char == "\\" && $quote != "'" ]]; then
            ((index++))
            typed+=${line:index:1} current+=${line:index:1}
        else
            current+=$char
        fi
    done
}

# Finds where the words lead to: the $path of a command, the $option whose value comes next, and the
# $count of its arguments so far; $rest is what stands after "--".
_lsh_walk() {
    local word leaf=''
    for word in "${words[@]:1}"; do
        if [[ -n $option ]]; then
            option=''
        elif [[ -n $rest ]]; then
            ((count++))
        elif [[ $word == -- ]]; then
            rest=1
        elif [[ $word == -* ]]; then
            [[ $taking == *" $word "* ]] && option=$word
        elif [[ -n $leaf ]]; then
            ((count++))
        elif [[ $word == help ]]; then
            # "help cron list" is "cron list --help"
            continue
        else
            case "$path $word" in
            @GROUPS@)
                ;;
            @COMMANDS@)
                leaf=1 ;;
            *)
                # a slip: what follows it cannot be known
                leaf=1 word='?' ;;
            esac
            path="$path $word"
            _lsh_command
        fi
    done
}

# What may follow the words of $path: $options, those $taking a value and the $value of $option, and of
# each argument a kind, or lines of words with their meaning.
_lsh_command() {
    options='' taking='' value='' arguments=() many=''
    case "$path" in
        @CASES@
    esac
}

# Offers those of the lines on stdin that go on from what was typed; $1 keeps them as they are.
_lsh_offer() {
    local word about plain head='' stripped
    local -a shown=()
    if [[ -z $quote ]]; then
        # readline replaces only what stands after the last of these, and with a "@" that too
        stripped=$typed
        [[ $COMP_WORDBREAKS == *:* ]] && stripped=${stripped##*:}
        [[ $COMP_WORDBREAKS == *=* ]] && stripped=${stripped##*=}
        [[ $COMP_WORDBREAKS == *@* && $stripped == *@* ]] && stripped=@${stripped##*@}
        head=${typed%"$stripped"}
    fi
    while IFS=$'\t' read -r word about; do
        [[ -z $word || ($1 == words && $word != "$current"*) ]] && continue
        [[ $word == *[=/] ]] && compopt -o nospace 2>/dev/null
        plain=$word
        if [[ -n $quote ]]; then
            word=$before$word
            word=${word:opened}
        fi
        [[ $1 == files ]] || _lsh_quote
        if [[ -z $quote ]]; then
            word=$before$word
            word=${word:${#head}}
        fi
        COMPREPLY+=("$word")
        # where what they have in common is inserted and listed at once, they stay quoted
        [[ ${COMP_TYPE:-} == 63 ]] || plain=$word
        shown+=("$plain${about:+  ($about)}")
    done
    # a list for reading says what its words are; one word alone is inserted
    if [[ ${#shown[@]} -gt 1 ]]; then
        case ${COMP_TYPE:-} in
            33 | 63 | 64) COMPREPLY=("${shown[@]}") ;;
        esac
    fi
}

# Quotes $word as the line has begun to.
_lsh_quote() {
    case $quote in
        "'") word=${word//"'"/"'\\''"} ;;
        '"') word=$(sed 's/[\\"$`]/\\&/g' <<<"$word") ;;
        *) [[ $word == *[!a-zA-Z0-9_./:+,=@%-]* ]] && printf -v word %q "$word" ;;
    esac
}

_lsh() {
    local path='' option='' options='' taking='' value='' many='' rest='' count=0 offer=''
    local typed='' current='' quote='' opened=0 before=''
    local -a words=() arguments=()
    COMPREPLY=()
    compopt -o nosort 2>/dev/null
    _lsh_split
    _lsh_command
    _lsh_walk
    if [[ -z $rest && -z $option && $current == --*=* && $taking == *" ${current%%=*} "* ]]; then
        option=${current%%=*} before=${current%%=*}=
        current=${current#*=}
    fi
    if [[ -n $option ]]; then
        _lsh_command
        offer=$value
    elif [[ -z $rest && $current == -* ]]; then
        [[ $path == *'?' ]] || offer=$options@EVERYWHERE@
    elif ((count < ${#arguments[@]})); then
        offer=${arguments[count]}
    elif [[ -n $many ]]; then
        offer=${arguments[${#arguments[@]} - 1]}
        # the arguments of another program are files, as far as anybody knows
        [[ $offer == program ]] && offer=file
    fi
    case $offer in
        '' | nothing) ;;
        *$'\n'*) _lsh_offer words <<<"$offer" ;;
        file) _lsh_files -f ;;
        folder) _lsh_files -d ;;
        program) _lsh_files -c ;;
        variable) compopt -o nospace 2>/dev/null
            _lsh_offer found < <(compgen -e -- "$current") ;;
        template-file)
            _lsh_offer found < <(lsh-complete template "$current" 2>/dev/null)
            _lsh_files -f ;;
        *) _lsh_offer found < <(lsh-complete "$offer" "$current" "${words[@]:1}" 2>/dev/null) ;;
    esac
}

_lsh_files() {
    compopt -o filenames 2>/dev/null
    _lsh_offer files < <(compgen "$1" -- "$current")
}

complete -F _lsh lsh
