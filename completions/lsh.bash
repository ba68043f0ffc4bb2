# bash completion for lsh. Rendered by scripts/render-completions; do not edit.

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
    local path='' word words='' kind='' index options='' everywhere='--json --plain -q --quiet -y --yes --no-input --no-color -h --help'
    COMPREPLY=()
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        [[ $word == -- ]] && { compopt -o default 2>/dev/null; return; }
        case "$path $word" in
            " daemon" |\
            " daemon start" |\
            " daemon stop" |\
            " daemon restart" |\
            " daemon status" |\
            " daemon logs" |\
            " daemon install" |\
            " daemon uninstall" |\
            " daemon job" |\
            " daemon job create" |\
            " daemon job list" |\
            " daemon job info" |\
            " daemon job start" |\
            " daemon job stop" |\
            " daemon job remove" |\
            " daemon db" |\
            " daemon db history" |\
            " daemon db stats" |\
            " daemon db backup" |\
            " daemon db prune" |\
            " cron" |\
            " cron templates" |\
            " cron templates list" |\
            " cron templates show" |\
            " cron templates add" |\
            " cron templates edit" |\
            " cron templates validate" |\
            " cron templates remove" |\
            " cron create-from-template" |\
            " cron create" |\
            " cron list" |\
            " cron info" |\
            " cron edit" |\
            " cron start" |\
            " cron stop" |\
            " cron pause" |\
            " cron resume" |\
            " cron run" |\
            " cron test" |\
            " cron logs" |\
            " cron next" |\
            " cron why" |\
            " cron simulate" |\
            " cron remove" |\
            " cron report" |\
            " cron reports" |\
            " cron comprehensive-report" |\
            " cron export" |\
            " cron import" |\
            " supabase" |\
            " supabase status" |\
            " supabase config" |\
            " supabase config show" |\
            " supabase config set" |\
            " supabase config unset" |\
            " supabase config new-identity" |\
            " supabase init" |\
            " supabase migrations" |\
            " supabase test" |\
            " supabase sync" |\
            " supabase dead-letter" |\
            " supabase dead-letter list" |\
            " supabase dead-letter retry" |\
            " supabase dead-letter drop" |\
            " supabase history" |\
            " supabase history list" |\
            " supabase history stats" |\
            " supabase history forget" |\
            " supabase history hook" |\
            " supabase rows" |\
            " supabase silent")
                path="$path $word" ;;
        esac
    done
    case "$path" in
        '')
            words='daemon cron supabase'
            ;;
        ' daemon')
            words='start stop restart status logs install uninstall job db'
            ;;
        ' daemon start')
            options='-f --foreground'
            kind='nothing'
            ;;
        ' daemon stop')
            options='--wait --kill'
            kind='nothing'
            ;;
        ' daemon restart')
            options=''
            kind='nothing'
            ;;
        ' daemon status')
            options=''
            kind='nothing'
            ;;
        ' daemon logs')
            options='-f --follow -n --lines --limit'
            kind='nothing'
            case "$previous" in
                -n|--lines|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' daemon install')
            options=''
            kind='nothing'
            ;;
        ' daemon uninstall')
            options=''
            kind='nothing'
            ;;
        ' daemon job')
            words='create list info start stop remove'
            ;;
        ' daemon job create')
            options='-n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable --disabled --no-database-sync'
            kind='nothing'
            case "$previous" in
                -n|--name) kind='value:nothing' ;;
                -c|--command) kind='value:nothing' ;;
                -s|--schedule) words='value:@hourly @daily @weekly @monthly @yearly @reboot' kind='' ;;
                -i|--interval) kind='value:nothing' ;;
                --timezone) kind='value:zone' ;;
                -w|--working-dir) kind='value:folder' ;;
                -e|--env) kind='value:nothing' ;;
                -d|--description) kind='value:nothing' ;;
                --category) kind='value:category' ;;
                -t|--tags) kind='value:tag' ;;
                --id) kind='value:nothing' ;;
                -p|--priority) words='value:0 1 2 3 4 5 6 7 8 9 10' kind='' ;;
                --queue) kind='value:queue' ;;
                --overlap) words='value:skip queue_one queue_all cancel_running terminate_running allow' kind='' ;;
                --catch-up) words='value:skip latest all' kind='' ;;
                --catch-up-window) kind='value:nothing' ;;
                --catch-up-limit) kind='value:nothing' ;;
                --misfire-grace) kind='value:nothing' ;;
                --jitter) kind='value:nothing' ;;
                --timeout) kind='value:nothing' ;;
                --run-timeout) kind='value:nothing' ;;
                --kill-grace) kind='value:nothing' ;;
                --memory-limit) kind='value:nothing' ;;
                --cpu-limit) kind='value:nothing' ;;
                --max-retries) kind='value:nothing' ;;
                --retry-delay) kind='value:nothing' ;;
                --retry-factor) kind='value:nothing' ;;
                --retry-max-delay) kind='value:nothing' ;;
                --retry-jitter) kind='value:nothing' ;;
                --retry-on) kind='value:nothing' ;;
                --on-failure) kind='value:nothing' ;;
                --pause-after-failures) kind='value:nothing' ;;
                --keep-days) kind='value:nothing' ;;
                --keep-runs) kind='value:nothing' ;;
                --log-limit) kind='value:nothing' ;;
                --hosts) kind='value:nothing' ;;
                --claim) kind='value:nothing' ;;
                --on-unreachable) kind='value:nothing' ;;
            esac
            ;;
        ' daemon job list')
            options='--state -t --tag --category --queue --search --scheduled -l --limit'
            kind='nothing'
            case "$previous" in
                --state) words='value:active paused stopped elsewhere finished' kind='' ;;
                -t|--tag) kind='value:tag' ;;
                --category) kind='value:category' ;;
                --queue) kind='value:queue' ;;
                --search) kind='value:nothing' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' daemon job info')
            options=''
            kind='job'
            ;;
        ' daemon job start')
            options='-w --wait -f --force'
            kind='job'
            ;;
        ' daemon job stop')
            options='-s --signal --grace'
            kind='job'
            case "$previous" in
                -s|--signal) words='value:TERM INT HUP QUIT KILL USR1 USR2' kind='' ;;
                --grace) kind='value:nothing' ;;
            esac
            ;;
        ' daemon job remove')
            options='-f --force'
            kind='job'
            ;;
        ' daemon db')
            words='history stats backup prune'
            ;;
        ' daemon db history')
            options='-j --job --job-id --state --kind --since --until -l --limit'
            kind='nothing'
            case "$previous" in
                -j|--job|--job-id) kind='value:job' ;;
                --state) words='value:scheduled queued running retrying succeeded failed cancelled skipped missed' kind='' ;;
                --kind) words='value:scheduled catch_up manual test notify' kind='' ;;
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' daemon db stats')
            options='-j --job --job-id --since --until'
            kind='nothing'
            case "$previous" in
                -j|--job|--job-id) kind='value:job' ;;
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
            esac
            ;;
        ' daemon db backup')
            options='-f --force'
            kind='file'
            ;;
        ' daemon db prune')
            options='--older-than --keep-runs -j --job --job-id --dry-run'
            kind='nothing'
            case "$previous" in
                --older-than) kind='value:nothing' ;;
                --keep-runs) kind='value:nothing' ;;
                -j|--job|--job-id) kind='value:job' ;;
            esac
            ;;
        ' cron')
            words='templates create-from-template create list info edit start stop pause resume run test logs next why simulate remove report reports comprehensive-report export import'
            ;;
        ' cron templates')
            words='list show add edit validate remove'
            ;;
        ' cron templates list')
            options='--category -l --limit'
            kind='nothing'
            case "$previous" in
                --category) kind='value:category' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' cron templates show')
            options=''
            kind='template'
            ;;
        ' cron templates add')
            options='--replace'
            kind='file'
            ;;
        ' cron templates edit')
            options=''
            kind='template'
            ;;
        ' cron templates validate')
            options=''
            kind='file'
            ;;
        ' cron templates remove')
            options='-f --force'
            kind='template'
            ;;
        ' cron create-from-template')
            options='--set -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable --disabled --no-database-sync'
            kind='template'
            case "$previous" in
                --set) kind='value:nothing' ;;
                -n|--name) kind='value:nothing' ;;
                -c|--command) kind='value:nothing' ;;
                -s|--schedule) words='value:@hourly @daily @weekly @monthly @yearly @reboot' kind='' ;;
                -i|--interval) kind='value:nothing' ;;
                --timezone) kind='value:zone' ;;
                -w|--working-dir) kind='value:folder' ;;
                -e|--env) kind='value:nothing' ;;
                -d|--description) kind='value:nothing' ;;
                --category) kind='value:category' ;;
                -t|--tags) kind='value:tag' ;;
                --id) kind='value:nothing' ;;
                -p|--priority) words='value:0 1 2 3 4 5 6 7 8 9 10' kind='' ;;
                --queue) kind='value:queue' ;;
                --overlap) words='value:skip queue_one queue_all cancel_running terminate_running allow' kind='' ;;
                --catch-up) words='value:skip latest all' kind='' ;;
                --catch-up-window) kind='value:nothing' ;;
                --catch-up-limit) kind='value:nothing' ;;
                --misfire-grace) kind='value:nothing' ;;
                --jitter) kind='value:nothing' ;;
                --timeout) kind='value:nothing' ;;
                --run-timeout) kind='value:nothing' ;;
                --kill-grace) kind='value:nothing' ;;
                --memory-limit) kind='value:nothing' ;;
                --cpu-limit) kind='value:nothing' ;;
                --max-retries) kind='value:nothing' ;;
                --retry-delay) kind='value:nothing' ;;
                --retry-factor) kind='value:nothing' ;;
                --retry-max-delay) kind='value:nothing' ;;
                --retry-jitter) kind='value:nothing' ;;
                --retry-on) kind='value:nothing' ;;
                --on-failure) kind='value:nothing' ;;
                --pause-after-failures) kind='value:nothing' ;;
                --keep-days) kind='value:nothing' ;;
                --keep-runs) kind='value:nothing' ;;
                --log-limit) kind='value:nothing' ;;
                --hosts) kind='value:nothing' ;;
                --claim) kind='value:nothing' ;;
                --on-unreachable) kind='value:nothing' ;;
            esac
            ;;
        ' cron create')
            options='-n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable --disabled --no-database-sync'
            kind='nothing'
            case "$previous" in
                -n|--name) kind='value:nothing' ;;
                -c|--command) kind='value:nothing' ;;
                -s|--schedule) words='value:@hourly @daily @weekly @monthly @yearly @reboot' kind='' ;;
                -i|--interval) kind='value:nothing' ;;
                --timezone) kind='value:zone' ;;
                -w|--working-dir) kind='value:folder' ;;
                -e|--env) kind='value:nothing' ;;
                -d|--description) kind='value:nothing' ;;
                --category) kind='value:category' ;;
                -t|--tags) kind='value:tag' ;;
                --id) kind='value:nothing' ;;
                -p|--priority) words='value:0 1 2 3 4 5 6 7 8 9 10' kind='' ;;
                --queue) kind='value:queue' ;;
                --overlap) words='value:skip queue_one queue_all cancel_running terminate_running allow' kind='' ;;
                --catch-up) words='value:skip latest all' kind='' ;;
                --catch-up-window) kind='value:nothing' ;;
                --catch-up-limit) kind='value:nothing' ;;
                --misfire-grace) kind='value:nothing' ;;
                --jitter) kind='value:nothing' ;;
                --timeout) kind='value:nothing' ;;
                --run-timeout) kind='value:nothing' ;;
                --kill-grace) kind='value:nothing' ;;
                --memory-limit) kind='value:nothing' ;;
                --cpu-limit) kind='value:nothing' ;;
                --max-retries) kind='value:nothing' ;;
                --retry-delay) kind='value:nothing' ;;
                --retry-factor) kind='value:nothing' ;;
                --retry-max-delay) kind='value:nothing' ;;
                --retry-jitter) kind='value:nothing' ;;
                --retry-on) kind='value:nothing' ;;
                --on-failure) kind='value:nothing' ;;
                --pause-after-failures) kind='value:nothing' ;;
                --keep-days) kind='value:nothing' ;;
                --keep-runs) kind='value:nothing' ;;
                --log-limit) kind='value:nothing' ;;
                --hosts) kind='value:nothing' ;;
                --claim) kind='value:nothing' ;;
                --on-unreachable) kind='value:nothing' ;;
            esac
            ;;
        ' cron list')
            options='--state -t --tag --category --queue --search --scheduled -l --limit'
            kind='nothing'
            case "$previous" in
                --state) words='value:active paused stopped elsewhere finished' kind='' ;;
                -t|--tag) kind='value:tag' ;;
                --category) kind='value:category' ;;
                --queue) kind='value:queue' ;;
                --search) kind='value:nothing' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' cron info')
            options=''
            kind='job'
            ;;
        ' cron edit')
            options='-n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable --disabled --no-database-sync'
            kind='job'
            case "$previous" in
                -n|--name) kind='value:nothing' ;;
                -c|--command) kind='value:nothing' ;;
                -s|--schedule) words='value:@hourly @daily @weekly @monthly @yearly @reboot' kind='' ;;
                -i|--interval) kind='value:nothing' ;;
                --timezone) kind='value:zone' ;;
                -w|--working-dir) kind='value:folder' ;;
                -e|--env) kind='value:nothing' ;;
                -d|--description) kind='value:nothing' ;;
                --category) kind='value:category' ;;
                -t|--tags) kind='value:tag' ;;
                --id) kind='value:nothing' ;;
                -p|--priority) words='value:0 1 2 3 4 5 6 7 8 9 10' kind='' ;;
                --queue) kind='value:queue' ;;
                --overlap) words='value:skip queue_one queue_all cancel_running terminate_running allow' kind='' ;;
                --catch-up) words='value:skip latest all' kind='' ;;
                --catch-up-window) kind='value:nothing' ;;
                --catch-up-limit) kind='value:nothing' ;;
                --misfire-grace) kind='value:nothing' ;;
                --jitter) kind='value:nothing' ;;
                --timeout) kind='value:nothing' ;;
                --run-timeout) kind='value:nothing' ;;
                --kill-grace) kind='value:nothing' ;;
                --memory-limit) kind='value:nothing' ;;
                --cpu-limit) kind='value:nothing' ;;
                --max-retries) kind='value:nothing' ;;
                --retry-delay) kind='value:nothing' ;;
                --retry-factor) kind='value:nothing' ;;
                --retry-max-delay) kind='value:nothing' ;;
                --retry-jitter) kind='value:nothing' ;;
                --retry-on) kind='value:nothing' ;;
                --on-failure) kind='value:nothing' ;;
                --pause-after-failures) kind='value:nothing' ;;
                --keep-days) kind='value:nothing' ;;
                --keep-runs) kind='value:nothing' ;;
                --log-limit) kind='value:nothing' ;;
                --hosts) kind='value:nothing' ;;
                --claim) kind='value:nothing' ;;
                --on-unreachable) kind='value:nothing' ;;
            esac
            ;;
        ' cron start')
            options=''
            kind='job'
            ;;
        ' cron stop')
            options=''
            kind='job'
            ;;
        ' cron pause')
            options='-r --reason'
            kind='job'
            case "$previous" in
                -r|--reason) kind='value:nothing' ;;
            esac
            ;;
        ' cron resume')
            options=''
            kind='job'
            ;;
        ' cron run')
            options='-w --wait -f --force'
            kind='job'
            ;;
        ' cron test')
            options=''
            kind='job'
            ;;
        ' cron logs')
            options='-f --follow -n --lines --run --attempt'
            kind='job'
            case "$previous" in
                -n|--lines) kind='value:nothing' ;;
                --run) kind='value:nothing' ;;
                --attempt) kind='value:nothing' ;;
            esac
            ;;
        ' cron next')
            options='-n --count --limit --explain --timezone --from'
            kind='job'
            case "$previous" in
                -n|--count|--limit) kind='value:nothing' ;;
                --timezone) kind='value:zone' ;;
                --from) kind='value:nothing' ;;
            esac
            ;;
        ' cron why')
            options='--run'
            kind='job'
            case "$previous" in
                --run) kind='value:nothing' ;;
            esac
            ;;
        ' cron simulate')
            options='--from --to'
            kind='job'
            case "$previous" in
                --from) kind='value:nothing' ;;
                --to) kind='value:nothing' ;;
            esac
            ;;
        ' cron remove')
            options='-f --force'
            kind='job'
            ;;
        ' cron report')
            options='--since --until --format -o --output'
            kind='job'
            case "$previous" in
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                --format) words='value:terminal json markdown html' kind='' ;;
                -o|--output) kind='value:file' ;;
            esac
            ;;
        ' cron reports')
            options='--since --until --format -o --output -l --limit'
            kind='nothing'
            case "$previous" in
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                --format) words='value:terminal json markdown html' kind='' ;;
                -o|--output) kind='value:file' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' cron comprehensive-report')
            options='--since --until --format -o --output'
            kind='nothing'
            case "$previous" in
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                --format) words='value:terminal json markdown html' kind='' ;;
                -o|--output) kind='value:file' ;;
            esac
            ;;
        ' cron export')
            options='--format -o --output --no-runs --reveal-secrets'
            kind='job'
            case "$previous" in
                --format) words='value:json csv markdown' kind='' ;;
                -o|--output) kind='value:file' ;;
            esac
            ;;
        ' cron import')
            options='--dry-run --on-conflict --system --partial'
            kind='file'
            case "$previous" in
                --on-conflict) words='value:error skip replace' kind='' ;;
            esac
            ;;
        ' supabase')
            words='status config init migrations test sync dead-letter history rows silent'
            ;;
        ' supabase status')
            options=''
            kind='nothing'
            ;;
        ' supabase config')
            words='show set unset new-identity'
            ;;
        ' supabase config show')
            options=''
            kind='nothing'
            ;;
        ' supabase config set')
            options=''
            words='url enabled pull pull_interval request_timeout batch_rows output_limit key anon_key token' kind=''
            ;;
        ' supabase config unset')
            options=''
            words='url enabled pull pull_interval request_timeout batch_rows output_limit key anon_key token' kind=''
            ;;
        ' supabase config new-identity')
            options=''
            kind='nothing'
            ;;
        ' supabase init')
            options='--db-url --print'
            kind='nothing'
            case "$previous" in
                --db-url) kind='value:nothing' ;;
            esac
            ;;
        ' supabase migrations')
            options='--db-url'
            kind='nothing'
            case "$previous" in
                --db-url) kind='value:nothing' ;;
            esac
            ;;
        ' supabase test')
            options=''
            kind='nothing'
            ;;
        ' supabase sync')
            options='--push --pull --dry-run --once --watch --all'
            kind='nothing'
            ;;
        ' supabase dead-letter')
            words='list retry drop'
            ;;
        ' supabase dead-letter list')
            options='-l --limit'
            kind='nothing'
            case "$previous" in
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' supabase dead-letter retry')
            options='--all'
            kind='nothing'
            ;;
        ' supabase dead-letter drop')
            options='--all'
            kind='nothing'
            ;;
        ' supabase history')
            words='list stats forget hook'
            ;;
        ' supabase history list')
            options='-s --search --since --until --exit-code --cwd --session -l --limit --reverse --remote'
            kind='nothing'
            case "$previous" in
                -s|--search) kind='value:nothing' ;;
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                --exit-code) kind='value:nothing' ;;
                --cwd) kind='value:folder' ;;
                --session) kind='value:nothing' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' supabase history stats')
            options='--day --week --since --until --top'
            kind='nothing'
            case "$previous" in
                --since) kind='value:nothing' ;;
                --until) kind='value:nothing' ;;
                --top) kind='value:nothing' ;;
            esac
            ;;
        ' supabase history forget')
            options='-s --search'
            kind='nothing'
            case "$previous" in
                -s|--search) kind='value:nothing' ;;
            esac
            ;;
        ' supabase history hook')
            options=''
            words='bash zsh fish' kind=''
            ;;
        ' supabase rows')
            options='-w --where -c --columns -o --order -l --limit'
            words='data_lineage job_daily job_dependencies job_executions job_health job_runs lsh_homes lsh_migrations pipeline_jobs pipeline_metrics pipeline_workflows shell_command_stats shell_history shell_jobs shell_sessions silent_jobs' kind=''
            case "$previous" in
                -w|--where) kind='value:nothing' ;;
                -c|--columns) kind='value:nothing' ;;
                -o|--order) kind='value:nothing' ;;
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
        ' supabase silent')
            options='-l --limit'
            kind='nothing'
            case "$previous" in
                -l|--limit) kind='value:nothing' ;;
            esac
            ;;
    esac
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
