"""Fixtures of the end-to-end tests: terminals to start the program on. Servers: `model_server`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from lumenbrowse.clipboard.environment import find_environment
from tests.forks import ROOT
from tests.scenarios import Scenario
from tests.server import serve
from tests.terminal.harness import PROGRAM, Terminal
from tests.terminal.places import Display, Screen, Ssh, Tmux

MakeTmux = Callable[..., Tmux]
Break = Callable[..., "dict[str, str]"]
SITE = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {!r}:
            sys.meta_path.remove(self)
            exec({!r}, {{}})
sys.meta_path.insert(0, Finder())
"""


class Start(Protocol):
    """Starts a program on a terminal of its own; everything is ended when the test is over."""

    def __call__(self, *arguments: str, **options: Any) -> Terminal:
        """Start lumenbrowse with `arguments`, or `command=[…]`; wait for `until=…`; `Terminal`'s options."""


@contextmanager
def browsing(home: Path, scenario: str | Scenario, **options: Any) -> Iterator[Terminal]:
    """The program on a server's list, for all tests of a module; in the end it leaves well."""
    leaves = options.pop("leaves", "q")
    with serve(scenario) as server:
        command = [*PROGRAM, "--base-url", server.base_url]
        with Terminal(command, home, **options) as terminal:
            terminal.wait_for("live", "quit")
            yield terminal
            terminal.leave(leaves)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """`start("--sample", rows=12)` runs lumenbrowse on a new terminal; `command=[…]` another."""
    with ExitStack() as stack:

        def run(*arguments: str, **options: Any) -> Terminal:
            command = options.pop("command", PROGRAM)
            until, place = options.pop("until", ""), options.pop("home", home)
            terminal = stack.enter_context(Terminal([*command, *arguments], place, **options))
            terminal.wait_for(until)
            return terminal

        yield run


@pytest.fixture
def breaking(tmp_path: Path) -> Break:
    """`breaking(code)` is an environment in which code is run before the UI, or `module`, is imported."""

    def make(code: str, module: str = "lumenbrowse.tui.launch") -> dict[str, str]:
        (tmp_path / "sitecustomize.py").write_text(SITE.format(module, code))
        return {"PYTHONPATH": f"{tmp_path}:{ROOT}"}

    return make


@pytest.fixture(scope="session")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    with closing(Ssh(tmp_path_factory.mktemp("ssh"))) as ssh:
        yield ssh


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., Tmux]]:
    """`tmux("set …")` is a new tmux with these lines in its configuration."""
    with ExitStack() as stack:
        yield lambda *settings: stack.enter_context(closing(Tmux(tmp_path, *settings)))


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with closing(Screen(tmp_path)) as screen:
        yield screen


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    with closing(Display(tmp_path)) as display:
        yield display


@pytest.fixture
def at_this_machine() -> None:
    """For tests of who sits at this machine: over ssh the program says, rightly, that nobody does."""
    if find_environment({"TERM": "xterm"}).remote:
        pytest.skip("these tests were started over ssh")
