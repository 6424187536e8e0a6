"""A guess, from an id alone, at the model's family: one model at all of its providers, with its close variants.

Those are sizes, dated snapshots, previews, quantisations and price tiers; `-mini` is a model of its own.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lumenbrowse.catalog.model import Model

OTHERS: Final = "others"  # the heading of the models that are alone in their family

_HOSTS: Final = re.compile(
    r"""
    (?:(?:apac|au|eu|global|jp|us)\.)?      # Amazon Bedrock's regions: us.anthropic.claude-opus-4-7
    (?:(?:ai21|alibaba|alicloud|amazon|anthropic|arcee|azure|cerebras|coding|cohere|databricks
         |google|groq|meta|microsoft|mistralai|moonshot|moonshotai|nvidia|openai|perplexity
         |xai|xiaomi|z-?ai(?:-org)?)(?:-+|\.)
      |(?:minimax|mistral|qwen|writer)\.    # names of models too, so only before a dot
    )?
    (?=[a-z]{2}|o\d)
    """,
    re.VERBOSE,
)
"""Makers and hosts written before the name in its last part, as in `databricks-claude-haiku-4-5`."""

_BARE_VARIANT: Final = re.compile(
    r"v\d[\d.]*(?:-ultra)?|dev|edit|fast|lite|max|mini|pro|schnell|turbo|ultra"
    r"|(?:audio|image|text|video)-to-(?:audio|image|music|speech|video)"
)
"""Last parts of a path that name a variant and no model: `fal-ai/flux/schnell`."""

# `:free`, `:thinking`, `@20250514`; Bedrock's `-1:0`.
_TAG: Final = re.compile(r"(?:-\d(?=:0$))?[:@].*", re.DOTALL)
# Snapshots whose date is several words: `2025-07-28`, `08-2024`, `05-20`.
_DATE: Final = re.compile(r"-(?:20\d\d-\d\d-\d\d|\d\d-20\d\d|[01]\d-[0-3]\d)(?![^-])")

_NOISE: Final = re.compile(
    r"""
      \d{3,} | \d+k                                     # a snapshot or a context: 001, 2507, 128k
    | e?\d+(?:[._]\d+)?[bmt] | \d+x\d+(?:\.\d+)?b       # a size: 70b, 0.6b, 1t, e4b, 8x22b
    | a\d+(?:[._]\d+)?b | \d+e                          # active parameters, experts: a22b, 16e
    | (?:nv|mx)?fp\d+ | bf16 | int\d | \d+bit | i?q\d_\w+ | awq | gptq | gguf | mlx
    | latest | preview | exp | experimental | beta | alpha | free | default | original
    | instruct | it | hf | maas | tee | versatile
    """,
    re.VERBOSE,
)
"""Words that do not tell one model from another; the first word of a name is never one of them."""

_SPELLINGS: Final = (
    (re.compile(r"(?<=\d)[p_](?=\d)"), "."),  # Fireworks' kimi-k2p5, NVIDIA's llama-3_3
    (re.compile(r"(?<!\d)\.|\.(?!\d)|[_\s]+"), "-"),  # flux.2, flux_2
    (re.compile(r"(?<=[a-z]{3})(?=\d)"), "-"),  # qwen3, llama3.1
)
"""How one word is written elsewhere, brought to one spelling."""

_REWRITES: Final = (
    ("-v", re.compile(r"-v(?:1(?:\.0)?|0\.\d+)$"), ""),  # a first version is no version
    ("-", re.compile(r"-(?<=[^.\d]\d-)(?=\d{1,2}(?:-|$))"), "."),  # 4-6 is 4.6
    ("claude-", re.compile(r"^claude-(\d[\d.]*)-(haiku|opus|sonnet)"), r"claude-\2-\1"),
)
"""Applied last to the whole name, where the plain text in front occurs in it."""


def by_family(models: Sequence[Model], *, others_last: bool) -> dict[str, list[Model]]:
    """The models by their families' headings, in the order of each one's first model."""
    groups: dict[str, list[Model]] = {}
    for model in models:
        groups.setdefault(family(model.id), []).append(model)
    families: dict[str, list[Model]] = {}
    for name, group in groups.items():
        heading = _heading_name(name, group) if len(group) > 1 else OTHERS
        families.setdefault(heading, []).extend(group)
    if OTHERS in families and others_last:
        families[OTHERS] = families.pop(OTHERS)
    return families


def _heading_name(name: str, group: Sequence[Model]) -> str:
    """A family's name as it occurs in an id, so that a search for it finds the family."""
    ids = [model.id for model in group]
    if any(name in one.lower() for one in ids):
        return name
    parts = [part for one in ids if family(part := one.rpartition("/")[2]) == name]
    return min(parts or ids, key=len)


@lru_cache(maxsize=16_384)
def family(model_id: str) -> str:
    """The family of a model, in lower case: `flux-2-max` for `flux.2-max` and for `fal/flux-2-max`."""
    name = _DATE.sub("", _last_name(model_id.lower()))
    first, *rest = name.split("-")
    telling = (word for word in rest if not _NOISE.fullmatch(word))
    name = "-".join(filter(None, map(_spelling, (first, *telling))))
    for needle, pattern, replacement in _REWRITES:
        if needle in name:
            name = pattern.sub(replacement, name)
    return name or model_id


def _last_name(path: str) -> str:
    """What follows the providers' names: the path's last part, with more where that is a variant."""
    head, _, name = path.rpartition("/")
    part = name
    while head and _BARE_VARIANT.fullmatch(part):
        head, _, part = head.rpartition("/")
        name = f"{part}-{name}"
    if ":" in name or "@" in name:
        name = _TAG.sub("", name) or name
    host = _HOSTS.match(name)
    return name[host.end() :] if host else name


def _spelling(word: str) -> str:
    """The one spelling of a word of a name."""
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word.strip("-")
