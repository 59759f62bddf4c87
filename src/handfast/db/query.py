"""A read with a type: the SQL, its arguments, and what a row of it becomes."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Concatenate, Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")
T_co = TypeVar("T_co", covariant=True)
Args = tuple[Any, ...]

_ONE_VALUE = (bool, bytes, int, str)


@dataclass(frozen=True, slots=True)
class Query(Generic[T_co]):
    """A SELECT, or one statement with RETURNING for `commit_now`.

    `row` is called with the columns of a row in their order, and has a parameter of the same name for each: usually it is a NamedTuple.
    For a single value it is the value's type (`int`, or a NewType such as `DeviceId`); NULL stays None then.
    """

    sql: str
    args: Args
    row: Callable[..., T_co]
    bulk: bool = False
    """It may look at many rows (lists, reports, sweeps), so it must not run where a point read would wait for it."""

    def reader(self, columns: Sequence[str]) -> Callable[..., T_co]:
        """What makes a T of a row. Raises TypeError unless the columns are those that `row` takes: a slip of the SQL."""
        return _reader(self.sql, self.row, tuple(columns))


@cache
def _reader(sql: str, row: Callable[..., Any], columns: tuple[str, ...]) -> Callable[..., Any]:
    takes = parameters(row)
    if takes is None and len(columns) == 1:
        return _only
    if takes == columns:
        return row
    raise TypeError(f"{getattr(row, '__name__', row)} takes {takes or 'one column'}, but the columns are {columns}: {sql}")


def _only(value: T) -> T:
    return value


@cache
def parameters(row: Callable[..., Any]) -> tuple[str, ...] | None:
    """The columns that `row` takes; None if it takes a single one of any name."""
    if row in _ONE_VALUE or hasattr(row, "__supertype__"):
        return None
    return tuple(inspect.signature(row).parameters)


def joined(first: Callable[..., T], then: Callable[Concatenate[T, ...], V]) -> Callable[..., V]:
    """A row that begins with the columns of the row `first`. `then` takes what that makes of them, and the columns that follow."""
    begins, follows = inspect.signature(first).parameters.values(), [*inspect.signature(then).parameters.values()][1:]
    width = len(begins)

    def row(*columns: Any) -> V:
        return then(first(*columns[:width]), *columns[width:])

    row.__signature__ = inspect.Signature([_required(each) for each in (*begins, *follows)])  # type: ignore[attr-defined] # PEP 362
    return row


def _required(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(default=inspect.Parameter.empty)
