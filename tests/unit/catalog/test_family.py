"""Which ids fall into one family: the rule on ids that real servers list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.family import family

FAMILIES = """
flux-2-max flux.2-max fal/flux-2-max black-forest-labs/FLUX.2-max; flux-schnell fal-ai/flux/schnell
digitalocean/fal-ai/flux/schnell; flux-dev-image-to-image fal-ai/flux/dev/image-to-image; gpt-4.1
gpt-4.1 openai/gpt-4.1 openai/gpt-4.1-2025-04-14; gpt-4.1-mini openai/gpt-4.1-mini
kilo/openai/gpt-4.1-mini-2025-04-14; gpt-4o-mini gpt-4o-mini kilo/openai/gpt-4o-mini-2024-07-18;
gpt-4 openai/gpt-4 nano-gpt/gpt-4-0613 gpt-4-32k gpt-4-1106-preview; gpt-5 gpt-5
fastrouter/openai/gpt-5; gpt-oss amazon-bedrock/openai.gpt-oss-120b-1:0
chutes/openai/gpt-oss-120b-TEE cloudflare-workers-ai/@cf/openai/gpt-oss-20b
databricks/databricks-gpt-oss-20b digitalocean/openai-gpt-oss-120b
fireworks-ai/accounts/fireworks/models/gpt-oss-120b ollama-cloud/gpt-oss:120b
openrouter/openai/gpt-oss-20b:free synthetic/hf:openai/gpt-oss-120b; o3-mini openai/o3-mini
azure-o3-mini openai-o3-mini; claude-opus-4.5 anthropic/claude-opus-4.5
nano-gpt/claude-opus-4-5-20251101 google-vertex-anthropic/claude-opus-4-5@20251101
amazon-bedrock/us.anthropic.claude-opus-4-5-20251101-v1:0 nano-gpt/claude-opus-4-5-20251101:thinking
sap-ai-core/anthropic--claude-4.5-opus cortecs/claude-opus4-5; claude-sonnet-3.5
claude-3-5-sonnet@20241022 claude-3.5-sonnet claude-3-5-sonnet-latest; claude-sonnet-4
claude-sonnet-4-20250514 anthropic--claude-4-sonnet; gemini-2.5-flash google/gemini-2.5-flash
vercel/google/gemini-2.5-flash-preview-09-2025 nano-gpt/gemini-2.5-flash-preview-05-20:thinking;
gemini-2.5-flash-lite google/gemini-2.5-flash-lite; gemini-2.5-pro gemini-2.5-pro
gemini-2.5-pro-preview-05-06 gemini-2.5-pro-exp; gemini-3-pro-image gemini-3-pro-image
gemini-3-pro-image-preview; imagen-4.0-generate imagen-4.0-generate-001; imagen-4.0-ultra-generate
imagen-4.0-ultra-generate-001; gemma-3 google/gemma-3-12b-it google.gemma-3-27b-it
ollama-cloud/gemma3:4b; llama-3.1 meta-llama/Meta-Llama-3.1-405B-Instruct
meta.llama3-1-8b-instruct-v1:0 cloudflare-workers-ai/@cf/meta/llama-3.1-8b-instruct-awq
lmstudio/meta-llama-3_1-8b-instruct-gguf; llama-3.3 groq/llama-3.3-70b-versatile
nvidia/meta/llama-3.3-70b-instruct; qwen-3 alibaba/qwen3-32b vercel/alibaba/qwen-3-14b
Qwen/Qwen3-235B-A22B-Instruct-2507; qwen-3-coder ollama-cloud/qwen3-coder:480b
Qwen/Qwen3-Coder-30B-A3B-Instruct; qwen-2.5 alibaba/qwen2-5-7b-instruct qwen/qwen-2.5-7b-instruct;
qwen-3.5 alibaba/qwen3.5-122b-a10b lmstudio/qwen3_5-9b-mlx-4bit qwen3_5-9b-q4_k_m; kimi-k2.5
moonshotai/Kimi-K2.5 accounts/fireworks/models/kimi-k2p5 venice/kimi-k2-5; kimi-k2
novita-ai/moonshotai/kimi-k2-0905 moonshotai/Kimi-K2-Instruct; kimi-k2-thinking
moonshot.kimi-k2-thinking; deepseek-r1 deepseek/deepseek-r1-0528 us.deepseek.r1-v1:0
deepseek-ai/DeepSeek-R1; deepseek-v3.2 deepseek.v3.2 google-vertex/deepseek-ai/deepseek-v3.2-maas;
glm-5.1 zai-org-glm-5.1 siliconflow-cn/Pro/zai-org/GLM-5.1 zai/glm-5.1; minimax-m2
minimax.minimax-m2 302ai/MiniMax-M2; command-r cohere/cohere-command-r-08-2024
openrouter/cohere/command-r-08-2024; mixtral mistralai/mixtral-8x22b-instruct
mixtral-8x7b-instruct-v0.1; nova-lite amazon/nova-lite-v1 amazon.nova-lite-v1:0; llama-4-scout
meta-llama/llama-4-scout meta.llama4-scout-17b-16e-instruct-v1:0; seedream-4.5 seedream-4.5
bytedance/seedream4.5; mistral-small mistral/mistral-small-latest mistralai/mistral-small-2603
"""
"""Families, each with ids that are of it."""
CASES = [(each, name) for name, *ids in map(str.split, FAMILIES.split(";")) for each in ids]


@pytest.mark.parametrize(("model_id", "expected"), CASES)
def test_real_ids_fall_together(model_id: str, expected: str) -> None:
    assert family(model_id) == expected
    assert family(f"poe/{model_id}") == expected
    assert family(expected) == expected


APART = """
gpt-4 gpt-4.1 gpt-4.1-mini gpt-image-1 gpt-image-1.5 deepseek-v3 deepseek-v3.1 claude-opus-4.5
claude-sonnet-4.5 flux.2-max flux.2-pro flux-1-dev flux-2-dev whisper-large-v3 whisper-large-v2
text-embedding-3-small text-embedding-3-large
"""


def test_the_products_line_and_number_stay() -> None:
    assert len(set(map(family, APART.split()))) == len(APART.split())


ODD = ["", "/", "a/", "::", "-", "70b", "latest", "x/70b", "@cf", ":free", "."]


@given(st.sampled_from(ODD) | st.text(max_size=60) | st.text("a-/.:@170b_ ", max_size=12))
def test_every_id_has_one(model_id: str) -> None:
    assert bool(family(model_id)) == bool(model_id)
