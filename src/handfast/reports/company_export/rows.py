"""A row of a table as a line of an export. Pure."""

import json
from collections.abc import Mapping
from typing import Any

from handfast.kernel.json_text import json_text
from handfast.kernel.time import is_moment, iso

_JSON = ("details", "scopes", "settings")
"""Columns that hold JSON."""


def line(columns: Mapping[str, Any]) -> bytes:
    return f"{json_text({name: value_of(name, value) for name, value in columns.items()})}\n".encode()


def value_of(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _JSON:
        return json.loads(value)
    if name == "at" or name.endswith(("_at", "_until")):
        return iso(value) if is_moment(value) else value
    if name.startswith("is_"):
        return bool(value)
    return value.hex() if isinstance(value, bytes) else value
