# lsh: records this shell's history (lsh supabase history hook zsh). Needs zsh 5.1 or newer.
# Builtins only: no prompt of yours starts a process. LSH_HISTORY=off stops it in this session.
if [[ -o interactive && ! -o restricted ]]; then

if [[ ${__lsh_shell-} != $$ ]]; then # else the rc file is read again: the session goes on
  typeset -g __lsh_shell=$$ __lsh_spool=@SPOOL@ __lsh_most=@MOST@
  typeset -g __lsh_began='' __lsh_command='' __lsh_cwd='' __lsh_file='' __lsh_session='' __lsh_first=''
  typeset -g __lsh_time=0 __lsh_written=0
fi
zmodload -F zsh/datetime p:epochtime 2>/dev/null

__lsh_now() { # sets __lsh_time: microseconds since the epoch
  if (( ${+epochtime} )); then
    local -a both
    both=($epochtime)
    __lsh_time=$(( both[1] * 1000000 + both[2] / 1000 ))
  else
    __lsh_time=${(%):-%D{%s%6.}}
  fi
}

__lsh_write() { # appends one record, unless the file is gone or nobody takes it in
  local first
  [[ -f $__lsh_file ]] || return 0
  if (( __lsh_written > __lsh_most )); then
    IFS='' builtin read -r -d '' first <$__lsh_file
    [[ $first != $__lsh_first ]] || return 0
    __lsh_first=$first __lsh_written=0 # the daemon has put a new file there
  fi
  builtin printf '\036lsh1\037%s\0' "$1" >>$__lsh_file
  (( __lsh_written += ${#1} + 7 ))
}

__lsh_open() { # begins the session's file
  local name record s=$'\037'
  local -a there
  [[ -d $__lsh_spool ]] || command mkdir -p -m 700 -- $__lsh_spool
  __lsh_now
  __lsh_session=$__lsh_time-$$-$RANDOM __lsh_written=0
  there=($__lsh_spool/history.*(N))
  (( ${#there} <= @SESSIONS@ )) || return 0 # for months nobody has taken them in
  __lsh_file=$__lsh_spool/history.$__lsh_session
  record=start$s$__lsh_session$s$__lsh_time${s}zsh$s$$$s${HOST-}$s${PWD//$s/?}
  for name in @NAMES@; do
    [[ -z ${(P)name-} ]] || record+=$s$name=${${(P)name}//$s/?}
  done
  [[ -z ${TTY-} ]] || record+=${s}TTY=$TTY
  (umask 077 && : >$__lsh_file)
  __lsh_first=$'\036lsh1\037'$record
  __lsh_write $record
}

__lsh_preexec() { # $1 is the line as it was typed
  builtin emulate -L zsh
  builtin unsetopt xtrace
  __lsh_command='' __lsh_began=''
  [[ ${LSH_HISTORY-} != off && -n $1 && $1 != [[:space:]]* ]] || return 0
  [[ -z ${HISTORY_IGNORE-} || $1 != ${~HISTORY_IGNORE} ]] || return 0
  __lsh_command=${1//$'\0'/} __lsh_cwd=$PWD
  __lsh_now
  __lsh_began=$__lsh_time
}

__lsh_ran() { # the line has run; $1 is how it ended
  local s=$'\037'
  [[ -n $__lsh_file ]] || __lsh_open
  __lsh_now
  __lsh_write command$s$__lsh_session$s$__lsh_began$s$((__lsh_time - __lsh_began))$s$1$s${__lsh_cwd//$s/?}$s$__lsh_command
  __lsh_began=''
}

__lsh_precmd() {
  local __lsh_status=$?
  builtin emulate -L zsh
  builtin unsetopt xtrace
  [[ -z $__lsh_began || ${LSH_HISTORY-} == off ]] || __lsh_ran $__lsh_status 2>/dev/null
  __lsh_began=''
  return 0
}

__lsh_exit() {
  local __lsh_status=$?
  builtin emulate -L zsh
  builtin unsetopt xtrace
  [[ -n $__lsh_file && $ZSH_SUBSHELL == 0 ]] || return 0
  {
    [[ -z $__lsh_began ]] || __lsh_ran $__lsh_status
    __lsh_now
    __lsh_write end$'\037'$__lsh_session$'\037'$__lsh_time
  } 2>/dev/null
  return 0
}

typeset -ga preexec_functions precmd_functions zshexit_functions
(( ${preexec_functions[(Ie)__lsh_preexec]} )) || preexec_functions+=(__lsh_preexec)
(( ${precmd_functions[(Ie)__lsh_precmd]} )) || precmd_functions=(__lsh_precmd $precmd_functions)
(( ${zshexit_functions[(Ie)__lsh_exit]} )) || zshexit_functions+=(__lsh_exit)
__lsh_begin() {
  builtin emulate -L zsh
  [[ ${LSH_HISTORY-} == off || -n $__lsh_file ]] || __lsh_open 2>/dev/null
}
__lsh_begin
unfunction __lsh_begin

fi
