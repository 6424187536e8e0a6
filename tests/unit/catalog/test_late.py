"""Texts that are decoded late are the texts, however one looks at them."""

from __future__ import annotations

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumenbrowse.catalog.late import LateTexts

TEXTS = st.lists(
    st.text(max_size=6) | st.sampled_from(['a",', "\\", '", "', "é\n", "\ud800"]), max_size=200
)


def late(texts: list[str], separator: str = ", ") -> LateTexts:
    data = json.dumps(texts, separators=(separator, ":")).encode("ascii")
    return LateTexts(memoryview(data), len(texts))


@given(TEXTS, st.sampled_from([",", ", "]), st.data())
def test_each_text_is_what_it_was(texts: list[str], separator: str, data: st.DataObject) -> None:
    assert list(late(texts, separator)) == texts
    one_by_one = late(texts, separator)
    assert len(one_by_one) == len(texts)
    assert [one_by_one[index] for index in range(len(texts))] == texts
    if texts:
        index = data.draw(st.integers(-len(texts), len(texts) - 1))
        assert late(texts)[index] == texts[index]
        assert late(texts)[index:] == texts[index:]
        assert texts[index] in late(texts)
        assert late(texts).index(texts[index]) == texts.index(texts[index])


@given(TEXTS, st.sampled_from([",", ", "]), st.integers(1, 40))
def test_pieces_of_any_length_give_the_same(texts: list[str], separator: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lumenbrowse.catalog.late._PIECE", piece)
        assert late(texts, separator).decoded() == texts


def test_a_long_list_is_decoded_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, decoded = late([f"owner/model-{number}" for number in range(50_000)]), []

    def loads(text: str) -> list[str]:
        decoded.append(len(text))
        return list(json.JSONDecoder().decode(text))

    monkeypatch.setattr("lumenbrowse.catalog.late.json.loads", loads)
    assert len(texts.decoded()) == 50_000
    assert max(decoded) < 70_000


def test_the_first_are_had_without_decoding_all() -> None:
    """What is broken further on shows only when somebody looks there."""
    data = json.dumps([f"model-{number}" for number in range(9_000)]).encode()[:-1]
    texts = LateTexts(memoryview(data), 9_000)
    assert [texts[index] for index in range(100)] == [f"model-{number}" for number in range(100)]
    with pytest.raises(ValueError, match="delimiter"):
        texts[8_000]


def test_texts_too_long_for_the_beginning_are_had_all_the_same() -> None:
    texts = ["x" * 70_000, "y"]
    assert list(chain(late(texts)[0:1], [late(texts)[1]])) == texts


def test_no_text_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        late(["a"])[1]


def test_another_number_of_texts_is_told() -> None:
    texts = LateTexts(memoryview(b'["a", "b"]'), 3)
    with pytest.raises(ValueError, match="length"):
        list(texts)
