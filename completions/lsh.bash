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
            ' daemon' |\
            ' daemon job' |\
            ' daemon db' |\
            ' cron' |\
            ' cron templates' |\
            ' supabase' |\
            ' supabase config' |\
            ' supabase dead-letter' |\
            ' supabase history' |\
            ' completion')
                ;;
            ' daemon start' |\
            ' daemon stop' |\
            ' daemon restart' |\
            ' daemon status' |\
            ' daemon logs' |\
            ' daemon install' |\
            ' daemon uninstall' |\
            ' daemon job create' |\
            ' daemon job list' |\
            ' daemon job info' |\
            ' daemon job start' |\
            ' daemon job stop' |\
            ' daemon job remove' |\
            ' daemon db history' |\
            ' daemon db stats' |\
            ' daemon db backup' |\
            ' daemon db prune' |\
            ' cron templates list' |\
            ' cron templates show' |\
            ' cron templates add' |\
            ' cron templates edit' |\
            ' cron templates validate' |\
            ' cron templates remove' |\
            ' cron create-from-template' |\
            ' cron create' |\
            ' cron list' |\
            ' cron info' |\
            ' cron edit' |\
            ' cron start' |\
            ' cron stop' |\
            ' cron pause' |\
            ' cron resume' |\
            ' cron run' |\
            ' cron test' |\
            ' cron logs' |\
            ' cron next' |\
            ' cron why' |\
            ' cron simulate' |\
            ' cron remove' |\
            ' cron report' |\
            ' cron reports' |\
            ' cron comprehensive-report' |\
            ' cron export' |\
            ' cron import' |\
            ' tui' |\
            ' supabase status' |\
            ' supabase config show' |\
            ' supabase config set' |\
            ' supabase config unset' |\
            ' supabase config new-identity' |\
            ' supabase init' |\
            ' supabase migrations' |\
            ' supabase test' |\
            ' supabase sync' |\
            ' supabase dead-letter list' |\
            ' supabase dead-letter retry' |\
            ' supabase dead-letter drop' |\
            ' supabase history list' |\
            ' supabase history stats' |\
            ' supabase history forget' |\
            ' supabase history hook' |\
            ' supabase rows' |\
            ' supabase silent' |\
            ' completion show' |\
            ' completion install' |\
            ' completion uninstall' |\
            ' doctor')
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
        '')
            options=$'--version\tshow the version\n'
            arguments=($'daemon\tThe daemon, its jobs and its database\ncron\tJobs, templates, schedules and reports\ntui\tShow everything live, and work on it\nsupabase\tSync with Supabase, and the shell history\ncompletion\tWhat makes bash, zsh and fish complete all this\ndoctor\tExamine the installation, and say what mends it\n')
            ;;
        ' daemon')
            arguments=($'start\tStart the daemon\nstop\tStop the daemon; what runs goes on\nrestart\tRestart the daemon; what runs goes on\nstatus\tTell whether the daemon runs, and how it fares\nlogs\tShow the daemon\'s log\ninstall\tStart the daemon with your session, as a service\nuninstall\tUndo install\njob\tCreate and control jobs\ndb\tHistory, figures, backup and retention\n')
            ;;
        ' daemon start')
            options=$'-f\tstay attached, log to stderr\n--foreground\tstay attached, log to stderr\n'
            arguments=()
            ;;
        ' daemon stop')
            options=$'--wait\tstart nothing new, wait for what runs\n--kill\tstop what runs, too\n'
            arguments=()
            ;;
        ' daemon restart')
            arguments=()
            ;;
        ' daemon status')
            options=$'--watch\tshow it again when it changed, and every 2 seconds\n'
            arguments=()
            ;;
        ' daemon logs')
            options=$'-f\tgo on with what comes\n--follow\tgo on with what comes\n-n\tthe last N lines\n--lines\tthe last N lines\n--limit\tthe last N lines\n'
            taking=' -n --lines --limit '
            case "$option" in
                -n|--lines|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' daemon install')
            arguments=()
            ;;
        ' daemon uninstall')
            arguments=()
            ;;
        ' daemon job')
            arguments=($'create\tCreate a job\nlist\tList all jobs with their next and last run\ninfo\tShow all about a job\nstart\tRun a job now\nstop\tStop what runs of a job\nremove\tRemove a job\n')
            ;;
        ' daemon job create')
            options=$'--from-file\ta definition in TOML or JSON; - is stdin\n-n\thow people call it\n--name\thow people call it\n-c\ta command line for /bin/sh\n--command\ta command line for /bin/sh\n-s\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n--schedule\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n-i\tshort for --schedule \'every SPAN\'\n--interval\tshort for --schedule \'every SPAN\'\n--timezone\tIANA name, like Europe/Berlin\n-w\twhere it runs; default: your home\n--working-dir\twhere it runs; default: your home\n-e\ta variable of its environment; NAME alone copies yours\n--env\ta variable of its environment; NAME alone copies yours\n-d\twhat it is for\n--description\twhat it is for\n--category\tits kind\n-t\twords to find it by\n--tags\twords to find it by\n--id\tan id of your own; default: one is made\n-p\t10 goes first\n--priority\t10 goes first\n--queue\tjobs of one queue share its slots\n--overlap\twhile the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow\n--catch-up\twhat was missed: skip, latest, all\n--catch-up-window\twhat is older is not caught up\n--catch-up-limit\thow many are caught up at most\n--misfire-grace\thow late is still on time\n--jitter\tspread the start over this span\n--timeout\ttime limit of an attempt; 0: none\n--run-timeout\ttime limit of all attempts together\n--kill-grace\tfrom TERM to KILL\n--memory-limit\tof all its processes: 512MiB, 1G\n--cpu-limit\tCPU time of an attempt\n--max-retries\thow often it is tried again\n--retry-delay\tbefore the first retry\n--retry-factor\teach wait is X times the last\n--retry-max-delay\tthe longest wait\n--retry-jitter\tof a wait left to chance, 0 to 1\n--retry-on\tonly these exit codes\n--on-failure\ta command to run when a run has failed\n--pause-after-failures\tpause it after N in a row; none: never\n--keep-days\tforget runs older than N days; none: as the daemon does\n--keep-runs\tkeep at most N runs; none: as the daemon does\n--log-limit\tof a run\'s output\n--hosts\tthe machines that run it; default: this one\n--claim\tshared: one of its hosts runs an occurrence\n--on-unreachable\twhat a shared one does when it cannot be claimed\n--disabled\tdo not follow the schedule yet\n--no-database-sync\tkeep it out of a linked database\n'
            taking=' --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable '
            case "$option" in
                --from-file) value=file ;;
                -n|--name) value=nothing ;;
                -c|--command) value=nothing ;;
                -s|--schedule) value=$'@hourly\tat minute 0 of every hour\n@daily\tat 00:00 every day\n@weekly\tat 00:00 on Sunday\n@monthly\tat 00:00 on the 1st of every month\n*/5 * * * *\tevery 5 minutes\n0 2 * * *\tat 02:00 every day\n30 8 * * MON-FRI\tat 08:30 on Monday to Friday\n0 3 * * SUN\tat 03:00 on Sunday\n0 4 1 * *\tat 04:00 on the 1st of every month\n0 9-17 * * MON-FRI\tat minute 0 of hours 9 to 17 on Monday to Friday\nevery 15m\ta quarter of an hour after each other\n@reboot\tonce after each start\n' ;;
                -i|--interval) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timezone) value=zone ;;
                -w|--working-dir) value=folder ;;
                -e|--env) value=variable ;;
                -d|--description) value=nothing ;;
                --category) value=category ;;
                -t|--tags) value=tag-list ;;
                --id) value=nothing ;;
                -p|--priority) value=$'10\tgoes first\n9\t\n8\t\n7\t\n6\t\n5\tthe usual\n4\t\n3\t\n2\t\n1\t\n0\tgoes last\n' ;;
                --queue) value=queue ;;
                --overlap) value=$'skip\tthe new one is skipped\nqueue_one\tone waits; further ones are skipped\nqueue_all\tall wait, oldest first\ncancel_running\tthe running one is asked to stop\nterminate_running\tthe running one is killed\nallow\tboth run\n' ;;
                --catch-up) value=$'skip\tnone is run\nlatest\tthe newest is run\nall\tall are run, oldest first\n' ;;
                --catch-up-window) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --catch-up-limit) value=nothing ;;
                --misfire-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --jitter) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --run-timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --kill-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --memory-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --cpu-limit) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --max-retries) value=nothing ;;
                --retry-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-factor) value=nothing ;;
                --retry-max-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-jitter) value=nothing ;;
                --retry-on) value=nothing ;;
                --on-failure) value=nothing ;;
                --pause-after-failures) value=nothing ;;
                --keep-days) value=nothing ;;
                --keep-runs) value=nothing ;;
                --log-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --hosts) value=host-list ;;
                --claim) value=$'each\tevery one of its machines runs it\nshared\texactly one of its machines runs it\n' ;;
                --on-unreachable) value=$'run\there, and perhaps elsewhere too\nskip\tnowhere, rather than twice\n' ;;
            esac
            arguments=(program)
            many=1
            ;;
        ' daemon job list')
            options=$'--state\tone of active, paused, stopped, elsewhere, finished\n-t\twith this tag\n--tag\twith this tag\n--category\tof this category\n--queue\tin this queue\n--search\twith this in id, name or command\n--scheduled\tleave out jobs that only run by hand\n-l\tat most N of them\n--limit\tat most N of them\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --state -t --tag --category --queue --search -l --limit '
            case "$option" in
                --state) value=$'active\tits schedule is followed\npaused\tby a person, or after too many failures\nstopped\tdisarmed until start\nelsewhere\tits hosts are other machines\nfinished\tnothing more is due\n' ;;
                -t|--tag) value=tag ;;
                --category) value=category ;;
                --queue) value=queue ;;
                --search) value=nothing ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' daemon job info')
            options=$'--watch\tshow it again when it changed, and every 2 seconds\n'
            arguments=(job)
            ;;
        ' daemon job start')
            options=$'-w\treturn when it is over; exit code 5 if it failed\n--wait\treturn when it is over; exit code 5 if it failed\n-f\teven while another run of it goes on\n--force\teven while another run of it goes on\n'
            arguments=(job)
            ;;
        ' daemon job stop')
            options=$'--run\tthis run alone, by its id\n-s\tthe first signal; default: TERM\n--signal\tthe first signal; default: TERM\n--grace\tfrom it to KILL; default: the job\'s\n'
            taking=' --run -s --signal --grace '
            case "$option" in
                --run) value=run ;;
                -s|--signal) value=$'TERM\tplease end\nINT\tas Ctrl-C does\nHUP\tthe terminal is gone\nQUIT\tas Ctrl-\\ does\nKILL\tat once, it cannot object\nUSR1\tthe program\'s own\nUSR2\tthe program\'s own\n' ;;
                --grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
            esac
            arguments=(job)
            ;;
        ' daemon job remove')
            options=$'-f\tdo not ask; stop what runs of it\n--force\tdo not ask; stop what runs of it\n'
            arguments=(job)
            many=1
            ;;
        ' daemon db')
            arguments=($'history\tList runs, newest first\nstats\tShow figures of all runs, or of a job\'s\nbackup\tCopy the database while it is in use\nprune\tDelete old runs and their output\n')
            ;;
        ' daemon db history')
            options=$'-j\tof this job only\n--job\tof this job only\n--job-id\tof this job only\n--state\tsucceeded, failed, running, skipped, …\n--kind\tscheduled, catch_up, manual, test, notify\n--since\tdue at or after: 2026-12-01, -2h\n--until\tdue before\n-l\tat most N; 0: all\n--limit\tat most N; 0: all\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -j --job --job-id --state --kind --since --until -l --limit '
            case "$option" in
                -j|--job|--job-id) value=job ;;
                --state) value=$'scheduled\tits instant is near\nqueued\twaits for a slot\nrunning\ta process lives\nretrying\twaits for its next attempt\nsucceeded\tthe last attempt succeeded\nfailed\tthe last attempt failed\ncancelled\tsomebody stopped it\nskipped\ta policy decided against it\nmissed\tnobody was there at its instant\n' ;;
                --kind) value=$'scheduled\ton its schedule\ncatch_up\tlate, for one that was missed\nmanual\tstarted by a person\ntest\tby lsh cron test\nnotify\ttold of a failure\n' ;;
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' daemon db stats')
            options=$'-j\tof this job only\n--job\tof this job only\n--job-id\tof this job only\n--since\tfrom: -7d, 2026-12-01, or beginning\n--until\tbefore this instant\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -j --job --job-id --since --until '
            case "$option" in
                -j|--job|--job-id) value=job ;;
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
            esac
            arguments=()
            ;;
        ' daemon db backup')
            options=$'-f\treplace the file\n--force\treplace the file\n'
            arguments=(file)
            ;;
        ' daemon db prune')
            options=$'--older-than\tdelete what is older: 30d\n--keep-runs\tkeep N runs a job\n-j\tof this job only\n--job\tof this job only\n--job-id\tof this job only\n--dry-run\tonly say what would go\n'
            taking=' --older-than --keep-runs -j --job --job-id '
            case "$option" in
                --older-than) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --keep-runs) value=nothing ;;
                -j|--job|--job-id) value=job ;;
            esac
            arguments=()
            ;;
        ' cron')
            arguments=($'templates\tList and keep job templates\ncreate-from-template\tCreate a job from a template\ncreate\tCreate a job\nlist\tList all jobs with their next and last run\ninfo\tShow all about a job\nedit\tEdit a job as TOML in $EDITOR\nstart\tFollow a job\'s schedule\nstop\tLeave a job\'s schedule, and stop what runs of it\npause\tLeave a job\'s schedule for a while\nresume\tFollow a paused job\'s schedule again, from now\nrun\tRun a job now\ntest\tRun a job now as the daemon would, and watch it\nlogs\tShow what a job\'s runs printed\nnext\tShow when a job or a schedule is due\nwhy\tSay why a job ran, waits, or did not run\nsimulate\tReplay a span of time: collisions, clock changes, peaks\nremove\tRemove a job\nreport\tReport on a job\'s runs\nreports\tReport on every job\'s runs\ncomprehensive-report\tReport on everything\nexport\tExport jobs and runs as JSON, CSV or Markdown\nimport\tImport a crontab, or an export of lsh\n')
            ;;
        ' cron templates')
            options=$'--category\tof this category\n-l\tat most N of them\n--limit\tat most N of them\n'
            taking=' --category -l --limit '
            case "$option" in
                --category) value=category ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=($'list\tList the templates\nshow\tShow a template with its parameters\nadd\tAdd a template of your own\nedit\tEdit a template of your own in $EDITOR\nvalidate\tCheck a template\'s file\nremove\tRemove a template of your own\n')
            ;;
        ' cron templates list')
            options=$'--category\tof this category\n-l\tat most N of them\n--limit\tat most N of them\n'
            taking=' --category -l --limit '
            case "$option" in
                --category) value=category ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' cron templates show')
            arguments=(template)
            ;;
        ' cron templates add')
            options=$'--replace\tin place of yours of that id\n'
            arguments=(file)
            ;;
        ' cron templates edit')
            arguments=(template)
            ;;
        ' cron templates validate')
            arguments=(template-file)
            ;;
        ' cron templates remove')
            options=$'-f\tdo not ask\n--force\tdo not ask\n'
            arguments=(template)
            ;;
        ' cron create-from-template')
            options=$'--set\ta parameter of the template\n-n\thow people call it\n--name\thow people call it\n-c\ta command line for /bin/sh\n--command\ta command line for /bin/sh\n-s\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n--schedule\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n-i\tshort for --schedule \'every SPAN\'\n--interval\tshort for --schedule \'every SPAN\'\n--timezone\tIANA name, like Europe/Berlin\n-w\twhere it runs; default: your home\n--working-dir\twhere it runs; default: your home\n-e\ta variable of its environment; NAME alone copies yours\n--env\ta variable of its environment; NAME alone copies yours\n-d\twhat it is for\n--description\twhat it is for\n--category\tits kind\n-t\twords to find it by\n--tags\twords to find it by\n--id\tan id of your own; default: one is made\n-p\t10 goes first\n--priority\t10 goes first\n--queue\tjobs of one queue share its slots\n--overlap\twhile the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow\n--catch-up\twhat was missed: skip, latest, all\n--catch-up-window\twhat is older is not caught up\n--catch-up-limit\thow many are caught up at most\n--misfire-grace\thow late is still on time\n--jitter\tspread the start over this span\n--timeout\ttime limit of an attempt; 0: none\n--run-timeout\ttime limit of all attempts together\n--kill-grace\tfrom TERM to KILL\n--memory-limit\tof all its processes: 512MiB, 1G\n--cpu-limit\tCPU time of an attempt\n--max-retries\thow often it is tried again\n--retry-delay\tbefore the first retry\n--retry-factor\teach wait is X times the last\n--retry-max-delay\tthe longest wait\n--retry-jitter\tof a wait left to chance, 0 to 1\n--retry-on\tonly these exit codes\n--on-failure\ta command to run when a run has failed\n--pause-after-failures\tpause it after N in a row; none: never\n--keep-days\tforget runs older than N days; none: as the daemon does\n--keep-runs\tkeep at most N runs; none: as the daemon does\n--log-limit\tof a run\'s output\n--hosts\tthe machines that run it; default: this one\n--claim\tshared: one of its hosts runs an occurrence\n--on-unreachable\twhat a shared one does when it cannot be claimed\n--disabled\tdo not follow the schedule yet\n--no-database-sync\tkeep it out of a linked database\n'
            taking=' --set -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable '
            case "$option" in
                --set) value=parameter ;;
                -n|--name) value=nothing ;;
                -c|--command) value=nothing ;;
                -s|--schedule) value=$'@hourly\tat minute 0 of every hour\n@daily\tat 00:00 every day\n@weekly\tat 00:00 on Sunday\n@monthly\tat 00:00 on the 1st of every month\n*/5 * * * *\tevery 5 minutes\n0 2 * * *\tat 02:00 every day\n30 8 * * MON-FRI\tat 08:30 on Monday to Friday\n0 3 * * SUN\tat 03:00 on Sunday\n0 4 1 * *\tat 04:00 on the 1st of every month\n0 9-17 * * MON-FRI\tat minute 0 of hours 9 to 17 on Monday to Friday\nevery 15m\ta quarter of an hour after each other\n@reboot\tonce after each start\n' ;;
                -i|--interval) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timezone) value=zone ;;
                -w|--working-dir) value=folder ;;
                -e|--env) value=variable ;;
                -d|--description) value=nothing ;;
                --category) value=category ;;
                -t|--tags) value=tag-list ;;
                --id) value=nothing ;;
                -p|--priority) value=$'10\tgoes first\n9\t\n8\t\n7\t\n6\t\n5\tthe usual\n4\t\n3\t\n2\t\n1\t\n0\tgoes last\n' ;;
                --queue) value=queue ;;
                --overlap) value=$'skip\tthe new one is skipped\nqueue_one\tone waits; further ones are skipped\nqueue_all\tall wait, oldest first\ncancel_running\tthe running one is asked to stop\nterminate_running\tthe running one is killed\nallow\tboth run\n' ;;
                --catch-up) value=$'skip\tnone is run\nlatest\tthe newest is run\nall\tall are run, oldest first\n' ;;
                --catch-up-window) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --catch-up-limit) value=nothing ;;
                --misfire-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --jitter) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --run-timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --kill-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --memory-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --cpu-limit) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --max-retries) value=nothing ;;
                --retry-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-factor) value=nothing ;;
                --retry-max-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-jitter) value=nothing ;;
                --retry-on) value=nothing ;;
                --on-failure) value=nothing ;;
                --pause-after-failures) value=nothing ;;
                --keep-days) value=nothing ;;
                --keep-runs) value=nothing ;;
                --log-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --hosts) value=host-list ;;
                --claim) value=$'each\tevery one of its machines runs it\nshared\texactly one of its machines runs it\n' ;;
                --on-unreachable) value=$'run\there, and perhaps elsewhere too\nskip\tnowhere, rather than twice\n' ;;
            esac
            arguments=(template program)
            many=1
            ;;
        ' cron create')
            options=$'--from-file\ta definition in TOML or JSON; - is stdin\n-n\thow people call it\n--name\thow people call it\n-c\ta command line for /bin/sh\n--command\ta command line for /bin/sh\n-s\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n--schedule\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n-i\tshort for --schedule \'every SPAN\'\n--interval\tshort for --schedule \'every SPAN\'\n--timezone\tIANA name, like Europe/Berlin\n-w\twhere it runs; default: your home\n--working-dir\twhere it runs; default: your home\n-e\ta variable of its environment; NAME alone copies yours\n--env\ta variable of its environment; NAME alone copies yours\n-d\twhat it is for\n--description\twhat it is for\n--category\tits kind\n-t\twords to find it by\n--tags\twords to find it by\n--id\tan id of your own; default: one is made\n-p\t10 goes first\n--priority\t10 goes first\n--queue\tjobs of one queue share its slots\n--overlap\twhile the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow\n--catch-up\twhat was missed: skip, latest, all\n--catch-up-window\twhat is older is not caught up\n--catch-up-limit\thow many are caught up at most\n--misfire-grace\thow late is still on time\n--jitter\tspread the start over this span\n--timeout\ttime limit of an attempt; 0: none\n--run-timeout\ttime limit of all attempts together\n--kill-grace\tfrom TERM to KILL\n--memory-limit\tof all its processes: 512MiB, 1G\n--cpu-limit\tCPU time of an attempt\n--max-retries\thow often it is tried again\n--retry-delay\tbefore the first retry\n--retry-factor\teach wait is X times the last\n--retry-max-delay\tthe longest wait\n--retry-jitter\tof a wait left to chance, 0 to 1\n--retry-on\tonly these exit codes\n--on-failure\ta command to run when a run has failed\n--pause-after-failures\tpause it after N in a row; none: never\n--keep-days\tforget runs older than N days; none: as the daemon does\n--keep-runs\tkeep at most N runs; none: as the daemon does\n--log-limit\tof a run\'s output\n--hosts\tthe machines that run it; default: this one\n--claim\tshared: one of its hosts runs an occurrence\n--on-unreachable\twhat a shared one does when it cannot be claimed\n--disabled\tdo not follow the schedule yet\n--no-database-sync\tkeep it out of a linked database\n'
            taking=' --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable '
            case "$option" in
                --from-file) value=file ;;
                -n|--name) value=nothing ;;
                -c|--command) value=nothing ;;
                -s|--schedule) value=$'@hourly\tat minute 0 of every hour\n@daily\tat 00:00 every day\n@weekly\tat 00:00 on Sunday\n@monthly\tat 00:00 on the 1st of every month\n*/5 * * * *\tevery 5 minutes\n0 2 * * *\tat 02:00 every day\n30 8 * * MON-FRI\tat 08:30 on Monday to Friday\n0 3 * * SUN\tat 03:00 on Sunday\n0 4 1 * *\tat 04:00 on the 1st of every month\n0 9-17 * * MON-FRI\tat minute 0 of hours 9 to 17 on Monday to Friday\nevery 15m\ta quarter of an hour after each other\n@reboot\tonce after each start\n' ;;
                -i|--interval) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timezone) value=zone ;;
                -w|--working-dir) value=folder ;;
                -e|--env) value=variable ;;
                -d|--description) value=nothing ;;
                --category) value=category ;;
                -t|--tags) value=tag-list ;;
                --id) value=nothing ;;
                -p|--priority) value=$'10\tgoes first\n9\t\n8\t\n7\t\n6\t\n5\tthe usual\n4\t\n3\t\n2\t\n1\t\n0\tgoes last\n' ;;
                --queue) value=queue ;;
                --overlap) value=$'skip\tthe new one is skipped\nqueue_one\tone waits; further ones are skipped\nqueue_all\tall wait, oldest first\ncancel_running\tthe running one is asked to stop\nterminate_running\tthe running one is killed\nallow\tboth run\n' ;;
                --catch-up) value=$'skip\tnone is run\nlatest\tthe newest is run\nall\tall are run, oldest first\n' ;;
                --catch-up-window) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --catch-up-limit) value=nothing ;;
                --misfire-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --jitter) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --run-timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --kill-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --memory-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --cpu-limit) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --max-retries) value=nothing ;;
                --retry-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-factor) value=nothing ;;
                --retry-max-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-jitter) value=nothing ;;
                --retry-on) value=nothing ;;
                --on-failure) value=nothing ;;
                --pause-after-failures) value=nothing ;;
                --keep-days) value=nothing ;;
                --keep-runs) value=nothing ;;
                --log-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --hosts) value=host-list ;;
                --claim) value=$'each\tevery one of its machines runs it\nshared\texactly one of its machines runs it\n' ;;
                --on-unreachable) value=$'run\there, and perhaps elsewhere too\nskip\tnowhere, rather than twice\n' ;;
            esac
            arguments=(program)
            many=1
            ;;
        ' cron list')
            options=$'--state\tone of active, paused, stopped, elsewhere, finished\n-t\twith this tag\n--tag\twith this tag\n--category\tof this category\n--queue\tin this queue\n--search\twith this in id, name or command\n--scheduled\tleave out jobs that only run by hand\n-l\tat most N of them\n--limit\tat most N of them\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --state -t --tag --category --queue --search -l --limit '
            case "$option" in
                --state) value=$'active\tits schedule is followed\npaused\tby a person, or after too many failures\nstopped\tdisarmed until start\nelsewhere\tits hosts are other machines\nfinished\tnothing more is due\n' ;;
                -t|--tag) value=tag ;;
                --category) value=category ;;
                --queue) value=queue ;;
                --search) value=nothing ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' cron info')
            options=$'--watch\tshow it again when it changed, and every 2 seconds\n'
            arguments=(job)
            ;;
        ' cron edit')
            options=$'--from-file\ta definition in TOML or JSON; - is stdin\n-n\thow people call it\n--name\thow people call it\n-c\ta command line for /bin/sh\n--command\ta command line for /bin/sh\n-s\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n--schedule\t\'30 2 * * *\', \'@daily\', \'every 30s\', \'at 2026-12-01T10:00\'\n-i\tshort for --schedule \'every SPAN\'\n--interval\tshort for --schedule \'every SPAN\'\n--timezone\tIANA name, like Europe/Berlin\n-w\twhere it runs; default: your home\n--working-dir\twhere it runs; default: your home\n-e\ta variable of its environment; NAME alone copies yours\n--env\ta variable of its environment; NAME alone copies yours\n-d\twhat it is for\n--description\twhat it is for\n--category\tits kind\n-t\twords to find it by\n--tags\twords to find it by\n--id\tan id of your own; default: one is made\n-p\t10 goes first\n--priority\t10 goes first\n--queue\tjobs of one queue share its slots\n--overlap\twhile the last run still goes on: skip, queue_one, queue_all, cancel_running, terminate_running, allow\n--catch-up\twhat was missed: skip, latest, all\n--catch-up-window\twhat is older is not caught up\n--catch-up-limit\thow many are caught up at most\n--misfire-grace\thow late is still on time\n--jitter\tspread the start over this span\n--timeout\ttime limit of an attempt; 0: none\n--run-timeout\ttime limit of all attempts together\n--kill-grace\tfrom TERM to KILL\n--memory-limit\tof all its processes: 512MiB, 1G\n--cpu-limit\tCPU time of an attempt\n--max-retries\thow often it is tried again\n--retry-delay\tbefore the first retry\n--retry-factor\teach wait is X times the last\n--retry-max-delay\tthe longest wait\n--retry-jitter\tof a wait left to chance, 0 to 1\n--retry-on\tonly these exit codes\n--on-failure\ta command to run when a run has failed\n--pause-after-failures\tpause it after N in a row; none: never\n--keep-days\tforget runs older than N days; none: as the daemon does\n--keep-runs\tkeep at most N runs; none: as the daemon does\n--log-limit\tof a run\'s output\n--hosts\tthe machines that run it; default: this one\n--claim\tshared: one of its hosts runs an occurrence\n--on-unreachable\twhat a shared one does when it cannot be claimed\n--disabled\tdo not follow the schedule yet\n--no-database-sync\tkeep it out of a linked database\n'
            taking=' --from-file -n --name -c --command -s --schedule -i --interval --timezone -w --working-dir -e --env -d --description --category -t --tags --id -p --priority --queue --overlap --catch-up --catch-up-window --catch-up-limit --misfire-grace --jitter --timeout --run-timeout --kill-grace --memory-limit --cpu-limit --max-retries --retry-delay --retry-factor --retry-max-delay --retry-jitter --retry-on --on-failure --pause-after-failures --keep-days --keep-runs --log-limit --hosts --claim --on-unreachable '
            case "$option" in
                --from-file) value=file ;;
                -n|--name) value=nothing ;;
                -c|--command) value=nothing ;;
                -s|--schedule) value=$'@hourly\tat minute 0 of every hour\n@daily\tat 00:00 every day\n@weekly\tat 00:00 on Sunday\n@monthly\tat 00:00 on the 1st of every month\n*/5 * * * *\tevery 5 minutes\n0 2 * * *\tat 02:00 every day\n30 8 * * MON-FRI\tat 08:30 on Monday to Friday\n0 3 * * SUN\tat 03:00 on Sunday\n0 4 1 * *\tat 04:00 on the 1st of every month\n0 9-17 * * MON-FRI\tat minute 0 of hours 9 to 17 on Monday to Friday\nevery 15m\ta quarter of an hour after each other\n@reboot\tonce after each start\n' ;;
                -i|--interval) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timezone) value=zone ;;
                -w|--working-dir) value=folder ;;
                -e|--env) value=variable ;;
                -d|--description) value=nothing ;;
                --category) value=category ;;
                -t|--tags) value=tag-list ;;
                --id) value=nothing ;;
                -p|--priority) value=$'10\tgoes first\n9\t\n8\t\n7\t\n6\t\n5\tthe usual\n4\t\n3\t\n2\t\n1\t\n0\tgoes last\n' ;;
                --queue) value=queue ;;
                --overlap) value=$'skip\tthe new one is skipped\nqueue_one\tone waits; further ones are skipped\nqueue_all\tall wait, oldest first\ncancel_running\tthe running one is asked to stop\nterminate_running\tthe running one is killed\nallow\tboth run\n' ;;
                --catch-up) value=$'skip\tnone is run\nlatest\tthe newest is run\nall\tall are run, oldest first\n' ;;
                --catch-up-window) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --catch-up-limit) value=nothing ;;
                --misfire-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --jitter) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --run-timeout) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --kill-grace) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --memory-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --cpu-limit) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --max-retries) value=nothing ;;
                --retry-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-factor) value=nothing ;;
                --retry-max-delay) value=$'30s\thalf a minute\n5m\tfive minutes\n1h\tan hour\n1h30m\tan hour and a half\n1d\ta day\n1w\ta week\n' ;;
                --retry-jitter) value=nothing ;;
                --retry-on) value=nothing ;;
                --on-failure) value=nothing ;;
                --pause-after-failures) value=nothing ;;
                --keep-days) value=nothing ;;
                --keep-runs) value=nothing ;;
                --log-limit) value=$'64MiB\t64 × 1024² bytes\n512MiB\t512 × 1024² bytes\n1GiB\t1024³ bytes\n' ;;
                --hosts) value=host-list ;;
                --claim) value=$'each\tevery one of its machines runs it\nshared\texactly one of its machines runs it\n' ;;
                --on-unreachable) value=$'run\there, and perhaps elsewhere too\nskip\tnowhere, rather than twice\n' ;;
            esac
            arguments=(job program)
            many=1
            ;;
        ' cron start')
            arguments=(job)
            many=1
            ;;
        ' cron stop')
            arguments=(job)
            many=1
            ;;
        ' cron pause')
            options=$'-r\twhy, for whoever asks\n--reason\twhy, for whoever asks\n'
            taking=' -r --reason '
            case "$option" in
                -r|--reason) value=nothing ;;
            esac
            arguments=(job)
            many=1
            ;;
        ' cron resume')
            arguments=(job)
            many=1
            ;;
        ' cron run')
            options=$'-w\treturn when it is over; exit code 5 if it failed\n--wait\treturn when it is over; exit code 5 if it failed\n-f\teven while another run of it goes on\n--force\teven while another run of it goes on\n'
            arguments=(job)
            ;;
        ' cron test')
            arguments=(job)
            ;;
        ' cron logs')
            options=$'-f\tgo on with what is printed from now on\n--follow\tgo on with what is printed from now on\n-n\tthe last N lines only\n--lines\tthe last N lines only\n--run\tof this run; default: the newest\n--attempt\tdefault: the last\n--raw\tas it was printed, secrets too\n'
            taking=' -n --lines --run --attempt '
            case "$option" in
                -n|--lines) value=nothing ;;
                --run) value=run ;;
                --attempt) value=nothing ;;
            esac
            arguments=(job)
            many=1
            ;;
        ' cron next')
            options=$'-n\thow many\n--count\thow many\n--limit\thow many\n--explain\tsay what it means and what may surprise\n--timezone\tby the clock of this zone\n--from\tafter this instant; default: now\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -n --count --limit --timezone --from '
            case "$option" in
                -n|--count|--limit) value=nothing ;;
                --timezone) value=zone ;;
                --from) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
            esac
            arguments=(job)
            ;;
        ' cron why')
            options=$'--run\ta run\'s id\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --run '
            case "$option" in
                --run) value=run ;;
            esac
            arguments=(job $'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n')
            ;;
        ' cron simulate')
            options=$'--from\tdefault: now\n--to\tdefault: a week later\n'
            taking=' --from --to '
            case "$option" in
                --from) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --to) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
            esac
            arguments=(job)
            many=1
            ;;
        ' cron remove')
            options=$'-f\tdo not ask; stop what runs of it\n--force\tdo not ask; stop what runs of it\n'
            arguments=(job)
            many=1
            ;;
        ' cron report')
            options=$'--since\tfrom: -7d, 2026-12-01, or beginning\n--until\tbefore this instant\n--format\tterminal, json, markdown or html\n-o\twrite it there, not here\n--output\twrite it there, not here\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --since --until --format -o --output '
            case "$option" in
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --format) value=$'terminal\tfor reading here\njson\tfor programs\nmarkdown\tfor notes and tickets\nhtml\tone page, for a browser or a mail\n' ;;
                -o|--output) value=file ;;
            esac
            arguments=(job)
            ;;
        ' cron reports')
            options=$'--since\tfrom: -7d, 2026-12-01, or beginning\n--until\tbefore this instant\n--format\tterminal, json, markdown or html\n-o\twrite it there, not here\n--output\twrite it there, not here\n-l\tat most N of them\n--limit\tat most N of them\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --since --until --format -o --output -l --limit '
            case "$option" in
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --format) value=$'terminal\tfor reading here\njson\tfor programs\nmarkdown\tfor notes and tickets\nhtml\tone page, for a browser or a mail\n' ;;
                -o|--output) value=file ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' cron comprehensive-report')
            options=$'--since\tfrom: -7d, 2026-12-01, or beginning\n--until\tbefore this instant\n--format\tterminal, json, markdown or html\n-o\twrite it there, not here\n--output\twrite it there, not here\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --since --until --format -o --output '
            case "$option" in
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --format) value=$'terminal\tfor reading here\njson\tfor programs\nmarkdown\tfor notes and tickets\nhtml\tone page, for a browser or a mail\n' ;;
                -o|--output) value=file ;;
            esac
            arguments=()
            ;;
        ' cron export')
            options=$'--format\tjson, csv or markdown\n-o\twrite it there, not here\n--output\twrite it there, not here\n--no-runs\tleave out the history\n--reveal-secrets\twrite secrets in the clear\n'
            taking=' --format -o --output '
            case "$option" in
                --format) value=$'json\tfor programs\ncsv\tfor spreadsheets\nmarkdown\tfor notes and tickets\n' ;;
                -o|--output) value=file ;;
            esac
            arguments=(job)
            many=1
            ;;
        ' cron import')
            options=$'--dry-run\tonly say what would happen\n--on-conflict\tan id that is taken: error, skip or replace\n--system\ta system crontab, with a user before each command\n--partial\tleave out lines of a crontab that cannot be read\n'
            taking=' --on-conflict '
            case "$option" in
                --on-conflict) value=$'error\timport nothing\nskip\tkeep what is here\nreplace\ttake the other\n' ;;
            esac
            arguments=(file)
            ;;
        ' tui')
            options=$'--read-only\tlook, and change nothing\n'
            arguments=()
            ;;
        ' supabase')
            arguments=($'status\tShow how the sync stands\nconfig\tThe project, its keys and how the sync behaves\ninit\tWrite the schema as a migration, and apply it\nmigrations\tCompare the schema\'s versions here and there\ntest\tTest the way to Supabase, stage by stage\nsync\tSync with Supabase now\ndead-letter\tRows that Supabase refused; the rest went on without them\nhistory\tWhat was typed in your shells: opt-in, see hook\nrows\tShow rows as Supabase has them\nsilent\tShow jobs whose machine has gone silent\n')
            ;;
        ' supabase status')
            options=$'--watch\tshow it again when it changed, and every 2 seconds\n'
            arguments=()
            ;;
        ' supabase config')
            arguments=($'show\tShow the project, the keys in use and every setting\nset\tSet the URL, a key, or how the sync behaves\nunset\tForget a setting or a key\nnew-identity\tMake a home of its own of one that was copied\n')
            ;;
        ' supabase config show')
            arguments=()
            ;;
        ' supabase config set')
            arguments=($'url\t\nenabled\tdefault true\npull\tdefault true\npull_interval\tdefault 30\nrequest_timeout\tdefault 10\nbatch_rows\tdefault 500\noutput_limit\tdefault 4096\nkey\tservice_role or secret key\nanon_key\tanon or publishable key\ntoken\taccess token of a user\n' nothing)
            ;;
        ' supabase config unset')
            arguments=($'url\t\nenabled\tdefault true\npull\tdefault true\npull_interval\tdefault 30\nrequest_timeout\tdefault 10\nbatch_rows\tdefault 500\noutput_limit\tdefault 4096\nkey\tservice_role or secret key\nanon_key\tanon or publishable key\ntoken\taccess token of a user\n')
            ;;
        ' supabase config new-identity')
            arguments=()
            ;;
        ' supabase init')
            options=$'--db-url\tthe project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)\n--print\tprint the SQL, change and write nothing\n'
            taking=' --db-url '
            case "$option" in
                --db-url) value=nothing ;;
            esac
            arguments=()
            ;;
        ' supabase migrations')
            options=$'--db-url\tthe project\'s database; \'-\' reads it from stdin (also: SUPABASE_DB_URL)\n'
            taking=' --db-url '
            case "$option" in
                --db-url) value=nothing ;;
            esac
            arguments=()
            ;;
        ' supabase test')
            arguments=()
            ;;
        ' supabase sync')
            options=$'--push\tonly send what changed here\n--pull\tonly take in what was defined elsewhere\n--dry-run\tonly say what would be sent, taken and refused\n--once\tsync and end (the default)\n--watch\tgo on until Ctrl-C\n--all\tsend everything again, not only what changed\n'
            arguments=()
            ;;
        ' supabase dead-letter')
            options=$'-l\tat most N of them\n--limit\tat most N of them\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -l --limit '
            case "$option" in
                -l|--limit) value=nothing ;;
            esac
            arguments=($'list\tList the rows that Supabase refused, and why\nretry\tSend refused rows again\ndrop\tForget refused rows\n')
            ;;
        ' supabase dead-letter list')
            options=$'-l\tat most N of them\n--limit\tat most N of them\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -l --limit '
            case "$option" in
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' supabase dead-letter retry')
            options=$'--all\tall of them\n'
            arguments=(dead-letter)
            many=1
            ;;
        ' supabase dead-letter drop')
            options=$'--all\tall of them\n'
            arguments=(dead-letter)
            many=1
            ;;
        ' supabase history')
            options=$'-s\tlines that hold TEXT\n--search\tlines that hold TEXT\n--since\ttyped at or after: 2d, 2026-12-01\n--until\ttyped before\n--exit-code\tthat ended so; !0: that failed\n--cwd\ttyped in this folder\n--session\tof this session, or whose id begins so\n-l\tat most N; 0: all\n--limit\tat most N; 0: all\n--reverse\tthe newest last\n--remote\tof all machines, from Supabase\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -s --search --since --until --exit-code --cwd --session -l --limit '
            case "$option" in
                -s|--search) value=nothing ;;
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --exit-code) value=nothing ;;
                --cwd) value=folder ;;
                --session) value=session ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=($'list\tList what was typed, newest first\nstats\tShow what is typed most, fails and takes long\nforget\tDelete lines for good\nhook\tPrint what makes a shell record its history\n')
            ;;
        ' supabase history list')
            options=$'-s\tlines that hold TEXT\n--search\tlines that hold TEXT\n--since\ttyped at or after: 2d, 2026-12-01\n--until\ttyped before\n--exit-code\tthat ended so; !0: that failed\n--cwd\ttyped in this folder\n--session\tof this session, or whose id begins so\n-l\tat most N; 0: all\n--limit\tat most N; 0: all\n--reverse\tthe newest last\n--remote\tof all machines, from Supabase\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -s --search --since --until --exit-code --cwd --session -l --limit '
            case "$option" in
                -s|--search) value=nothing ;;
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --exit-code) value=nothing ;;
                --cwd) value=folder ;;
                --session) value=session ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' supabase history stats')
            options=$'--day\tof today\n--week\tof the last seven days (the default)\n--since\tfrom: 30d, 2026-12-01\n--until\tbefore this instant\n--top\tlines in each list\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' --since --until --top '
            case "$option" in
                --since) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --until) value=$'now\tthis moment\n-1h\tan hour ago\n-1d\ta day ago\n-7d\ta week ago\n+1h\tin an hour\n+1d\tin a day\n' ;;
                --top) value=nothing ;;
            esac
            arguments=()
            ;;
        ' supabase history forget')
            options=$'-s\tall that hold TEXT\n--search\tall that hold TEXT\n'
            taking=' -s --search '
            case "$option" in
                -s|--search) value=nothing ;;
            esac
            arguments=(line)
            many=1
            ;;
        ' supabase history hook')
            arguments=($'bash\t\nzsh\t\nfish\t\n')
            ;;
        ' supabase rows')
            options=$'-w\tCOLUMN=VALUE; also != > >= < <= ~\n--where\tCOLUMN=VALUE; also != > >= < <= ~\n-c\tonly these columns\n--columns\tonly these columns\n-o\tsort by it; COLUMN.desc the other way\n--order\tsort by it; COLUMN.desc the other way\n-l\tat most N; 0: all\n--limit\tat most N; 0: all\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -w --where -c --columns -o --order -l --limit '
            case "$option" in
                -w|--where) value=condition ;;
                -c|--columns) value=column-list ;;
                -o|--order) value=column ;;
                -l|--limit) value=nothing ;;
            esac
            arguments=($'data_lineage\tWhat one run read and wrote\njob_daily\ta job\'s occurrences of each UTC day on each machine, without tests and notifications\njob_dependencies\tA job that waits for another\njob_executions\tA run of a job on one machine\njob_health\thow a job fared on each machine in the last 30 days\njob_runs\tjob_executions under lsh\'s own words\nlsh_homes\tA home of lsh that syncs, and when it last said something\nlsh_migrations\tA version of this schema that was applied here\npipeline_jobs\tA job of a pipeline, as the systems that hand it over know it\npipeline_metrics\tOne measured value of a job or of a run\npipeline_workflows\tA workflow\'s definition\nshell_command_stats\twhat was entered in shells, by its first word and UTC day\nshell_history\tA command line that a person entered, masked\nshell_jobs\tA job as one machine has it, or as a person defined it (then without home_id)\nshell_sessions\tAn interactive shell that records its history\nsilent_jobs\twhat should have been heard of by now and was not\n')
            ;;
        ' supabase silent')
            options=$'-l\tat most N; 0: all\n--limit\tat most N; 0: all\n--watch\tshow it again when it changed, and every 2 seconds\n'
            taking=' -l --limit '
            case "$option" in
                -l|--limit) value=nothing ;;
            esac
            arguments=()
            ;;
        ' completion')
            arguments=($'show\tPrint the completion of a shell\ninstall\tPut it where your shell looks for it\nuninstall\tUndo install\n')
            ;;
        ' completion show')
            arguments=($'bash\t\nzsh\t\nfish\t\n')
            ;;
        ' completion install')
            options=$'--dir\tnot the shell\'s own folder, but this one\n--dry-run\tonly say what would be written\n'
            taking=' --dir '
            case "$option" in
                --dir) value=folder ;;
            esac
            arguments=($'bash\t\nzsh\t\nfish\t\n')
            ;;
        ' completion uninstall')
            options=$'--dir\tnot the shell\'s own folder, but this one\n'
            taking=' --dir '
            case "$option" in
                --dir) value=folder ;;
            esac
            arguments=($'bash\t\nzsh\t\nfish\t\n')
            ;;
        ' doctor')
            arguments=()
            ;;
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
        [[ $path == *'?' ]] || offer=$options$'--json\tone JSON document on stdout, nothing else\n--plain\trows for scripts: values between tabs, no heading\n-q\tonly ids on stdout, only problems on stderr\n--quiet\tonly ids on stdout, only problems on stderr\n--exact\ttimes to the last digit, spans in seconds, sizes in bytes\n-y\tdo not ask, go ahead\n--yes\tdo not ask, go ahead\n--no-input\tnever ask; what would need an answer fails\n--no-color\tno colour (NO_COLOR does the same)\n--no-pager\tno pager for long output (LSH_PAGER or PAGER empty does the same)\n-h\tshow this help\n--help\tshow this help\n'
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
