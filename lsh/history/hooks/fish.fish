# lsh: records this shell's history (lsh supabase history hook fish). Needs fish 3.2 or newer.
# Builtins only: no prompt of yours starts a process. LSH_HISTORY=off stops it in this session.
if status is-interactive; and not set -q __lsh_shell
    set -g __lsh_shell $fish_pid
    set -g __lsh_spool @SPOOL@
    set -g __lsh_most @MOST@
    set -g __lsh_file ''
    set -g __lsh_began ''
    set -g __lsh_separator (printf '\037')

    # fish has no clock: centiseconds since the machine's start, and once when that was
    function __lsh_uptime
        set -g __lsh_up 0
        if test -r /proc/uptime
            set -g __lsh_up (string replace -r '^(\d+)\.(\d\d).*$' '$1$2' </proc/uptime)
        end
    end

    function __lsh_now # sets __lsh_time: microseconds since the epoch
        if test -r /proc/uptime
            __lsh_uptime
            set -g __lsh_time (math -s0 "$__lsh_boot + $__lsh_up * 10000")
        else
            # elsewhere a file's time of change, in whole seconds
            test -f $__lsh_line; and builtin printf x >$__lsh_line
            set -g __lsh_time (path mtime -- $__lsh_line)000000
        end
    end

    function __lsh_write # appends one record, unless the file is gone or nobody takes it in
        test -f "$__lsh_file" -a -w "$__lsh_file"; or return 0
        if test $__lsh_written -gt $__lsh_most
            builtin read -z -l first <$__lsh_file
            test "$first" != "$__lsh_first"; or return 0
            set -g __lsh_first $first # the daemon has put a new file there
            set -g __lsh_written 0
        end
        # a full disk cannot be kept quiet in fish: after the first time, silence
        builtin printf '\036lsh1\037%s\0' "$argv[1]" >>$__lsh_file; or set -g __lsh_file /
        set -g __lsh_written (math $__lsh_written + 7 + (string length -- "$argv[1]"))
    end

    function __lsh_open # begins the session's file
        test -d $__lsh_spool; or command mkdir -p -m 700 -- $__lsh_spool
        test -d $__lsh_spool -a -w $__lsh_spool; or return 0
        # the one process of the session; whole seconds where date knows no finer
        set -l now (string replace -r '^(\d+).*$' '$1' -- (command date '+%s%6N'))
        test (string length -- $now) -ge 16; or set now (string sub -l 10 -- $now)000000
        __lsh_uptime
        set -g __lsh_boot (math -s0 "$now - $__lsh_up * 10000")
        set -g __lsh_session $now-$fish_pid-(random)
        set -g __lsh_written 0
        set -l there $__lsh_spool/history.*
        test (count $there) -le @SESSIONS@; or return 0 # for months nobody has taken them in
        set -g __lsh_file $__lsh_spool/history.$__lsh_session
        set -g __lsh_line $__lsh_spool/line.$__lsh_session
        set -l record start $__lsh_session $now fish $fish_pid "$hostname" (string replace -a -- $__lsh_separator '?' "$PWD" | string collect)
        for name in @NAMES@
            if set -q $name; and test -n "$$name"
                set -a record $name=(string replace -a -- $__lsh_separator '?' "$$name" | string collect)
            end
        end
        isatty stdin; and set -a record TTY=(command tty)
        set -l former (umask)
        umask 077
        builtin printf '' >$__lsh_file
        builtin printf '' >$__lsh_line
        umask $former
        set record (string join -- $__lsh_separator $record | string collect)
        set -g __lsh_first (printf '\036lsh1\037')$record
        __lsh_write $record
    end

    function __lsh_preexec --on-event fish_preexec
        set -g __lsh_began ''
        test "$LSH_HISTORY" = off; and return
        set -q fish_private_mode; and return
        string match -qr '^\s' -- "$argv[1]"; and return
        test -n "$__lsh_file"; or __lsh_open
        test -n "$__lsh_file"; or return
        set -g __lsh_cwd "$PWD"
        if string match -q "*$__lsh_separator*" -- "$PWD"
            set -g __lsh_cwd (string replace -a -- $__lsh_separator '?' "$PWD" | string collect)
        end
        __lsh_now
        set -g __lsh_began $__lsh_time
    end

    function __lsh_postexec --on-event fish_postexec
        set -l ended $status
        test -n "$__lsh_began"; or return
        set -l took
        test -n "$CMD_DURATION"; and set took (math "$CMD_DURATION * 1000")
        set -l began $__lsh_began
        set -g __lsh_began ''
        test "$LSH_HISTORY" = off; and return
        # pieces between quotes: a pipe would start a thread
        set -l s $__lsh_separator
        __lsh_write "command$s$__lsh_session$s$began$s$took$s$ended$s$__lsh_cwd$s$argv[1]"
    end

    function __lsh_exit --on-event fish_exit
        test -n "$__lsh_file"; or return
        __lsh_now
        __lsh_write (string join -- $__lsh_separator end $__lsh_session $__lsh_time)
    end

    if not test "$LSH_HISTORY" = off
        __lsh_open
    end
end
