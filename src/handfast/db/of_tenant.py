"""What a table holds of one tenant: read row by row for an export, and deleted by the ids of rows when the tenant goes.

The owner of a table says which of its columns are exported; none that holds a secret or the digest of one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, Signature
from typing import Any

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.db.rows import padded, places
from handfast.kernel.ids import TenantId


@dataclass(frozen=True, slots=True)
class ExportedRow:
    place: str | int
    """Where the next page goes on."""
    columns: dict[str, Any]


def export_rows(table: str, key: str, columns: tuple[str, ...], after: str | int, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """The first `most` rows after the one with this key, in the order of the key, which has an index of its own.

    The pages together pass the table once. By an index of the tenant each page would sort all that the tenant has.
    """
    sql = f"""SELECT {key} AS place, {", ".join(columns)} FROM {table}
    WHERE tenant_id || '' = $1 AND {key} > $2 ORDER BY {key} LIMIT $3"""
    row = _row(columns)
    return Query(sql, (tenant_id, after, most), row, bulk=True)


@cache
def _row(columns: tuple[str, ...]) -> Callable[..., ExportedRow]:
    def row(place: str | int, *values: Any) -> ExportedRow:
        return ExportedRow(place, dict(zip(columns, values, strict=True)))

    names = ("place", *columns)
    row.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in names])  # type: ignore[attr-defined] # PEP 362
    return row


def delete_rows(table: str, key: str, ids: Sequence[str], *, tenant_id: TenantId) -> Statement:
    """Those of up to TOGETHER ids that are the tenant's; found by the ids, and not by an index of the tenant."""
    return Statement(f"DELETE FROM {table} WHERE tenant_id || '' = $1 AND {key} IN ({places(2)})", (tenant_id, *padded(ids)))
