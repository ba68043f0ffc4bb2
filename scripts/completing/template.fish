# fish completion for lsh. Rendered by scripts/render-completions; do not edit.

# Prints what may come next, a word a line, with its meaning after a tab.
function __lsh_complete
    set -l typed (commandline -opc)[2..]
    set -l current (__lsh_unquoted (commandline -ct))
    set -l path ''
    set -l option ''
    set -l rest ''
    set -l leaf ''
    set -l count 1
    set -l options
    set -l taking
    set -l value ''
    set -l arguments
    set -l many ''
    __lsh_command
    # where the words lead to: a command, the option whose value comes next, the number of the argument
    for word in $typed
        if test -n "$option"
            set option ''
        else if test -n "$rest"
            set count (math $count + 1)
        else if test "$word" = --
            set rest 1
        else if string match -q -- '-*' $word
            contains -- $word $taking; and set option $word
        else if test -n "$leaf"
            set count (math $count + 1)
        else if test "$word" = help
            # "help cron list" is "cron list --help"
            continue
        else
            switch "$path $word"
                case @GROUPS@
                case @COMMANDS@
                    set leaf 1
                case '*'
                    # a slip: what follows it cannot be known
                    set leaf slip
                    set word '?'
            end
            set path "$path $word"
            __lsh_command
        end
    end
    set -l before ''
    if test -z "$rest$option"; and string match -q -- '--*=*' $current
        set -l parts (string split -m 1 = -- $current)
        if contains -- $parts[1] $taking
            set option $parts[1]
            set before "$parts[1]="
            set current $parts[2]
        end
    end
    if test -n "$option"
        __lsh_command
        __lsh_offer "$value" "$current" $typed | string replace -r -- '^' "$before"
    else if test -z "$rest"; and string match -q -- '-*' $current
        test "$leaf" = slip; or printf '%s\n' $options @EVERYWHERE@
    else if test $count -le (count $arguments)
        __lsh_offer "$arguments[$count]" "$current" $typed
    else if test -n "$many"; and test "$arguments[-1]" = program
        __lsh_program
    else if test -n "$many"
        __lsh_offer "$arguments[-1]" "$current" $typed
    end
end

# Prints the words of a kind, or those that it was given.
function __lsh_offer -a kind current
    switch $kind
        case nothing ''
        case file
            __fish_complete_path $current
        case folder
            __fish_complete_directories $current ''
        case program
            __lsh_program
        case variable
            for name in (set -nx)
                printf '%s\t%s\n' $name 'as it is here' "$name=" 'another value'
            end
        case template-file
            __lsh_words template "$current"
            __fish_complete_path $current
        case '*'\n'*'
            printf '%s' $kind
        case '*'
            __lsh_words $kind "$current" $argv[3..]
    end
end

# Prints the words of a kind that only this home knows.
function __lsh_words
    # fish complains of a missing program whatever is done with its stderr
    type -q lsh-complete; and lsh-complete $argv 2>/dev/null
end

# Completes another program's own words, as if they had been typed alone.
function __lsh_program
    set -l line (commandline -cp)
    complete -C (string replace -r '^.*? -- +' '' -- "$line")
end

# A word without its quotes, the last of which may be open.
function __lsh_unquoted -a word
    for end in '' \' '"'
        string unescape -- "$word$end" 2>/dev/null; and return
    end
    echo -- $word
end

# What may follow the words of $path; the variables are the caller's.
function __lsh_command --no-scope-shadowing
    set options
    set taking
    set value ''
    set arguments
    set many ''
    switch $path
        @CASES@
    end
end

complete -c lsh -e
complete -c lsh -f -k -a '(__lsh_complete)'
