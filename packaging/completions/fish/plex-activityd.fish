function __plex-activityd_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __plex-activityd_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __plex-activityd_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __plex-activityd_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __plex-activityd_parse_tokens -S
    set -l unparsed_tokens (__plex-activityd_tokens -pc)
    switch $unparsed_tokens[1]
    case 'plex-activityd'
        __plex-activityd_parse_subcommand 0 'config=' 'output=' 'check' 'record=' 'enforce' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __plex-activityd_parse_subcommand -r 1 'version'
        end
    end
end

function __plex-activityd_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __plex-activityd_parse_subcommand -S -a positional_count
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

function __plex-activityd_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __plex-activityd_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__plex-activityd_tokens -p)
    if test -z "$(__plex-activityd_tokens -t)"
        set -l index (count (__plex-activityd_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'plex-activityd' -f
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" config' -l 'config' -d 'Read the configuration of this directory alone.' -rfa '(__plex-activityd_complete_directories)'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" output' -l 'output' -d 'Where to write events: auto, journal, text or json.' -rfka 'auto journal text json'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" check' -l 'check' -d 'Say what is wrong with the configuration, and exit.'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" record' -l 'record' -d 'Record all inputs, for plex-activityctl replay.' -rF
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" enforce' -l 'enforce' -d 'Let armed rules act when the daemon is not the service; they observe otherwise.'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" version' -l 'version' -d 'Show the version.'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_positional "plex-activityd" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'plex-activityd' -n '__plex-activityd_should_offer_completions_for_flags_or_options "plex-activityd help" version' -l 'version' -d 'Show the version.'
