# fish completion for lsh. Rendered by scripts/render-completions; do not edit.

# Prints the command that the words typed so far lead to.
function __lsh_path
    set -l path
    for word in (commandline -opc)[2..]
        test "$word" = -- ; and return 1
        if contains -- "$path $word" $__lsh_paths
            set path "$path $word"
        end
    end
    echo -- "$path"
end

function __lsh_at
    test (__lsh_path) = "$argv[1]"
end

set -g __lsh_paths \
    ' daemon' \
    ' daemon start' \
    ' daemon stop' \
    ' daemon restart' \
    ' daemon status' \
    ' daemon logs' \
    ' daemon install' \
    ' daemon uninstall' \
    ' daemon job' \
    ' daemon job create' \
    ' daemon job list' \
    ' daemon job info' \
    ' daemon job start' \
    ' daemon job stop' \
    ' daemon job remove' \
    ' daemon db' \
    ' daemon db history' \
    ' daemon db stats' \
    ' daemon db backup' \
    ' daemon db prune' \
    ' cron' \
    ' cron templates' \
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
    ' supabase' \
    ' supabase status' \
    ' supabase config' \
    ' supabase config show' \
    ' supabase config set' \
    ' supabase config unset' \
    ' supabase config new-identity' \
    ' supabase init' \
    ' supabase migrations' \
    ' supabase test' \
    ' supabase sync' \
    ' supabase dead-letter' \
    ' supabase dead-letter list' \
    ' supabase dead-letter retry' \
    ' supabase dead-letter drop' \
    ' supabase history' \
    ' supabase history list' \
    ' supabase history stats' \
    ' supabase history forget' \
    ' supabase history hook' \
    ' supabase rows' \
    ' supabase silent'

complete -c lsh -f
complete -c lsh -l json -d 'one JSON document on stdout, nothing else'
complete -c lsh -l plain -d 'rows for scripts: values between tabs, no heading'
complete -c lsh -s q -l quiet -d 'only ids on stdout, only problems on stderr'
complete -c lsh -s y -l yes -d 'do not ask, go ahead'
complete -c lsh -l no-input -d 'never ask; what would need an answer fails'
complete -c lsh -l no-color -d 'no colour (NO_COLOR does the same)'
complete -c lsh -s h -l help -d 'show this help'
complete -c lsh -n '__lsh_at \'\'' -a daemon -d 'The daemon, its jobs and its database'
complete -c lsh -n '__lsh_at \'\'' -a cron -d 'Jobs, templates, schedules and reports'
complete -c lsh -n '__lsh_at \'\'' -a supabase -d 'Sync with Supabase, and the shell history'
complete -c lsh -n '__lsh_at \' daemon\'' -a start -d 'Start the daemon'
complete -c lsh -n '__lsh_at \' daemon\'' -a stop -d 'Stop the daemon; what runs goes on'
complete -c lsh -n '__lsh_at \' daemon\'' -a restart -d 'Restart the daemon; what runs goes on'
complete -c lsh -n '__lsh_at \' daemon\'' -a status -d 'Tell whether the daemon runs, and how it fares'
complete -c lsh -n '__lsh_at \' daemon\'' -a logs -d 'Show the daemon\'s log'
complete -c lsh -n '__lsh_at \' daemon\'' -a install -d 'Start the daemon with your session, as a service'
complete -c lsh -n '__lsh_at \' daemon\'' -a uninstall -d 'Undo install'
complete -c lsh -n '__lsh_at \' daemon\'' -a job -d 'Create and control jobs'
complete -c lsh -n '__lsh_at \' daemon\'' -a db -d 'History, figures, backup and retention'
complete -c lsh -n '__lsh_at \' daemon start\'' -s f -l foreground -d 'stay attached, log to stderr'
complete -c lsh -n '__lsh_at \' daemon stop\'' -l wait -d 'start nothing new, wait for what runs'
complete -c lsh -n '__lsh_at \' daemon stop\'' -l kill -d 'stop what runs, too'
complete -c lsh -n '__lsh_at \' daemon logs\'' -s f -l follow -d 'go on with what comes'
complete -c lsh -n '__lsh_at \' daemon logs\'' -s n -l lines -l limit -x -f -d 'the last N lines'
complete -c lsh -n '__lsh_at \' daemon job\'' -a create -d 'Create a job'
complete -c lsh -n '__lsh_at \' daemon job\'' -a list -d 'List all jobs with their next and last run'
complete -c lsh -n '__lsh_at \' daemon job\'' -a info -d 'Show all about a job'
complete -c lsh -n '__lsh_at \' daemon job\'' -a start -d 'Run a job now'
complete -c lsh -n '__lsh_at \' daemon job\'' -a stop -d 'Stop what runs of a job'
complete -c lsh -n '__lsh_at \' daemon job\'' -a remove -d 'Remove a job'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s n -l name -x -f -d 'how people call it'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s c -l command -x -f -d 'a command line for /bin/sh'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s s -l schedule -x -a '@hourly @daily @weekly @monthly @yearly @reboot' -d '\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\''
complete -c lsh -n '__lsh_at \' daemon job create\'' -s i -l interval -x -f -d 'short for --schedule \'every SPAN\''
complete -c lsh -n '__lsh_at \' daemon job create\'' -l timezone -x -a '(lsh-complete zone (commandline -ct))' -d 'IANA name, like Europe/Berlin'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s w -l working-dir -x -a '(__fish_complete_directories)' -d 'where it runs; default: your home'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s e -l env -x -f -d 'a variable of its environment; NAME alone copies yours'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s d -l description -x -f -d 'what it is for'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'its kind'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s t -l tags -x -a '(lsh-complete tag (commandline -ct))' -d 'words to find it by'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l id -x -f -d 'an id of your own; default: one is made'
complete -c lsh -n '__lsh_at \' daemon job create\'' -s p -l priority -x -a '0 1 2 3 4 5 6 7 8 9 10' -d '10 goes first'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'jobs of one queue share its slots'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l overlap -x -a 'skip queue_one queue_all cancel_running terminate_running allow' -d 'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l catch-up -x -a 'skip latest all' -d 'what was missed: skip, latest, all'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l catch-up-window -x -f -d 'what is older is not caught up'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l catch-up-limit -x -f -d 'how many are caught up at most'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l misfire-grace -x -f -d 'how late is still on time'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l jitter -x -f -d 'spread the start over this span'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l timeout -x -f -d 'time limit of an attempt; 0: none'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l run-timeout -x -f -d 'time limit of all attempts together'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l kill-grace -x -f -d 'from TERM to KILL'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l memory-limit -x -f -d 'of all its processes: 512MiB, 1G'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l cpu-limit -x -f -d 'CPU time of an attempt'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l max-retries -x -f -d 'how often it is tried again'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l retry-delay -x -f -d 'before the first retry'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l retry-factor -x -f -d 'each wait is X times the last'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l retry-max-delay -x -f -d 'the longest wait'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l retry-jitter -x -f -d 'of a wait left to chance, 0 to 1'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l retry-on -x -f -d 'only these exit codes'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l on-failure -x -f -d 'a command to run when a run has failed'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l pause-after-failures -x -f -d 'pause it after N in a row; none: never'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l keep-days -x -f -d 'forget runs older than N days; none: as the daemon does'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l keep-runs -x -f -d 'keep at most N runs; none: as the daemon does'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l log-limit -x -f -d 'of a run\'s output'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l hosts -x -f -d 'the machines that run it; default: this one'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l claim -x -f -d 'shared: one of its hosts runs an occurrence'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l on-unreachable -x -f -d 'what a shared one does when it cannot be claimed'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l disabled -d 'do not follow the schedule yet'
complete -c lsh -n '__lsh_at \' daemon job create\'' -l no-database-sync -d 'keep it out of a linked database'
complete -c lsh -n '__lsh_at \' daemon job create\'' -f
complete -c lsh -n '__lsh_at \' daemon job list\'' -l state -x -a 'active paused stopped elsewhere finished' -d 'one of active, paused, stopped, elsewhere, finished'
complete -c lsh -n '__lsh_at \' daemon job list\'' -s t -l tag -x -a '(lsh-complete tag (commandline -ct))' -d 'with this tag'
complete -c lsh -n '__lsh_at \' daemon job list\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'of this category'
complete -c lsh -n '__lsh_at \' daemon job list\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'in this queue'
complete -c lsh -n '__lsh_at \' daemon job list\'' -l search -x -f -d 'with this in id, name or command'
complete -c lsh -n '__lsh_at \' daemon job list\'' -l scheduled -d 'leave out jobs that only run by hand'
complete -c lsh -n '__lsh_at \' daemon job list\'' -s l -l limit -x -f -d 'at most N of them'
complete -c lsh -n '__lsh_at \' daemon job info\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' daemon job start\'' -s w -l wait -d 'return when it is over; exit code 5 if it failed'
complete -c lsh -n '__lsh_at \' daemon job start\'' -s f -l force -d 'even while another run of it goes on'
complete -c lsh -n '__lsh_at \' daemon job start\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' daemon job stop\'' -s s -l signal -x -a 'TERM INT HUP QUIT KILL USR1 USR2' -d 'the first signal; default: TERM'
complete -c lsh -n '__lsh_at \' daemon job stop\'' -l grace -x -f -d 'from it to KILL; default: the job\'s'
complete -c lsh -n '__lsh_at \' daemon job stop\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' daemon job remove\'' -s f -l force -d 'do not ask; stop what runs of it'
complete -c lsh -n '__lsh_at \' daemon job remove\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' daemon db\'' -a history -d 'List runs, newest first'
complete -c lsh -n '__lsh_at \' daemon db\'' -a stats -d 'Show figures of all runs, or of a job\'s'
complete -c lsh -n '__lsh_at \' daemon db\'' -a backup -d 'Copy the database while it is in use'
complete -c lsh -n '__lsh_at \' daemon db\'' -a prune -d 'Delete old runs and their output'
complete -c lsh -n '__lsh_at \' daemon db history\'' -s j -l job -l job-id -x -a '(lsh-complete job (commandline -ct))' -d 'of this job only'
complete -c lsh -n '__lsh_at \' daemon db history\'' -l state -x -a 'scheduled queued running retrying succeeded failed cancelled skipped missed' -d 'succeeded, failed, running, skipped, …'
complete -c lsh -n '__lsh_at \' daemon db history\'' -l kind -x -a 'scheduled catch_up manual test notify' -d 'scheduled, catch_up, manual, test, notify'
complete -c lsh -n '__lsh_at \' daemon db history\'' -l since -x -f -d 'due at or after: 2026-12-01, -2h'
complete -c lsh -n '__lsh_at \' daemon db history\'' -l until -x -f -d 'due before'
complete -c lsh -n '__lsh_at \' daemon db history\'' -s l -l limit -x -f -d 'at most N; 0: all'
complete -c lsh -n '__lsh_at \' daemon db stats\'' -s j -l job -l job-id -x -a '(lsh-complete job (commandline -ct))' -d 'of this job only'
complete -c lsh -n '__lsh_at \' daemon db stats\'' -l since -x -f -d 'from: -7d, 2026-12-01, or beginning'
complete -c lsh -n '__lsh_at \' daemon db stats\'' -l until -x -f -d 'before this instant'
complete -c lsh -n '__lsh_at \' daemon db backup\'' -s f -l force -d 'replace the file'
complete -c lsh -n '__lsh_at \' daemon db backup\'' -F
complete -c lsh -n '__lsh_at \' daemon db prune\'' -l older-than -x -f -d 'delete what is older: 30d'
complete -c lsh -n '__lsh_at \' daemon db prune\'' -l keep-runs -x -f -d 'keep N runs a job'
complete -c lsh -n '__lsh_at \' daemon db prune\'' -s j -l job -l job-id -x -a '(lsh-complete job (commandline -ct))' -d 'of this job only'
complete -c lsh -n '__lsh_at \' daemon db prune\'' -l dry-run -d 'only say what would go'
complete -c lsh -n '__lsh_at \' cron\'' -a templates -d 'List and keep job templates'
complete -c lsh -n '__lsh_at \' cron\'' -a create-from-template -d 'Create a job from a template'
complete -c lsh -n '__lsh_at \' cron\'' -a create -d 'Create a job'
complete -c lsh -n '__lsh_at \' cron\'' -a list -d 'List all jobs with their next and last run'
complete -c lsh -n '__lsh_at \' cron\'' -a info -d 'Show all about a job'
complete -c lsh -n '__lsh_at \' cron\'' -a edit -d 'Edit a job as TOML in $EDITOR'
complete -c lsh -n '__lsh_at \' cron\'' -a start -d 'Follow a job\'s schedule'
complete -c lsh -n '__lsh_at \' cron\'' -a stop -d 'Leave a job\'s schedule, and stop what runs of it'
complete -c lsh -n '__lsh_at \' cron\'' -a pause -d 'Leave a job\'s schedule for a while'
complete -c lsh -n '__lsh_at \' cron\'' -a resume -d 'Follow a paused job\'s schedule again, from now'
complete -c lsh -n '__lsh_at \' cron\'' -a run -d 'Run a job now'
complete -c lsh -n '__lsh_at \' cron\'' -a test -d 'Run a job now as the daemon would, and watch it'
complete -c lsh -n '__lsh_at \' cron\'' -a logs -d 'Show what a job\'s runs printed'
complete -c lsh -n '__lsh_at \' cron\'' -a next -d 'Show when a job or a schedule is due'
complete -c lsh -n '__lsh_at \' cron\'' -a why -d 'Say why a job ran, waits, or did not run'
complete -c lsh -n '__lsh_at \' cron\'' -a simulate -d 'Replay a span of time: collisions, clock changes, peaks'
complete -c lsh -n '__lsh_at \' cron\'' -a remove -d 'Remove a job'
complete -c lsh -n '__lsh_at \' cron\'' -a report -d 'Report on a job\'s runs'
complete -c lsh -n '__lsh_at \' cron\'' -a reports -d 'Report on every job\'s runs'
complete -c lsh -n '__lsh_at \' cron\'' -a comprehensive-report -d 'Report on everything'
complete -c lsh -n '__lsh_at \' cron\'' -a export -d 'Export jobs and runs as JSON, CSV or Markdown'
complete -c lsh -n '__lsh_at \' cron\'' -a import -d 'Import a crontab, or an export of lsh'
complete -c lsh -n '__lsh_at \' cron templates\'' -a list -d 'List the templates'
complete -c lsh -n '__lsh_at \' cron templates\'' -a show -d 'Show a template with its parameters'
complete -c lsh -n '__lsh_at \' cron templates\'' -a add -d 'Add a template of your own'
complete -c lsh -n '__lsh_at \' cron templates\'' -a edit -d 'Edit a template of your own in $EDITOR'
complete -c lsh -n '__lsh_at \' cron templates\'' -a validate -d 'Check a template\'s file'
complete -c lsh -n '__lsh_at \' cron templates\'' -a remove -d 'Remove a template of your own'
complete -c lsh -n '__lsh_at \' cron templates list\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'of this category'
complete -c lsh -n '__lsh_at \' cron templates list\'' -s l -l limit -x -f -d 'at most N of them'
complete -c lsh -n '__lsh_at \' cron templates show\'' -a '(lsh-complete template (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron templates add\'' -l replace -d 'in place of yours of that id'
complete -c lsh -n '__lsh_at \' cron templates add\'' -F
complete -c lsh -n '__lsh_at \' cron templates edit\'' -a '(lsh-complete template (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron templates validate\'' -F
complete -c lsh -n '__lsh_at \' cron templates remove\'' -s f -l force -d 'do not ask'
complete -c lsh -n '__lsh_at \' cron templates remove\'' -a '(lsh-complete template (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l set -x -f -d 'a parameter of the template'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s n -l name -x -f -d 'how people call it'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s c -l command -x -f -d 'a command line for /bin/sh'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s s -l schedule -x -a '@hourly @daily @weekly @monthly @yearly @reboot' -d '\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\''
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s i -l interval -x -f -d 'short for --schedule \'every SPAN\''
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l timezone -x -a '(lsh-complete zone (commandline -ct))' -d 'IANA name, like Europe/Berlin'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s w -l working-dir -x -a '(__fish_complete_directories)' -d 'where it runs; default: your home'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s e -l env -x -f -d 'a variable of its environment; NAME alone copies yours'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s d -l description -x -f -d 'what it is for'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'its kind'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s t -l tags -x -a '(lsh-complete tag (commandline -ct))' -d 'words to find it by'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l id -x -f -d 'an id of your own; default: one is made'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -s p -l priority -x -a '0 1 2 3 4 5 6 7 8 9 10' -d '10 goes first'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'jobs of one queue share its slots'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l overlap -x -a 'skip queue_one queue_all cancel_running terminate_running allow' -d 'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l catch-up -x -a 'skip latest all' -d 'what was missed: skip, latest, all'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l catch-up-window -x -f -d 'what is older is not caught up'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l catch-up-limit -x -f -d 'how many are caught up at most'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l misfire-grace -x -f -d 'how late is still on time'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l jitter -x -f -d 'spread the start over this span'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l timeout -x -f -d 'time limit of an attempt; 0: none'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l run-timeout -x -f -d 'time limit of all attempts together'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l kill-grace -x -f -d 'from TERM to KILL'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l memory-limit -x -f -d 'of all its processes: 512MiB, 1G'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l cpu-limit -x -f -d 'CPU time of an attempt'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l max-retries -x -f -d 'how often it is tried again'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l retry-delay -x -f -d 'before the first retry'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l retry-factor -x -f -d 'each wait is X times the last'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l retry-max-delay -x -f -d 'the longest wait'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l retry-jitter -x -f -d 'of a wait left to chance, 0 to 1'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l retry-on -x -f -d 'only these exit codes'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l on-failure -x -f -d 'a command to run when a run has failed'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l pause-after-failures -x -f -d 'pause it after N in a row; none: never'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l keep-days -x -f -d 'forget runs older than N days; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l keep-runs -x -f -d 'keep at most N runs; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l log-limit -x -f -d 'of a run\'s output'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l hosts -x -f -d 'the machines that run it; default: this one'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l claim -x -f -d 'shared: one of its hosts runs an occurrence'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l on-unreachable -x -f -d 'what a shared one does when it cannot be claimed'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l disabled -d 'do not follow the schedule yet'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -l no-database-sync -d 'keep it out of a linked database'
complete -c lsh -n '__lsh_at \' cron create-from-template\'' -a '(lsh-complete template (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron create\'' -s n -l name -x -f -d 'how people call it'
complete -c lsh -n '__lsh_at \' cron create\'' -s c -l command -x -f -d 'a command line for /bin/sh'
complete -c lsh -n '__lsh_at \' cron create\'' -s s -l schedule -x -a '@hourly @daily @weekly @monthly @yearly @reboot' -d '\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\''
complete -c lsh -n '__lsh_at \' cron create\'' -s i -l interval -x -f -d 'short for --schedule \'every SPAN\''
complete -c lsh -n '__lsh_at \' cron create\'' -l timezone -x -a '(lsh-complete zone (commandline -ct))' -d 'IANA name, like Europe/Berlin'
complete -c lsh -n '__lsh_at \' cron create\'' -s w -l working-dir -x -a '(__fish_complete_directories)' -d 'where it runs; default: your home'
complete -c lsh -n '__lsh_at \' cron create\'' -s e -l env -x -f -d 'a variable of its environment; NAME alone copies yours'
complete -c lsh -n '__lsh_at \' cron create\'' -s d -l description -x -f -d 'what it is for'
complete -c lsh -n '__lsh_at \' cron create\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'its kind'
complete -c lsh -n '__lsh_at \' cron create\'' -s t -l tags -x -a '(lsh-complete tag (commandline -ct))' -d 'words to find it by'
complete -c lsh -n '__lsh_at \' cron create\'' -l id -x -f -d 'an id of your own; default: one is made'
complete -c lsh -n '__lsh_at \' cron create\'' -s p -l priority -x -a '0 1 2 3 4 5 6 7 8 9 10' -d '10 goes first'
complete -c lsh -n '__lsh_at \' cron create\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'jobs of one queue share its slots'
complete -c lsh -n '__lsh_at \' cron create\'' -l overlap -x -a 'skip queue_one queue_all cancel_running terminate_running allow' -d 'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow'
complete -c lsh -n '__lsh_at \' cron create\'' -l catch-up -x -a 'skip latest all' -d 'what was missed: skip, latest, all'
complete -c lsh -n '__lsh_at \' cron create\'' -l catch-up-window -x -f -d 'what is older is not caught up'
complete -c lsh -n '__lsh_at \' cron create\'' -l catch-up-limit -x -f -d 'how many are caught up at most'
complete -c lsh -n '__lsh_at \' cron create\'' -l misfire-grace -x -f -d 'how late is still on time'
complete -c lsh -n '__lsh_at \' cron create\'' -l jitter -x -f -d 'spread the start over this span'
complete -c lsh -n '__lsh_at \' cron create\'' -l timeout -x -f -d 'time limit of an attempt; 0: none'
complete -c lsh -n '__lsh_at \' cron create\'' -l run-timeout -x -f -d 'time limit of all attempts together'
complete -c lsh -n '__lsh_at \' cron create\'' -l kill-grace -x -f -d 'from TERM to KILL'
complete -c lsh -n '__lsh_at \' cron create\'' -l memory-limit -x -f -d 'of all its processes: 512MiB, 1G'
complete -c lsh -n '__lsh_at \' cron create\'' -l cpu-limit -x -f -d 'CPU time of an attempt'
complete -c lsh -n '__lsh_at \' cron create\'' -l max-retries -x -f -d 'how often it is tried again'
complete -c lsh -n '__lsh_at \' cron create\'' -l retry-delay -x -f -d 'before the first retry'
complete -c lsh -n '__lsh_at \' cron create\'' -l retry-factor -x -f -d 'each wait is X times the last'
complete -c lsh -n '__lsh_at \' cron create\'' -l retry-max-delay -x -f -d 'the longest wait'
complete -c lsh -n '__lsh_at \' cron create\'' -l retry-jitter -x -f -d 'of a wait left to chance, 0 to 1'
complete -c lsh -n '__lsh_at \' cron create\'' -l retry-on -x -f -d 'only these exit codes'
complete -c lsh -n '__lsh_at \' cron create\'' -l on-failure -x -f -d 'a command to run when a run has failed'
complete -c lsh -n '__lsh_at \' cron create\'' -l pause-after-failures -x -f -d 'pause it after N in a row; none: never'
complete -c lsh -n '__lsh_at \' cron create\'' -l keep-days -x -f -d 'forget runs older than N days; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron create\'' -l keep-runs -x -f -d 'keep at most N runs; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron create\'' -l log-limit -x -f -d 'of a run\'s output'
complete -c lsh -n '__lsh_at \' cron create\'' -l hosts -x -f -d 'the machines that run it; default: this one'
complete -c lsh -n '__lsh_at \' cron create\'' -l claim -x -f -d 'shared: one of its hosts runs an occurrence'
complete -c lsh -n '__lsh_at \' cron create\'' -l on-unreachable -x -f -d 'what a shared one does when it cannot be claimed'
complete -c lsh -n '__lsh_at \' cron create\'' -l disabled -d 'do not follow the schedule yet'
complete -c lsh -n '__lsh_at \' cron create\'' -l no-database-sync -d 'keep it out of a linked database'
complete -c lsh -n '__lsh_at \' cron create\'' -f
complete -c lsh -n '__lsh_at \' cron list\'' -l state -x -a 'active paused stopped elsewhere finished' -d 'one of active, paused, stopped, elsewhere, finished'
complete -c lsh -n '__lsh_at \' cron list\'' -s t -l tag -x -a '(lsh-complete tag (commandline -ct))' -d 'with this tag'
complete -c lsh -n '__lsh_at \' cron list\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'of this category'
complete -c lsh -n '__lsh_at \' cron list\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'in this queue'
complete -c lsh -n '__lsh_at \' cron list\'' -l search -x -f -d 'with this in id, name or command'
complete -c lsh -n '__lsh_at \' cron list\'' -l scheduled -d 'leave out jobs that only run by hand'
complete -c lsh -n '__lsh_at \' cron list\'' -s l -l limit -x -f -d 'at most N of them'
complete -c lsh -n '__lsh_at \' cron info\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron edit\'' -s n -l name -x -f -d 'how people call it'
complete -c lsh -n '__lsh_at \' cron edit\'' -s c -l command -x -f -d 'a command line for /bin/sh'
complete -c lsh -n '__lsh_at \' cron edit\'' -s s -l schedule -x -a '@hourly @daily @weekly @monthly @yearly @reboot' -d '\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\''
complete -c lsh -n '__lsh_at \' cron edit\'' -s i -l interval -x -f -d 'short for --schedule \'every SPAN\''
complete -c lsh -n '__lsh_at \' cron edit\'' -l timezone -x -a '(lsh-complete zone (commandline -ct))' -d 'IANA name, like Europe/Berlin'
complete -c lsh -n '__lsh_at \' cron edit\'' -s w -l working-dir -x -a '(__fish_complete_directories)' -d 'where it runs; default: your home'
complete -c lsh -n '__lsh_at \' cron edit\'' -s e -l env -x -f -d 'a variable of its environment; NAME alone copies yours'
complete -c lsh -n '__lsh_at \' cron edit\'' -s d -l description -x -f -d 'what it is for'
complete -c lsh -n '__lsh_at \' cron edit\'' -l category -x -a '(lsh-complete category (commandline -ct))' -d 'its kind'
complete -c lsh -n '__lsh_at \' cron edit\'' -s t -l tags -x -a '(lsh-complete tag (commandline -ct))' -d 'words to find it by'
complete -c lsh -n '__lsh_at \' cron edit\'' -l id -x -f -d 'an id of your own; default: one is made'
complete -c lsh -n '__lsh_at \' cron edit\'' -s p -l priority -x -a '0 1 2 3 4 5 6 7 8 9 10' -d '10 goes first'
complete -c lsh -n '__lsh_at \' cron edit\'' -l queue -x -a '(lsh-complete queue (commandline -ct))' -d 'jobs of one queue share its slots'
complete -c lsh -n '__lsh_at \' cron edit\'' -l overlap -x -a 'skip queue_one queue_all cancel_running terminate_running allow' -d 'while the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow'
complete -c lsh -n '__lsh_at \' cron edit\'' -l catch-up -x -a 'skip latest all' -d 'what was missed: skip, latest, all'
complete -c lsh -n '__lsh_at \' cron edit\'' -l catch-up-window -x -f -d 'what is older is not caught up'
complete -c lsh -n '__lsh_at \' cron edit\'' -l catch-up-limit -x -f -d 'how many are caught up at most'
complete -c lsh -n '__lsh_at \' cron edit\'' -l misfire-grace -x -f -d 'how late is still on time'
complete -c lsh -n '__lsh_at \' cron edit\'' -l jitter -x -f -d 'spread the start over this span'
complete -c lsh -n '__lsh_at \' cron edit\'' -l timeout -x -f -d 'time limit of an attempt; 0: none'
complete -c lsh -n '__lsh_at \' cron edit\'' -l run-timeout -x -f -d 'time limit of all attempts together'
complete -c lsh -n '__lsh_at \' cron edit\'' -l kill-grace -x -f -d 'from TERM to KILL'
complete -c lsh -n '__lsh_at \' cron edit\'' -l memory-limit -x -f -d 'of all its processes: 512MiB, 1G'
complete -c lsh -n '__lsh_at \' cron edit\'' -l cpu-limit -x -f -d 'CPU time of an attempt'
complete -c lsh -n '__lsh_at \' cron edit\'' -l max-retries -x -f -d 'how often it is tried again'
complete -c lsh -n '__lsh_at \' cron edit\'' -l retry-delay -x -f -d 'before the first retry'
complete -c lsh -n '__lsh_at \' cron edit\'' -l retry-factor -x -f -d 'each wait is X times the last'
complete -c lsh -n '__lsh_at \' cron edit\'' -l retry-max-delay -x -f -d 'the longest wait'
complete -c lsh -n '__lsh_at \' cron edit\'' -l retry-jitter -x -f -d 'of a wait left to chance, 0 to 1'
complete -c lsh -n '__lsh_at \' cron edit\'' -l retry-on -x -f -d 'only these exit codes'
complete -c lsh -n '__lsh_at \' cron edit\'' -l on-failure -x -f -d 'a command to run when a run has failed'
complete -c lsh -n '__lsh_at \' cron edit\'' -l pause-after-failures -x -f -d 'pause it after N in a row; none: never'
complete -c lsh -n '__lsh_at \' cron edit\'' -l keep-days -x -f -d 'forget runs older than N days; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron edit\'' -l keep-runs -x -f -d 'keep at most N runs; none: as the daemon does'
complete -c lsh -n '__lsh_at \' cron edit\'' -l log-limit -x -f -d 'of a run\'s output'
complete -c lsh -n '__lsh_at \' cron edit\'' -l hosts -x -f -d 'the machines that run it; default: this one'
complete -c lsh -n '__lsh_at \' cron edit\'' -l claim -x -f -d 'shared: one of its hosts runs an occurrence'
complete -c lsh -n '__lsh_at \' cron edit\'' -l on-unreachable -x -f -d 'what a shared one does when it cannot be claimed'
complete -c lsh -n '__lsh_at \' cron edit\'' -l disabled -d 'do not follow the schedule yet'
complete -c lsh -n '__lsh_at \' cron edit\'' -l no-database-sync -d 'keep it out of a linked database'
complete -c lsh -n '__lsh_at \' cron edit\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron start\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron stop\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron pause\'' -s r -l reason -x -f -d 'why, for whoever asks'
complete -c lsh -n '__lsh_at \' cron pause\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron resume\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron run\'' -s w -l wait -d 'return when it is over; exit code 5 if it failed'
complete -c lsh -n '__lsh_at \' cron run\'' -s f -l force -d 'even while another run of it goes on'
complete -c lsh -n '__lsh_at \' cron run\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron test\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron logs\'' -s f -l follow -d 'go on with what is printed from now on'
complete -c lsh -n '__lsh_at \' cron logs\'' -s n -l lines -x -f -d 'the last N lines only'
complete -c lsh -n '__lsh_at \' cron logs\'' -l run -x -f -d 'of this run; default: the newest'
complete -c lsh -n '__lsh_at \' cron logs\'' -l attempt -x -f -d 'default: the last'
complete -c lsh -n '__lsh_at \' cron logs\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron next\'' -s n -l count -l limit -x -f -d 'how many'
complete -c lsh -n '__lsh_at \' cron next\'' -l explain -d 'say what it means and what may surprise'
complete -c lsh -n '__lsh_at \' cron next\'' -l timezone -x -a '(lsh-complete zone (commandline -ct))' -d 'by the clock of this zone'
complete -c lsh -n '__lsh_at \' cron next\'' -l from -x -f -d 'after this instant; default: now'
complete -c lsh -n '__lsh_at \' cron next\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron why\'' -l run -x -f -d 'a run\'s id'
complete -c lsh -n '__lsh_at \' cron why\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron simulate\'' -l from -x -f -d 'default: now'
complete -c lsh -n '__lsh_at \' cron simulate\'' -l to -x -f -d 'default: a week later'
complete -c lsh -n '__lsh_at \' cron simulate\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron remove\'' -s f -l force -d 'do not ask; stop what runs of it'
complete -c lsh -n '__lsh_at \' cron remove\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron report\'' -l since -x -f -d 'from: -7d, 2026-12-01, or beginning'
complete -c lsh -n '__lsh_at \' cron report\'' -l until -x -f -d 'before this instant'
complete -c lsh -n '__lsh_at \' cron report\'' -l format -x -a 'terminal json markdown html' -d 'terminal, json, markdown or html'
complete -c lsh -n '__lsh_at \' cron report\'' -s o -l output -r -F -d 'write it there, not here'
complete -c lsh -n '__lsh_at \' cron report\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron reports\'' -l since -x -f -d 'from: -7d, 2026-12-01, or beginning'
complete -c lsh -n '__lsh_at \' cron reports\'' -l until -x -f -d 'before this instant'
complete -c lsh -n '__lsh_at \' cron reports\'' -l format -x -a 'terminal json markdown html' -d 'terminal, json, markdown or html'
complete -c lsh -n '__lsh_at \' cron reports\'' -s o -l output -r -F -d 'write it there, not here'
complete -c lsh -n '__lsh_at \' cron reports\'' -s l -l limit -x -f -d 'at most N of them'
complete -c lsh -n '__lsh_at \' cron comprehensive-report\'' -l since -x -f -d 'from: -7d, 2026-12-01, or beginning'
complete -c lsh -n '__lsh_at \' cron comprehensive-report\'' -l until -x -f -d 'before this instant'
complete -c lsh -n '__lsh_at \' cron comprehensive-report\'' -l format -x -a 'terminal json markdown html' -d 'terminal, json, markdown or html'
complete -c lsh -n '__lsh_at \' cron comprehensive-report\'' -s o -l output -r -F -d 'write it there, not here'
complete -c lsh -n '__lsh_at \' cron export\'' -l format -x -a 'json csv markdown' -d 'json, csv or markdown'
complete -c lsh -n '__lsh_at \' cron export\'' -s o -l output -r -F -d 'write it there, not here'
complete -c lsh -n '__lsh_at \' cron export\'' -l no-runs -d 'leave out the history'
complete -c lsh -n '__lsh_at \' cron export\'' -l reveal-secrets -d 'write secrets in the clear'
complete -c lsh -n '__lsh_at \' cron export\'' -a '(lsh-complete job (commandline -ct))'
complete -c lsh -n '__lsh_at \' cron import\'' -l dry-run -d 'only say what would happen'
complete -c lsh -n '__lsh_at \' cron import\'' -l on-conflict -x -a 'error skip replace' -d 'an id that is taken: error, skip or replace'
complete -c lsh -n '__lsh_at \' cron import\'' -l system -d 'a system crontab, with a user before each command'
complete -c lsh -n '__lsh_at \' cron import\'' -l partial -d 'leave out lines of a crontab that cannot be read'
complete -c lsh -n '__lsh_at \' cron import\'' -F
complete -c lsh -n '__lsh_at \' supabase\'' -a status -d 'Show how the sync stands'
complete -c lsh -n '__lsh_at \' supabase\'' -a config -d 'The project, its keys and how the sync behaves'
complete -c lsh -n '__lsh_at \' supabase\'' -a init -d 'Write the schema as a migration, and apply it'
complete -c lsh -n '__lsh_at \' supabase\'' -a migrations -d 'Compare the schema\'s versions here and there'
complete -c lsh -n '__lsh_at \' supabase\'' -a test -d 'Test the way to Supabase, stage by stage'
complete -c lsh -n '__lsh_at \' supabase\'' -a sync -d 'Sync with Supabase now'
complete -c lsh -n '__lsh_at \' supabase\'' -a dead-letter -d 'Rows that Supabase refused; the rest went on without them'
complete -c lsh -n '__lsh_at \' supabase\'' -a history -d 'What was typed in your shells: opt-in, see hook'
complete -c lsh -n '__lsh_at \' supabase\'' -a rows -d 'Show rows as Supabase has them'
complete -c lsh -n '__lsh_at \' supabase\'' -a silent -d 'Show jobs whose machine has gone silent'
complete -c lsh -n '__lsh_at \' supabase config\'' -a show -d 'Show the project, the keys in use and every setting'
complete -c lsh -n '__lsh_at \' supabase config\'' -a set -d 'Set the URL, a key, or how the sync behaves'
complete -c lsh -n '__lsh_at \' supabase config\'' -a unset -d 'Forget a setting or a key'
complete -c lsh -n '__lsh_at \' supabase config\'' -a new-identity -d 'Make a home of its own of one that was copied'
complete -c lsh -n '__lsh_at \' supabase config set\'' -a 'url enabled pull pull_interval request_timeout batch_rows output_limit key anon_key token'
complete -c lsh -n '__lsh_at \' supabase config unset\'' -a 'url enabled pull pull_interval request_timeout batch_rows output_limit key anon_key token'
complete -c lsh -n '__lsh_at \' supabase init\'' -l db-url -x -f -d 'the project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)'
complete -c lsh -n '__lsh_at \' supabase init\'' -l print -d 'print the SQL, change and write nothing'
complete -c lsh -n '__lsh_at \' supabase migrations\'' -l db-url -x -f -d 'the project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l push -d 'only send what changed here'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l pull -d 'only take in what was defined elsewhere'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l dry-run -d 'only say what would be sent and taken'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l once -d 'sync and end (the default)'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l watch -d 'go on until Ctrl-C'
complete -c lsh -n '__lsh_at \' supabase sync\'' -l all -d 'send everything again, not only what changed'
complete -c lsh -n '__lsh_at \' supabase dead-letter\'' -a list -d 'List the rows that Supabase refused, and why'
complete -c lsh -n '__lsh_at \' supabase dead-letter\'' -a retry -d 'Send refused rows again'
complete -c lsh -n '__lsh_at \' supabase dead-letter\'' -a drop -d 'Forget refused rows'
complete -c lsh -n '__lsh_at \' supabase dead-letter list\'' -s l -l limit -x -f -d 'at most N of them'
complete -c lsh -n '__lsh_at \' supabase dead-letter retry\'' -l all -d 'all of them'
complete -c lsh -n '__lsh_at \' supabase dead-letter retry\'' -f
complete -c lsh -n '__lsh_at \' supabase dead-letter drop\'' -l all -d 'all of them'
complete -c lsh -n '__lsh_at \' supabase dead-letter drop\'' -f
complete -c lsh -n '__lsh_at \' supabase history\'' -a list -d 'List what was typed, newest first'
complete -c lsh -n '__lsh_at \' supabase history\'' -a stats -d 'Show what is typed most, fails and takes long'
complete -c lsh -n '__lsh_at \' supabase history\'' -a forget -d 'Delete lines for good'
complete -c lsh -n '__lsh_at \' supabase history\'' -a hook -d 'Print what makes a shell record its history'
complete -c lsh -n '__lsh_at \' supabase history list\'' -s s -l search -x -f -d 'lines that hold TEXT'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l since -x -f -d 'typed at or after: 2d, 2026-12-01'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l until -x -f -d 'typed before'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l exit-code -x -f -d 'that ended so; !0: that failed'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l cwd -x -a '(__fish_complete_directories)' -d 'typed in this folder'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l session -x -f -d 'of this session, or whose id begins so'
complete -c lsh -n '__lsh_at \' supabase history list\'' -s l -l limit -x -f -d 'at most N; 0: all'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l reverse -d 'the newest last'
complete -c lsh -n '__lsh_at \' supabase history list\'' -l remote -d 'of all machines, from Supabase'
complete -c lsh -n '__lsh_at \' supabase history stats\'' -l day -d 'of today'
complete -c lsh -n '__lsh_at \' supabase history stats\'' -l week -d 'of the last seven days (the default)'
complete -c lsh -n '__lsh_at \' supabase history stats\'' -l since -x -f -d 'from: 30d, 2026-12-01'
complete -c lsh -n '__lsh_at \' supabase history stats\'' -l until -x -f -d 'before this instant'
complete -c lsh -n '__lsh_at \' supabase history stats\'' -l top -x -f -d 'lines in each list'
complete -c lsh -n '__lsh_at \' supabase history forget\'' -s s -l search -x -f -d 'all that hold TEXT'
complete -c lsh -n '__lsh_at \' supabase history forget\'' -f
complete -c lsh -n '__lsh_at \' supabase history hook\'' -a 'bash zsh fish'
complete -c lsh -n '__lsh_at \' supabase rows\'' -s w -l where -x -f -d 'COLUMN=VALUE; also != > >= < <= ~'
complete -c lsh -n '__lsh_at \' supabase rows\'' -s c -l columns -x -f -d 'only these columns'
complete -c lsh -n '__lsh_at \' supabase rows\'' -s o -l order -x -f -d 'sort by it; COLUMN.desc the other way'
complete -c lsh -n '__lsh_at \' supabase rows\'' -s l -l limit -x -f -d 'at most N; 0: all'
complete -c lsh -n '__lsh_at \' supabase rows\'' -a 'data_lineage job_daily job_dependencies job_executions job_health job_runs lsh_homes lsh_migrations pipeline_jobs pipeline_metrics pipeline_workflows shell_command_stats shell_history shell_jobs shell_sessions silent_jobs'
complete -c lsh -n '__lsh_at \' supabase silent\'' -s l -l limit -x -f -d 'at most N; 0: all'
