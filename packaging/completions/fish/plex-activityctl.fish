function __plex-activityctl_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __plex-activityctl_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __plex-activityctl_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __plex-activityctl_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __plex-activityctl_parse_tokens -S
    set -l unparsed_tokens (__plex-activityctl_tokens -pc)
    switch $unparsed_tokens[1]
    case 'plex-activityctl'
        __plex-activityctl_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'status'
            __plex-activityctl_parse_subcommand 0 'check' 'json' 'runtime-directory=' 'config=' 'version' 'h/help'
        case 'list'
            __plex-activityctl_parse_subcommand 0 'config=' 'server=' 'json' 'version' 'h/help'
        case 'watch'
            __plex-activityctl_parse_subcommand 0 'config=' 'server=' 'interval=' 'json' 'version' 'h/help'
        case 'wait'
            __plex-activityctl_parse_subcommand 1 'section=' 'type=' 'timeout=' 'appear=' 'config=' 'server=' 'json' 'version' 'h/help'
        case 'explain'
            __plex-activityctl_parse_subcommand 1 'config=' 'server=' 'json' 'runtime-directory=' 'entry=' 'directory=' 'file=+' 'unit=' 'version' 'h/help'
        case 'cancel'
            __plex-activityctl_parse_subcommand 1 'section=' 'config=' 'server=' 'runtime-directory=' 'yes' 'protected' 'verify-within=' 'json' 'version' 'h/help'
        case 'pause'
            __plex-activityctl_parse_subcommand 1 'runtime-directory=' 'json' 'version' 'h/help'
        case 'resume'
            __plex-activityctl_parse_subcommand 0 'runtime-directory=' 'json' 'version' 'h/help'
        case 'events'
            __plex-activityctl_parse_subcommand 0 'since=' 'until=' 'event=+' 'rule=+' 'server=+' 'priority=' 'lines=' 'follow' 'cursor-file=' 'after-cursor=' 'json' 'directory=' 'file=+' 'unit=' 'version' 'h/help'
        case 'report'
            __plex-activityctl_parse_subcommand 0 'since=' 'until=' 'server=+' 'output=' 'svg' 'no-titles' 'json' 'config=' 'directory=' 'file=+' 'unit=' 'version' 'h/help'
        case 'metrics'
            __plex-activityctl_parse_subcommand 0 'runtime-directory=' 'state-directory=' 'output=' 'openmetrics' 'version' 'h/help'
        case 'setup'
            __plex-activityctl_parse_subcommand 0 'url=' 'name=' 'token-from=' 'port=' 'encrypt' 'yes' 'overwrite' 'no-check' 'no-start' 'dry-run' 'root=' 'version' 'h/help'
        case 'token'
            __plex-activityctl_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'set'
                __plex-activityctl_parse_subcommand 0 'server=' 'from-preferences=' 'encrypt' 'root=' 'version' 'h/help'
            end
        case 'check'
            __plex-activityctl_parse_subcommand 1 'config=' 'root=' 'online' 'json' 'version' 'h/help'
        case 'test'
            __plex-activityctl_parse_subcommand -r 1 'junit=' 'json' 'version' 'h/help'
        case 'replay'
            __plex-activityctl_parse_subcommand -r 1 'journal' 'rules=+' 'since=' 'until=' 'config=' 'json' 'directory=' 'file=+' 'unit=' 'version' 'h/help'
        case 'suggest'
            __plex-activityctl_parse_subcommand 0 'state-directory=' 'config=' 'json' 'version' 'h/help'
        case 'help'
            __plex-activityctl_parse_subcommand -r 1 'version'
        end
    end
end

function __plex-activityctl_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __plex-activityctl_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __plex-activityctl_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __plex-activityctl_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__plex-activityctl_tokens -p)
    if test -z "$(__plex-activityctl_tokens -t)"
        set -l index (count (__plex-activityctl_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'plex-activityctl' -f
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'status' -d 'Show what the service sees, and what its rules will do.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'list' -d 'List the activities of every configured server.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'watch' -d 'Watch the activities of every configured server, with progress bars.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'wait' -d 'Wait until the work of a library, of a type or of a uuid is over.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'explain' -d 'Show how each rule judges an activity, condition by condition, and what the rule will do.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'cancel' -d 'Stop an activity as an armed rule would, and verify that it stopped.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'pause' -d 'Pause all stops for a while; the service continues to watch.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'resume' -d 'Lift a pause.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'events' -d 'Show the service\'s events from the journal.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'report' -d 'Draw what ran when, from the journal, as one HTML file.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'metrics' -d 'Print metrics for Prometheus, for node_exporter\'s textfile collector.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'setup' -d 'Find Plex, write the configuration and the token, and start the service.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'token' -d 'Put the token of a server where the service finds it.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'check' -d 'Check the configuration, or one rule file.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'test' -d 'Run the unit tests of rules.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'replay' -d 'Show what rules decide on a recording of plex-activityd --record, or on the journal.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'suggest' -d 'Suggest rules from how long past work took.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" check' -l 'check' -d 'Print one line for a monitoring system; the exit code is 0 if all is well.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl list" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl list" server' -l 'server' -d 'Use this server alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl list" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl list" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" server' -l 'server' -d 'Use this server alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" interval' -l 'interval' -d 'The time between two polls of a server, at least 1s.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl watch" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" section' -l 'section' -d 'Wait for the work on this library, named by its key or name.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" type' -l 'type' -d 'Wait for the work of this type; * and ? are wildcards.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" timeout' -l 'timeout' -d 'The longest time to wait.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" appear' -l 'appear' -d 'How long the work may take to appear.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" server' -l 'server' -d 'Use this server alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl wait" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" server' -l 'server' -d 'Use this server alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" entry' -l 'entry' -d 'Show the past decision in the journal entry with this cursor; events --json shows cursors.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" directory' -l 'directory' -d 'Read the journal files in this directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain"' -l 'file' -d 'Read this journal file; repeatable.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" unit' -l 'unit' -d 'The unit of the service.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" section' -l 'section' -d 'Stop the activity of this library, named by its key or name.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" server' -l 'server' -d 'Use this server alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" yes' -l 'yes' -d 'Do not ask; other activities may end too.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" protected' -l 'protected' -d 'Stop it even if its type is protected; other protected activities may end too.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" verify-within' -l 'verify-within' -d 'How long the activity may take to end after a request.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl cancel" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl pause" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl pause" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl pause" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl pause" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl resume" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl resume" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl resume" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" since' -l 'since' -d 'Show events at this time or later.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" until' -l 'until' -d 'Show events at this time or earlier.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events"' -l 'event' -d 'Show this event, such as stop-ineffective; repeatable.' -rfka 'started progress finished lost rule-pending would-stop rule-fired rule-undecided stop-requested stop-confirmed stop-ineffective stop-abandoned breaker-tripped server-unreachable server-reachable authentication-refused token-limited configuration-loaded configuration-rejected'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events"' -l 'rule' -d 'Show events of this rule; repeatable.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events"' -l 'server' -d 'Show events of this server; repeatable.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" priority' -l 'priority' -d 'Show events of this priority or a more urgent one: err, warning, notice, info or debug.' -rfka 'err warning notice info debug'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" lines' -l 'lines' -d 'Show this many past events at most; 10 with --follow alone.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" follow' -l 'follow' -d 'Show new events as they happen.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" cursor-file' -l 'cursor-file' -d 'Begin after the event whose cursor is in this file, and store the last event\'s cursor there.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" after-cursor' -l 'after-cursor' -d 'Begin after the event with this cursor; --json shows cursors.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" directory' -l 'directory' -d 'Read the journal files in this directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events"' -l 'file' -d 'Read this journal file; repeatable.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" unit' -l 'unit' -d 'The unit of the service.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl events" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" since' -l 'since' -d 'Begin at this time; 7d is a week ago.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" until' -l 'until' -d 'End at this time; now by default.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report"' -l 'server' -d 'Report on this server; repeatable.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" output' -l 'output' -d 'Replace this file, readable by its user and group, instead of printing.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" svg' -l 'svg' -d 'Write the timeline alone, as an SVG file.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" no-titles' -l 'no-titles' -d 'Leave out the titles of media, as with titles = false.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" directory' -l 'directory' -d 'Read the journal files in this directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report"' -l 'file' -d 'Read this journal file; repeatable.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" unit' -l 'unit' -d 'The unit of the service.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" runtime-directory' -l 'runtime-directory' -d 'The service\'s runtime directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" state-directory' -l 'state-directory' -d 'The service\'s state directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" output' -l 'output' -d 'Replace this file instead of printing.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" openmetrics' -l 'openmetrics' -d 'Write OpenMetrics 1.0 instead of the textfile collector\'s format.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl metrics" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" url' -l 'url' -d 'The address of the server, such as http://192.168.1.4:32400.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" name' -l 'name' -d 'The server\'s name in the configuration and the journal.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" token-from' -l 'token-from' -d 'Where the token is: a file with it, a Preferences.xml, - for standard input, none, or keep.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" port' -l 'port' -d 'The port at which to look for a Plex on this machine.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" encrypt' -l 'encrypt' -d 'Encrypt the token for this machine with systemd-creds.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" yes' -l 'yes' -d 'Do not ask: agree to all but overwriting.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" overwrite' -l 'overwrite' -d 'Change a server or replace a token that is there, without asking.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" no-check' -l 'no-check' -d 'Write the files without asking the server first.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" no-start' -l 'no-start' -d 'Do not enable and start the service.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" dry-run' -l 'dry-run' -d 'Say what would be done, and change nothing.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" root' -l 'root' -d 'Work on the system below this directory, not on this machine.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl setup" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl token" -eq 1' -fa 'set' -d 'Read a token, and write the token file with mode 0600.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" server' -l 'server' -d 'The server whose own token it is; without, the token of all others.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" from-preferences' -l 'from-preferences' -d 'Take the owner\'s token from this Preferences.xml of Plex.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'xml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" encrypt' -l 'encrypt' -d 'Encrypt the token for this machine with systemd-creds; no file holds it in the clear.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" root' -l 'root' -d 'Work on the system below this directory, not on this machine.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl token set" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl check" -eq 1' -F
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" root' -l 'root' -d 'Work on the system below this directory, not on this machine.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" online' -l 'online' -d 'Also ask each server what the service will ask it. This changes nothing there.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl test" -ge 1' -F
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl test" junit' -l 'junit' -d 'Write the results to this file as JUnit XML.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl test" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl test" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_positional "plex-activityctl replay" -ge 1' -F
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" journal' -l 'journal' -d 'Estimate from the journal instead of a recording.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay"' -l 'rules' -d 'Use the rules of this configuration directory or rule file; repeatable.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" since' -l 'since' -d 'With --journal: use events at this time or later.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" until' -l 'until' -d 'With --journal: use events at this time or earlier.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" directory' -l 'directory' -d 'Read the journal files in this directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay"' -l 'file' -d 'Read this journal file; repeatable.' -rF
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" unit' -l 'unit' -d 'The unit of the service.' -rfka ''
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl replay" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl suggest" state-directory' -l 'state-directory' -d 'The service\'s state directory.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl suggest" config' -l 'config' -d 'Read the configuration in this directory alone.' -rfa '(__plex-activityctl_complete_directories)'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl suggest" json' -l 'json' -d 'Print JSON; where a command prints a list, one object for each item.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl suggest" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl suggest" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityctl' -n '__plex-activityctl_should_offer_completions_for_flags_or_options "plex-activityctl help" version' -l 'version' -d 'Show the version.'
