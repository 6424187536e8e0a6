"""Which ids fall into one family: the rule on ids that real servers list."""

from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.family import family
from tests.unit.catalog import CASES


def test_real_ids_fall_together_and_the_products_line_and_number_stay() -> None:
    for name, *ids in map(str.split, CASES["families"]):
        for model_id in ids:
            assert family(model_id) == family(f"poe/{model_id}") == name
        assert family(name) == name
    assert len(set(map(family, APART.split()))) == len(APART.split())


APART = """
gpt-4 gpt-4.1 gpt-4.1-mini gpt-image-1 gpt-image-1.5 deepseek-v3 deepseek-v3.1 claude-opus-4.5
claude-sonnet-4.5 flux.2-max flux.2-pro flux-1-dev flux-2-dev whisper-large-v3 whisper-large-v2
text-embedding-3-small text-embedding-3-large
"""


ODD = ["", "/", "a/", "::", "-", "70b", "latest", "x/70b", "@cf", ":free", "."]


@given(st.sampled_from(ODD) | st.text(max_size=60) | st.text("a-/.:@170b_ ", max_size=12))
def test_every_id_has_one(model_id: str) -> None:
    assert bool(family(model_id)) == bool(model_id)
