"""Help, man page and completions, which are files: they tell every option, and the shells take them."""

import os
import re
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from lumenbrowse import __version__
from lumenbrowse.cli.parser import DATA, make_parser
from lumenbrowse.tui.bindings import ACTIONS
from tests.program import run
from tests.scenarios import Scenario, entry, listing
from tests.server import serve
from tests.terminal.harness import PROGRAM, Terminal, clean_environment
from tests.terminal.places import need, stand_in
from tests.unit.cli import CASES

FLAGS = make_parser().flags
SHELLS = ("bash", "zsh", "fish")
VALUES = ("id owner added price context", "auto native osc52 tmux off", "bash zsh fish")
PAGE = DATA / "lumenbrowse.1"
HOSTILE = "evil$(touch pwned)`touch pwned`;touch pwned 'x\" &"
OWNERS = {
    "flux.2-max": "black-forest-labs", "flux.1-dev": "black-forest-labs", "gpt-image-1": "openai",
    "llama3:70b": "meta", "llama3:8b": "meta", HOSTILE: "two words",
}  # fmt: skip
MODELS = listing(*(entry(model_id, owner) for model_id, owner in OWNERS.items()))
CONFIG = '[servers.openrouter]\nbase_url = "$(touch pwned)"\n[keys]\n [servers.ollama]\n'


def read(name: str) -> str:
    return (DATA / name).read_text("ascii")


def manual() -> str:
    return re.sub(r"\\f[A-Z]", "", read("lumenbrowse.1")).replace("\\-", "-").replace("\\(aq", "'")


TEXTS = ["help.txt", "completion.bash", "completion.zsh", "completion.fish", "manual"]


@pytest.mark.parametrize("name", TEXTS)
def test_every_option_is_told_and_no_other(name: str) -> None:
    told = manual() if name == "manual" else read(name)
    if name.endswith("fish"):
        # It writes `-s p -l pick`, and asks of other programs' options beside that.
        told = " ".join(re.findall(r"(?m)^complete -c lumenbrowse((?: -[sl] \S+)+)", told))
    told = re.sub(r"(?<= )-s (?=\w )", "-", re.sub(r"(?<= )-l (?=\w)", "--", told))
    words = set(re.findall(r"(?<![\w-])--?[a-z0-9][\w-]*", told))
    assert words >= FLAGS
    assert not [word for word in words - FLAGS if word.startswith("--")]


def test_the_values_are_told_and_the_help_fits_a_screen() -> None:
    lines = read("help.txt").splitlines()
    # One line of the 24 is for the shell's next prompt.
    assert (len(lines) <= 23, max(map(len, lines)) <= 80) == (True, True)
    for values in VALUES:
        assert values.replace(" ", "|") in read("help.txt")
        assert values.replace(" ", "|") in manual()
        assert all(values in read(f"completion.{shell}") for shell in SHELLS)
    usage = make_parser().format_help()
    assert all(f"{{{values.replace(' ', ',')}}}" in usage for values in VALUES)


def test_the_manual_tells_every_key_and_the_version() -> None:
    told = manual()
    assert all(action.does.rstrip("…")[1:] in told for action in ACTIONS.values())
    assert ".B Up, k\nUp.\n" in told
    assert f"lumenbrowse {__version__}" in told


def test_man_reads_the_manual_without_a_warning() -> None:
    environ = {"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    need("man")
    command = ["man", "-l", "--warnings", str(PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, env=environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--completion bash|zsh|fish" in done.stdout
    assert "model=$(lumenbrowse --pick flux)" in done.stdout


SCRIPT = """
echo "$*" >>'{home}/calls'
answer=$(printf %s "$XDG_CACHE_HOME$*" | cksum)
[ -e "{home}/$answer" ] || '{python}' -m lumenbrowse "$@" >"{home}/$answer"
cat "{home}/$answer"
"""
"""The program; what another shell has asked already is answered without starting it again."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a cached list, the scripts, and `lumenbrowse` on the PATH."""
    home = tmp_path_factory.mktemp("completion")
    with serve(Scenario(MODELS)) as server:
        base = server.base_url
        assert run(home, "--ids", "--base-url", base).code == 0
    (home / "base").write_text(base)
    (home / "certificates.pem").write_text("")
    (home / "config" / "lumenbrowse").mkdir(parents=True)
    (home / "config" / "lumenbrowse" / "config.toml").write_text(CONFIG)
    stand_in(home / "bin", "lumenbrowse", SCRIPT.format(python=PROGRAM[0], home=home))
    for name in SHELLS:
        (home / name).write_text(run(home, "--completion", name).out)
    yield home
    # No shell runs what an id says, and no completion asks a server.
    assert not list(home.rglob("pwned"))
    assert all("--offline" in call for call in (home / "calls").read_text().splitlines())


def environment(place: Path, **more: str) -> dict[str, str]:
    path, base = f"{place}/bin:{os.environ['PATH']}", (place / "base").read_text()
    return clean_environment(place, {"PATH": path, "LUMENFALL_BASE_URL": base, **more})


def answer(place: Path, name: str, *arguments: str, **environ: str) -> list[str]:
    need(name)
    command, env = [name, *arguments], environment(place, **environ)
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=env, timeout=60)
    assert done.stderr == "" or name == "bash"
    return sorted(filter(None, done.stdout.splitlines()))


BASH = r"""
source ./bash
COMP_LINE=$1 COMP_POINT=${2:-${#1}}
_lumenbrowse lumenbrowse '' ''
printf '%s\n' "${COMPREPLY[@]}"
"""


def in_bash(place: Path, line: str, point: str = "", **environ: str) -> list[str]:
    return answer(place, "bash", "--norc", "-c", BASH, "bash", line, point, **environ)


def in_fish(place: Path, line: str) -> list[str]:
    command = "source ./fish; complete -C $argv[1]"
    found = answer(place, "fish", "--no-config", "-c", command, line)
    return sorted(line.split("\t")[0] for line in found)


@pytest.mark.parametrize(("line", "expected"), CASES["completed"])
def test_in_bash_and_fish(place: Path, line: str, expected: str) -> None:
    assert in_bash(place, f"lumenbrowse {line}") == expected.split()
    name, equals, _ = line.rpartition(" ")[2].partition("=")
    whole = [f"{name}={value}" if equals else value for value in expected.split()]
    assert in_fish(place, f"lumenbrowse {line}") == sorted(whole)


def test_what_is_bashs_own(place: Path, tmp_path: Path) -> None:
    assert in_bash(place, "lumenbrowse -- -") == []
    # Only what is before the cursor counts, and what follows the last colon is completed.
    assert in_bash(place, "lumenbrowse --sor flux", str(len("lumenbrowse --sor"))) == ["--sort"]
    assert in_bash(place, "lumenbrowse lla") == ["llama3:70b", "llama3:8b"]
    assert in_bash(place, "lumenbrowse llama3:") == ["70b", "8b"]
    # With nothing kept there is nothing to complete, and nobody is asked.
    assert in_bash(place, "lumenbrowse flux", XDG_CACHE_HOME=str(tmp_path)) == []


def test_hostile_ids_are_quoted(place: Path) -> None:
    (quoted,) = in_bash(place, "lumenbrowse evil")
    command = ["bash", "-c", f"printf %s {quoted}"]
    assert subprocess.run(command, capture_output=True, text=True, cwd=place).stdout == HOSTILE
    assert in_fish(place, "lumenbrowse evil") == [HOSTILE]
    assert in_fish(place, "lumenbrowse --owner two") == ["two words"]


START = "autoload -U compinit && compinit -u -D"
SETUPS = {
    "bash": "source ./bash",
    "zsh": f"{START} && source ./zsh",
    "path": f"mkdir f; cp zsh f/_lumenbrowse; fpath+=(./f); {START}",
}


@pytest.mark.parametrize("setup", CASES["interactive"])
def test_in_an_interactive_shell(place: Path, setup: str) -> None:
    """Types, presses Tab, and waits until the line is as it is to be."""
    name = "bash" if setup == "bash" else "zsh"
    need(name)
    command = {"bash": ["bash", "--norc", "--noprofile"], "zsh": ["zsh", "-f"]}[name]
    environ = environment(place, PS1="> ", PROMPT="> ")
    with Terminal(command, place, columns=200, environ=environ, cwd=place) as terminal:
        terminal.press(f"{SETUPS[setup]}; clear; echo rea''dy\n", "ready\n>")
        for typed, line in CASES["interactive"][setup]:
            terminal.press(f"lumenbrowse {typed}\t", partial(shows, f"> lumenbrowse {line}"))
            # The next one has a clear screen.
            terminal.press("\x15\x0c", lambda terminal: terminal.text().strip() == ">")


def shows(line: str, terminal: Terminal) -> bool:
    return line in terminal.screen()
