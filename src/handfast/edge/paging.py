"""Pages by cursor: an opaque text with the sort values of the last row, so that no row is skipped or repeated when the list changes."""

import base64
import binascii
import json
from typing import Annotated, Any, TypeVar

from pydantic import Field

from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable

Count = Annotated[int, Field(description="Exact below 1,000; 1,000 means that many or more")]
Total = Annotated[
    int | None,
    Field(description="Exact below 1,000; 1,000 means that many or more. Null if a search or a filter stopped before the last row"),
]


A = TypeVar("A")
B = TypeVar("B")


def encode(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def decode(cursor: str, first: type[A], second: type[B]) -> tuple[A, B]:
    """The two values of a cursor we gave out. Raises `Refusal` for any other text."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(values, list) or len(values) != 2:
        raise _not_ours()
    return _value(values[0], first), _value(values[1], second)


def _value(value: object, kind: type[A]) -> A:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _not_ours()
    if isinstance(value, int) and abs(value) >= 2**62:
        raise _not_ours()
    if isinstance(value, str) and not is_storable(value):
        raise _not_ours()
    return value


def _not_ours() -> Refusal:
    return Refusal(Reason.INVALID_INPUT, errors=[{"field": "cursor", "message": "This cursor is not one of this list"}])
