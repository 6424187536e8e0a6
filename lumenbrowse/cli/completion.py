"""Completions for bash, zsh and fish, made from the table of options.

IDs and owners come from the program itself, from its cache alone (`--offline`). They are foreign text: no
shell ever evaluates them.
"""

from __future__ import annotations

from lumenbrowse.cli.options import OPTIONS, Option

_FILES = ("ca_bundle",)


def completion(shell: str) -> str:
    """The script to be sourced by `bash`, `zsh` or `fish`."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]()


_BASH = r"""# lumenbrowse: completion for bash. Use it by: source <(lumenbrowse --completion bash)

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
            --sample | --base-url=*) from+=("${words[i]}") ;;
            --base-url) from+=("--base-url=${words[i + 1]}") ;;
        esac
    done
    if [[ $current == --*=* ]]; then
        previous=${current%%=*}
        current=${current#*=}
    fi
    COMPREPLY=()
    case $previous in
@VALUES@
        *)
            if [[ $current == -* && " ${words[*]} " != *" -- "* ]]; then
                _lumenbrowse_add < <(printf '%s\n' @FLAGS@)
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
            COMPREPLY+=("$name")
        fi
    done
}

complete -F _lumenbrowse lumenbrowse
"""


def _bash() -> str:
    values = []
    for option in OPTIONS:
        if option.choices:
            values.append(
                _bash_case(option, f"_lumenbrowse_add < <(printf '%s\\n' {_words(option)})")
            )
        elif option.field == "owners":
            owners = '"$1" --list --offline "${from[@]}" 2>/dev/null | cut -f 2 | sort -u'
            values.append(_bash_case(option, f"_lumenbrowse_add < <({owners})"))
        elif option.field in _FILES:
            values.append(_bash_case(option, "compopt -o default 2>/dev/null"))
        elif option.takes not in ("nothing", "ids"):
            values.append(_bash_case(option, ":"))
    flags = " ".join(flag for option in OPTIONS for flag in option.flags)
    return _BASH.replace("@VALUES@", "\n".join(values)).replace("@FLAGS@", flags)


def _words(option: Option) -> str:
    return " ".join(option.choices)


def _bash_case(option: Option, command: str) -> str:
    return f"        {' | '.join(option.flags)}) {command} ;;"


_ZSH = r"""#compdef lumenbrowse
# lumenbrowse: completion for zsh. Use it by: source <(lumenbrowse --completion zsh)

_lumenbrowse() {
    local -a specs=(
@SPECS@
        '*:model:_lumenbrowse_ids'
    )
    _arguments -s -S $specs
}

# Where the words so far say that the data comes from.
_lumenbrowse_from() {
    local place=${words[(I)--base-url]}
    reply=(${(M)words:#--sample} ${(M)words:#--base-url=*})
    ((place)) && reply+=("--base-url=${(Q)words[place + 1]}")
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

if [[ $funcstack[1] == _lumenbrowse ]]; then
    _lumenbrowse "$@"
else
    compdef _lumenbrowse lumenbrowse
fi
"""


def _zsh() -> str:
    return _ZSH.replace("@SPECS@", "\n".join(f"        {_zsh_spec(option)}" for option in OPTIONS))


def _zsh_spec(option: Option) -> str:
    told = _told(option).replace("[", "\\[").replace("]", "\\]").replace("'", "'\\''")
    excluded = f"({' '.join(option.flags)})" if option.takes != "several" else "*"
    value = ""
    if option.choices:
        value = f":{option.long[2:]}:({_words(option)})"
    elif option.field == "owners":
        value = ":owner:_lumenbrowse_owners"
    elif option.field in _FILES:
        value = ":file:_files"
    elif option.takes not in ("nothing", "ids"):
        value = f":{option.long[2:]}: "
    if len(option.flags) == 1:
        equals = "=" if value else ""
        return f"'{excluded}{option.long}{equals}[{told}]{value}'"
    return f"'{excluded}'{{{','.join(option.flags)}}}'[{told}]{value}'"


def _told(option: Option) -> str:
    return option.brief or option.text.partition(".")[0].partition(":")[0]


_FISH = r"""# lumenbrowse: completion for fish. Use it by: lumenbrowse --completion fish | source

# Where the words so far say that the data comes from.
function __lumenbrowse_from
    set -l words (commandline -opc)
    string match -- --sample $words
    string match -- '--base-url=*' $words
    set -l place (contains -i -- --base-url $words)
    and set -q words[(math $place + 1)]
    and echo -- --base-url=$words[(math $place + 1)]
end

function __lumenbrowse_ids
    set -l words (commandline -opc)
    $words[1] --ids --offline (__lumenbrowse_from) 2>/dev/null
end

function __lumenbrowse_owners
    set -l words (commandline -opc)
    $words[1] --list --offline (__lumenbrowse_from) 2>/dev/null | cut -f 2 | sort -u
end

complete -c lumenbrowse -f
complete -c lumenbrowse -a '(__lumenbrowse_ids)'
@OPTIONS@
"""


def _fish() -> str:
    return _FISH.replace("@OPTIONS@", "\n".join(map(_fish_line, OPTIONS)))


def _fish_line(option: Option) -> str:
    words = ["complete", "-c", "lumenbrowse"]
    words += [
        part
        for flag in option.flags
        for part in (("-l", flag[2:]) if flag.startswith("--") else ("-s", flag[1:]))
    ]
    told = _told(option).replace("\\", "\\\\").replace("'", "\\'")
    words += ["-d", f"'{told}'"]
    if option.choices:
        words += ["-x", "-a", f"'{_words(option)}'"]
    elif option.field == "owners":
        words += ["-x", "-a", "'(__lumenbrowse_owners)'"]
    elif option.field in _FILES:
        words += ["-r", "-F"]
    elif option.takes not in ("nothing", "ids"):
        words += ["-x"]
    return " ".join(words)
