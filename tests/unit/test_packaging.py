"""The package as users get it: built, installed into an empty environment, and started from elsewhere."""

import os
import site
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import lumenbrowse
from lumenbrowse.storage.sample import sample_catalog
from tests.terminal.harness import Terminal, clean_environment

ROOT = Path(__file__).parents[2]
DATA = "sample-models.jsonl lumenbrowse.1 help.txt completion.bash completion.zsh completion.fish"
SHIPPED = {"lumenbrowse/styles.tcss", "lumenbrowse/py.typed"}
SHIPPED |= {f"lumenbrowse/data/{name}" for name in DATA.split()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a wheel and an sdist."""
    folder = tmp_path_factory.mktemp("built")
    run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], ROOT)
    return folder


def run(command: list[str], cwd: Path, environ: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_the_wheel_holds(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        names = set(archive.namelist())
        assert names >= SHIPPED
        page = ".data/data/share/man/man1/lumenbrowse.1"
        (manual,) = (name for name in names if name.endswith(page))
        assert archive.read(manual) == archive.read("lumenbrowse/data/lumenbrowse.1")
        assert not any("test" in name or "__pycache__" in name for name in names)
        modules = (ROOT / "lumenbrowse").rglob("*.py")
        assert names >= {module.relative_to(ROOT).as_posix() for module in modules}
        here = str(ROOT).encode()
        assert not any(here in archive.read(name) for name in names)
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(archive.read(metadata).decode())
    assert said["Version"] == lumenbrowse.__version__
    needed = {text for text in said.get_all("Requires-Dist", []) if "extra" not in text}
    packages = {text.partition(">")[0] for text in needed}
    assert packages == {"textual", "httpx", "pyperclip", "platformdirs"}
    assert not any("=" in text.replace(">=", "") for text in needed)


def test_what_the_sdist_holds(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {"styles.tcss", "README.md", "CHANGELOG.md", "tests/cases/asked.json"}


def install(folder: Path, what: Path) -> Path:
    """An environment with lumenbrowse and this one's other packages; its `bin`."""
    venv.create(folder, symlinks=os.name != "nt")
    names = {"base": str(folder), "platbase": str(folder)}
    scheme = "venv" if "venv" in sysconfig.get_scheme_names() else sysconfig.get_default_scheme()
    packages = Path(sysconfig.get_path("purelib", scheme, names))
    # Directories named so are not looked through for .pth files: an editable lumenbrowse stays out.
    (packages / "others.pth").write_text("\n".join(site.getsitepackages()))
    scripts = Path(sysconfig.get_path("scripts", scheme, names))
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", *options]
    run([*pip, "--quiet", str(what)], cwd=folder)
    return scripts


def test_the_sdist_installed(built: Path, tmp_path: Path) -> None:
    """Pip builds a wheel of it first; the program of that answers, and finds what it ships."""
    scripts = install(tmp_path / "environment", *built.glob("*.tar.gz"))
    assert (tmp_path / "environment" / "share" / "man" / "man1" / "lumenbrowse.1").exists()
    program, path = str(scripts / "lumenbrowse"), {"PYTHONPATH": ""}

    def said(*command: str) -> str:
        return run([*command], tmp_path, clean_environment(tmp_path / "home", path))

    python = str(scripts / "python")
    where = said(python, "-c", "import lumenbrowse; print(lumenbrowse.__file__)")
    assert where.startswith(str(tmp_path))
    version = f"lumenbrowse {lumenbrowse.__version__}\n"
    assert said(python, "-m", "lumenbrowse", "--version") == version
    assert said(program, "--help").startswith("Usage: lumenbrowse ")
    ids = said(program, "--sample", "--ids").splitlines()
    assert sorted(ids) == sorted(model.id for model in sample_catalog().models)
    home = tmp_path / "home"
    with Terminal([program, "--sample"], home, environ=path, cwd=tmp_path) as terminal:
        terminal.wait_for(ids[0], timeout=30)
        terminal.leave("q")
