"""Rows as CSV (RFC 4180) in which a spreadsheet evaluates nothing as a formula."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from handfast.runner.in_parts import parts

BOM = "\ufeff"
"""What a file begins with so that a spreadsheet reads it as UTF-8."""

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

T = TypeVar("T")


def line(values: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_harmless(str(value)) for value in values])
    return text.getvalue()


async def lines(rows: Sequence[T], values: Callable[[T], Sequence[object]]) -> AsyncIterator[str]:
    """The rows as lines, some at a time."""
    async for part in parts(rows, lambda row: line(values(row))):
        yield "".join(part)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
