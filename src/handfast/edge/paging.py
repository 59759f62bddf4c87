"""Pages by cursor: an opaque text with the sort values of the last row, so that no row is skipped or repeated when the list changes."""

import base64
import binascii
import json
from typing import Annotated, Any

from pydantic import Field

from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable

Count = Annotated[int, Field(description="Exact below 1,000; 1,000 means that many or more")]
Total = Annotated[
    int | None,
    Field(description="Exact below 1,000; 1,000 means that many or more. Null if a search or a filter stopped before the last row"),
]


def encode(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def decode(cursor: str, *kinds: type) -> list[Any]:
    """The values of a cursor we gave out. Raises `Refusal` for any other text."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise _not_ours()
    if not all(isinstance(value, kind) and not isinstance(value, bool) for value, kind in zip(values, kinds, strict=True)):
        raise _not_ours()
    if any(isinstance(value, int) and abs(value) >= 2**62 for value in values):
        raise _not_ours()
    if any(isinstance(value, str) and not is_storable(value) for value in values):
        raise _not_ours()
    return values


def _not_ours() -> Refusal:
    return Refusal(Reason.INVALID_INPUT, errors=[{"field": "cursor", "message": "This cursor is not one of this list"}])
