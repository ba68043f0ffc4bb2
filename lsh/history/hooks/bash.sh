# lsh: records this shell's history (lsh supabase history hook bash). Needs bash 4.4 or newer.
# Builtins only: no prompt of yours starts a process. LSH_HISTORY=off stops it in this session.
if [[ $- == *i* && $- != *r* ]] &&
  (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404 )); then

if [[ ${__lsh_shell-} != "$$" ]]; then # else the rc file is read again: the session goes on
  __lsh_shell=$$ __lsh_spool=@SPOOL@ __lsh_most=@MOST@
  __lsh_void='' __lsh_began='' __lsh_file='' __lsh_number='' __lsh_seen='' __lsh_cwd=''
fi
if [[ -n ${EPOCHREALTIME-} ]]; then
  # expanded between reading a line and running it; expands to nothing
  __lsh_mark='${__lsh_void:__lsh_began=${EPOCHREALTIME//[^0-9]/}:0}'
else
  __lsh_mark='${__lsh_void:__lsh_began=\D{%s}000000:0}'
fi

__lsh_now() { # sets __lsh_time: microseconds since the epoch
  if [[ -n ${EPOCHREALTIME-} ]]; then
    __lsh_time=${EPOCHREALTIME//[^0-9]/}
  else
    builtin printf -v __lsh_time '%(%s)T000000' -1
  fi
}

__lsh_write() { # appends one record, unless the file is gone or nobody takes it in
  local first
  [[ -f $__lsh_file ]] || return 0
  if (( __lsh_written > __lsh_most )); then
    IFS='' builtin read -r -d '' first <"$__lsh_file"
    [[ $first != "$__lsh_first" ]] || return 0
    __lsh_first=$first __lsh_written=0 # the daemon has put a new file there
  fi
  builtin printf '\036lsh1\037%s\0' "$1" >>"$__lsh_file"
  (( __lsh_written += ${#1} + 7 ))
}

__lsh_open() { # begins the session's file
  local name record s=$'\037' there
  [[ -d $__lsh_spool ]] || command mkdir -p -m 700 -- "$__lsh_spool"
  __lsh_now
  __lsh_session=$__lsh_time-$$-$RANDOM __lsh_written=0
  there=("$__lsh_spool"/history.*)
  (( ${#there[@]} <= @SESSIONS@ )) || return 0 # for months nobody has taken them in
  __lsh_file=$__lsh_spool/history.$__lsh_session
  __lsh_line=$__lsh_spool/line.$__lsh_session
  record=start$s$__lsh_session$s$__lsh_time${s}bash$s$$$s${HOSTNAME-}$s${PWD//"$s"/?}
  for name in @NAMES@; do
    [[ -z ${!name-} ]] || record+=$s$name=${!name//"$s"/?}
  done
  [[ ! -t 0 ]] || record+=${s}TTY=$(command tty)
  (umask 077 && : >"$__lsh_file" && : >"$__lsh_line")
  __lsh_first=$'\036lsh1\037'$record
  __lsh_write "$record"
}

__lsh_latest() { # sets __lsh_text: the newest line of the history, as it was typed
  local HISTTIMEFORMAT=''
  # written over, never truncated: that costs milliseconds on ext4
  { builtin history 1 && builtin printf '\0'; } 1<>"$__lsh_line"
  IFS='' builtin read -r -d '' __lsh_text <"$__lsh_line"
  builtin printf '%*s' "$(( ${#__lsh_text} * 4 ))" '' 1<>"$__lsh_line"
  __lsh_text=${__lsh_text#"${__lsh_text%%[0-9]*}"}
  __lsh_text=${__lsh_text#"${__lsh_text%%[!0-9]*}"}
  __lsh_text=${__lsh_text:2} # a space or the mark of an edited line, and a space
  __lsh_text=${__lsh_text%$'\n'}
}

__lsh_ran() { # a line has run; $1 is how it ended, $2 the number of the next line
  local s=$'\037' erases=''
  [[ ${LSH_HISTORY-} != off ]] || return 0
  [[ -n $__lsh_file ]] || __lsh_open
  [[ :${HISTCONTROL-}: != *:erasedups:* ]] || erases=1
  # what bash did not keep is not recorded: the line before would be taken for it
  [[ $2 != "$__lsh_number" || -n $erases ]] || return 0
  [[ -f $__lsh_line ]] || return 0
  __lsh_latest
  [[ -n $__lsh_text && $__lsh_text != [[:space:]]* ]] || return 0
  [[ $2 != "$__lsh_number" || $__lsh_text != "$__lsh_seen" ]] || return 0
  __lsh_now
  __lsh_write "command$s$__lsh_session$s$__lsh_began$s$(( __lsh_time - __lsh_began ))$s$1$s${__lsh_cwd//"$s"/?}$s$__lsh_text"
}

__lsh_prompt() { # first at every prompt
  local __lsh_status=$? -
  set +eux +T
  [[ -z $__lsh_began ]] || __lsh_ran "$__lsh_status" "$HISTCMD" 2>/dev/null
  __lsh_began=''
  return "$__lsh_status"
}

__lsh_ready() { # last at every prompt
  local __lsh_status=$? -
  set +eux +T
  __lsh_number=$HISTCMD __lsh_cwd=$PWD
  if [[ :${HISTCONTROL-}: == *:erasedups:* && -f $__lsh_file ]]; then
    { __lsh_latest; } 2>/dev/null
    __lsh_seen=$__lsh_text
  fi
  if ! builtin shopt -q promptvars; then
    PS0=${PS0//"$__lsh_mark"/}
  elif [[ ${PS0-} != *"$__lsh_mark"* ]]; then
    PS0=${PS0-}$__lsh_mark
  fi
  return "$__lsh_status"
}

__lsh_exit() { # from the EXIT trap, before the one that was there
  local __lsh_status=$? -
  set +eux +T
  if [[ -n $__lsh_file && $__lsh_shell == "$BASHPID" ]]; then
    {
      # while a line runs, HISTCMD is its own number
      [[ -z $__lsh_began || $BASH_VERSION == 4.* ]] || __lsh_ran "$__lsh_status" $(( HISTCMD + 1 ))
      __lsh_now
      __lsh_write "end"$'\037'"$__lsh_session"$'\037'"$__lsh_time"
    } 2>/dev/null
  fi
  return "$__lsh_status"
}

__lsh_install() {
  local former first='{ __lsh_prompt && :; } 2>/dev/null' last='{ __lsh_ready && :; } 2>/dev/null'
  former=$(builtin trap -p EXIT)
  if [[ -n $former ]]; then
    eval "set -- $former" # trap -- COMMAND EXIT
    former=$3
  fi
  # in "… && :" a status other than 0 is handed on, and neither errexit nor an ERR trap minds it;
  # what xtrace would say of it goes nowhere
  [[ $former == *__lsh_exit* ]] ||
    builtin trap -- "{ __lsh_exit && :; } 2>/dev/null"$'\n'"$former" EXIT
  if [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *__lsh_prompt* ]]; then
    : # both are there already
  elif [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    precmd_functions=(__lsh_prompt "${precmd_functions[@]}" __lsh_ready)
  elif (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501 )); then
    PROMPT_COMMAND=("$first" "${PROMPT_COMMAND[@]}" "$last")
  else
    PROMPT_COMMAND=$first$'\n'${PROMPT_COMMAND-}$'\n'$last
  fi
  [[ ${LSH_HISTORY-} == off || -n $__lsh_file ]] || __lsh_open
} 2>/dev/null
__lsh_install
unset -f __lsh_install

fi
