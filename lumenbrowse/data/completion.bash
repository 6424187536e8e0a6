# lumenbrowse: completion for bash. Use it by: source <(lumenbrowse --completion bash)

_lumenbrowse() {
    local line=${COMP_LINE:0:COMP_POINT} before current previous i
    local -a words=() from=()
    # COMP_WORDS is of no use: it splits at colons, which IDs have.
    current=${line##*[[:space:]]}
    before=${line%"$current"}
    read -r -a words <<<"$before"
    previous=${words[${#words[@]} - 1]}
    for ((i = 1; i < ${#words[@]}; i++)); do
        case ${words[i]} in
            --sample | --base-url=* | --server=*) from+=("${words[i]}") ;;
            --base-url | --server) from+=("${words[i]}=${words[i + 1]}") ;;
        esac
    done
    if [[ $current == --*=* ]]; then
        previous=${current%%=*}
        current=${current#*=}
    fi
    COMPREPLY=()
    case $previous in
        --owner) _lumenbrowse_add < <("$1" --list --offline "${from[@]}" 2>/dev/null | cut -f 2 | sort -u) ;;
        --sort) _lumenbrowse_add < <(printf '%s\n' id owner added price context) ;;
        --columns) _lumenbrowse_add < <(printf '%s\n' "${current%"${current##*,}"}"{id,owner,added,name,aliases,price,price-in,price-out,context,in,out,can,ends}) ;;
        --limit) : ;;
        --base-url) : ;;
        --server) _lumenbrowse_add < <(_lumenbrowse_servers) ;;
        --max-age) : ;;
        --timeout) : ;;
        --ca-bundle) compopt -o default 2>/dev/null ;;
        --clipboard) _lumenbrowse_add < <(printf '%s\n' auto native osc52 tmux off) ;;
        --theme) : ;;
        --completion) _lumenbrowse_add < <(printf '%s\n' bash zsh fish) ;;
        *)
            if [[ $current == -* && " ${words[*]} " != *" -- "* ]]; then
                _lumenbrowse_add < <(printf '%s\n' -p --pick -m --multi -0 --print0 -1 --select-1 --exit-0 --list --ids --json --jsonl --check --strict --show --owner --sort --reverse --limit --columns --new --favourites --base-url --server --offline --refresh --sample --max-age --timeout --ca-bundle --clipboard --theme --plain --ascii --no-mouse --no-state --doctor --completion --version -h --help)
            else
                _lumenbrowse_add < <("$1" --ids --offline "${from[@]}" 2>/dev/null)
            fi
            ;;
    esac
}

# Replies with the lines that begin with $current, quoted.
_lumenbrowse_add() {
    local name done=
    # Bash completes what follows the last colon alone.
    [[ $COMP_WORDBREAKS == *:* ]] && done=${current%"${current##*:}"}
    while IFS= read -r name; do
        if [[ $name == "$current"* ]]; then
            printf -v name %q "${name#"$done"}"
            COMPREPLY+=("${name//\\,/,}")
        fi
    done
}

_lumenbrowse_servers() {
    sed -n 's/^ *\[servers\.\([A-Za-z0-9_-]*\)\].*/\1/p' "${XDG_CONFIG_HOME:-$HOME/.config}/lumenbrowse/config.toml" 2>/dev/null
}

complete -F _lumenbrowse lumenbrowse
