"""What the tests' server answers: one entry of `SCENARIOS` each, or one line of cases/scenarios.json.

A scenario is a body with its status and headers, or a function that writes the answer by itself.
`tests/server.py` plays them.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.server import Handler

TEST_KEY = "lmnfl_TestKeyId.This-is-no-real-secret"
"""The key of the tests; no server but this one knows it."""


@dataclass(frozen=True)
class Scenario:
    """What a request is answered with; `answer`, where given, writes all of it by itself."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    answer: Callable[[Handler], None] | None = None

    def with_headers(self, headers: Mapping[str, str]) -> Scenario:
        return replace(self, headers={**self.headers, **headers})


def entry(
    model_id: str, owner: str = "acme", created: int = 1_702_300_000, **more: object
) -> dict[str, Any]:
    """A model as the API documents it, and whatever fields more."""
    return {"id": model_id, "object": "model", "created": created, "owned_by": owner, **more}


def listing(*entries: object) -> bytes:
    return json.dumps({"object": "list", "data": entries}, separators=(",", ":")).encode()


def many(count: int, first: int = 0) -> bytes:
    """The body of a list of `count` models of some 200 bytes each, fifty to an owner."""
    modes = {"input": ["text", "image"], "output": ["text"]}

    def made(number: int) -> dict[str, Any]:
        owner, added = f"owner-{number // 50}", 1_600_000_000 + number * 977 % 150_000_000
        model_id, name = f"{owner}/model-{number}", f"Model {number}"
        return entry(model_id, owner, added, name=name, modalities=modes)

    return listing(*map(made, range(first, first + count)))


DOCUMENTED = listing(
    entry("gemini-3-pro-image", "google"),
    entry("gpt-image-1.5", "openai", 1_698_785_189),
    entry("flux.2-max", "black-forest-labs"),
    entry("seedream-4.5", "bytedance"),
    entry("qwen-image", "alibaba"),
)
CHANGED = listing(*json.loads(DOCUMENTED)["data"][1:], entry("veo-4", "google", 1_763_000_000))

HOSTILE_WORDS = (
    "\x1b[31mred\x1b]0;title\x07\x1b]52;c;ZXZpbA==\x07\x9b2J\x9d0;t\x9c",
    "line one\r\nline two\x00\x08\x7f",
    "\u202egnp.exe\u2066\u200b\u2028\ufeff\U000e0041",
    "[red]markup[/] [@click=app.quit]x[/] $id",
    "lone \ud800 surrogate",
    "long " * 1_000,
    "日本語 🧪 שלום é",
)


def hostile_list() -> bytes:
    return listing(
        entry("a-plain-one"),
        *(
            entry(f"{number}{word}", word, name=word, description=word, extra={word: [word]})
            for number, word in enumerate(HOSTILE_WORDS)
        ),
    )


def error(status: int, words: str, kind: str, headers: Mapping[str, str] | None = None) -> Scenario:
    """An error as Lumenfall documents its errors."""
    answer = {"error": {"message": words, "type": "error", "code": kind}}
    return json_answer(answer, status).with_headers(headers or {})


def page(status: int, title: str) -> Scenario:
    """A web page, as a proxy on the way answers."""
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    body = f"{head}<body><h1>{title}</h1></body></html>"
    return Scenario(body.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def redirect(target: str, status: int = 302) -> Scenario:
    return Scenario(status=status, headers={"Location": target})


def encoded(body: bytes, encoding: str) -> Scenario:
    return Scenario(body).with_headers({"Content-Encoding": encoding})


def deflated(body: bytes, wbits: int) -> bytes:
    """`body` compressed: 15 is zlib's format, -15 the bare one that some servers send."""
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


CASES = Path(__file__).parent / "cases"


def case(name: str) -> Any:
    """An answer as a real server sends it, in small; `name` is the start of its file's name."""
    (path,) = CASES.glob(f"{name}*.json")
    return json.loads(path.read_bytes())


def json_answer(value: object, status: int = 200, **headers: str) -> Scenario:
    """A value as JSON, with more headers (`_` for `-`)."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Scenario(json.dumps(value).encode(), status).with_headers(named)


def in_pages(pages: Mapping[str, Scenario | str]) -> Scenario:
    """Answers by what follows `/models` in the address; whatever else is asked is an error."""

    def answer(handler: Handler) -> None:
        found = pages.get(handler.path.partition("/models")[2], "500")
        handler.send(SCENARIOS[found] if isinstance(found, str) else found)

    return Scenario(answer=answer)


def of_the_account(handler: Handler) -> None:
    key = handler.headers.get("Authorization", "").removeprefix("Bearer ")
    lists = {"key-of-the-first": entry("of-the-first"), "key-of-the-second": entry("of-the-second")}
    handler.send(Scenario(listing(lists[key])) if key in lists else SCENARIOS["401"])


def needs_key(handler: Handler) -> None:
    right = handler.headers.get("Authorization") == f"Bearer {TEST_KEY}"
    handler.send(Scenario(DOCUMENTED) if right else SCENARIOS["401"])


def echoes_key(handler: Handler) -> None:
    """Refuses the key and repeats it, whole and in part, as careless servers do."""
    key = handler.headers.get("Authorization", "").removeprefix("Bearer ")
    said = f"Incorrect API key provided: {key} ({key[:20]}…)"
    handler.send(error(401, said, "AUTHENTICATION_FAILED"))


def conditional(body: bytes, etag: str, modified: str = "") -> Callable[[Handler], None]:
    """Answers 304 to who has the body already."""

    def answer(handler: Handler) -> None:
        known = etag and handler.headers.get("If-None-Match") == etag
        known = known or (modified and handler.headers.get("If-Modified-Since") == modified)
        headers = {"ETag": etag, "Last-Modified": modified}
        headers = {name: value for name, value in headers.items() if value}
        handler.send(Scenario(b"", 304, headers) if known else Scenario(body, headers=headers))

    return answer


def moved(hops: int) -> Callable[[Handler], None]:

    def answer(handler: Handler) -> None:
        done = int(handler.path.partition("hop=")[2] or 0)
        further = redirect(f"/v1/models?hop={done + 1}", 307)
        handler.send(Scenario(DOCUMENTED) if done >= hops else further)

    return answer


def loop(handler: Handler) -> None:
    handler.send(redirect(handler.path, 301))


def redirects_with_password(handler: Handler) -> None:
    """Redirects within this server, with a login that would take the key's place."""
    handler.send(redirect(f"http://user:word@{handler.headers['Host']}/v1/models"))


def one_answer_a_connection(first: Scenario, later: Scenario) -> Callable[[Handler], None]:
    """Keeps a connection open after its answer, but closes it where more is asked on it.

    So it looks where a server closes a connection that rests just as the next request is under way.
    """
    answered: set[object] = set()

    def answer(handler: Handler) -> None:
        if handler.client_address in answered:
            handler.hang_up()
            return
        handler.send(later if answered else first)
        answered.add(handler.client_address)

    return answer


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.hang_up()


def says(raw: bytes) -> Callable[[Handler], None]:

    def answer(handler: Handler) -> None:
        handler.wfile.write(raw)
        handler.hang_up()

    return answer


def stalls(status: int, first: bytes) -> Callable[[Handler], None]:
    """Sends the head and the first of the body, then nothing."""

    def answer(handler: Handler) -> None:
        handler.head(status, {"Content-Type": "application/json", "Content-Length": "10000"})
        handler.wfile.write(first)
        handler.wait_until_left()

    return answer


def on_and_on(first: bytes, more: bytes, pause: float = 0) -> Callable[[Handler], None]:
    """Sends `first`, then `more` for ever; these are the head's lines, or after a head the body."""

    def answer(handler: Handler) -> None:
        if not first.startswith(b"HTTP"):
            handler.head(200, {"Content-Type": "application/json"})
        handler.wfile.write(first)
        while not handler.closing.wait(pause):
            handler.wfile.write(more)

    return answer


def bomb(encoding: str, wbits: int) -> Callable[[Handler], None]:
    """One mebibyte that unpacks to a gibibyte."""

    def answer(handler: Handler) -> None:
        packer = zlib.compressobj(9, wbits=wbits)
        head = packer.compress(b"[")
        head += packer.flush(zlib.Z_FULL_FLUSH)
        # After a full flush nothing refers back, so the same block may follow itself.
        block = packer.compress(bytes(16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
        handler.send(encoded(head + block * 64, encoding))

    return answer


_ROWS = case("scenarios")
SCENARIOS: dict[str, Scenario] = {
    # What can be shown.
    "documented": Scenario(DOCUMENTED),
    "changed": Scenario(CHANGED),
    "five thousand": Scenario(many(5_000)),
    "bare list": json_answer(json.loads(DOCUMENTED)["data"]),
    "odd entries": json_answer([entry("good"), {}, None, 7, {"id": 3}, {"id": "bare"}, entry("good")]),
    "hostile list": Scenario(hostile_list()),
    "needs key": Scenario(answer=needs_key),
    "etag": Scenario(answer=conditional(DOCUMENTED, '"v1"')),
    "last-modified": Scenario(answer=conditional(DOCUMENTED, "", "Mon, 17 Nov 2025 10:00:00 GMT")),
    "hostile etag": Scenario(DOCUMENTED).with_headers({"ETag": "x" * 5_000, "Last-Modified": "\x01"}),
    "gzip": encoded(gzip.compress(DOCUMENTED), "gzip"),
    "deflate": encoded(deflated(DOCUMENTED, 15), "deflate"),
    "bare deflate": encoded(deflated(DOCUMENTED, -15), "deflate"),
    "redirect": Scenario(answer=moved(1)),
    "five redirects": Scenario(answer=moved(5)),
    # Refusals, web pages, and bodies that are no list of models.
    **{name: error(*row) for name, row in _ROWS["errors"].items()},
    **{name: page(*row) for name, row in _ROWS["pages"].items()},
    **{name: Scenario(body.encode()) for name, body in _ROWS["bodies"].items()},
    **{name: Scenario(status=status) for name, status in _ROWS["statuses"].items()},
    **{name: Scenario(answer=says(raw.encode())) for name, raw in _ROWS["connections"].items()},
    "401 echoing the key": Scenario(answer=echoes_key),
    "401 stalling": Scenario(answer=stalls(401, b'{"error":')),
    "500 stalling": Scenario(answer=stalls(500, b'{"error":')),
    "hostile error": error(500, " ".join(HOSTILE_WORDS), "INTERNAL"),
    "206": Scenario(DOCUMENTED[:40], 206),
    "hostile error with 200": error(200, " ".join(HOSTILE_WORDS), "WRONG"),
    "binary": Scenario(bytes(range(256)) * 10),
    "broken off": Scenario(DOCUMENTED[:-20]),
    "deep": Scenario(b"[" * 200_000),
    "deep entry": Scenario(b'{"data":[{"id":"x","y":' + b'{"a":' * 200_000),
    "truncated gzip": encoded(gzip.compress(many(50))[:-200], "gzip"),
    "damaged gzip": encoded(b"\x1f\x8b\x08\0" + b"damaged" * 20, "gzip"),
    "plain called gzip": encoded(DOCUMENTED, "gzip"),
    "gzip in gzip": encoded(gzip.compress(gzip.compress(DOCUMENTED)), "gzip, gzip"),
    "unknown encoding 500": replace(encoded(b"\x1b" + bytes(50), "br"), status=500),
    "unknown encoding": encoded(b"\x1b" + bytes(50), "br"),
    # Redirects that are not followed (the targets of other servers are made by the tests).
    "redirect loop": Scenario(answer=loop),
    "six redirects": Scenario(answer=moved(6)),
    "redirect to nowhere": Scenario(status=302, headers={}),
    "redirect to a file": redirect("file:///etc/passwd"),
    "redirect with a password": Scenario(answer=redirects_with_password),
    "redirect to nonsense": redirect("http://[::1"),
    # Failing connections and too much of everything.
    "reset": Scenario(answer=reset),
    "closed": Scenario(answer=says(b"")),
    "hangs": Scenario(answer=lambda handler: handler.wait_until_left()),
    "stalls": Scenario(answer=stalls(200, DOCUMENTED[:40])),
    "drips": Scenario(answer=on_and_on(b"[", b" ", 0.02)),
    "endless": Scenario(answer=on_and_on(b"[", b" " * 65_536)),
    "endless head": Scenario(answer=on_and_on(b"HTTP/1.1 200 OK\r\n", b"X-More: %s\r\n" % (b"x" * 1_000))),
    "gzip bomb": Scenario(answer=bomb("gzip", 31)),
    "deflate bomb": Scenario(answer=bomb("deflate", -15)),
}  # fmt: skip
