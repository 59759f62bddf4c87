"""The forms by which names are sorted and searched, stored beside them.

The program folds them, since the databases differ in the scripts they know. Rows of the audit trail stay as they were written: the new
columns are not part of their digests.
"""

import re
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

from handfast.kernel.texts import folded, sort_key
from handfast.migrations.columns import TEXT, column

revision = "0012"
down_revision = "0011"

# Sorted character by character on either database, whatever language PostgreSQL was set up for.
_BY_SIGN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_AT_ONCE = 1000

# For each table: its key, the columns that are read, and how each new column is computed from them.
_Filled = dict[str, Callable[..., str]]
_TABLES: dict[str, tuple[str, Sequence[str], _Filled]] = {
    "persons": (
        "id",
        ("name", "email"),
        {"name_sort": lambda name, _: sort_key(name), "search_text": folded},
    ),
    "devices": ("id", ("name",), {"name_sort": sort_key, "search_text": folded}),
    "rustdesk": ("device_id", ("hostname", "rustdesk_id"), {"search_text": lambda hostname, number: folded(hostname, *_spellings(number))}),
    "audit": (
        "id",
        ("actor_name", "subject_name", "details"),
        {"actor_search": lambda actor, *_: folded(actor), "search_text": lambda _, subject, details: folded(subject, details)},
    ),
}


def upgrade() -> None:
    for table, (key, read, filled) in _TABLES.items():
        for name in filled:
            op.add_column(table, column(name, _BY_SIGN if name == "name_sort" else TEXT, server_default=""))
        _fill(table, key, read, filled)


def _fill(table: str, key: str, read: Sequence[str], filled: _Filled) -> None:
    connection = op.get_bind()
    after = connection.execute(sa.text(f"SELECT min({key}) FROM {table}")).scalar()
    select = sa.text(f"SELECT {key}, {', '.join(read)} FROM {table} WHERE {key} >= :after ORDER BY {key} LIMIT {_AT_ONCE + 1}")
    update = sa.text(f"UPDATE {table} SET {', '.join(f'{name} = :{name}' for name in filled)} WHERE {key} = :key")
    while after is not None:
        rows = connection.execute(select, {"after": after}).fetchall()
        chunk = rows[:_AT_ONCE]
        connection.execute(update, [{"key": row[0]} | {name: make(*row[1:]) for name, make in filled.items()} for row in chunk])
        after = rows[_AT_ONCE][0] if len(rows) > _AT_ONCE else None


def _spellings(rustdesk_id: str) -> list[str]:
    """The ID as it is and, if it is a number, in groups of three: what the program stores at the time of this step."""
    return [rustdesk_id, re.sub(r"\B(?=(?:\d{3})+$)", " ", rustdesk_id) if rustdesk_id.isdecimal() else rustdesk_id]
