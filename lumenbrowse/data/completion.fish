# lumenbrowse: completion for fish. Use it by: lumenbrowse --completion fish | source

# Where the words so far say that the data comes from.
function __lumenbrowse_from
    set -l words (commandline -opc)
    string match -- --sample $words
    for option in --base-url --server
        string match -- "$option=*" $words
        set -l place (contains -i -- $option $words)
        and set -q words[(math $place + 1)]
        and echo -- $option=$words[(math $place + 1)]
    end
end

function __lumenbrowse_ids
    set -l words (commandline -opc)
    $words[1] --ids --offline (__lumenbrowse_from) 2>/dev/null
end

function __lumenbrowse_owners
    set -l words (commandline -opc)
    $words[1] --list --offline (__lumenbrowse_from) 2>/dev/null | cut -f 2 | sort -u
end

function __lumenbrowse_columns
    string split ' ' 'id owner added name aliases price price-in price-out context in out can ends'
end

function __lumenbrowse_servers
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config ~/.config
    sed -n 's/^ *\[servers\.\([A-Za-z0-9_-]*\)\].*/\1/p' $config/lumenbrowse/config.toml 2>/dev/null
end

complete -c lumenbrowse -f
complete -c lumenbrowse -a '(__lumenbrowse_ids)'
complete -c lumenbrowse -s p -l pick -d 'Enter prints the ID'
complete -c lumenbrowse -s m -l multi -d 'several, by Tab'
complete -c lumenbrowse -s 0 -l print0 -d 'NUL after each ID'
complete -c lumenbrowse -s 1 -l select-1 -d 'at once if one fits'
complete -c lumenbrowse -l exit-0 -d 'leave if none fits'
complete -c lumenbrowse -l list -d 'table; TSV in a pipe'
complete -c lumenbrowse -l ids -d 'bare IDs'
complete -c lumenbrowse -l json -d 'as the server sent it'
complete -c lumenbrowse -l jsonl -d 'the same, one a line'
complete -c lumenbrowse -l check -d 'are they all listed?'
complete -c lumenbrowse -l strict -d '... and does none end?'
complete -c lumenbrowse -l show -d 'all about these'
complete -c lumenbrowse -l owner -d 'by owner; repeatable' -x -a '(__lumenbrowse_owners)'
complete -c lumenbrowse -l sort -d 'what comes first' -x -a 'id owner added price context'
complete -c lumenbrowse -l reverse -d 'the other way round'
complete -c lumenbrowse -l limit -d 'no more than N' -x
complete -c lumenbrowse -l columns -d 'of the list' -x -a '(__fish_complete_list , __lumenbrowse_columns)'
complete -c lumenbrowse -l new -d 'in the last 7 days'
complete -c lumenbrowse -l favourites -d 'favourites alone'
complete -c lumenbrowse -l base-url -d 'another server' -x
complete -c lumenbrowse -l server -d 'one of config.toml' -x -a '(__lumenbrowse_servers)'
complete -c lumenbrowse -l offline -d 'never ask the server'
complete -c lumenbrowse -l refresh -d 'ask it, cached or not'
complete -c lumenbrowse -l sample -d 'the sample it ships'
complete -c lumenbrowse -l max-age -d 'cache so old: 3600' -x
complete -c lumenbrowse -l timeout -d 'all tries together: 15' -x
complete -c lumenbrowse -l ca-bundle -d 'certificates to trust' -r -F
complete -c lumenbrowse -l clipboard -d 'How a copy goes' -x -a 'auto native osc52 tmux off'
complete -c lumenbrowse -l theme -d 'colours; listed by :' -x
complete -c lumenbrowse -l plain -d 'ask line by line'
complete -c lumenbrowse -l ascii -d 'no lines, no symbols'
complete -c lumenbrowse -l no-mouse -d 'the mouse is yours'
complete -c lumenbrowse -l no-state -d 'remember nothing'
complete -c lumenbrowse -l doctor -d 'what works here?'
complete -c lumenbrowse -l completion -d 'Print the completions for a shell' -x -a 'bash zsh fish'
complete -c lumenbrowse -l version -d 'print the version'
complete -c lumenbrowse -s h -l help -d 'print this'
