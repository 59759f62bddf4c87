"""A company whose time of grace is over goes with everything it had, in parts that may stop anywhere; nobody else notices."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from handfast.db.database import Database, Statement
from handfast.jobs import delete_closed_companies
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY
from handfast.offboarding.delete_tenant import delete_closed
from handfast.reports.trail.chain import seal, verify
from handfast.reports.trail.erase import erase_deleted
from handfast.users.tenants import store as tenants
from tests.support.every_table import fill, schema
from tests.support.members import account_of
from tests.support.rows import Row, fetch_row, fetch_rows
from tests.support.server import Server


async def held(database: Database, tenant_id: TenantId) -> dict[str, list[Row]]:
    """Every row of the company, by table."""
    found = {
        table: await fetch_rows(database, f"SELECT * FROM {table} WHERE tenant_id = $1", tenant_id) for table in await schema(database)
    }
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


async def close(quiet: Server, tenant_id: TenantId) -> None:
    now = quiet.clock.now()
    await quiet.application.database.execute_batch([tenants.close(now, now + 30 * DAY, tenant_id=tenant_id)])


async def delete_all(quiet: Server) -> None:
    await delete_closed_companies(quiet.application.run)


async def faults(quiet: Server) -> Sequence[str]:
    run = quiet.application.run
    await run(seal, None, SYSTEM)
    verdict = await run(verify, None, SYSTEM)
    assert isinstance(verdict, Done)
    return verdict.view.faults


async def step(quiet: Server) -> bool:
    """One part, as much as a server does that is killed after it."""
    for use_case in (delete_closed, seal, erase_deleted):
        outcome = await quiet.application.run(use_case, None, SYSTEM)
        assert isinstance(outcome, Done)
        if outcome.view:
            return True
    return False


async def test_nothing_of_it_is_left_in_any_table_and_the_others_keep_every_row(quiet: Server) -> None:
    database = quiet.application.database
    going, staying = await quiet.member(Role.CUSTOMER), await quiet.member(Role.CUSTOMER)
    for member in (going, staying):
        assert set(await schema(database)) == await fill(quiet, member), "a new table of a company: it must be deleted with it"
    assert all((await held(database, going.tenant_id)).values())
    assert await faults(quiet) == []
    before = await held(database, staying.tenant_id)
    await close(quiet, going.tenant_id)
    quiet.clock.move(30 * DAY)
    await delete_all(quiet)
    assert [table for table, rows in (await held(database, going.tenant_id)).items() if rows] == []
    assert await fetch_row(database, "SELECT id FROM tenants WHERE id = $1", going.tenant_id) is None
    assert await fetch_row(database, "SELECT id FROM accounts WHERE email = $1", going.email) is None
    assert await held(database, staying.tenant_id) == before
    assert await faults(quiet) == []


async def test_it_is_kept_until_the_last_moment_of_its_grace(quiet: Server) -> None:
    member = await quiet.member()
    await close(quiet, member.tenant_id)
    quiet.clock.move(30 * DAY - 1)
    await delete_all(quiet)
    assert await fetch_row(quiet.application.database, "SELECT deleting_at FROM tenants WHERE id = $1", member.tenant_id) == {
        "deleting_at": None
    }


async def test_it_may_stop_after_any_part_and_the_trail_is_intact_after_each(quiet: Server) -> None:
    member = await quiet.member(Role.CUSTOMER)
    await fill(quiet, member)
    await close(quiet, member.tenant_id)
    quiet.clock.move(31 * DAY)
    parts = 0
    while await step(quiet):
        assert await faults(quiet) == []
        parts += 1
    assert parts > 5
    assert await fetch_row(quiet.application.database, "SELECT id FROM tenants WHERE id = $1", member.tenant_id) is None


async def test_two_nodes_that_delete_at_once_do_no_harm(quiet: Server) -> None:
    member = await quiet.member(Role.CUSTOMER)
    await fill(quiet, member)
    await close(quiet, member.tenant_id)
    quiet.clock.move(31 * DAY)
    await asyncio.gather(delete_all(quiet), delete_all(quiet))
    await delete_all(quiet)
    assert await fetch_row(quiet.application.database, "SELECT id FROM tenants WHERE id = $1", member.tenant_id) is None
    assert await faults(quiet) == []
    told = "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = 'TENANT_DELETED'"
    assert await fetch_row(quiet.application.database, told, member.tenant_id) == {"rows": 1}


async def test_its_deletion_goes_on_although_the_clock_was_set_back(quiet: Server) -> None:
    member = await quiet.member()
    await close(quiet, member.tenant_id)
    quiet.clock.move(31 * DAY)
    assert await step(quiet)
    quiet.clock.move(-31 * DAY)
    await delete_all(quiet)
    assert await fetch_row(quiet.application.database, "SELECT id FROM tenants WHERE id = $1", member.tenant_id) is None


async def test_once_its_deletion_has_begun_it_cannot_be_reopened(quiet: Server) -> None:
    member, olga = await quiet.member(), await quiet.operator()
    await close(quiet, member.tenant_id)
    quiet.clock.move(31 * DAY)
    assert await step(quiet)
    quiet.clock.move(-31 * DAY)
    answer = await olga.post(f"/api/tenants/{member.tenant_id}/reopen")
    assert (answer.status_code, answer.json()["code"]) == (409, "TENANT_CLOSING")
    assert "has begun" in answer.json()["detail"]
    await delete_all(quiet)


async def test_who_is_in_another_company_or_operates_the_server_keeps_the_account(quiet: Server) -> None:
    database = quiet.application.database
    both, operator = await quiet.member(), await quiet.member()
    await quiet.also_in(both, await quiet.tenant("Alder"))
    await database.execute_batch([Statement("UPDATE accounts SET operator_since = 1 WHERE id = $1", (account_of(operator.id),))])
    for member in (both, operator):
        await close(quiet, member.tenant_id)
    quiet.clock.move(31 * DAY)
    await delete_all(quiet)
    for member in (both, operator):
        assert await fetch_row(database, "SELECT email FROM accounts WHERE id = $1", account_of(member.id)) == {"email": member.email}
        assert await fetch_row(database, "SELECT id FROM users WHERE id = $1", member.id) is None
    await database.execute_batch([Statement("UPDATE accounts SET operator_since = NULL WHERE id = $1", (account_of(operator.id),))])


async def test_the_servers_own_trail_keeps_the_name_the_numbers_and_the_end_of_the_deleted_one(quiet: Server) -> None:
    database, member = quiet.application.database, await quiet.member()
    await quiet.signed_in(member)
    await close(quiet, member.tenant_id)
    assert await faults(quiet) == []
    end = await fetch_row(
        database, "SELECT sealed_number, seal FROM audit WHERE tenant_id = $1 ORDER BY sealed_number DESC", member.tenant_id
    )
    quiet.clock.move(31 * DAY)
    await delete_all(quiet)
    sql = "SELECT tenant_id, subject_name, details FROM audit WHERE subject_id = $1 AND action = 'TENANT_DELETED'"
    (kept,) = await fetch_rows(database, sql, member.tenant_id)
    assert end is not None
    assert (kept["tenant_id"], kept["subject_name"]) == (None, "Walnut House")
    assert kept["details"] == (f'{{"people":1,"devices":0,"entries":1,"until":{end["sealed_number"]},"seal":"{bytes(end["seal"]).hex()}"}}')


@pytest.mark.parametrize("of", ["a deleted company", "a company that never was"])
async def test_an_entry_that_was_emptied_by_somebody_else_is_found(quiet: Server, of: str) -> None:
    database, going, other = quiet.application.database, await quiet.member(), await quiet.member()
    for member in (going, other):
        await quiet.signed_in(member)
    await close(quiet, going.tenant_id)
    quiet.clock.move(31 * DAY)
    await delete_all(quiet)
    assert await faults(quiet) == []
    kept = await fetch_row(database, "SELECT * FROM audit WHERE tenant_id = $1", other.tenant_id)
    assert kept is not None
    company = going.tenant_id if of == "a deleted company" else "nobody"
    await _set(database, kept["id"], "ENTRY_ERASED", f'{{"company":"{company}"}}')
    assert await faults(quiet) == [f"1 more rows of the company {company} were emptied than it had"]
    await _set(database, kept["id"], kept["action"], kept["details"])
    assert await faults(quiet) == []


async def _set(database: Database, id: int, action: str, details: Any) -> None:
    sql = "UPDATE audit SET action = $2, details = $3 WHERE id = $1"
    await database.execute_batch([Statement(sql, (id, action, details))])
