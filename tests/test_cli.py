"""The command line: what is read from it, where it leads, and how the program ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse import __main__, __version__
from lumenbrowse.cli import parse
from lumenbrowse.errors import UsageError
from lumenbrowse.keys import ACTIONS
from lumenbrowse.manual import PAGE, help_text, man_page
from lumenbrowse.options import OPTIONS
from lumenbrowse.settings import Options
from tests.end_to_end.harness import PROGRAM, Terminal, clean_environment
from tests.program import TIMEOUT, run, wait_until
from tests.scenarios import TEST_KEY
from tests.server import ModelServer


def read(*arguments: str) -> Options:
    options = parse(arguments)
    assert isinstance(options, Options)
    return options


def wrong(*arguments: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(arguments)
    return caught.value.line


SET: dict[str, tuple[Sequence[str], dict[str, object]]] = {
    "nothing": ((), {}),
    "a query": (("flux", "max"), {"query": "flux max"}),
    "a query of one argument": (("flux max",), {"query": "flux max"}),
    "pick": (("-p",), {"pick": True}),
    "pick, long": (("--pick", "flux"), {"pick": True, "query": "flux"}),
    "multi implies pick": (("-m",), {"pick": True, "multi": True}),
    "print0 implies pick": (("-0",), {"pick": True, "print0": True}),
    "select-1 implies pick": (("-1",), {"pick": True, "select_1": True}),
    "exit-0 implies pick": (("--exit-0",), {"pick": True, "exit_0": True}),
    "several letters": (("-pm0",), {"pick": True, "multi": True, "print0": True}),
    "print0 with ids picks nothing": (("--ids", "-0"), {"command": "ids", "print0": True}),
    "list": (("--list",), {"command": "list"}),
    "ids": (("--ids",), {"command": "ids"}),
    "json": (("--json",), {"command": "json"}),
    "jsonl": (("--jsonl",), {"command": "jsonl"}),
    "the same twice": (("--list", "--list"), {"command": "list"}),
    "doctor": (("--doctor",), {"command": "doctor"}),
    "check": (("--check", "a", "b"), {"command": "check", "check_ids": ("a", "b")}),
    "check with options": (
        ("--check", "a", "--offline", "b"),
        {"command": "check", "check_ids": ("a", "b"), "offline": True},
    ),
    "check of standard input": (("--check", "-"), {"command": "check", "check_ids": ("-",)}),
    "check of odd ids": (
        ("--check", "--", "-x", "--list"),
        {"command": "check", "check_ids": ("-x", "--list")},
    ),
    "owners": (("--owner", "a", "--owner=b c"), {"owners": ("a", "b c")}),
    "an empty value": (("--owner=",), {"owners": ("",)}),
    "a value like an option": (("--owner=-x",), {"owners": ("-x",)}),
    "a value with an equals sign": (("--base-url=http://x/?a=b",), {"base_url": "http://x/?a=b"}),
    "sort": (("--sort", "owner"), {"sort": "owner"}),
    "the last one counts": (("--sort", "owner", "--sort", "id"), {"sort": "id"}),
    "reverse": (("--reverse",), {"reverse": True}),
    "limit": (("--limit", "5"), {"limit": 5}),
    "new": (("--new",), {"new": True}),
    "favourites": (("--favourites",), {"favourites": True}),
    "timeout": (("--timeout", "0.5"), {"timeout": 0.5}),
    "max-age": (("--max-age", "0"), {"max_age": 0.0}),
    "ca-bundle": (("--ca-bundle", "a b.pem"), {"ca_bundle": "a b.pem"}),
    "offline": (("--offline",), {"offline": True}),
    "refresh": (("--refresh",), {"refresh": True}),
    "sample": (("--sample",), {"sample": True}),
    "clipboard": (("--clipboard", "osc52"), {"clipboard": "osc52"}),
    "theme": (("--theme", "nord"), {"theme": "nord"}),
    "no-mouse": (("--no-mouse",), {"mouse": False}),
    "ascii": (("--ascii",), {"ascii": True}),
    "plain": (("--plain",), {"plain": True}),
    "no-state": (("--no-state",), {"keep_state": False}),
    "options among the words": (
        ("flux", "--list", "max", "--limit", "3", "pro"),
        {"command": "list", "query": "flux max pro", "limit": 3},
    ),
    "all after two hyphens": (
        ("--ids", "--", "--list", "-p"),
        {"command": "ids", "query": "--list -p"},
    ),
    "a lone hyphen": (("-",), {"query": "-"}),
    "excluding and by owner": (("!pro", "owner:goo"), {"query": "!pro owner:goo"}),
}


@pytest.mark.parametrize("name", SET)
def test_what_is_read(name: str) -> None:
    arguments, expected = SET[name]
    assert read(*arguments) == Options(**expected)  # type: ignore[arg-type]


def test_every_option_is_among_the_cases() -> None:
    given_somewhere = {
        argument.partition("=")[0] for arguments, _ in SET.values() for argument in arguments
    }
    for option in OPTIONS:
        if option.field != "shown":
            assert given_somewhere.intersection(option.flags), option.long


def test_every_option_sets_a_field_that_there_is() -> None:
    known = {field.name for field in fields(Options)} | {"shown"}
    assert {option.field for option in OPTIONS} <= known
    assert len({flag for option in OPTIONS for flag in option.flags}) == sum(
        len(option.flags) for option in OPTIONS
    )


WRONG: dict[str, tuple[Sequence[str], str]] = {
    "unknown": (("--bogus",), "there is no option --bogus"),
    "nearly right": (("--owners", "x"), "there is no option --owners (did you mean --owner?)"),
    "no shortening": (("--ver",), "--ver"),
    "unknown letter": (("-px",), "there is no option -x"),
    "hostile": (("--\x1b[31mx",), "there is no option --\\x1b[31mx"),
    "two commands": (("--list", "--ids"), "--list and --ids do not go together"),
    "pick and list": (("--list", "-p"), "--list and --pick do not go together"),
    "offline and refresh": (("--refresh", "--offline"), "--refresh and --offline do not go"),
    "no value": (("--limit",), "--limit needs a value (--limit N)"),
    "an option for a value": (("--owner", "--ids"), "--owner needs a value"),
    "a value too many": (("--list=3",), "--list takes no value"),
    "no number": (("--limit", "x"), '--limit takes a number, not "x"'),
    "no whole number": (("--limit", "1.5"), "--limit takes a number"),
    "nothing to show": (("--limit", "0"), "--limit takes 1 or more"),
    "no time": (("--timeout", "0"), "--timeout takes more than 0 seconds"),
    "negative": (("--max-age=-1",), "--max-age takes seconds, 0 or more"),
    "not a number": (("--max-age", "nan"), "--max-age takes seconds"),
    "endless": (("--timeout", "inf"), "--timeout takes seconds"),
    "no such column": (("--sort", "name"), '--sort takes id, owner, added, not "name"'),
    "no such route": (("--clipboard", "x"), "--clipboard takes auto, native"),
    "no such shell": (("--completion", "ksh"), "--completion takes bash, zsh, fish"),
    "nothing to check": (("--check",), "--check needs IDs"),
    "check with a filter": (("--check", "x", "--owner", "y"), "--owner does not go with --check"),
    "doctor with a filter": (("--doctor", "--limit", "1"), "--limit does not go with --doctor"),
    "doctor with a query": (("--doctor", "flux"), "--doctor takes no QUERY"),
    "picking without the browser": (("--list", "-1"), "for picking in the browser"),
    "nul in JSON": (("--json", "-0"), "-0 is for picking and for --ids"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_said_in_one_line(name: str) -> None:
    arguments, words = WRONG[name]
    line = wrong(*arguments)
    assert words in line
    assert line.isprintable()
    assert UsageError.exit_code == 2


ARGUMENTS = st.sampled_from([flag for option in OPTIONS for flag in option.flags]) | st.text(
    max_size=8
)


@given(st.lists(ARGUMENTS | st.tuples(ARGUMENTS, st.text(max_size=4)).map("=".join), max_size=6))
def test_no_command_line_is_an_error_of_the_program(arguments: list[str]) -> None:
    try:
        found: Options | str = parse(arguments)
    except UsageError as error:
        found = error.line
    assert isinstance(found, Options) or "\x1b" not in found


def test_help_fits_a_screen() -> None:
    lines = help_text().splitlines()
    # One line of the 24 is for the shell's next prompt.
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert help_text().isascii()


def test_help_and_manual_tell_every_option() -> None:
    page = man_page().replace("\\-", "-").replace("\\fR", "")
    for option in OPTIONS:
        for flag in option.flags:
            assert f" {flag}" in help_text()
            assert f"\\fB{flag}" in page
        assert option.metavar in help_text()
        assert option.choices == () or "|".join(option.choices) == option.metavar
        assert option.text.endswith(".")


def test_the_manual_tells_every_key() -> None:
    page = man_page()
    assert page.isascii()
    told = page.replace("\\-", "-").replace("\\(aq", "'")
    for action in ACTIONS.values():
        assert action.does.rstrip("…")[1:] in told
    assert ".B Up, k\nUp.\n" in page


def test_the_shipped_manual_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="ascii") == man_page(), "run: python -m lumenbrowse.manual"


def test_man_reads_the_manual_without_a_warning() -> None:
    if shutil.which("man") is None:
        assert "CI" not in os.environ, "man is missing"
        pytest.skip("no man on this machine")
    done = subprocess.run(
        ["man", "-l", "--warnings", str(PAGE)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--completion bash|zsh|fish" in done.stdout
    assert "model=$(lumenbrowse --pick flux)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (["--version"], f"lumenbrowse {__version__}\n"),
        (["--list", "--version"], f"lumenbrowse {__version__}\n"),
        (["--help"], "Usage: lumenbrowse "),
        (["-h"], "Usage: lumenbrowse "),
        (["--help", "--bogus"], "Usage: lumenbrowse "),
        (["--completion", "bash"], "# lumenbrowse: completion for bash"),
        (["--completion=fish"], "# lumenbrowse: completion for fish"),
    ],
)
def test_texts_go_to_standard_output(tmp_path: Path, arguments: list[str], start: str) -> None:
    done = run(tmp_path, *arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(start)


def test_wrong_usage_ends_with_2_and_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, "--limit", "x")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        'lumenbrowse: --limit takes a number, not "x": lumenbrowse --help lists the options\n'
    )


def test_a_base_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    done = run(tmp_path, "--ids", environ={"LUMENFALL_BASE_URL": "ftp://x"})
    assert (done.code, done.out, len(done.errors)) == (2, "", 1)
    assert "LUMENFALL_BASE_URL" in done.err


@pytest.mark.parametrize("arguments", [("--pick",), ("-m", "flux")])
def test_no_terminal_for_the_browser(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, "--sample", *arguments)
    assert (done.code, done.out, len(done.errors)) == (2, "", 1)
    assert "--list" in done.err


def test_standard_output_that_is_no_terminal_means_list(tmp_path: Path) -> None:
    done = run(tmp_path, "--sample", "gpt-image-1.5")
    assert (done.code, done.err) == (0, "")
    assert done.out == "gpt-image-1.5\topenai\t2023-10-31T20:46:29Z\n"


def test_a_dumb_terminal_gets_the_list(tmp_path: Path) -> None:
    command = [*PROGRAM, "--sample", "gpt-image-1.5"]
    with Terminal(command, tmp_path, environ={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw
        assert terminal.screen()[0].split() == ["MODEL", "ID", "OWNER", "ADDED"]


def test_select_1_and_exit_0_need_no_terminal(tmp_path: Path) -> None:
    one = run(tmp_path, "--sample", "-1", "flux.2-max")
    assert (one.code, one.raw, one.err) == (0, b"flux.2-max\n", "")
    assert run(tmp_path, "--sample", "-10", "flux.2-max").raw == b"flux.2-max\0"
    none = run(tmp_path, "--sample", "--exit-0", "no such model")
    assert (none.code, none.raw) == (1, b"")
    # Close matches are for people to choose from.
    assert run(tmp_path, "--sample", "--exit-0", "flx2mx").code == 1
    assert run(tmp_path, "--sample", "-1", "flx2mx").code == 2
    several = run(tmp_path, "--sample", "-1", "--exit-0", "flux")
    assert (several.code, several.raw) == (2, b"")


def test_select_1_goes_on_to_the_browser_where_the_list_can_not_be_had(tmp_path: Path) -> None:
    done = run(tmp_path, "-1", "flux", "--base-url", "http://127.0.0.1:1/v1", "--timeout", "1")
    assert done.code == 2
    assert "terminal" in done.err


CODES = {
    "done": ("documented", ("--ids",), 0),
    "nothing matched": ("documented", ("--ids", "zzz"), 1),
    "a check that fails": ("documented", ("--check", "zzz"), 1),
    "no list": ("404 page", ("--ids",), 3),
    "no list for a check": ("closed", ("--check", "zzz", "--timeout", "1"), 3),
    "no list for json": ("empty list", ("--json",), 3),
    "not allowed": ("401", ("--ids",), 4),
    "forbidden": ("403", ("--list",), 4),
    "doctor": ("documented", ("--doctor",), 0),
    "doctor, no list": ("404 page", ("--doctor",), 3),
    "doctor, refused": ("401", ("--doctor",), 4),
}


@pytest.mark.parametrize("name", CODES)
def test_exit_codes(name: str, tmp_path: Path, model_server: ModelServer) -> None:
    scenario, arguments, code = CODES[name]
    model_server.play(scenario)
    environ = {"LUMENFALL_BASE_URL": model_server.base_url, "LUMENFALL_API_KEY": TEST_KEY}
    done = run(tmp_path, *arguments, environ=environ)
    assert done.code == code
    assert len(done.errors) == (code != 0 and "--doctor" not in arguments)
    assert "Traceback" not in done.err
    if "--doctor" not in arguments:
        assert bool(done.raw) == (code == 0 or (code == 1 and "--json" in arguments))


@pytest.mark.parametrize("scenario", ["401 echoing the key", "needs key", "hostile error"])
@pytest.mark.parametrize("command", ["--ids", "--doctor", "--json"])
def test_the_key_and_control_characters_never_show(
    scenario: str, command: str, tmp_path: Path, model_server: ModelServer
) -> None:
    model_server.play(scenario)
    environ = {"LUMENFALL_BASE_URL": model_server.base_url, "LUMENFALL_API_KEY": TEST_KEY}
    done = run(tmp_path, command, environ=environ)
    assert "no-real-secret" not in done.out + done.err
    assert all(line.isprintable() for line in (*done.lines, *done.errors))
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"no-real-secret" in content for content in kept)


def test_the_official_clients_root_is_honoured(tmp_path: Path, model_server: ModelServer) -> None:
    root = model_server.base_url.removesuffix("/v1")
    done = run(tmp_path, "--ids", environ={"LUMENFALL_API_BASE": root})
    assert (done.code, done.err, len(done.lines)) == (0, "", 5)
    assert [request.path for request in model_server.requests] == ["/openai/v1/models"]


def test_the_official_clients_key_goes_to_no_other_host(
    tmp_path: Path, model_server: ModelServer
) -> None:
    folder = tmp_path / "official"
    folder.mkdir()
    (folder / "credentials.json").write_text(f'{{"api_key": "{TEST_KEY}"}}')
    environ = {
        "LUMENFALL_CONFIG_DIR": str(folder),
        "LUMENFALL_BASE_URL": model_server.base_url,
    }
    done = run(tmp_path, "--ids", environ=environ)
    assert (done.code, len(done.lines), len(done.errors)) == (0, 5, 1)
    assert "lumenfall.ai alone" in done.err
    (request,) = model_server.requests
    assert "authorization" not in request.headers
    own = run(tmp_path, "--ids", "--refresh", environ={**environ, "LUMENFALL_API_KEY": TEST_KEY})
    assert (own.code, own.err) == (0, "")
    assert model_server.requests[-1].headers["authorization"] == f"Bearer {TEST_KEY}"


def test_the_official_clients_key_makes_it_live(tmp_path: Path) -> None:
    """With a stored key the sample is not shown: the list of Lumenfall itself is asked for."""
    folder = tmp_path / ".lumenfall"
    folder.mkdir()
    (folder / "credentials.json").write_text(f'{{"api_key": "{TEST_KEY}"}}')
    done = run(tmp_path, "--ids", "--offline", environ={"HOME": str(tmp_path)})
    assert done.code == 3
    assert "no list of api.lumenfall.ai is kept" in done.err


def test_without_key_and_base_it_is_the_sample(tmp_path: Path) -> None:
    done = run(tmp_path, "--ids")
    assert (done.code, len(done.lines)) == (0, 75)
    assert "SAMPLE DATA" in done.err
    assert "LUMENFALL_API_KEY" in done.err
    assert run(tmp_path, "--ids", "--sample").err == ""


def start_process(home: Path, stdout: int, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        env=clean_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("command", ["--ids", "--list", "--json", "--jsonl", "--help", "--version"])
def test_a_closed_pipe_ends_it_quietly(tmp_path: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = start_process(tmp_path, writing, command, "--sample")
    os.close(writing)
    _, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, err) == (141, b"")


def test_the_head_of_a_long_list(tmp_path: Path) -> None:
    shell = f'"{PROGRAM[0]}" -m lumenbrowse --sample --ids | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, env=clean_environment(tmp_path)
    )
    assert done.stdout.splitlines()[0] == "x-ai/grok-build-0.1"
    assert done.stdout.splitlines()[1] in ("0", "141")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "command", ["--ids", "--list", "--json", "--help", "--version", "--doctor"]
)
def test_a_full_disk_is_said_in_one_line(tmp_path: Path, command: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    with Path("/dev/full").open("wb") as full:
        process = start_process(tmp_path, full.fileno(), command, "--sample")
        _, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 1
    assert err.decode() == "lumenbrowse: can't write to standard output: No space left on device\n"


def test_closed_streams(tmp_path: Path) -> None:
    command = f'exec "{PROGRAM[0]}" -m lumenbrowse --sample --ids flux'
    environ = clean_environment(tmp_path)
    closed = ["sh", "-c", f"{command} >&-"]
    done = subprocess.run(closed, capture_output=True, text=True, env=environ)
    assert done.returncode == 1
    assert done.stderr == "lumenbrowse: can't write to standard output: it is closed\n"
    quiet = ["sh", "-c", f"{command} zzz <&- 2>&-"]
    done = subprocess.run(quiet, capture_output=True, text=True, env=environ)
    # What is for standard error does not end up among the data.
    assert (done.returncode, done.stdout) == (1, "")


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), SIGNALS, ids=lambda value: str(value))
def test_signals_end_it_quietly(
    tmp_path: Path, model_server: ModelServer, number: signal.Signals, code: int
) -> None:
    model_server.play("hangs")
    process = start_process(tmp_path, subprocess.PIPE, "--ids", "--base-url", model_server.base_url)
    wait_until(lambda: model_server.requests)
    process.send_signal(number)
    out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.fixture
def in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process of its own would have: another environment, and signals of its own."""
    for name, value in clean_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("lumenbrowse.streams.leave_on_signals", lambda: None)


@pytest.mark.usefixtures("in_this_process")
def test_an_error_of_the_program_is_one_line_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LUMENFALL_API_KEY", "sk-other-secret")

    def fail(settings: object) -> int:
        local = f"local lmnfl_id.local-secret {settings}"
        raise ValueError(f"said sk-other-secret, lmnfl_id.said-secret, \x1b[31m {len(local)}")

    monkeypatch.setattr("lumenbrowse.lists.run", fail)
    assert __main__.run(["--ids"]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("lumenbrowse: an error of lumenbrowse itself (ValueError): ")
    path = Path(err.strip().rpartition(" ")[2])
    assert path.parent == tmp_path / "state" / "lumenbrowse"
    assert path.stat().st_mode & 0o777 == 0o600
    report = path.read_text()
    assert "ValueError: said …, … \\x1b[31m" in report
    assert "test_cli.py" in report
    assert "in fail" in report
    assert "secret" not in report
    assert __version__ in report


@pytest.mark.usefixtures("in_this_process")
def test_an_error_of_the_program_without_a_place_for_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("lumenbrowse.lists.run", lambda _: 1 / 0)
    assert __main__.run(["--ids", "--sample"]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "lumenbrowse: an error of lumenbrowse itself (ZeroDivisionError); no report could be kept\n"
    )


@pytest.mark.parametrize("missing", ["HOME", "XDG_CACHE_HOME"])
def test_a_missing_home_is_survived(
    tmp_path: Path, model_server: ModelServer, missing: str
) -> None:
    environ = clean_environment(tmp_path)
    for name in (missing, "HOME", "XDG_STATE_HOME"):
        environ.pop(name, None)
    command = [*PROGRAM, "--ids", "--base-url", model_server.base_url]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=tmp_path)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 5
