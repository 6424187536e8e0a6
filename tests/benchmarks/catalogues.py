"""Lists to measure with: ids built of the words that real ones are built of, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from tests.scenarios import entry, listing

_FAMILIES = (
    ("black-forest-labs", "flux", ("1", "1.1", "2"), ("max", "pro", "dev", "schnell", "kontext-max")),
    ("openai", "gpt", ("4", "4.1", "4o", "5", "5.2"), ("", "mini", "nano", "pro", "codex")),
    ("anthropic", "claude-opus", ("3", "4", "4.1", "4.5"), ("", "thinking", "fast")),
    ("anthropic", "claude-sonnet", ("3.5", "3.7", "4", "4.5"), ("", "thinking")),
    ("google", "gemini", ("2.0", "2.5", "3"), ("flash", "pro", "flash-lite", "pro-image")),
    ("meta", "llama", ("3", "3.1", "3.3", "4"), ("8b-instruct", "70b-instruct", "maverick", "scout")),
    ("mistralai", "mistral", ("small", "medium", "large"), ("", "instruct", "24b")),
    ("alibaba", "qwen", ("2.5", "3", "3-vl"), ("7b", "32b", "235b-a22b", "max", "image")),
    ("deepseek-ai", "deepseek", ("r1", "v3", "v3.1"), ("", "base", "distill-llama-70b")),
    ("bytedance", "seedream", ("3.0", "4", "4.5"), ("", "lite", "edit")),
    ("x-ai", "grok", ("2", "3", "4"), ("", "mini", "fast", "vision")),
    ("moonshotai", "kimi", ("k1.5", "k2", "k2.5"), ("", "thinking", "instruct")),
)  # fmt: skip
_GATEWAYS = ("nova", "router", "edge", "poly", "relay", "vertex", "deep", "open", "hyper", "cloud")
_KINDS = ("ai", "hub", "inference", "gateway", "labs", "router", "compute", "serve")
_SUFFIXES = ("", "", "", "-free", "-turbo", "-fp8", "-preview", "-latest", "-2025-04-14", "-0711")


class Entry(NamedTuple):
    id: str
    owner: str
    created: int
    name: str


def entries(count: int) -> list[Entry]:
    """`count` models of some 130 owners (fewer than that in a short list), unequal as real ones are."""
    chance = random.Random(20)
    owners = _owners(chance)
    weights = [1 / (place + 1) for place in range(len(owners))]
    made: dict[str, Entry] = {}
    while len(made) < count:
        owner = chance.choices(owners, weights)[0]
        maker, family, versions, sizes = chance.choice(_FAMILIES)
        parts = (family, chance.choice(versions), chance.choice(sizes))
        name = "-".join(filter(None, parts)) + chance.choice(_SUFFIXES)
        if count > 20_000:  # more than words can tell apart are numbered
            name += f"-{chance.randrange(10_000):04}"
        model_id = f"{owner}/{maker}/{name}" if chance.random() < 0.4 else f"{owner}/{name}"
        created = 1_640_000_000 + 997 * len(made) * 140_000 // count + chance.randrange(997)
        made[model_id] = Entry(model_id, owner, created, name.replace("-", " ").title())
    listed = list(made.values())
    chance.shuffle(listed)
    return listed


def _owners(chance: random.Random) -> list[str]:
    gateways = [f"{first}-{kind}" for first in _GATEWAYS for kind in _KINDS]
    gateways += [f"{name}-eu" for name in gateways[:40]]
    chance.shuffle(gateways)
    return gateways[:40] + sorted({maker for maker, *_ in _FAMILIES}) + gateways[40:]


def body(listed: Sequence[Entry]) -> bytes:
    """A list as a server answers it, some 200 bytes a model."""
    modalities = {"input": ["text", "image"], "output": ["text"]}
    return listing(*(entry(*each[:3], name=each.name, modalities=modalities) for each in listed))


def lines(listed: Sequence[Entry]) -> bytes:
    """The same for fzf, newest first: id, owner and date, between tabs."""
    ordered = sorted(listed, key=lambda each: -each.created)
    dates = (datetime.fromtimestamp(each.created, UTC).strftime("%d %b %Y") for each in ordered)
    rows = zip(ordered, dates, strict=True)
    return "".join(f"{each.id}\t{each.owner}\t{date}\n" for each, date in rows).encode()
