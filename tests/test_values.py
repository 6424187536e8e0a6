"""Our `dataclass` does for values what the standard one does, which each test compares it with."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from lumenbrowse import values


def make(decorator: Any, **options: bool) -> Any:
    class Place:
        """Somewhere."""

        name: str
        rest: Mapping[str, int] = field(default_factory=dict, compare=False)
        key: str = field(default="none", repr=False)

        @property
        def loud(self) -> str:
            return self.name.upper()

    return decorator(frozen=True, slots=True, **options)(Place)


@values.dataclass(frozen=True, slots=True)
class Pickled:
    """Found by its name in this module, as pickle needs."""

    name: str
    rest: list[str]


Ours, Standard = make(values.dataclass), make(dataclasses.dataclass)


@pytest.mark.parametrize("arguments", [("a",), ("a", {"b": 1}), ("a", {}, "secret")])
def test_the_same_fields_text_and_hash(arguments: tuple[Any, ...]) -> None:
    ours, standard = Ours(*arguments), Standard(*arguments)
    assert repr(ours) == repr(standard)
    assert dataclasses.asdict(ours) == dataclasses.asdict(standard)
    assert hash(ours) == hash(standard)
    assert ours.loud == "A"
    assert not hasattr(ours, "__dict__")


def test_equal_where_what_is_compared_is() -> None:
    assert Ours("a", {"b": 1}) == Ours("a")
    assert Ours("a", key="k") != Ours("a")
    assert Ours("a") != Standard("a")
    assert Ours("a") != ("a", {}, "none")


def test_equality_can_be_identity() -> None:
    same = make(values.dataclass, eq=False)
    value = same("a")
    assert value == value
    assert value != same("a")
    assert hash(value) != hash(same("a"))


def test_replaced_not_changed() -> None:
    value = Ours("a", {"b": 1})
    assert dataclasses.replace(value, name="c") == Ours("c", {"b": 1})
    with pytest.raises(FrozenInstanceError):
        value.name = "c"
    with pytest.raises(FrozenInstanceError):
        del value.name


@pytest.mark.parametrize("arguments", [{}, {"name": "a", "other": 1}])
def test_wrong_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="__init__"):
        Ours(**arguments)


def test_defaults_are_made_for_each() -> None:
    assert Ours("a").rest is not Ours("a").rest


def test_what_a_class_defines_stays() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Key:
        text: str

        def __repr__(self) -> str:
            return "hidden"

    assert repr(Key("secret")) == "hidden"


def test_only_for_values() -> None:
    with pytest.raises(TypeError, match="frozen"):
        values.dataclass(frozen=False, slots=True)


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
def test_copied_and_pickled_as_any_value(duplicate: Callable[[Any], Any]) -> None:
    value = Pickled("a", ["b"])
    assert duplicate(value) == value
