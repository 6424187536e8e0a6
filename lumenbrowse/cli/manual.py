"""`--help` and the man page, both made from the table of options.

`python -m lumenbrowse.manual` writes the page to `lumenbrowse/data/lumenbrowse.1`, which ships in the wheel.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from lumenbrowse import __version__
from lumenbrowse.cli.options import (
    ABOUT,
    DATA,
    FILTER,
    GROUPS,
    LISTS,
    LOOKS,
    OPTIONS,
    PICK,
    SYNOPSIS,
    Option,
)

_LEFT, _RIGHT = (PICK, FILTER, LOOKS), (LISTS, DATA, ABOUT)
_COLUMN = 40
_FLAGS = 17

PAGE = Path(__file__).parent.parent / "data" / "lumenbrowse.1"

_SUMMARY = "find a model and copy its exact ID"

_QUERY = (
    "Every word of the QUERY has to match, in any order and ignoring case, in a model's ID, owner or name. "
    "A word owner:goo looks at the owner alone; !word leaves out what has the word. Separators do not matter: "
    "flux2max finds flux.2-max. The best matches come first. With a QUERY in the browser, Enter copies."
)

_ENVIRONMENT = (
    (
        "LUMENFALL_API_KEY",
        "The API key. Without it the key that `lumenfall login` stored is used, for lumenfall.ai alone. "
        "There is no option for it: options show in lists of processes.",
    ),
    (
        "LUMENFALL_BASE_URL",
        "The address to which /models is added, where --base-url does not say it.",
    ),
    (
        "LUMENFALL_API_BASE",
        "The root of the API as the official client takes it, where neither of the others says it.",
    ),
    (
        "LUMENFALL_CONFIG_DIR",
        "Where credentials.json of the official client lies; ~/.lumenfall by default. It is only read.",
    ),
    ("NO_COLOR", "Where set and not empty, no colour is used."),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy that is asked, and for which hosts none is.",
    ),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "Certificate authorities to trust besides the usual ones."),
    (
        "XDG_CACHE_HOME, XDG_STATE_HOME, XDG_CONFIG_HOME",
        "Where the kept lists, what is remembered, and keys.json lie, each in a directory lumenbrowse.",
    ),
)

_EXITS = (
    ("0", "Done."),
    ("1", "Nothing matched, or --check found an ID that is not listed."),
    ("2", "Wrong usage, or no terminal for the browser."),
    ("3", "The list could not be had, and none was kept."),
    ("4", "The key was refused."),
    ("70", "An error of the program; the line names the file of a report."),
    ("129, 143", "Ended by SIGHUP, by SIGTERM."),
    ("130", "Cancelled."),
    ("141", "Nobody read the output any more."),
)

_FILES = (
    (
        "lumenbrowse/keys.json in the user's configuration directory",
        'Other keys: {"copy": "y,ctrl+k"} gives the action copy these two. In the help (?), i shows the '
        "actions' names.",
    ),
    (
        "lumenbrowse/state.json in the user's state directory",
        "Favourites, recent copies, what was seen at the last visit, and the view.",
    ),
    (
        "lumenbrowse/ in the user's cache directory",
        "The last list of each server. It may be removed at any time.",
    ),
)

_KEY_WORDS = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right", "⏎": "Enter"}

_EXAMPLES = (
    ("Put a model that you pick into a variable:", "model=$(lumenbrowse --pick flux)"),
    ("The IDs of an owner, the newest first:", "lumenbrowse --ids --owner google"),
    ("The ten newest, with their dates:", "lumenbrowse --list --limit 10"),
    (
        "Fail a build where an ID in the sources is no model:",
        "grep -oh 'model=\"[^\"]*\"' *.py | cut -d '\"' -f 2 | lumenbrowse --check -",
    ),
    ("Another server:", "lumenbrowse --base-url http://localhost:4000/v1"),
)


def help_text() -> str:
    """The summary that `--help` prints: it fits 80 columns and 24 lines, the shell's next prompt included."""
    columns = zip_longest(_column(_LEFT), _column(_RIGHT), fillvalue="")
    lines = [
        f"Usage: {SYNOPSIS}   {_SUMMARY}",
        *(f"{left:{_COLUMN}}{right}".rstrip() for left, right in columns),
        "Examples   model=$(lumenbrowse --pick flux)   lumenbrowse --ids --owner google",
        "Environment  LUMENFALL_API_KEY, _BASE_URL, _API_BASE, _CONFIG_DIR, NO_COLOR",
    ]
    return "".join(f"{line}\n" for line in lines)


def _column(groups: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    for group in groups:
        lines.append(group)
        lines += [_brief(option) for option in OPTIONS if option.group == group]
    return lines


def _brief(option: Option) -> str:
    named = f" {option.named.replace(',', '')}"
    return f"{named:{_FLAGS}} {option.brief}".rstrip()


def man_page() -> str:
    """The manual page, as roff with the man macros (man 7 groff_man)."""
    lines = [
        f'.TH LUMENBROWSE 1 "" "lumenbrowse {__version__}" "User Commands"',
        ".SH NAME",
        f"lumenbrowse \\- {_roff(_SUMMARY)}",
        ".SH SYNOPSIS",
        ".B lumenbrowse",
        _roff("[OPTION ...] [QUERY ...]"),
        ".SH DESCRIPTION",
        "lumenbrowse shows the models of Lumenfall, or of any OpenAI-compatible server, grouped by owner: "
        "type to search, Enter to copy the ID. ? shows the keys.",
        ".PP",
        _roff(_QUERY),
        ".SH OPTIONS",
    ]
    for group in GROUPS:
        lines += [f".SS {_roff(group)}"]
        for option in OPTIONS:
            if option.group == group:
                lines += _entry(_bold(option), option.text)
    sections = (
        ("KEYS", _keys()),
        ("EXIT STATUS", _EXITS),
        ("ENVIRONMENT", _ENVIRONMENT),
        ("FILES", _FILES),
    )
    for title, entries in sections:
        lines.append(f".SH {title}")
        for name, text in entries:
            lines += _entry(f".B {_roff(name)}", text)
    lines.append(".SH EXAMPLES")
    for what, command in _EXAMPLES:
        lines += [".PP", _roff(what), ".PP", ".RS 4", ".EX", _roff(command), ".EE", ".RE"]
    return "".join(f"{line}\n" for line in lines)


def _keys() -> Iterator[tuple[str, str]]:
    """The usual keys by what they do, from the table that the browser has them from."""
    from lumenbrowse.tui.actions import GROUPS as KEY_GROUPS
    from lumenbrowse.tui.keymap import labels_of

    for group in KEY_GROUPS:
        for action in group.actions:
            where = f" ({group.title.lower()})" if action.scope != "table" else ""
            keys = ", ".join(_KEY_WORDS.get(label, label) for label in labels_of(action.id, {}))
            yield keys, f"{_sentence(action.does)}{where}."


def _sentence(text: str) -> str:
    # An ellipsis says that a dialog opens.
    text = text.replace("…", " ...")
    return text[:1].upper() + text[1:]


def _entry(head: str, text: str) -> list[str]:
    return [".TP", head, _roff(text)]


def _bold(option: Option) -> str:
    flags = ", ".join(f"\\fB{_roff(flag)}\\fR" for flag in option.flags)
    return f"{flags} \\fI{_roff(option.metavar)}\\fR" if option.metavar else flags


def _roff(text: str) -> str:
    """`text` with what roff would take for its own escaped (man 7 groff_char)."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti").replace('"', "\\(dq")
    return f"\\&{text}" if text.startswith(".") else text


if __name__ == "__main__":
    PAGE.write_text(man_page(), encoding="ascii")
