"""Every option, said once: the parser, `--help`, the man page and the completions read it here."""

from __future__ import annotations

from typing import Literal, NamedTuple

SYNOPSIS = "lumenbrowse [OPTION ...] [QUERY ...]"

Takes = Literal["nothing", "text", "several", "ids", "count", "seconds", "duration"]
"""What follows an option: `several` may come again, `seconds` may be 0, a `duration` may not.

`ids` are all the words of the command line: what is a QUERY elsewhere.
"""

PICK, LISTS, FILTER, DATA, LOOKS, ABOUT = (
    "Pick into a script",
    "Without the browser",
    "Filter and order",
    "Where the data comes from",
    "How it behaves",
    "About",
)
GROUPS = (PICK, LISTS, FILTER, DATA, LOOKS, ABOUT)


class Option(NamedTuple):
    """One option. `brief` is for `--help`, `text` for the man page; `field` is what it sets in `Options`.

    Options that share an `only_one` can't be given together. `value` is what a switch sets.
    """

    flags: tuple[str, ...]
    group: str
    field: str
    brief: str
    text: str
    takes: Takes = "nothing"
    metavar: str = ""
    choices: tuple[str, ...] = ()
    value: str | bool = True
    only_one: str = ""

    @property
    def long(self) -> str:
        """Its long flag."""
        return self.flags[-1]

    @property
    def named(self) -> str:
        """Its flags, and what follows them, as a reader writes them: `-p, --pick`, `--limit N`."""
        return " ".join(filter(None, (", ".join(self.flags), self.metavar)))


COMMAND = "command"
NETWORK = "network"

OPTIONS = (
    Option(
        ("-p", "--pick"),
        PICK,
        "pick",
        "Enter prints the ID",
        "Enter prints the current model's ID on standard output and leaves.",
        only_one=COMMAND,
    ),
    Option(
        ("-m", "--multi"),
        PICK,
        "multi",
        "several, by Tab",
        "Pick several: Tab marks, Enter prints all the marked IDs, one a line. Implies --pick.",
    ),
    Option(
        ("-0", "--print0"),
        PICK,
        "print0",
        "NUL after each ID",
        "End each ID with a NUL character instead of a newline, for xargs -0. Without --ids it implies --pick.",
    ),
    Option(
        ("-1", "--select-1"),
        PICK,
        "select_1",
        "at once if one fits",
        "Where exactly one model matches the query, pick it at once, without a terminal. Implies --pick.",
    ),
    Option(
        ("--exit-0",),
        PICK,
        "exit_0",
        "leave if none fits",
        "Where no model matches the query, leave at once with exit code 1. Implies --pick.",
    ),
    Option(
        ("--list",),
        LISTS,
        COMMAND,
        "table; TSV in a pipe",
        "Print the models: an aligned table on a terminal; else one line each of ID, owner and when it was "
        "added (RFC 3339, UTC; empty where unknown), separated by tabs. It is also what happens where "
        "standard output is no terminal and --pick is not given.",
        value="list",
        only_one=COMMAND,
    ),
    Option(
        ("--ids",),
        LISTS,
        COMMAND,
        "bare IDs",
        "Print the models' IDs, one a line.",
        value="ids",
        only_one=COMMAND,
    ),
    Option(
        ("--json",),
        LISTS,
        COMMAND,
        "as the server sent it",
        "Print a JSON array of the models as the server sent them, every field of theirs.",
        value="json",
        only_one=COMMAND,
    ),
    Option(
        ("--jsonl",),
        LISTS,
        COMMAND,
        "the same, one a line",
        "Print the models as the server sent them, one JSON object a line.",
        value="jsonl",
        only_one=COMMAND,
    ),
    Option(
        ("--check",),
        LISTS,
        COMMAND,
        "are they all listed?",
        "Leave with 0 if every ID is in the list, else with 1, naming each missing one on standard error with "
        "IDs that are near to it. The ID - stands for those on standard input, separated by white space.",
        takes="ids",
        metavar="ID ...",
        value="check",
        only_one=COMMAND,
    ),
    Option(
        ("--owner",),
        FILTER,
        "owners",
        "this owner; repeatable",
        "Only models of this owner (the whole name, ignoring case). Given again: of any of them.",
        takes="several",
        metavar="O",
    ),
    Option(
        ("--sort",),
        FILTER,
        "sort",
        "",
        "Order by id or owner (upwards, numbers by their value), or by when they were added (newest first, the "
        "default).",
        takes="text",
        metavar="id|owner|added",
        choices=("id", "owner", "added"),
    ),
    Option(
        ("--reverse",),
        FILTER,
        "reverse",
        "the other way round",
        "Order the other way round. Models with no date stay last.",
    ),
    Option(
        ("--limit",),
        FILTER,
        "limit",
        "no more than N",
        "Show no more than N models.",
        takes="count",
        metavar="N",
    ),
    Option(
        ("--new",),
        FILTER,
        "new",
        "since the last visit",
        "Only models that were not there at the last visit to the browser.",
    ),
    Option(
        ("--favourites",),
        FILTER,
        "favourites",
        "favourites alone",
        "Only models that were made favourites in the browser.",
    ),
    Option(
        ("--base-url",),
        DATA,
        "base_url",
        "another server",
        "The address to which /models is added, of any OpenAI-compatible server. A host alone gets /openai/v1.",
        takes="text",
        metavar="URL",
    ),
    Option(
        ("--offline",),
        DATA,
        "offline",
        "never ask the server",
        "Use no network: only what is kept from before, however old.",
        only_one=NETWORK,
    ),
    Option(
        ("--refresh",),
        DATA,
        "refresh",
        "ask it, cached or not",
        "Ask the server, however fresh the kept list is.",
        only_one=NETWORK,
    ),
    Option(
        ("--sample",),
        DATA,
        "sample",
        "the sample it ships",
        "Use the sample list that ships in the package; it may be out of date.",
    ),
    Option(
        ("--max-age",),
        DATA,
        "max_age",
        "cache so old: 3600",
        "Lists answer from the kept list where it is younger than S seconds (default 3600).",
        takes="seconds",
        metavar="S",
    ),
    Option(
        ("--timeout",),
        DATA,
        "timeout",
        "all tries together: 15",
        "Give up asking the server after S seconds, all tries together (default 15).",
        takes="duration",
        metavar="S",
    ),
    Option(
        ("--ca-bundle",),
        DATA,
        "ca_bundle",
        "certificates to trust",
        "Trust the certificate authorities in FILE (PEM), as a proxy of a company needs.",
        takes="text",
        metavar="FILE",
    ),
    Option(
        ("--clipboard",),
        LOOKS,
        "clipboard",
        "",
        "How a copy goes: auto (the default) chooses by what is found; native asks the desktop alone; osc52 "
        "sends it up to the terminal; tmux loads tmux's buffer; off copies nothing.",
        takes="text",
        metavar="auto|native|osc52|tmux|off",
        choices=("auto", "native", "osc52", "tmux", "off"),
    ),
    Option(
        ("--theme",),
        LOOKS,
        "theme",
        "colours; listed by :",
        "The colours, by a theme's name. The command palette lists them.",
        takes="text",
        metavar="NAME",
    ),
    Option(
        ("--plain",),
        LOOKS,
        "plain",
        "ask line by line",
        "No screen: number the matches and ask, a line at a time. For screen readers and slow lines.",
    ),
    Option(
        ("--ascii",),
        LOOKS,
        "ascii",
        "no lines, no symbols",
        "Draw with ASCII characters alone.",
    ),
    Option(
        ("--no-mouse",),
        LOOKS,
        "mouse",
        "the mouse is yours",
        "Leave the mouse to the terminal.",
        value=False,
    ),
    Option(
        ("--no-state",),
        LOOKS,
        "keep_state",
        "remember nothing",
        "Neither read nor write what is remembered: favourites, what was seen, recent copies, the view.",
        value=False,
    ),
    Option(
        ("--doctor",),
        ABOUT,
        COMMAND,
        "what works here?",
        "Say what is found here: the key (masked), the base, the network, the kept list, the terminal, the "
        "way that a copy would take. Nothing secret is in it.",
        value="doctor",
        only_one=COMMAND,
    ),
    Option(
        ("--completion",),
        ABOUT,
        "shown",
        "",
        "Print the completions for a shell.",
        takes="text",
        metavar="bash|zsh|fish",
        choices=("bash", "zsh", "fish"),
    ),
    Option(
        ("--version",), ABOUT, "shown", "print the version", "Print the version.", value="version"
    ),
    Option(
        ("-h", "--help"),
        ABOUT,
        "shown",
        "print this",
        "Print a summary of the options.",
        value="help",
    ),
)
