"""LiteLLM's proxy, a real one: what it answers is listed, and kept as a case of the usual tests.

`python -m tests.litellm` installs it from the registry into an environment of its own (it is large: minutes),
starts it, asks it with and without a key through the whole program, and compares its answers with
`tests/cases/litellm.json`; `--write` writes them there.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.program import run
from tests.terminal.places import free_port

CASE = Path(__file__).parent / "cases" / "litellm.json"
KEY = "sk-test-0123456789abcdef"
_CONFIG = f"""\
model_list:
  - model_name: gpt-4o
    litellm_params: {{model: openai/gpt-4o, api_key: none}}
  - model_name: local-llama
    litellm_params: {{model: ollama/llama3, api_base: "http://127.0.0.1:1"}}
general_settings:
  master_key: {KEY}
"""


def main(folder: Path) -> int:
    """Installs, starts and asks it; returns 1 where an answer is another than the kept one."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip = [str(folder / "venv" / "bin" / "pip"), "install", "--quiet", "litellm[proxy]"]
    subprocess.run(pip, check=True)
    (folder / "config.yaml").write_text(_CONFIG)
    port = free_port()
    command = [str(folder / "venv" / "bin" / "litellm"), "--config", str(folder / "config.yaml")]
    command += ["--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"]
    with (folder / "log").open("wb") as log:
        proxy = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        base = f"http://127.0.0.1:{port}"
        answers = {name: _answer(base, key) for name, key in (("key", KEY), ("no key", ""))}
        for name, key in (("with the key", KEY), ("without one", "")):
            environ = {"LUMENFALL_BASE_URL": base, "LUMENFALL_API_KEY": key}
            done = run(folder, "--list", "--refresh", environ=environ)
            print(f"{name}: code {done.code}\n{done.out}{done.err}")
    finally:
        proxy.terminate()
        proxy.wait(30)
    if "--write" in sys.argv:
        CASE.write_text(json.dumps(answers, indent=1) + "\n")
    same = answers == json.loads(CASE.read_text())
    print("as kept in tests/cases/litellm.json" if same else f"other than kept: {answers}")
    return not same


def _answer(base: str, key: str) -> dict[str, Any]:
    """The status and the body, once it answers at all."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    deadline = time.monotonic() + 120
    while True:
        try:
            answer = httpx.get(f"{base}/v1/models", headers=headers)
            return {"status": answer.status_code, "body": answer.text}
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(Path(place)))
