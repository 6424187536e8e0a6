"""The completions, sourced in the real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lumenbrowse.cli.completion import completion
from lumenbrowse.cli.options import OPTIONS
from tests.program import run
from tests.scenarios import Scenario, entry, listing
from tests.server import ModelServer, serve
from tests.terminal.harness import PROGRAM, Terminal, clean_environment

HOSTILE = "evil$(touch pwned)`touch pwned`;touch pwned 'x\" &"
MODELS = listing(
    entry("flux.2-max", "black-forest-labs"),
    entry("flux.1-dev", "black-forest-labs"),
    entry("gpt-image-1", "openai"),
    entry("llama3:70b", "meta"),
    entry("llama3:8b", "meta"),
    entry(HOSTILE, "two words"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a cached list, the scripts, and `lumenbrowse` on the PATH."""
    home = tmp_path_factory.mktemp("completion")
    with serve(Scenario(MODELS)) as server:
        base = server.base_url
        assert run(home, "--ids", "--base-url", base).code == 0
    (home / "base").write_text(base)
    (home / "certificates.pem").write_text("")
    (home / "bin").mkdir()
    program = home / "bin" / "lumenbrowse"
    program.write_text(
        f'#!/bin/sh\necho "$*" >>"{home}/calls"\nexec "{PROGRAM[0]}" -m lumenbrowse "$@"\n'
    )
    program.chmod(0o755)
    for shell in ("bash", "zsh", "fish"):
        (home / shell).write_text(completion(shell))
    return home


@pytest.fixture(autouse=True)
def _nothing_was_run(place: Path) -> Iterator[None]:
    """No shell runs what an id says, and no completion asks a server."""
    yield
    assert not list(place.rglob("pwned"))
    calls = place / "calls"
    if calls.exists():
        assert all("--offline" in call for call in calls.read_text().splitlines())


def environment(place: Path) -> dict[str, str]:
    return clean_environment(
        place,
        {
            "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
            "LUMENFALL_BASE_URL": (place / "base").read_text(),
        },
    )


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        assert "CI" not in os.environ, f"{name} is missing"
        pytest.skip(f"no {name} on this machine")
    return found


BASH = r"""
source ./bash
COMP_LINE=$1 COMP_POINT=${2:-${#1}}
_lumenbrowse lumenbrowse '' ''
printf '%s\n' "${COMPREPLY[@]}"
"""


def in_bash(place: Path, line: str, point: str = "") -> list[str]:
    done = subprocess.run(
        [shell("bash"), "--norc", "-c", BASH, "bash", line, point],
        capture_output=True,
        text=True,
        cwd=place,
        env=environment(place),
        timeout=30,
    )
    return sorted(filter(None, done.stdout.splitlines()))


def in_fish(place: Path, line: str) -> list[str]:
    command = "source ./fish; complete -C $argv[1]"
    done = subprocess.run(
        [shell("fish"), "--no-config", "-c", command, line],
        capture_output=True,
        text=True,
        cwd=place,
        env=environment(place),
        timeout=30,
    )
    assert done.stderr == ""
    return sorted(found.split("\t")[0] for found in done.stdout.splitlines())


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_scripts_are_sound(place: Path, name: str) -> None:
    done = subprocess.run([shell(name), "-n", str(place / name)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert completion(name).isascii()


CASES = [
    ("lumenbrowse --own", ["--owner"]),
    ("lumenbrowse --owner o", ["openai"]),
    ("lumenbrowse --owner=b", ["black-forest-labs"]),
    ("lumenbrowse --sort ", ["added", "id", "owner"]),
    ("lumenbrowse --clipboard=os", ["osc52"]),
    ("lumenbrowse --completion ", ["bash", "fish", "zsh"]),
    ("lumenbrowse flux", ["flux.1-dev", "flux.2-max"]),
    ("lumenbrowse --pick --limit 3 flux.2", ["flux.2-max"]),
    ("lumenbrowse --check flux.1-dev gpt", ["gpt-image-1"]),
    ("lumenbrowse --limit ", []),
    ("lumenbrowse --base-url http://127.0.0.1:1/v1 flux", []),
    ("lumenbrowse --base-url=http://127.0.0.1:1/v1 flux", []),
    ("lumenbrowse --sample dall", ["dall-e-3"]),
    ("lumenbrowse nothing-like-it", []),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_in_bash(place: Path, line: str, expected: list[str]) -> None:
    assert in_bash(place, line) == expected


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_in_fish(place: Path, line: str, expected: list[str]) -> None:
    found = in_fish(place, line)
    prefix = line.rpartition(" ")[2].partition("=")
    whole = [f"{prefix[0]}={name}" if prefix[1] else name for name in expected]
    assert found == sorted(whole)


def test_every_option_in_bash(place: Path) -> None:
    flags = sorted(flag for option in OPTIONS for flag in option.flags)
    assert in_bash(place, "lumenbrowse -") == flags
    assert in_bash(place, "lumenbrowse -- -") == []


def test_every_option_in_fish(place: Path) -> None:
    long_flags = {option.long for option in OPTIONS}
    assert set(in_fish(place, "lumenbrowse --")) == long_flags


def test_only_what_is_before_the_cursor_counts_in_bash(place: Path) -> None:
    assert in_bash(place, "lumenbrowse --sor flux", str(len("lumenbrowse --sor"))) == ["--sort"]


def test_colons_in_bash(place: Path) -> None:
    """Bash completes what follows the last colon alone."""
    assert in_bash(place, "lumenbrowse lla") == ["llama3:70b", "llama3:8b"]
    assert in_bash(place, "lumenbrowse llama3:") == ["70b", "8b"]
    assert in_bash(place, "lumenbrowse llama3:7") == ["70b"]


def test_hostile_ids_are_quoted_in_bash(place: Path) -> None:
    (quoted,) = in_bash(place, "lumenbrowse evil")
    done = subprocess.run(
        [shell("bash"), "-c", f"printf %s {quoted}"], capture_output=True, text=True, cwd=place
    )
    assert done.stdout == HOSTILE


def test_hostile_ids_in_fish(place: Path) -> None:
    assert in_fish(place, "lumenbrowse evil") == [HOSTILE]
    assert in_fish(place, "lumenbrowse --owner two") == ["two words"]


def complete(place: Path, name: str, setup: str, typed: str, line: str) -> None:
    """Types, presses Tab in an interactive shell, and waits until the line is as it is to be."""
    command = {"bash": ["bash", "--norc", "--noprofile"], "zsh": ["zsh", "-f"]}[name]
    shell(name)
    environ = {**environment(place), "PS1": "> ", "PROMPT": "> "}
    with Terminal(command, place, columns=200, environ=environ, cwd=place) as terminal:
        terminal.send(f"{setup}; echo rea''dy\n")
        terminal.wait_for("\nready\n>")
        terminal.send(f"{typed}\t")
        terminal.wait_for(lambda shown: f"> {line}" in shown.screen())


ZSH = "autoload -U compinit && compinit -u -D && source ./zsh"
QUOTED = "evil\\$\\(touch\\ pwned\\)\\`touch\\ pwned\\`\\;touch\\ pwned\\ \\'x\\\"\\ \\&"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("lumenbrowse --own", "lumenbrowse --owner="),
        ("lumenbrowse --owner o", "lumenbrowse --owner openai"),
        ("lumenbrowse --owner=bl", "lumenbrowse --owner=black-forest-labs"),
        ("lumenbrowse --clipboard os", "lumenbrowse --clipboard osc52"),
        ("lumenbrowse gpt", "lumenbrowse gpt-image-1"),
        ("lumenbrowse -p flux.2", "lumenbrowse -p flux.2-max"),
        ("lumenbrowse --check flux.1-dev llama3:7", "lumenbrowse --check flux.1-dev llama3:70b"),
        ("lumenbrowse --sample dall", "lumenbrowse --sample dall-e-3"),
        ("lumenbrowse --ca-bundle ./cert", "lumenbrowse --ca-bundle ./certificates.pem"),
        ("lumenbrowse evil", f"lumenbrowse {QUOTED}"),
    ],
)
def test_in_zsh(place: Path, typed: str, line: str) -> None:
    complete(place, "zsh", ZSH, typed, line)


def test_zsh_finds_it_in_its_path_too(place: Path) -> None:
    functions = place / "functions"
    functions.mkdir()
    (functions / "_lumenbrowse").write_text(completion("zsh"))
    setup = f"fpath+=({functions}); autoload -U compinit && compinit -u -D"
    complete(place, "zsh", setup, "lumenbrowse gpt", "lumenbrowse gpt-image-1")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("lumenbrowse --own", "lumenbrowse --owner"),
        ("lumenbrowse gpt", "lumenbrowse gpt-image-1"),
        ("lumenbrowse llama3:7", "lumenbrowse llama3:70b"),
        ("lumenbrowse --owner=op", "lumenbrowse --owner=openai"),
        ("lumenbrowse --ca-bundle ./cert", "lumenbrowse --ca-bundle ./certificates.pem"),
    ],
)
def test_in_an_interactive_bash(place: Path, typed: str, line: str) -> None:
    complete(place, "bash", "source ./bash", typed, line)


def test_no_cache_completes_no_models(
    tmp_path: Path, place: Path, model_server: ModelServer
) -> None:
    environ = {**environment(place), "XDG_CACHE_HOME": str(tmp_path)}
    environ["LUMENFALL_BASE_URL"] = model_server.base_url
    done = subprocess.run(
        [shell("bash"), "--norc", "-c", BASH, "bash", "lumenbrowse flux", ""],
        capture_output=True,
        text=True,
        cwd=place,
        env=environ,
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")
    assert model_server.requests == []
