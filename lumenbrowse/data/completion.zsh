#compdef lumenbrowse
# lumenbrowse: completion for zsh. Use it by: source <(lumenbrowse --completion zsh)

_lumenbrowse() {
    local -a specs=(
        '(-p --pick)'{-p,--pick}'[Enter prints the ID]'
        '(-m --multi)'{-m,--multi}'[several, by Tab]'
        '(-0 --print0)'{-0,--print0}'[NUL after each ID]'
        '(-1 --select-1)'{-1,--select-1}'[at once if one fits]'
        '(--exit-0)--exit-0[leave if none fits]'
        '(--list)--list[table; TSV in a pipe]'
        '(--ids)--ids[bare IDs]'
        '(--json)--json[as the server sent it]'
        '(--jsonl)--jsonl[the same, one a line]'
        '(--check)--check[are they all listed?]'
        '(--strict)--strict[... and does none end?]'
        '(--show)--show[all about these]'
        '*--owner=[by owner; repeatable]:owner:_lumenbrowse_owners'
        '(--sort)--sort=[what comes first]:sort:(id owner added price context)'
        '(--reverse)--reverse[the other way round]'
        '(--limit)--limit=[no more than N]:limit: '
        '(--columns)--columns=[of the list]:columns:_values -s , column id owner added name aliases price price-in price-out context in out can ends'
        '(--new)--new[in the last 7 days]'
        '(--favourites)--favourites[favourites alone]'
        '(--base-url)--base-url=[another server]:base-url: '
        '(--server)--server=[one of config.toml]:server:_lumenbrowse_servers'
        '(--offline)--offline[never ask the server]'
        '(--refresh)--refresh[ask it, cached or not]'
        '(--sample)--sample[the sample it ships]'
        '(--max-age)--max-age=[cache so old: 3600]:max-age: '
        '(--timeout)--timeout=[all tries together: 15]:timeout: '
        '(--ca-bundle)--ca-bundle=[certificates to trust]:file:_files'
        '(--clipboard)--clipboard=[How a copy goes]:clipboard:(auto native osc52 tmux off)'
        '(--theme)--theme=[colours; listed by :]:theme: '
        '(--plain)--plain[ask line by line]'
        '(--ascii)--ascii[no lines, no symbols]'
        '(--no-mouse)--no-mouse[the mouse is yours]'
        '(--no-state)--no-state[remember nothing]'
        '(--doctor)--doctor[what works here?]'
        '(--completion)--completion=[Print the completions for a shell]:completion:(bash zsh fish)'
        '(--version)--version[print the version]'
        '(-h --help)'{-h,--help}'[print this]'
        '*:model:_lumenbrowse_ids'
    )
    _arguments -s -S $specs
}

# Where the words so far say that the data comes from.
_lumenbrowse_from() {
    local option place
    reply=(${(M)words:#--sample} ${(M)words:#--(base-url|server)=*})
    for option in --base-url --server; do
        place=${words[(I)$option]}
        ((place)) && reply+=("$option=${(Q)words[place + 1]}")
    done
    return 0
}

_lumenbrowse_ids() {
    local -a reply names
    _lumenbrowse_from
    names=("${(@f)$(_call_program ids ${(q)words[1]} --ids --offline ${(q)reply} 2>/dev/null)}")
    compadd -a names
}

_lumenbrowse_owners() {
    local -a reply names
    _lumenbrowse_from
    names=("${(@f)$(_call_program owners ${(q)words[1]} --list --offline ${(q)reply} 2>/dev/null | cut -f 2)}")
    compadd -a names
}

_lumenbrowse_servers() {
    local -a names
    names=("${(@f)$(sed -n 's/^ *\[servers\.\([A-Za-z0-9_-]*\)\].*/\1/p' ${XDG_CONFIG_HOME:-$HOME/.config}/lumenbrowse/config.toml 2>/dev/null)}")
    compadd -a names
}

if [[ $funcstack[1] == _lumenbrowse ]]; then
    _lumenbrowse "$@"
else
    compdef _lumenbrowse lumenbrowse
fi
