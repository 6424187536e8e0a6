"""`dataclass` for values, frozen and with slots: the standard library's, but quick to make.

For each such class the standard library writes and compiles six functions, which takes half a millisecond:
with fifty classes a tenth of the time until the first frame. Here it is one, `__init__`; the others are
closures. Everything else is the standard library's work: `fields`, `replace` and `asdict` know these
classes, and a type checker sees the standard decorator. There is no `__post_init__`, and no inheritance.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass
    from typing import Any, NoReturn, TypeVar

    Value = TypeVar("Value")
else:

    def dataclass(*, frozen, slots, eq=True):
        """Decorates a class as `dataclasses.dataclass` does; `frozen` and `slots` can only be true."""
        if not (frozen and slots):
            raise TypeError("values are frozen and have slots")
        return _with_equality if eq else _as_value


def _as_value(cls: type[Value]) -> type[Value]:
    # Imported under another name: a type checker takes the one above for it.
    from dataclasses import dataclass as standard

    made = standard(init=False, repr=False, eq=False, slots=True)(cls)
    _add(made, __init__=_first_init, __repr__=_repr, __setattr__=_refuse, __delattr__=_refuse)
    _add(made, __getstate__=_state, __setstate__=_restore)
    return made


def _with_equality(cls: type[Value]) -> type[Value]:
    made = _as_value(cls)
    values: Callable[[Value], object] = attrgetter(
        *[name for name, field in _fields(made).items() if field.compare]
    )

    def equal(self: Value, other: object) -> object:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: Value) -> int:
        return hash(values(self))

    _add(made, __eq__=equal, __hash__=hashed)
    return made


def _fields(cls: type) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cls.__dataclass_fields__  # type: ignore[attr-defined]
    return found


def _add(cls: type, **methods: Callable[..., Any]) -> None:
    for name, method in methods.items():
        # As in any dataclass, what the class itself defines stays.
        if name not in cls.__dict__:
            setattr(cls, name, method)


def _first_init(self: object, *arguments: object, **named: object) -> None:
    """Compiles the class's `__init__` when its first value is made: for half of them after the first frame."""
    made = _init(type(self))
    type(self).__init__ = made  # type: ignore[method-assign]
    made(self, *arguments, **named)


def _init(cls: type) -> Callable[..., None]:
    """`__init__`, which puts its arguments straight into the slots, as nothing else can."""
    names: dict[str, Any] = {"MISSING": MISSING}
    parameters, lines = ["self"], []
    for name, field in _fields(cls).items():
        names[f"set_{name}"] = getattr(cls, name).__set__
        default, given = "", name
        if field.default is not MISSING:
            names[f"default_{name}"] = field.default
            default = f"=default_{name}"
        elif field.default_factory is not MISSING:
            names[f"make_{name}"] = field.default_factory
            default, given = "=MISSING", f"make_{name}() if {name} is MISSING else {name}"
        parameters.append(name + default)
        lines.append(f"\n set_{name}(self, {given})")
    # As the standard library does; the text is made of the names of fields alone.
    exec(f"def __init__({', '.join(parameters)}):{''.join(lines)}", names)  # noqa: S102
    made: Callable[..., None] = names["__init__"]
    return made


def _repr(self: object) -> str:
    shown = [name for name, field in _fields(type(self)).items() if field.repr]
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({values})"


def _state(self: object) -> list[object]:
    """For a copy or a pickle, as of any frozen dataclass with slots."""
    return [getattr(self, name) for name in _fields(type(self))]


def _restore(self: object, state: list[object]) -> None:
    for name, value in zip(_fields(type(self)), state, strict=True):
        object.__setattr__(self, name, value)


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} can't be changed")
