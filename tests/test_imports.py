"""Which module imports what: the arrows of DESIGN.md section 11, and what a quick command may load."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lumenbrowse
from tests.end_to_end.harness import clean_environment
from tests.program import run as run_program
from tests.scenarios import TEST_KEY
from tests.server import serve

PACKAGE = Path(lumenbrowse.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
CORE = [module for module in MODULES if module.parts[0] != "tui"]
UI = [module for module in MODULES if module.parts[0] == "tui"]

ALLOWED = {"httpx", "platformdirs", "pyperclip", "lumenbrowse"}
LATE = {
    "lumenbrowse.tui.launch": {"__main__.py"},
}
"""What of the UI the core may name, and where: the entry alone, when it starts it."""


def imports(module: Path) -> Iterator[str]:
    """Every module that is imported anywhere in a file, types and late imports too."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name"
            yield node.module or ""


def dotted(module: Path) -> str:
    return ".".join(("lumenbrowse", *module.with_suffix("").parts)).removesuffix(".__init__")


@pytest.mark.parametrize("module", CORE, ids=str)
def test_the_core_imports_core_alone(module: Path) -> None:
    for name in imports(module):
        top = name.partition(".")[0]
        assert top in ALLOWED or top in sys.stdlib_module_names, name
        if name.startswith("lumenbrowse.tui"):
            assert str(module) in LATE.get(name, ()), f"{module} imports {name}"
        if top == "httpx":
            assert module.name == "client.py", f"{module} imports httpx"
        if top == "pyperclip":
            assert module.name == "native_clipboard.py", f"{module} imports pyperclip"


@pytest.mark.parametrize("module", UI, ids=str)
def test_the_ui_imports_textual_and_the_core(module: Path) -> None:
    for name in imports(module):
        top = name.partition(".")[0]
        known = ALLOWED | {"textual", "rich"}
        assert top in known or top in sys.stdlib_module_names, name


def test_no_module_goes_by_another_libraries_private_names() -> None:
    for module in MODULES:
        for name in imports(module):
            assert not any(
                part.startswith("_") and part != "__future__" for part in name.split(".")
            )


LOADED = """
import json, sys
{code}
print(json.dumps(sorted(name for name in sys.modules)), file=sys.stderr)
"""


def loaded(home: Path, code: str, **environ: str) -> set[str]:
    """The modules that are loaded after some code ran, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code)],
        env=clean_environment(home, environ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    names = json.loads(done.stderr.splitlines()[-1])
    return {str(name) for name in names}


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_importing_the_core_loads_no_ui_toolkit(tmp_path: Path) -> None:
    """All of it but the client: httpx brings Rich along where it finds it."""
    names = [dotted(module) for module in CORE if module.name != "client.py"]
    found = loaded(tmp_path, f"import {', '.join(names)}")
    assert set(names) <= found
    assert not tops(found) & {"textual", "rich", "httpx", "pyperclip"}
    assert not any(name.startswith("lumenbrowse.tui") for name in found)


def command(*arguments: str) -> str:
    return f"from lumenbrowse.__main__ import run; assert run({list(arguments)!r}) == 0"


HEAVY = {"textual", "rich", "httpx", "pyperclip", "asyncio", "ssl", "socket", "argparse", "email"}


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home in which the list of a base is kept, and that base."""
    home = tmp_path_factory.mktemp("cached")
    with serve("documented") as server:
        assert run_program(home, "--ids", "--base-url", server.base_url).code == 0
        return home, server.base_url


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["--completion", "zsh"],
        ["--sample", "--ids"],
        ["--sample", "--list", "flux"],
        ["--sample", "--json"],
        ["--sample", "--check", "flux.2-max"],
        ["--sample", "-1", "flux.2-max"],
        ["--ids", "--offline"],
        ["--ids"],
        ["--list", "flux"],
        ["--jsonl"],
        ["--check", "flux.2-max"],
    ],
    ids=" ".join,
)
def test_a_quick_command_loads_nothing_heavy(
    cached: tuple[Path, str], arguments: list[str]
) -> None:
    home, base = cached
    found = loaded(home, command(*arguments), LUMENFALL_BASE_URL=base, LUMENFALL_API_KEY=TEST_KEY)
    assert not tops(found) & HEAVY
    assert not any(name.startswith("lumenbrowse.tui") for name in found)


def test_the_version_loads_next_to_nothing(tmp_path: Path) -> None:
    bare = loaded(tmp_path, "")
    found = loaded(tmp_path, command("--version")) - bare
    assert {name for name in found if name.startswith("lumenbrowse")} == {
        "lumenbrowse",
        "lumenbrowse.__main__",
        "lumenbrowse.errors",
        "lumenbrowse.streams",
    }
    assert not tops(found) & {"typing", "re", "dataclasses", "pathlib", "enum"}


def test_all_of_a_list_loads_no_search(cached: tuple[Path, str]) -> None:
    home, base = cached
    found = loaded(home, command("--ids", "--offline"), LUMENFALL_BASE_URL=base)
    unneeded = {
        "search",
        "rows",
        "arranging",
        "view",
        "dates",
        "store",
        "state",
        "refresh",
        "client",
    }
    assert not {name.removeprefix("lumenbrowse.") for name in found} & unneeded
    assert "platformdirs" in found
