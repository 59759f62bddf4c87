"""Rows as CSV (RFC 4180) in which a spreadsheet evaluates nothing as a formula."""

import csv
import io
from collections.abc import Sequence

BOM = "\ufeff"
"""What a file begins with so that a spreadsheet reads it as UTF-8."""

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(values: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_harmless(str(value)) for value in values])
    return text.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
