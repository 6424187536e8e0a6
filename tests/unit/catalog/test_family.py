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
    apart = CASES["apart"].split()
    assert len(set(map(family, apart))) == len(apart)


ODD = ["", "/", "a/", "::", "-", "70b", "latest", "x/70b", "@cf", ":free", "."]


@given(st.sampled_from(ODD) | st.text(max_size=60) | st.text("a-/.:@170b_ ", max_size=12))
def test_every_id_has_one(model_id: str) -> None:
    assert bool(family(model_id)) == bool(model_id)
