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
                case ' daemon' \
                    ' daemon job' \
                    ' daemon db' \
                    ' cron' \
                    ' cron templates' \
                    ' supabase' \
                    ' supabase config' \
                    ' supabase dead-letter' \
                    ' supabase history' \
                    ' completion'
                case ' daemon start' \
                    ' daemon stop' \
                    ' daemon restart' \
                    ' daemon status' \
                    ' daemon logs' \
                    ' daemon install' \
                    ' daemon uninstall' \
                    ' daemon job create' \
                    ' daemon job list' \
                    ' daemon job info' \
                    ' daemon job start' \
                    ' daemon job stop' \
                    ' daemon job remove' \
                    ' daemon db history' \
                    ' daemon db stats' \
                    ' daemon db backup' \
                    ' daemon db prune' \
                    ' cron templates list' \
                    ' cron templates show' \
                    ' cron templates add' \
                    ' cron templates edit' \
                    ' cron templates validate' \
                    ' cron templates remove' \
                    ' cron create-from-template' \
                    ' cron create' \
                    ' cron list' \
                    ' cron info' \
                    ' cron edit' \
                    ' cron start' \
                    ' cron stop' \
                    ' cron pause' \
                    ' cron resume' \
                    ' cron run' \
                    ' cron test' \
                    ' cron logs' \
                    ' cron next' \
                    ' cron why' \
                    ' cron simulate' \
                    ' cron remove' \
                    ' cron report' \
                    ' cron reports' \
                    ' cron comprehensive-report' \
                    ' cron export' \
                    ' cron import' \
                    ' tui' \
                    ' supabase status' \
                    ' supabase config show' \
                    ' supabase config set' \
                    ' supabase config unset' \
                    ' supabase config new-identity' \
                    ' supabase init' \
                    ' supabase migrations' \
                    ' supabase test' \
                    ' supabase sync' \
                    ' supabase dead-letter list' \
                    ' supabase dead-letter retry' \
                    ' supabase dead-letter drop' \
                    ' supabase history list' \
                    ' supabase history stats' \
                    ' supabase history forget' \
                    ' supabase history hook' \
                    ' supabase rows' \
                    ' supabase silent' \
                    ' completion show' \
                    ' completion install' \
                    ' completion uninstall' \
                    ' doctor'
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
        test "$leaf" = slip; or printf '%s\n' $options '--json'\t'one JSON document on stdout, nothing else' '--plain'\t'rows for scripts: values between tabs, no heading' '-q'\t'only ids on stdout, only problems on stderr' '--quiet'\t'only ids on stdout, only problems on stderr' '--exact'\t'times to the last digit, spans in seconds, sizes in bytes' '-y'\t'do not ask, go ahead' '--yes'\t'do not ask, go ahead' '--no-input'\t'never ask; what would need an answer fails' '--no-color'\t'no colour (NO_COLOR does the same)' '--no-pager'\t'no pager for long output (LSH_PAGER or PAGER empty does the same)' '-h'\t'show this help' '--help'\t'show this help'
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
        case ''
            set options '--version'\t'show the version'
            set arguments 'daemon'\t'The daemon, its jobs and its database'\n'cron'\t'Jobs, templates, schedules and reports'\n'tui'\t'Show everything live, and work on it'\n'supabase'\t'Sync with Supabase, and the shell history'\n'completion'\t'What makes bash, zsh and fish complete all this'\n'doctor'\t'Examine the installation, and say what mends it'\n
        case ' daemon'
            set arguments 'start'\t'Start the daemon'\n'stop'\t'Stop the daemon; what runs goes on'\n'restart'\t'Restart the daemon; what runs goes on'\n'status'\t'Tell whether the daemon runs, and how it fares'\n'logs'\t'Show the daemon\'s log'\n'install'\t'Start the daemon with your session, as a service'\n'uninstall'\t'Undo install'\n'job'\t'Create and control jobs'\n'db'\t'History, figures, backup and retention'\n
        case ' daemon start'
            set options '-f'\t'stay attached, log to stderr' '--foreground'\t'stay attached, log to stderr'
        case ' daemon stop'
            set options '--wait'\t'start nothing new, wait for what runs' '--kill'\t'stop what runs, too'
        case ' daemon restart'
        case ' daemon status'
            set options '--watch'\t'show it again when it changed, and every 2 seconds'
        case ' daemon logs'
            set options '-f'\t'go on with what comes' '--follow'\t'go on with what comes' '-n'\t'the last N lines' '--lines'\t'the last N lines' '--limit'\t'the last N lines'
            set taking -n --lines --limit
            switch $option
                case -n --lines --limit
                    set value nothing
            end
        case ' daemon install'
        case ' daemon uninstall'
        case ' daemon job'
            set arguments 'create'\t'Create a job'\n'list'\t'List all jobs with their next and last run'\n'info'\t'Show all about a job'\n'start'\t'Run a job now'\n'stop'\t'Stop what runs of a job'\n'remove'\t'Remove a job'\n
        case ' daemon job create'
            set options '--from-file'\t'a definition in TOML or JSON; - is stdin' '-n'\t'how people call it' '--name'\t'how people call it' '-c'\t'a command line for /bin/sh' '--command'\t'a command line for /bin/sh' '-s'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '--schedule'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '-i'\t'short for --schedule \'every SPAN\'' '--interval'\t'short for --schedule \'every SPAN\'' '--timezone'\t'IANA name, like Europe/Berlin' '-w'\t'where it runs; default: your home' '--working-dir'\t'where it runs; default: your home' '-e'\t'a variable of its environment; NAME alone copies yours' '--env'\t'a variable of its environment; NAME alone copies yours' '-d'\t'what it is for' '--description'\t'what it is for' '--category'\t'its kind' '-t'\t'words to find it by' '--tags'\t'words to find it by' '--id'\t'an id of your own; default: one is made' '-p'\t'10 goes first' '--priority'\t'10 goes first' '--queue'\t'jobs of one queue share its slots' '--overlap'\t'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow' '--catch-up'\t'what was missed: skip, latest, all' '--catch-up-window'\t'what is older is not caught up' '--catch-up-limit'\t'how many are caught up at most' '--misfire-grace'\t'how late is still on time' '--jitter'\t'spread the start over this span' '--timeout'\t'time limit of an attempt; 0: none' '--run-timeout'\t'time limit of all attempts together' '--kill-grace'\t'from TERM to KILL' '--memory-limit'\t'of all its processes: 512MiB, 1G' '--cpu-limit'\t'CPU time of an attempt' '--max-retries'\t'how often it is tried again' '--retry-delay'\t'before the first retry' '--retry-factor'\t'each wait is X times the last' '--retry-max-delay'\t'the longest wait' '--retry-jitter'\t'of a wait left to chance, 0 to 1' '--retry-on'\t'only these exit codes' '--on-failure'\t'a command to run when a run has failed' '--pause-after-failures'\t'pause it after N in a row; none: never' '--keep-days'\t'forget runs older than N days; none: as the daemon does' '--keep-runs'\t'keep at most N runs; none: as the daemon does' '--log-limit'\t'of a run\'s output' '--hosts'\t'the machines that run it; default: this one' '--claim'\t'shared: one of its hosts runs an occurrence' '--on-unreachable'\t'what a shared one does when it cannot be claimed' '--disabled'\t'do not follow the schedule yet' '--no-database-sync'\t'keep it out of a linked database'
            set taking --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable
            switch $option
                case --from-file
                    set value file
                case -n --name
                    set value nothing
                case -c --command
                    set value nothing
                case -s --schedule
                    set value '@hourly'\t'at minute 0 of every hour'\n'@daily'\t'at 00:00 every day'\n'@weekly'\t'at 00:00 on Sunday'\n'@monthly'\t'at 00:00 on the 1st of every month'\n'*/5 * * * *'\t'every 5 minutes'\n'0 2 * * *'\t'at 02:00 every day'\n'30 8 * * MON-FRI'\t'at 08:30 on Monday to Friday'\n'0 3 * * SUN'\t'at 03:00 on Sunday'\n'0 4 1 * *'\t'at 04:00 on the 1st of every month'\n'0 9-17 * * MON-FRI'\t'at minute 0 of hours 9 to 17 on Monday to Friday'\n'every 15m'\t'a quarter of an hour after each other'\n'@reboot'\t'once after each start'\n
                case -i --interval
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timezone
                    set value zone
                case -w --working-dir
                    set value folder
                case -e --env
                    set value variable
                case -d --description
                    set value nothing
                case --category
                    set value category
                case -t --tags
                    set value tag-list
                case --id
                    set value nothing
                case -p --priority
                    set value '10'\t'goes first'\n'9'\t''\n'8'\t''\n'7'\t''\n'6'\t''\n'5'\t'the usual'\n'4'\t''\n'3'\t''\n'2'\t''\n'1'\t''\n'0'\t'goes last'\n
                case --queue
                    set value queue
                case --overlap
                    set value 'skip'\t'the new one is skipped'\n'queue_one'\t'one waits; further ones are skipped'\n'queue_all'\t'all wait, oldest first'\n'cancel_running'\t'the running one is asked to stop'\n'terminate_running'\t'the running one is killed'\n'allow'\t'both run'\n
                case --catch-up
                    set value 'skip'\t'none is run'\n'latest'\t'the newest is run'\n'all'\t'all are run, oldest first'\n
                case --catch-up-window
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --catch-up-limit
                    set value nothing
                case --misfire-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --jitter
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --run-timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --kill-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --memory-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --cpu-limit
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --max-retries
                    set value nothing
                case --retry-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-factor
                    set value nothing
                case --retry-max-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-jitter
                    set value nothing
                case --retry-on
                    set value nothing
                case --on-failure
                    set value nothing
                case --pause-after-failures
                    set value nothing
                case --keep-days
                    set value nothing
                case --keep-runs
                    set value nothing
                case --log-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --hosts
                    set value host-list
                case --claim
                    set value 'each'\t'every one of its machines runs it'\n'shared'\t'exactly one of its machines runs it'\n
                case --on-unreachable
                    set value 'run'\t'here, and perhaps elsewhere too'\n'skip'\t'nowhere, rather than twice'\n
            end
            set arguments program
            set many 1
        case ' daemon job list'
            set options '--state'\t'one of active, paused, stopped, elsewhere, finished' '-t'\t'with this tag' '--tag'\t'with this tag' '--category'\t'of this category' '--queue'\t'in this queue' '--search'\t'with this in id, name or command' '--scheduled'\t'leave out jobs that only run by hand' '-l'\t'at most N of them' '--limit'\t'at most N of them' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --state -t --tag --category --queue --search -l --limit
            switch $option
                case --state
                    set value 'active'\t'its schedule is followed'\n'paused'\t'by a person, or after too many failures'\n'stopped'\t'disarmed until start'\n'elsewhere'\t'its hosts are other machines'\n'finished'\t'nothing more is due'\n
                case -t --tag
                    set value tag
                case --category
                    set value category
                case --queue
                    set value queue
                case --search
                    set value nothing
                case -l --limit
                    set value nothing
            end
        case ' daemon job info'
            set options '--watch'\t'show it again when it changed, and every 2 seconds'
            set arguments job
        case ' daemon job start'
            set options '-w'\t'return when it is over; exit code 5 if it failed' '--wait'\t'return when it is over; exit code 5 if it failed' '-f'\t'even while another run of it goes on' '--force'\t'even while another run of it goes on'
            set arguments job
        case ' daemon job stop'
            set options '--run'\t'this run alone, by its id' '-s'\t'the first signal; default: TERM' '--signal'\t'the first signal; default: TERM' '--grace'\t'from it to KILL; default: the job\'s'
            set taking --run -s --signal --grace
            switch $option
                case --run
                    set value run
                case -s --signal
                    set value 'TERM'\t'please end'\n'INT'\t'as Ctrl-C does'\n'HUP'\t'the terminal is gone'\n'QUIT'\t'as Ctrl-\\ does'\n'KILL'\t'at once, it cannot object'\n'USR1'\t'the program\'s own'\n'USR2'\t'the program\'s own'\n
                case --grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
            end
            set arguments job
        case ' daemon job remove'
            set options '-f'\t'do not ask; stop what runs of it' '--force'\t'do not ask; stop what runs of it'
            set arguments job
            set many 1
        case ' daemon db'
            set arguments 'history'\t'List runs, newest first'\n'stats'\t'Show figures of all runs, or of a job\'s'\n'backup'\t'Copy the database while it is in use'\n'prune'\t'Delete old runs and their output'\n
        case ' daemon db history'
            set options '-j'\t'of this job only' '--job'\t'of this job only' '--job-id'\t'of this job only' '--state'\t'succeeded, failed, running, skipped, …' '--kind'\t'scheduled, catch_up, manual, test, notify' '--since'\t'due at or after: 2026-12-01, -2h' '--until'\t'due before' '-l'\t'at most N; 0: all' '--limit'\t'at most N; 0: all' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -j --job --job-id --state --kind --since --until -l --limit
            switch $option
                case -j --job --job-id
                    set value job
                case --state
                    set value 'scheduled'\t'its instant is near'\n'queued'\t'waits for a slot'\n'running'\t'a process lives'\n'retrying'\t'waits for its next attempt'\n'succeeded'\t'the last attempt succeeded'\n'failed'\t'the last attempt failed'\n'cancelled'\t'somebody stopped it'\n'skipped'\t'a policy decided against it'\n'missed'\t'nobody was there at its instant'\n
                case --kind
                    set value 'scheduled'\t'on its schedule'\n'catch_up'\t'late, for one that was missed'\n'manual'\t'started by a person'\n'test'\t'by lsh cron test'\n'notify'\t'told of a failure'\n
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case -l --limit
                    set value nothing
            end
        case ' daemon db stats'
            set options '-j'\t'of this job only' '--job'\t'of this job only' '--job-id'\t'of this job only' '--since'\t'from: -7d, 2026-12-01, or beginning' '--until'\t'before this instant' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -j --job --job-id --since --until
            switch $option
                case -j --job --job-id
                    set value job
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
            end
        case ' daemon db backup'
            set options '-f'\t'replace the file' '--force'\t'replace the file'
            set arguments file
        case ' daemon db prune'
            set options '--older-than'\t'delete what is older: 30d' '--keep-runs'\t'keep N runs a job' '-j'\t'of this job only' '--job'\t'of this job only' '--job-id'\t'of this job only' '--dry-run'\t'only say what would go'
            set taking --older-than --keep-runs -j --job --job-id
            switch $option
                case --older-than
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --keep-runs
                    set value nothing
                case -j --job --job-id
                    set value job
            end
        case ' cron'
            set arguments 'templates'\t'List and keep job templates'\n'create-from-template'\t'Create a job from a template'\n'create'\t'Create a job'\n'list'\t'List all jobs with their next and last run'\n'info'\t'Show all about a job'\n'edit'\t'Edit a job as TOML in $EDITOR'\n'start'\t'Follow a job\'s schedule'\n'stop'\t'Leave a job\'s schedule, and stop what runs of it'\n'pause'\t'Leave a job\'s schedule for a while'\n'resume'\t'Follow a paused job\'s schedule again, from now'\n'run'\t'Run a job now'\n'test'\t'Run a job now as the daemon would, and watch it'\n'logs'\t'Show what a job\'s runs printed'\n'next'\t'Show when a job or a schedule is due'\n'why'\t'Say why a job ran, waits, or did not run'\n'simulate'\t'Replay a span of time: collisions, clock changes, peaks'\n'remove'\t'Remove a job'\n'report'\t'Report on a job\'s runs'\n'reports'\t'Report on every job\'s runs'\n'comprehensive-report'\t'Report on everything'\n'export'\t'Export jobs and runs as JSON, CSV or Markdown'\n'import'\t'Import a crontab, or an export of lsh'\n
        case ' cron templates'
            set options '--category'\t'of this category' '-l'\t'at most N of them' '--limit'\t'at most N of them'
            set taking --category -l --limit
            switch $option
                case --category
                    set value category
                case -l --limit
                    set value nothing
            end
            set arguments 'list'\t'List the templates'\n'show'\t'Show a template with its parameters'\n'add'\t'Add a template of your own'\n'edit'\t'Edit a template of your own in $EDITOR'\n'validate'\t'Check a template\'s file'\n'remove'\t'Remove a template of your own'\n
        case ' cron templates list'
            set options '--category'\t'of this category' '-l'\t'at most N of them' '--limit'\t'at most N of them'
            set taking --category -l --limit
            switch $option
                case --category
                    set value category
                case -l --limit
                    set value nothing
            end
        case ' cron templates show'
            set arguments template
        case ' cron templates add'
            set options '--replace'\t'in place of yours of that id'
            set arguments file
        case ' cron templates edit'
            set arguments template
        case ' cron templates validate'
            set arguments template-file
        case ' cron templates remove'
            set options '-f'\t'do not ask' '--force'\t'do not ask'
            set arguments template
        case ' cron create-from-template'
            set options '--set'\t'a parameter of the template' '-n'\t'how people call it' '--name'\t'how people call it' '-c'\t'a command line for /bin/sh' '--command'\t'a command line for /bin/sh' '-s'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '--schedule'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '-i'\t'short for --schedule \'every SPAN\'' '--interval'\t'short for --schedule \'every SPAN\'' '--timezone'\t'IANA name, like Europe/Berlin' '-w'\t'where it runs; default: your home' '--working-dir'\t'where it runs; default: your home' '-e'\t'a variable of its environment; NAME alone copies yours' '--env'\t'a variable of its environment; NAME alone copies yours' '-d'\t'what it is for' '--description'\t'what it is for' '--category'\t'its kind' '-t'\t'words to find it by' '--tags'\t'words to find it by' '--id'\t'an id of your own; default: one is made' '-p'\t'10 goes first' '--priority'\t'10 goes first' '--queue'\t'jobs of one queue share its slots' '--overlap'\t'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow' '--catch-up'\t'what was missed: skip, latest, all' '--catch-up-window'\t'what is older is not caught up' '--catch-up-limit'\t'how many are caught up at most' '--misfire-grace'\t'how late is still on time' '--jitter'\t'spread the start over this span' '--timeout'\t'time limit of an attempt; 0: none' '--run-timeout'\t'time limit of all attempts together' '--kill-grace'\t'from TERM to KILL' '--memory-limit'\t'of all its processes: 512MiB, 1G' '--cpu-limit'\t'CPU time of an attempt' '--max-retries'\t'how often it is tried again' '--retry-delay'\t'before the first retry' '--retry-factor'\t'each wait is X times the last' '--retry-max-delay'\t'the longest wait' '--retry-jitter'\t'of a wait left to chance, 0 to 1' '--retry-on'\t'only these exit codes' '--on-failure'\t'a command to run when a run has failed' '--pause-after-failures'\t'pause it after N in a row; none: never' '--keep-days'\t'forget runs older than N days; none: as the daemon does' '--keep-runs'\t'keep at most N runs; none: as the daemon does' '--log-limit'\t'of a run\'s output' '--hosts'\t'the machines that run it; default: this one' '--claim'\t'shared: one of its hosts runs an occurrence' '--on-unreachable'\t'what a shared one does when it cannot be claimed' '--disabled'\t'do not follow the schedule yet' '--no-database-sync'\t'keep it out of a linked database'
            set taking --set -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable
            switch $option
                case --set
                    set value parameter
                case -n --name
                    set value nothing
                case -c --command
                    set value nothing
                case -s --schedule
                    set value '@hourly'\t'at minute 0 of every hour'\n'@daily'\t'at 00:00 every day'\n'@weekly'\t'at 00:00 on Sunday'\n'@monthly'\t'at 00:00 on the 1st of every month'\n'*/5 * * * *'\t'every 5 minutes'\n'0 2 * * *'\t'at 02:00 every day'\n'30 8 * * MON-FRI'\t'at 08:30 on Monday to Friday'\n'0 3 * * SUN'\t'at 03:00 on Sunday'\n'0 4 1 * *'\t'at 04:00 on the 1st of every month'\n'0 9-17 * * MON-FRI'\t'at minute 0 of hours 9 to 17 on Monday to Friday'\n'every 15m'\t'a quarter of an hour after each other'\n'@reboot'\t'once after each start'\n
                case -i --interval
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timezone
                    set value zone
                case -w --working-dir
                    set value folder
                case -e --env
                    set value variable
                case -d --description
                    set value nothing
                case --category
                    set value category
                case -t --tags
                    set value tag-list
                case --id
                    set value nothing
                case -p --priority
                    set value '10'\t'goes first'\n'9'\t''\n'8'\t''\n'7'\t''\n'6'\t''\n'5'\t'the usual'\n'4'\t''\n'3'\t''\n'2'\t''\n'1'\t''\n'0'\t'goes last'\n
                case --queue
                    set value queue
                case --overlap
                    set value 'skip'\t'the new one is skipped'\n'queue_one'\t'one waits; further ones are skipped'\n'queue_all'\t'all wait, oldest first'\n'cancel_running'\t'the running one is asked to stop'\n'terminate_running'\t'the running one is killed'\n'allow'\t'both run'\n
                case --catch-up
                    set value 'skip'\t'none is run'\n'latest'\t'the newest is run'\n'all'\t'all are run, oldest first'\n
                case --catch-up-window
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --catch-up-limit
                    set value nothing
                case --misfire-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --jitter
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --run-timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --kill-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --memory-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --cpu-limit
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --max-retries
                    set value nothing
                case --retry-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-factor
                    set value nothing
                case --retry-max-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-jitter
                    set value nothing
                case --retry-on
                    set value nothing
                case --on-failure
                    set value nothing
                case --pause-after-failures
                    set value nothing
                case --keep-days
                    set value nothing
                case --keep-runs
                    set value nothing
                case --log-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --hosts
                    set value host-list
                case --claim
                    set value 'each'\t'every one of its machines runs it'\n'shared'\t'exactly one of its machines runs it'\n
                case --on-unreachable
                    set value 'run'\t'here, and perhaps elsewhere too'\n'skip'\t'nowhere, rather than twice'\n
            end
            set arguments template program
            set many 1
        case ' cron create'
            set options '--from-file'\t'a definition in TOML or JSON; - is stdin' '-n'\t'how people call it' '--name'\t'how people call it' '-c'\t'a command line for /bin/sh' '--command'\t'a command line for /bin/sh' '-s'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '--schedule'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '-i'\t'short for --schedule \'every SPAN\'' '--interval'\t'short for --schedule \'every SPAN\'' '--timezone'\t'IANA name, like Europe/Berlin' '-w'\t'where it runs; default: your home' '--working-dir'\t'where it runs; default: your home' '-e'\t'a variable of its environment; NAME alone copies yours' '--env'\t'a variable of its environment; NAME alone copies yours' '-d'\t'what it is for' '--description'\t'what it is for' '--category'\t'its kind' '-t'\t'words to find it by' '--tags'\t'words to find it by' '--id'\t'an id of your own; default: one is made' '-p'\t'10 goes first' '--priority'\t'10 goes first' '--queue'\t'jobs of one queue share its slots' '--overlap'\t'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow' '--catch-up'\t'what was missed: skip, latest, all' '--catch-up-window'\t'what is older is not caught up' '--catch-up-limit'\t'how many are caught up at most' '--misfire-grace'\t'how late is still on time' '--jitter'\t'spread the start over this span' '--timeout'\t'time limit of an attempt; 0: none' '--run-timeout'\t'time limit of all attempts together' '--kill-grace'\t'from TERM to KILL' '--memory-limit'\t'of all its processes: 512MiB, 1G' '--cpu-limit'\t'CPU time of an attempt' '--max-retries'\t'how often it is tried again' '--retry-delay'\t'before the first retry' '--retry-factor'\t'each wait is X times the last' '--retry-max-delay'\t'the longest wait' '--retry-jitter'\t'of a wait left to chance, 0 to 1' '--retry-on'\t'only these exit codes' '--on-failure'\t'a command to run when a run has failed' '--pause-after-failures'\t'pause it after N in a row; none: never' '--keep-days'\t'forget runs older than N days; none: as the daemon does' '--keep-runs'\t'keep at most N runs; none: as the daemon does' '--log-limit'\t'of a run\'s output' '--hosts'\t'the machines that run it; default: this one' '--claim'\t'shared: one of its hosts runs an occurrence' '--on-unreachable'\t'what a shared one does when it cannot be claimed' '--disabled'\t'do not follow the schedule yet' '--no-database-sync'\t'keep it out of a linked database'
            set taking --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable
            switch $option
                case --from-file
                    set value file
                case -n --name
                    set value nothing
                case -c --command
                    set value nothing
                case -s --schedule
                    set value '@hourly'\t'at minute 0 of every hour'\n'@daily'\t'at 00:00 every day'\n'@weekly'\t'at 00:00 on Sunday'\n'@monthly'\t'at 00:00 on the 1st of every month'\n'*/5 * * * *'\t'every 5 minutes'\n'0 2 * * *'\t'at 02:00 every day'\n'30 8 * * MON-FRI'\t'at 08:30 on Monday to Friday'\n'0 3 * * SUN'\t'at 03:00 on Sunday'\n'0 4 1 * *'\t'at 04:00 on the 1st of every month'\n'0 9-17 * * MON-FRI'\t'at minute 0 of hours 9 to 17 on Monday to Friday'\n'every 15m'\t'a quarter of an hour after each other'\n'@reboot'\t'once after each start'\n
                case -i --interval
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timezone
                    set value zone
                case -w --working-dir
                    set value folder
                case -e --env
                    set value variable
                case -d --description
                    set value nothing
                case --category
                    set value category
                case -t --tags
                    set value tag-list
                case --id
                    set value nothing
                case -p --priority
                    set value '10'\t'goes first'\n'9'\t''\n'8'\t''\n'7'\t''\n'6'\t''\n'5'\t'the usual'\n'4'\t''\n'3'\t''\n'2'\t''\n'1'\t''\n'0'\t'goes last'\n
                case --queue
                    set value queue
                case --overlap
                    set value 'skip'\t'the new one is skipped'\n'queue_one'\t'one waits; further ones are skipped'\n'queue_all'\t'all wait, oldest first'\n'cancel_running'\t'the running one is asked to stop'\n'terminate_running'\t'the running one is killed'\n'allow'\t'both run'\n
                case --catch-up
                    set value 'skip'\t'none is run'\n'latest'\t'the newest is run'\n'all'\t'all are run, oldest first'\n
                case --catch-up-window
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --catch-up-limit
                    set value nothing
                case --misfire-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --jitter
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --run-timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --kill-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --memory-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --cpu-limit
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --max-retries
                    set value nothing
                case --retry-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-factor
                    set value nothing
                case --retry-max-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-jitter
                    set value nothing
                case --retry-on
                    set value nothing
                case --on-failure
                    set value nothing
                case --pause-after-failures
                    set value nothing
                case --keep-days
                    set value nothing
                case --keep-runs
                    set value nothing
                case --log-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --hosts
                    set value host-list
                case --claim
                    set value 'each'\t'every one of its machines runs it'\n'shared'\t'exactly one of its machines runs it'\n
                case --on-unreachable
                    set value 'run'\t'here, and perhaps elsewhere too'\n'skip'\t'nowhere, rather than twice'\n
            end
            set arguments program
            set many 1
        case ' cron list'
            set options '--state'\t'one of active, paused, stopped, elsewhere, finished' '-t'\t'with this tag' '--tag'\t'with this tag' '--category'\t'of this category' '--queue'\t'in this queue' '--search'\t'with this in id, name or command' '--scheduled'\t'leave out jobs that only run by hand' '-l'\t'at most N of them' '--limit'\t'at most N of them' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --state -t --tag --category --queue --search -l --limit
            switch $option
                case --state
                    set value 'active'\t'its schedule is followed'\n'paused'\t'by a person, or after too many failures'\n'stopped'\t'disarmed until start'\n'elsewhere'\t'its hosts are other machines'\n'finished'\t'nothing more is due'\n
                case -t --tag
                    set value tag
                case --category
                    set value category
                case --queue
                    set value queue
                case --search
                    set value nothing
                case -l --limit
                    set value nothing
            end
        case ' cron info'
            set options '--watch'\t'show it again when it changed, and every 2 seconds'
            set arguments job
        case ' cron edit'
            set options '--from-file'\t'a definition in TOML or JSON; - is stdin' '-n'\t'how people call it' '--name'\t'how people call it' '-c'\t'a command line for /bin/sh' '--command'\t'a command line for /bin/sh' '-s'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '--schedule'\t'\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'' '-i'\t'short for --schedule \'every SPAN\'' '--interval'\t'short for --schedule \'every SPAN\'' '--timezone'\t'IANA name, like Europe/Berlin' '-w'\t'where it runs; default: your home' '--working-dir'\t'where it runs; default: your home' '-e'\t'a variable of its environment; NAME alone copies yours' '--env'\t'a variable of its environment; NAME alone copies yours' '-d'\t'what it is for' '--description'\t'what it is for' '--category'\t'its kind' '-t'\t'words to find it by' '--tags'\t'words to find it by' '--id'\t'an id of your own; default: one is made' '-p'\t'10 goes first' '--priority'\t'10 goes first' '--queue'\t'jobs of one queue share its slots' '--overlap'\t'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow' '--catch-up'\t'what was missed: skip, latest, all' '--catch-up-window'\t'what is older is not caught up' '--catch-up-limit'\t'how many are caught up at most' '--misfire-grace'\t'how late is still on time' '--jitter'\t'spread the start over this span' '--timeout'\t'time limit of an attempt; 0: none' '--run-timeout'\t'time limit of all attempts together' '--kill-grace'\t'from TERM to KILL' '--memory-limit'\t'of all its processes: 512MiB, 1G' '--cpu-limit'\t'CPU time of an attempt' '--max-retries'\t'how often it is tried again' '--retry-delay'\t'before the first retry' '--retry-factor'\t'each wait is X times the last' '--retry-max-delay'\t'the longest wait' '--retry-jitter'\t'of a wait left to chance, 0 to 1' '--retry-on'\t'only these exit codes' '--on-failure'\t'a command to run when a run has failed' '--pause-after-failures'\t'pause it after N in a row; none: never' '--keep-days'\t'forget runs older than N days; none: as the daemon does' '--keep-runs'\t'keep at most N runs; none: as the daemon does' '--log-limit'\t'of a run\'s output' '--hosts'\t'the machines that run it; default: this one' '--claim'\t'shared: one of its hosts runs an occurrence' '--on-unreachable'\t'what a shared one does when it cannot be claimed' '--disabled'\t'do not follow the schedule yet' '--no-database-sync'\t'keep it out of a linked database'
            set taking --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable
            switch $option
                case --from-file
                    set value file
                case -n --name
                    set value nothing
                case -c --command
                    set value nothing
                case -s --schedule
                    set value '@hourly'\t'at minute 0 of every hour'\n'@daily'\t'at 00:00 every day'\n'@weekly'\t'at 00:00 on Sunday'\n'@monthly'\t'at 00:00 on the 1st of every month'\n'*/5 * * * *'\t'every 5 minutes'\n'0 2 * * *'\t'at 02:00 every day'\n'30 8 * * MON-FRI'\t'at 08:30 on Monday to Friday'\n'0 3 * * SUN'\t'at 03:00 on Sunday'\n'0 4 1 * *'\t'at 04:00 on the 1st of every month'\n'0 9-17 * * MON-FRI'\t'at minute 0 of hours 9 to 17 on Monday to Friday'\n'every 15m'\t'a quarter of an hour after each other'\n'@reboot'\t'once after each start'\n
                case -i --interval
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timezone
                    set value zone
                case -w --working-dir
                    set value folder
                case -e --env
                    set value variable
                case -d --description
                    set value nothing
                case --category
                    set value category
                case -t --tags
                    set value tag-list
                case --id
                    set value nothing
                case -p --priority
                    set value '10'\t'goes first'\n'9'\t''\n'8'\t''\n'7'\t''\n'6'\t''\n'5'\t'the usual'\n'4'\t''\n'3'\t''\n'2'\t''\n'1'\t''\n'0'\t'goes last'\n
                case --queue
                    set value queue
                case --overlap
                    set value 'skip'\t'the new one is skipped'\n'queue_one'\t'one waits; further ones are skipped'\n'queue_all'\t'all wait, oldest first'\n'cancel_running'\t'the running one is asked to stop'\n'terminate_running'\t'the running one is killed'\n'allow'\t'both run'\n
                case --catch-up
                    set value 'skip'\t'none is run'\n'latest'\t'the newest is run'\n'all'\t'all are run, oldest first'\n
                case --catch-up-window
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --catch-up-limit
                    set value nothing
                case --misfire-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --jitter
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --run-timeout
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --kill-grace
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --memory-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --cpu-limit
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --max-retries
                    set value nothing
                case --retry-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-factor
                    set value nothing
                case --retry-max-delay
                    set value '30s'\t'half a minute'\n'5m'\t'five minutes'\n'1h'\t'an hour'\n'1h30m'\t'an hour and a half'\n'1d'\t'a day'\n'1w'\t'a week'\n
                case --retry-jitter
                    set value nothing
                case --retry-on
                    set value nothing
                case --on-failure
                    set value nothing
                case --pause-after-failures
                    set value nothing
                case --keep-days
                    set value nothing
                case --keep-runs
                    set value nothing
                case --log-limit
                    set value '64MiB'\t'64 × 1024² bytes'\n'512MiB'\t'512 × 1024² bytes'\n'1GiB'\t'1024³ bytes'\n
                case --hosts
                    set value host-list
                case --claim
                    set value 'each'\t'every one of its machines runs it'\n'shared'\t'exactly one of its machines runs it'\n
                case --on-unreachable
                    set value 'run'\t'here, and perhaps elsewhere too'\n'skip'\t'nowhere, rather than twice'\n
            end
            set arguments job program
            set many 1
        case ' cron start'
            set arguments job
            set many 1
        case ' cron stop'
            set arguments job
            set many 1
        case ' cron pause'
            set options '-r'\t'why, for whoever asks' '--reason'\t'why, for whoever asks'
            set taking -r --reason
            switch $option
                case -r --reason
                    set value nothing
            end
            set arguments job
            set many 1
        case ' cron resume'
            set arguments job
            set many 1
        case ' cron run'
            set options '-w'\t'return when it is over; exit code 5 if it failed' '--wait'\t'return when it is over; exit code 5 if it failed' '-f'\t'even while another run of it goes on' '--force'\t'even while another run of it goes on'
            set arguments job
        case ' cron test'
            set arguments job
        case ' cron logs'
            set options '-f'\t'go on with what is printed from now on' '--follow'\t'go on with what is printed from now on' '-n'\t'the last N lines only' '--lines'\t'the last N lines only' '--run'\t'of this run; default: the newest' '--attempt'\t'default: the last' '--raw'\t'as it was printed, secrets too'
            set taking -n --lines --run --attempt
            switch $option
                case -n --lines
                    set value nothing
                case --run
                    set value run
                case --attempt
                    set value nothing
            end
            set arguments job
            set many 1
        case ' cron next'
            set options '-n'\t'how many' '--count'\t'how many' '--limit'\t'how many' '--explain'\t'say what it means and what may surprise' '--timezone'\t'by the clock of this zone' '--from'\t'after this instant; default: now' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -n --count --limit --timezone --from
            switch $option
                case -n --count --limit
                    set value nothing
                case --timezone
                    set value zone
                case --from
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
            end
            set arguments job
        case ' cron why'
            set options '--run'\t'a run\'s id' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --run
            switch $option
                case --run
                    set value run
            end
            set arguments job 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
        case ' cron simulate'
            set options '--from'\t'default: now' '--to'\t'default: a week later'
            set taking --from --to
            switch $option
                case --from
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --to
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
            end
            set arguments job
            set many 1
        case ' cron remove'
            set options '-f'\t'do not ask; stop what runs of it' '--force'\t'do not ask; stop what runs of it'
            set arguments job
            set many 1
        case ' cron report'
            set options '--since'\t'from: -7d, 2026-12-01, or beginning' '--until'\t'before this instant' '--format'\t'terminal, json, markdown or html' '-o'\t'write it there, not here' '--output'\t'write it there, not here' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --since --until --format -o --output
            switch $option
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --format
                    set value 'terminal'\t'for reading here'\n'json'\t'for programs'\n'markdown'\t'for notes and tickets'\n'html'\t'one page, for a browser or a mail'\n
                case -o --output
                    set value file
            end
            set arguments job
        case ' cron reports'
            set options '--since'\t'from: -7d, 2026-12-01, or beginning' '--until'\t'before this instant' '--format'\t'terminal, json, markdown or html' '-o'\t'write it there, not here' '--output'\t'write it there, not here' '-l'\t'at most N of them' '--limit'\t'at most N of them' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --since --until --format -o --output -l --limit
            switch $option
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --format
                    set value 'terminal'\t'for reading here'\n'json'\t'for programs'\n'markdown'\t'for notes and tickets'\n'html'\t'one page, for a browser or a mail'\n
                case -o --output
                    set value file
                case -l --limit
                    set value nothing
            end
        case ' cron comprehensive-report'
            set options '--since'\t'from: -7d, 2026-12-01, or beginning' '--until'\t'before this instant' '--format'\t'terminal, json, markdown or html' '-o'\t'write it there, not here' '--output'\t'write it there, not here' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --since --until --format -o --output
            switch $option
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --format
                    set value 'terminal'\t'for reading here'\n'json'\t'for programs'\n'markdown'\t'for notes and tickets'\n'html'\t'one page, for a browser or a mail'\n
                case -o --output
                    set value file
            end
        case ' cron export'
            set options '--format'\t'json, csv or markdown' '-o'\t'write it there, not here' '--output'\t'write it there, not here' '--no-runs'\t'leave out the history' '--reveal-secrets'\t'write secrets in the clear'
            set taking --format -o --output
            switch $option
                case --format
                    set value 'json'\t'for programs'\n'csv'\t'for spreadsheets'\n'markdown'\t'for notes and tickets'\n
                case -o --output
                    set value file
            end
            set arguments job
            set many 1
        case ' cron import'
            set options '--dry-run'\t'only say what would happen' '--on-conflict'\t'an id that is taken: error, skip or replace' '--system'\t'a system crontab, with a user before each command' '--partial'\t'leave out lines of a crontab that cannot be read'
            set taking --on-conflict
            switch $option
                case --on-conflict
                    set value 'error'\t'import nothing'\n'skip'\t'keep what is here'\n'replace'\t'take the other'\n
            end
            set arguments file
        case ' tui'
            set options '--read-only'\t'look, and change nothing'
        case ' supabase'
            set arguments 'status'\t'Show how the sync stands'\n'config'\t'The project, its keys and how the sync behaves'\n'init'\t'Write the schema as a migration, and apply it'\n'migrations'\t'Compare the schema\'s versions here and there'\n'test'\t'Test the way to Supabase, stage by stage'\n'sync'\t'Sync with Supabase now'\n'dead-letter'\t'Rows that Supabase refused; the rest went on without them'\n'history'\t'What was typed in your shells: opt-in, see hook'\n'rows'\t'Show rows as Supabase has them'\n'silent'\t'Show jobs whose machine has gone silent'\n
        case ' supabase status'
            set options '--watch'\t'show it again when it changed, and every 2 seconds'
        case ' supabase config'
            set arguments 'show'\t'Show the project, the keys in use and every setting'\n'set'\t'Set the URL, a key, or how the sync behaves'\n'unset'\t'Forget a setting or a key'\n'new-identity'\t'Make a home of its own of one that was copied'\n
        case ' supabase config show'
        case ' supabase config set'
            set arguments 'url'\t''\n'enabled'\t'default true'\n'pull'\t'default true'\n'pull_interval'\t'default 30'\n'request_timeout'\t'default 10'\n'batch_rows'\t'default 500'\n'output_limit'\t'default 4096'\n'key'\t'service_role or secret key'\n'anon_key'\t'anon or publishable key'\n'token'\t'access token of a user'\n nothing
        case ' supabase config unset'
            set arguments 'url'\t''\n'enabled'\t'default true'\n'pull'\t'default true'\n'pull_interval'\t'default 30'\n'request_timeout'\t'default 10'\n'batch_rows'\t'default 500'\n'output_limit'\t'default 4096'\n'key'\t'service_role or secret key'\n'anon_key'\t'anon or publishable key'\n'token'\t'access token of a user'\n
        case ' supabase config new-identity'
        case ' supabase init'
            set options '--db-url'\t'the project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)' '--print'\t'print the SQL, change and write nothing'
            set taking --db-url
            switch $option
                case --db-url
                    set value nothing
            end
        case ' supabase migrations'
            set options '--db-url'\t'the project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)'
            set taking --db-url
            switch $option
                case --db-url
                    set value nothing
            end
        case ' supabase test'
        case ' supabase sync'
            set options '--push'\t'only send what changed here' '--pull'\t'only take in what was defined elsewhere' '--dry-run'\t'only say what would be sent, taken and refused' '--once'\t'sync and end (the default)' '--watch'\t'go on until Ctrl-C' '--all'\t'send everything again, not only what changed'
        case ' supabase dead-letter'
            set options '-l'\t'at most N of them' '--limit'\t'at most N of them' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -l --limit
            switch $option
                case -l --limit
                    set value nothing
            end
            set arguments 'list'\t'List the rows that Supabase refused, and why'\n'retry'\t'Send refused rows again'\n'drop'\t'Forget refused rows'\n
        case ' supabase dead-letter list'
            set options '-l'\t'at most N of them' '--limit'\t'at most N of them' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -l --limit
            switch $option
                case -l --limit
                    set value nothing
            end
        case ' supabase dead-letter retry'
            set options '--all'\t'all of them'
            set arguments dead-letter
            set many 1
        case ' supabase dead-letter drop'
            set options '--all'\t'all of them'
            set arguments dead-letter
            set many 1
        case ' supabase history'
            set options '-s'\t'lines that hold TEXT' '--search'\t'lines that hold TEXT' '--since'\t'typed at or after: 2d, 2026-12-01' '--until'\t'typed before' '--exit-code'\t'that ended so; !0: that failed' '--cwd'\t'typed in this folder' '--session'\t'of this session, or whose id begins so' '-l'\t'at most N; 0: all' '--limit'\t'at most N; 0: all' '--reverse'\t'the newest last' '--remote'\t'of all machines, from Supabase' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -s --search --since --until --exit-code --cwd --session -l --limit
            switch $option
                case -s --search
                    set value nothing
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --exit-code
                    set value nothing
                case --cwd
                    set value folder
                case --session
                    set value session
                case -l --limit
                    set value nothing
            end
            set arguments 'list'\t'List what was typed, newest first'\n'stats'\t'Show what is typed most, fails and takes long'\n'forget'\t'Delete lines for good'\n'hook'\t'Print what makes a shell record its history'\n
        case ' supabase history list'
            set options '-s'\t'lines that hold TEXT' '--search'\t'lines that hold TEXT' '--since'\t'typed at or after: 2d, 2026-12-01' '--until'\t'typed before' '--exit-code'\t'that ended so; !0: that failed' '--cwd'\t'typed in this folder' '--session'\t'of this session, or whose id begins so' '-l'\t'at most N; 0: all' '--limit'\t'at most N; 0: all' '--reverse'\t'the newest last' '--remote'\t'of all machines, from Supabase' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -s --search --since --until --exit-code --cwd --session -l --limit
            switch $option
                case -s --search
                    set value nothing
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --exit-code
                    set value nothing
                case --cwd
                    set value folder
                case --session
                    set value session
                case -l --limit
                    set value nothing
            end
        case ' supabase history stats'
            set options '--day'\t'of today' '--week'\t'of the last seven days (the default)' '--since'\t'from: 30d, 2026-12-01' '--until'\t'before this instant' '--top'\t'lines in each list' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking --since --until --top
            switch $option
                case --since
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --until
                    set value 'now'\t'this moment'\n'-1h'\t'an hour ago'\n'-1d'\t'a day ago'\n'-7d'\t'a week ago'\n'+1h'\t'in an hour'\n'+1d'\t'in a day'\n
                case --top
                    set value nothing
            end
        case ' supabase history forget'
            set options '-s'\t'all that hold TEXT' '--search'\t'all that hold TEXT'
            set taking -s --search
            switch $option
                case -s --search
                    set value nothing
            end
            set arguments line
            set many 1
        case ' supabase history hook'
            set arguments 'bash'\t''\n'zsh'\t''\n'fish'\t''\n
        case ' supabase rows'
            set options '-w'\t'COLUMN=VALUE; also != > >= < <= ~' '--where'\t'COLUMN=VALUE; also != > >= < <= ~' '-c'\t'only these columns' '--columns'\t'only these columns' '-o'\t'sort by it; COLUMN.desc the other way' '--order'\t'sort by it; COLUMN.desc the other way' '-l'\t'at most N; 0: all' '--limit'\t'at most N; 0: all' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -w --where -c --columns -o --order -l --limit
            switch $option
                case -w --where
                    set value condition
                case -c --columns
                    set value column-list
                case -o --order
                    set value column
                case -l --limit
                    set value nothing
            end
            set arguments 'data_lineage'\t'What one run read and wrote'\n'job_daily'\t'a job\'s occurrences of each UTC day on each machine, without tests and notifications'\n'job_dependencies'\t'A job that waits for another'\n'job_executions'\t'A run of a job on one machine'\n'job_health'\t'how a job fared on each machine in the last 30 days'\n'job_runs'\t'job_executions under lsh\'s own words'\n'lsh_homes'\t'A home of lsh that syncs, and when it last said something'\n'lsh_migrations'\t'A version of this schema that was applied here'\n'pipeline_jobs'\t'A job of a pipeline, as the systems that hand it over know it'\n'pipeline_metrics'\t'One measured value of a job or of a run'\n'pipeline_workflows'\t'A workflow\'s definition'\n'shell_command_stats'\t'what was entered in shells, by its first word and UTC day'\n'shell_history'\t'A command line that a person entered, masked'\n'shell_jobs'\t'A job as one machine has it, or as a person defined it (then without home_id)'\n'shell_sessions'\t'An interactive shell that records its history'\n'silent_jobs'\t'what should have been heard of by now and was not'\n
        case ' supabase silent'
            set options '-l'\t'at most N; 0: all' '--limit'\t'at most N; 0: all' '--watch'\t'show it again when it changed, and every 2 seconds'
            set taking -l --limit
            switch $option
                case -l --limit
                    set value nothing
            end
        case ' completion'
            set arguments 'show'\t'Print the completion of a shell'\n'install'\t'Put it where your shell looks for it'\n'uninstall'\t'Undo install'\n
        case ' completion show'
            set arguments 'bash'\t''\n'zsh'\t''\n'fish'\t''\n
        case ' completion install'
            set options '--dir'\t'not the shell\'s own folder, but this one' '--dry-run'\t'only say what would be written'
            set taking --dir
            switch $option
                case --dir
                    set value folder
            end
            set arguments 'bash'\t''\n'zsh'\t''\n'fish'\t''\n
        case ' completion uninstall'
            set options '--dir'\t'not the shell\'s own folder, but this one'
            set taking --dir
            switch $option
                case --dir
                    set value folder
            end
            set arguments 'bash'\t''\n'zsh'\t''\n'fish'\t''\n
        case ' doctor'
    end
end

complete -c lsh -e
complete -c lsh -f -k -a '(__lsh_complete)'
