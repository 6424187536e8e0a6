"""`--doctor`: what it finds, what it keeps to itself, and how it ends."""

from pathlib import Path

import pytest

from lumenbrowse.cli import doctor
from lumenbrowse.settings import Base, Config, Key, Options, Settings
from tests.program import run
from tests.scenarios import TEST_KEY
from tests.server import ModelServer
from tests.unit.cli import CASES
from tests.unit.cli.conftest import on_a_terminal

TITLES = "lumenbrowse packages config server key base network cache state terminal clipboard"


def told(home: Path, *arguments: str, code: int = 0, **environ: str) -> dict[str, str]:
    done = run(home, "--doctor", *arguments, environ=environ)
    # Nothing secret can be pasted into an issue, nor the name of the user's account.
    assert not any(one in done.out for one in ("no-real-secret", f"{home}/s"))
    found = dict(line.split(None, 1) for line in done.lines)
    assert (done.code, done.err, list(found)) == (code, "", TITLES.split())
    assert all(line.isprintable() for line in done.lines)
    return found


def test_what_is_found(tmp_path: Path, model_server: ModelServer) -> None:
    base, own = model_server.base_url, str(tmp_path)
    found = told(tmp_path, LUMENFALL_BASE_URL=base, LUMENFALL_API_KEY=TEST_KEY, HOME=own)
    assert model_server.requests[0].headers["authorization"] == f"Bearer {TEST_KEY}"
    assert found["key"] == "lmnfl_… from LUMENFALL_API_KEY"
    assert found["base"] == f"{base} (LUMENFALL_BASE_URL)"
    for title, words in {
        "lumenbrowse": "0. Python 3.", "packages": "textual 8.", "config": "no servers;",
        "server": "none of config.toml", "network": "5 models, bytes", "cache": "nothing kept yet;",
        "state": "0 favourites, 0 recents;", "terminal": "TERM=xterm-256color 16 million colours",
        "clipboard": "OSC 52",
    }.items():  # fmt: skip
        assert all(word in found[title] for word in words.split()), title
    run(tmp_path, "--ids", environ={"LUMENFALL_BASE_URL": base})
    found = told(tmp_path, "--offline", LUMENFALL_BASE_URL=base)
    assert found["network"] == "not asked (--offline)"
    assert found["cache"].startswith("5 models, just now; ")
    assert len(model_server.requests) == 2
    for path in (tmp_path / "cache" / "lumenbrowse").glob("*"):
        path.write_bytes(b"damaged")
    (tmp_path / "state" / "lumenbrowse").mkdir(parents=True, exist_ok=True)
    (tmp_path / "state" / "lumenbrowse" / "state.json").write_bytes(b"damaged")
    found = told(tmp_path, LUMENFALL_BASE_URL=base)
    assert ("ignored" in found["cache"], "could not be read" in found["state"]) == (True, True)


SERVERS, NOTE = {"mine": Settings(), "other": Settings()}, "servers.mine.colour is not known"
SETTINGS = Settings(
    base=Base("https://example.org/v1", "config.toml"),
    key=Key("sk-a-long-secret-value", "MY_KEY"),
    options=Options(command="doctor", offline=True, theme="nord"),
    server="mine",
    headers={"x-version": Key("1", "config.toml")},
    config=Config(None, ("context", "price"), SERVERS, None, (f"{NOTE}: long-secret",)),
)


@pytest.mark.usefixtures("home")
def test_where_each_setting_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    """The lines of a server of config.toml; any long piece of a key is taken out of them."""
    assert doctor.run(SETTINGS) == 3
    found = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    known = "2 servers; theme nord (--theme); columns context, price; "
    assert found["config"].startswith(f"{known}servers.mine.colour is not known: …; ~")
    assert found["server"] == "mine (--server), with the headers x-version"
    assert found["key"] == "… from MY_KEY"
    assert found["base"] == "https://example.org/v1 (config.toml)"
    options = SETTINGS.options._replace(theme=None)
    config = Config("gruvbox", servers=SETTINGS.config.servers)
    doctor.run(SETTINGS._replace(server="", config=config, options=options))
    out = capsys.readouterr().out
    assert "theme gruvbox; " in out
    assert "none of config.toml; --server takes mine, other" in out


@pytest.mark.parametrize(("scenario", "code", "words"), CASES["doctor"])
def test_what_goes_wrong(
    tmp_path: Path, model_server: ModelServer, scenario: str, code: int, words: str
) -> None:
    model_server.play(scenario)
    base, limit = model_server.base_url, ("--timeout", "0.7")
    found = told(tmp_path, *limit, code=code, LUMENFALL_BASE_URL=base, LUMENFALL_API_KEY=TEST_KEY)
    network = found["network"]
    assert (words in network, " s)" in network) == (True, True)


def test_on_a_terminal(tmp_path: Path) -> None:
    arguments = ("--doctor", "--sample", "--no-state", "--clipboard", "off")
    environ = {"NO_COLOR": "1", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
    text = "\n".join(on_a_terminal(tmp_path, *arguments, columns=120, environ=environ)[1])
    assert "120 x 40, no colours (NO_COLOR), from another machine" in text
    assert "not used (--no-state)" in text
    assert "switched off by --clipboard off" in text
    assert "elsewhere" not in text
