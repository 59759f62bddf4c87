"""Step 1. A CSV as spreadsheets write it: blanks around names and cells, any case, `,` `;` or tabs, cells of several lines."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from handfast.importers.reading import Row, Unreadable
from handfast.importers.rules import Trouble

COLUMNS = (
    "email", "name", "code", "subscription", "subscriptionEndsAt", "rustDeskId", "deviceName", "createdAt", "pairedAt",
    "bypassSubscriptionCheck",
)  # fmt: skip
NEEDED = {"email", "rustDeskId"}
_SEPARATORS = ",;\t"
_KNOWN = {name.casefold(): name for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Lines:
    rows: Sequence[tuple[int, Row]]
    """Each with the number of its first line; only the known columns."""
    troubles: list[Trouble] = field(default_factory=list)


def read_csv(content: str) -> Lines:
    """Raises `Unreadable` when there is neither a column `email` nor `rustDeskId`, and `csv.Error`."""
    separator = max(_SEPARATORS, key=content.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    names = [name.strip() for name in next(reader, [])]
    columns = [_KNOWN.get(name.casefold()) for name in names]
    if not NEEDED & set(columns):
        raise Unreadable("the first line must name the columns, including email or rustDeskId")
    troubles = [Trouble("line 1", why) for why in _unread(names, columns)]
    rows: list[tuple[int, Row]] = []
    begins = reader.line_num + 1
    for cells in reader:
        if len(cells) > len(columns):
            troubles.append(Trouble(f"line {begins}", f"it has {len(cells)} cells, but there are {len(columns)} columns"))
        elif any(cell.strip() for cell in cells):
            # Of two columns of one name the first one is read.
            pairs = reversed(list(zip(columns, cells, strict=False)))
            rows.append((begins, {column: cell.strip() for column, cell in pairs if column is not None}))
        begins = reader.line_num + 1
    return Lines(rows, troubles)


def _unread(names: Sequence[str], columns: Sequence[str | None]) -> list[str]:
    unknown = [f"the column {name!r} is unknown and was not read" for name, column in zip(names, columns, strict=True) if column is None]
    twice = sorted({column for column in columns if column is not None and columns.count(column) > 1})
    return [*unknown, *(f"the column {column} appears more than once; only the first was read" for column in twice)]
