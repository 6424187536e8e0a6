"""The program as a process: where a command line leads, its exit codes, its streams, its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lumenbrowse import __main__, __version__
from tests.program import TIMEOUT, run, wait_until
from tests.scenarios import TEST_KEY
from tests.server import ModelServer
from tests.terminal.harness import PROGRAM, clean_environment
from tests.unit.cli import CASES


@pytest.mark.parametrize(("arguments", "base", "words"), CASES["ends_with_2"])
def test_what_ends_with_2(tmp_path: Path, arguments: str, base: str, words: str) -> None:
    """A base that is none, a server that config.toml has not, no terminal for the browser."""
    done = run(tmp_path, *arguments.split(), environ={"LUMENFALL_BASE_URL": base})
    assert (done.code, done.out) == (2, "")
    for line, said in zip(done.errors, words.split("|"), strict=True):
        assert said in line


@pytest.mark.parametrize(("scenario", "line", "code"), CASES["exit_codes"])
def test_exit_codes(
    scenario: str, line: str, code: int, tmp_path: Path, model_server: ModelServer
) -> None:
    model_server.play(scenario)
    environ = {"LUMENFALL_BASE_URL": model_server.base_url, "LUMENFALL_API_KEY": TEST_KEY}
    done = run(tmp_path, *line.split(), environ=environ)
    said = code != 0 and not (code == 1 and "--exit-0" in line)
    assert (done.code, len(done.errors), bool(done.raw)) == (code, said, code == 0)
    assert "Traceback" not in done.err


TEXTS = {
    "--version": f"lumenbrowse {__version__}\n",
    "--help": "Usage: lumenbrowse ",
    "--bogus --help": "Usage: lumenbrowse ",
    "--completion=fish": "# lumenbrowse: completion for fish",
}


def test_texts_go_to_standard_output_and_wrong_usage_is_told_in_one_line(tmp_path: Path) -> None:
    for line, start in TEXTS.items():
        done = run(tmp_path, *line.split())
        assert (done.code, done.err, done.out.startswith(start)) == (0, "", True)
    done = run(tmp_path, "--limit", "x")
    assert (done.code, done.out, len(done.errors)) == (2, "", 2)
    assert done.errors[0] == "usage: lumenbrowse [OPTION ...] [QUERY ...]"
    assert done.errors[1].startswith("lumenbrowse: argument --limit: it takes a whole number")
    assert done.errors[1].endswith(", not 'x': lumenbrowse --help lists the options")


def test_a_config_that_is_wrong_is_told_and_the_rest_holds(tmp_path: Path) -> None:
    config = tmp_path / "config" / "lumenbrowse" / "config.toml"
    config.parent.mkdir(parents=True)
    server = 'base_url = "http://127.0.0.1:1/v1"\nkey_env = "K"'
    config.write_text(f'them = 1\n"{TEST_KEY}" = 1\n[servers.x]\n{server}\n')
    done = run(tmp_path, *["--ids", "--server", "x", "--offline"], environ={"K": TEST_KEY})
    note = "them is nothing that can be set (did you mean theme?)"
    assert (done.code, done.errors[0]) == (3, f"lumenbrowse: config.toml: {note}")
    assert "config.toml: … is nothing that can be set" in done.errors[1]


def test_without_key_and_base_it_is_the_sample(tmp_path: Path) -> None:
    """A CI job without a key must not think that it checked the real list."""
    for command in ("--ids", "--check flux.2-max"):
        done = run(tmp_path, *command.split())
        assert done.code == 0
        assert all(words in done.err for words in ("SAMPLE DATA", "LUMENFALL_API_KEY"))
    assert run(tmp_path, "--ids", "--sample").err == ""


def test_the_official_clients_key_goes_to_no_other_host(
    tmp_path: Path, model_server: ModelServer
) -> None:
    folder = tmp_path / ".lumenfall"
    folder.mkdir()
    (folder / "credentials.json").write_text(f'{{"api_key": "{TEST_KEY}"}}')
    environ = {"LUMENFALL_CONFIG_DIR": str(folder), "LUMENFALL_BASE_URL": model_server.base_url}
    done = run(tmp_path, "--ids", environ=environ)
    assert (done.code, len(done.lines), len(done.errors)) == (0, 5, 1)
    assert "lumenfall.ai alone" in done.err
    (request,) = model_server.requests
    assert "authorization" not in request.headers
    # With a stored key the sample is not shown: the list of Lumenfall itself is asked for.
    live = run(tmp_path, "--ids", "--offline", environ={"HOME": str(tmp_path)})
    assert (live.code, "no list of api.lumenfall.ai is kept" in live.err) == (3, True)
    own = run(tmp_path, "--ids", "--refresh", environ={**environ, "LUMENFALL_API_KEY": TEST_KEY})
    assert (own.code, own.err) == (0, "")
    assert model_server.requests[-1].headers["authorization"] == f"Bearer {TEST_KEY}"


@pytest.mark.parametrize("command", ["--list", "--help"])
def test_a_closed_pipe_ends_it_quietly(tmp_path: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    line, environ = [*PROGRAM, "--sample", command], clean_environment(tmp_path)
    done = subprocess.run(line, stdout=writing, stderr=subprocess.PIPE, env=environ)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


CLOSED, FULL = "it is closed", "No space left on device"


@pytest.mark.parametrize(("line", "why"), [
    ("--json >/dev/full", FULL),
    ("--help >/dev/full", FULL),
    ("--doctor >/dev/full", FULL),
    ("--ids flux >&-", CLOSED),
    # What is for standard error does not end up among the data.
    ("--ids flux zzz <&- 2>&-", ""),
])  # fmt: skip
def test_what_can_not_be_written_is_said_in_one_line(tmp_path: Path, line: str, why: str) -> None:
    if why == FULL and not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    command = ["sh", "-c", f'exec "{PROGRAM[0]}" -m lumenbrowse --sample {line}']
    environ = clean_environment(tmp_path)
    done = subprocess.run(command, capture_output=True, text=True, env=environ)
    said = f"lumenbrowse: can't write to standard output: {why}\n" if why else ""
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), SIGNALS, ids=str)
def test_signals_end_it_quietly(
    tmp_path: Path, model_server: ModelServer, number: signal.Signals, code: int
) -> None:
    model_server.play("hangs")
    command, pipe = [*PROGRAM, "--ids", "--base-url", model_server.base_url], subprocess.PIPE
    environ = clean_environment(tmp_path)
    process = subprocess.Popen(command, env=environ, stdout=pipe, stderr=pipe)
    wait_until(lambda: model_server.requests)
    process.send_signal(number)
    out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert not list(tmp_path.rglob("*.tmp"))


def test_an_error_of_the_program_is_one_line_and_a_report(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Signals stay those of the tests.
    monkeypatch.setattr("lumenbrowse.terminal.stdio.leave_on_signals", lambda: None)
    monkeypatch.setenv("LUMENFALL_API_KEY", "sk-other-secret")

    def fail(settings: object) -> int:
        local = f"local lmnfl_id.local-secret {settings}"
        raise ValueError(f"said sk-other-secret, lmnfl_id.said-secret, \x1b[31m {len(local)}")

    monkeypatch.setattr("lumenbrowse.cli.list.run", fail)
    assert __main__.run(["--ids"]) == 70
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert err.startswith("lumenbrowse: an error of lumenbrowse itself (ValueError): ")
    path = Path(err.strip().rpartition(" ")[2])
    assert path.parent == home / "state" / "lumenbrowse"
    assert path.stat().st_mode & 0o777 == 0o600
    report = path.read_text()
    words = ("ValueError: said …, … \\x1b[31m", "test_main.py", "in fail", __version__)
    assert [one for one in words if one not in report] == []
    assert "secret" not in report
    # Without a place for reports.
    monkeypatch.setenv("XDG_STATE_HOME", str(path))
    assert __main__.run(["--ids"]) == 70
    said = "lumenbrowse: an error of lumenbrowse itself (ValueError); no report could be kept\n"
    assert capsys.readouterr() == ("", said)


def test_a_missing_home_is_survived(tmp_path: Path, model_server: ModelServer) -> None:
    # Nobody knows this user either: the home of who runs the tests stays as it is.
    program = "import pwd; pwd.getpwuid = {}.__getitem__; from lumenbrowse.__main__ import main; exit(main())"
    missing = ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    environ = {k: v for k, v in clean_environment(tmp_path).items() if k not in missing}
    command = [sys.executable, "-c", program, "--ids", "--base-url", model_server.base_url]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (0, 5)
