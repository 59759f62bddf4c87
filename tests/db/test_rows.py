"""Rows that are inserted together."""

import pytest

from handfast.audit import store as audit
from handfast.db.database import Database
from handfast.db.rows import insert_rows
from handfast.events import outbox
from handfast.kernel.callers import SYSTEM
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Keys
from tests.support.rows import fetch_rows

NAMES = ("one", "two", "three")


@pytest.mark.parametrize("rows", [0, 1, 3])
async def test_all_of_them_are_one_statement(rows: int) -> None:
    statements = insert_rows("server_state", ("name", "value"), [(name, "") for name in NAMES[:rows]])
    values = {1: "($1, $2)", 3: "($1, $2), ($3, $4), ($5, $6)"}
    assert [(one.sql, one.args) for one in statements] == [
        (f"INSERT INTO server_state (name, value) VALUES {values[rows]}", tuple(text for name in NAMES[:rows] for text in (name, "")))
        for _ in range(rows > 0)
    ]


async def test_what_a_use_case_tells_is_numbered_in_the_order_it_happened(database: Database) -> None:
    tenant = TenantId("told in order")
    events = [DomainEvent("DEVICE_RENAMED", tenant, Subject("device", name, name), {"old_name": "Till"}) for name in NAMES]
    await database.execute_batch([*audit.writes(events, SYSTEM, 1, Keys(b"k" * 32), None), *outbox.writes(events, 1)])
    trail = await fetch_rows(database, "SELECT subject_id FROM audit WHERE tenant_id = $1 ORDER BY id", tenant)
    assert [row["subject_id"] for row in trail] == list(NAMES)
    told = await fetch_rows(database, "SELECT body FROM outbox WHERE tenant_id = $1 ORDER BY id", tenant)
    assert [name for row in told for name in NAMES if f'"{name}"' in row["body"]] == list(NAMES)
