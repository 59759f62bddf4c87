"""Whose last company is gone, and who operates nothing, is forgotten with all that signed them in; everybody else keeps it."""

from collections.abc import Awaitable, Callable

import pytest

from handfast.db.database import Statement
from handfast.db.rows import insert_rows
from handfast.jobs import delete_closed_companies
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY
from handfast.users.accounts import store as accounts
from handfast.users.accounts.set_operator import SetOperator, set_operator
from handfast.users.tenants import store as tenants
from tests.support.every_table import schema
from tests.support.inside import be_faster, do_job
from tests.support.members import Member, account_of
from tests.support.rows import fetch_row, fetch_rows
from tests.support.server import Server

JOB = "purge sessions and tokens"
ELSEWHERE = {"users", "sso_transactions"}
"""The first goes with the company; the second is kept for ten minutes."""


async def give_everything(quiet: Server, member: Member) -> set[str]:
    """The tables of which the account has a row now."""
    hash, id, later = member.id.encode(), account_of(member.id), quiet.clock.now() + 400 * DAY
    rows: dict[str, dict[str, object]] = {
        "second_factors": {"since": 1},
        "totp": {"sealed": b"sealed", "created_at": 1, "confirmed_at": 1},
        "recovery_codes": {"hash": hash, "created_at": 1},
        "passkeys": {"id": member.id, "credential_id": hash, "public_key": b"key", "sign_count": 0, "name": "Phone"}
        | {"is_synced": 0, "is_backed_up": 0, "created_at": 1},
        "passkey_challenges": {"bound_to": hash, "purpose": "register", "challenge": b"challenge", "expires_at": later},
        "sign_in_steps": {"hash": hash, "session_version": 1, "is_app": 0, "expires_at": later},
        "one_time_tokens": {"hash": hash, "kind": "reset", "created_at": 1, "expires_at": later},
        "sign_in_places": {"network": "192.0.2.0/24", "browser": "Firefox", "seen_at": 1},
        "server_identities": {"issuer": "https://login.example.org", "subject": member.id, "created_at": 1},
        "sessions": {"id": member.id, "hash": hash, "session_version": 1, "created_at": 1, "last_seen_at": later, "expires_at": later}
        | {"address": "", "user_agent": "", "idle_limit": DAY},
    }
    for table, row in rows.items():
        own = {"account_id": id} | row
        await quiet.application.database.execute_batch(insert_rows(table, tuple(own), [tuple(own.values())]))
    return set(rows)


async def held(quiet: Server, member: Member) -> set[str]:
    """The tables that have a row of the account."""
    database, id = quiet.application.database, account_of(member.id)
    found = set() if await fetch_row(database, "SELECT id FROM accounts WHERE id = $1", id) is None else {"accounts"}
    for table in await schema(database, "account_id"):
        if await fetch_rows(database, f"SELECT account_id FROM {table} WHERE account_id = $1", id):
            found.add(table)
    return found


async def close(quiet: Server, member: Member) -> None:
    now = quiet.clock.now()
    await quiet.application.database.execute_batch([tenants.close(now, now, tenant_id=member.tenant_id)])
    await delete_closed_companies(quiet.application.run)


async def company_deleted(quiet: Server, member: Member) -> None:
    await close(quiet, member)


async def invitation_cancelled(quiet: Server, member: Member) -> None:
    """Which kept the account when their company was deleted."""
    owner = await quiet.signed_in(await quiet.member())
    body = {"name": "Robin", "email": member.email, "role": "staff", "send_mail": False}
    invited = (await owner.post("/api/people", json=body)).json()["person"]["id"]
    await close(quiet, member)
    assert "totp" in await held(quiet, member)
    assert (await owner.delete(f"/api/people/{invited}/invitation")).status_code == 204


async def operator_no_more(quiet: Server, member: Member) -> None:
    await quiet.operator()
    for is_operator in (True, False):
        assert isinstance(await quiet.application.run(set_operator, SetOperator(member.email, is_operator), SYSTEM), Done)
        if is_operator:
            await close(quiet, member)
            await do_job(quiet, JOB)
            assert "totp" in await held(quiet, member)
    await do_job(quiet, JOB)


async def two_companies_deleted_at_once(quiet: Server, member: Member) -> None:
    """Each saw the user of the other."""
    await quiet.application.database.execute_batch([Statement("DELETE FROM users WHERE id = $1", (member.id,))])
    await do_job(quiet, JOB)


@pytest.mark.parametrize("end", [company_deleted, invitation_cancelled, operator_no_more, two_companies_deleted_at_once])
async def test_what_signed_somebody_in_goes_with_their_last_company(
    quiet: Server, end: Callable[[Server, Member], Awaitable[None]]
) -> None:
    member = await quiet.member()
    given = await give_everything(quiet, member)
    assert given == set(await schema(quiet.application.database, "account_id")) - ELSEWHERE, "a new table of an account: it goes with it"
    assert await held(quiet, member) == given | {"accounts", "users"}
    await end(quiet, member)
    assert await held(quiet, member) == set()


async def test_who_is_disabled_or_only_invited_keeps_what_signs_them_in(quiet: Server) -> None:
    """They may be enabled again, or join."""
    disabled, joined = await quiet.member(disabled=True), await quiet.member()
    await quiet.application.database.execute_batch([Statement("UPDATE users SET joined_at = NULL WHERE id = $1", (joined.id,))])
    for member in (disabled, joined):
        given = await give_everything(quiet, member)
        await do_job(quiet, JOB)
        assert await held(quiet, member) >= given - {"sessions"}


async def test_who_is_invited_while_their_account_goes_gets_a_new_one(quiet: Server) -> None:
    owner, member = await quiet.signed_in(await quiet.member()), await quiet.member(Role.STAFF)
    await quiet.application.database.execute_batch([Statement("DELETE FROM users WHERE id = $1", (member.id,))])
    be_faster(quiet, accounts.purge("", None))
    body = {"name": "Robin", "email": member.email, "role": "staff", "send_mail": False}
    answer = await owner.post("/api/people", json=body)
    assert answer.status_code == 201, answer.text
    made = await fetch_row(quiet.application.database, "SELECT id, password_hash FROM accounts WHERE email = $1", member.email)
    assert made is not None
    assert (made["id"] != account_of(member.id), made["password_hash"]) == (True, None)
