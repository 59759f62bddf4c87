"""Some value for each parameter of a store's function."""

import enum
import inspect
import types
import typing
from collections.abc import Mapping
from typing import Any

from handfast.devices.lifecycle import DISABLE, DeviceStatus
from handfast.kernel.callers import Caller
from handfast.kernel.lifecycle import Transition
from handfast.kernel.secrets import Keys

_PLAIN: dict[Any, Any] = {str: "nobody", int: 1, bytes: b"nothing", bool: False, Keys: Keys(b"k" * 32), Caller: Caller("system")}
_PLAIN[Transition[DeviceStatus]] = DISABLE


def sample(kind: Any) -> Any:
    """Some value of a type; names and numbers are nobody's."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, typing.NewType):
        return sample(kind.__supertype__)
    if typing.get_origin(kind) is not None:
        return _composed(typing.get_origin(kind), typing.get_args(kind))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    return kind(**samples(kind))


def _composed(origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin in (typing.Union, types.UnionType):
        return sample(next(one for one in arguments if one is not types.NoneType))
    if origin is typing.Literal:
        return arguments[0]
    if origin is tuple:
        return (sample(arguments[0]),) if arguments[-1] is Ellipsis else tuple(sample(one) for one in arguments)
    if origin is Mapping:
        return {sample(arguments[0]): sample(arguments[1])}
    return [sample(arguments[0])]


def samples(one: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(one)
    names = [name for name in inspect.signature(one).parameters if name in hints]
    return {name: sample(hints[name]) for name in names}


def variants(kind: Any) -> list[Any]:
    """A value of each sort that a parameter of this type may have: both of an optional one, each word, each field of a filter by itself."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return [value for one in arguments for value in ([None] if one is types.NoneType else variants(one))]
    if typing.get_origin(kind) is typing.Literal:
        return list(arguments)
    if is_filter(kind):
        hints = typing.get_type_hints(kind)
        return [kind(), *(kind(**{name: value}) for name, hint in hints.items() for value in variants(hint) if value is not None)]
    return [sample(kind)]


def is_filter(kind: Any) -> bool:
    """A dataclass of which every field may be left out."""
    return isinstance(kind, type) and kind.__name__ == "Filter"
