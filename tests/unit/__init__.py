"""Tests of single rooms, which mirror the package; the values that several of them draw."""

from typing import Any

from hypothesis import strategies as st


def json_values(
    texts: st.SearchStrategy[str], names: st.SearchStrategy[str], leaves: int, nan: bool = True
) -> st.SearchStrategy[Any]:
    """What JSON may hold of these texts and names of fields."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=nan) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=leaves,
    )
