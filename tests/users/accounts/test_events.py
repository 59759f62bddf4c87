"""In whose trail an event of an account is written: there it must end with the company, and tell nobody who has nothing to do with it."""

from handfast.db.database import Statement
from handfast.jobs import delete_closed_companies
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY
from handfast.users.accounts import store as accounts
from handfast.users.second_factors.remove import remove_second_factor_of
from handfast.users.tenants import store as tenants
from tests.support.members import PASSWORD, Browser, account_of, link_in
from tests.support.rows import fetch_rows
from tests.support.second_factors import enrol
from tests.support.server import Server

COLUMNS = ("actor_name", "subject_name", "details", "actor_search", "search_text")


async def written(quiet: Server, kind: str, name: str) -> list[str | None]:
    """In whose trails there is such an event of this person; None for that of the server."""
    sql = "SELECT tenant_id FROM audit WHERE action = $1 AND subject_name = $2 ORDER BY tenant_id"
    return [row["tenant_id"] for row in await fetch_rows(quiet.application.database, sql, kind, name)]


async def reset(quiet: Server, email: str) -> Browser:
    browser = quiet.browser()
    assert (await browser.post("/api/password-resets", json={"email": email})).status_code == 202
    quiet.mails.clear()
    await quiet.deliver()
    body = {"token": link_in(quiet.mails[0]).partition("#")[2], "new_password": "quite-another-walnut"}
    assert (await browser.post("/api/password-resets/redeem", json=body)).status_code == 204
    return browser


async def test_what_somebody_of_a_closed_company_does_is_in_its_trail_and_gone_with_it(quiet: Server) -> None:
    database, name = quiet.application.database, "Zelda Quist"
    member = await quiet.member(name=name)
    browser, now = await quiet.signed_in(member), quiet.clock.now()
    await database.execute_batch([tenants.close(now, now + DAY, tenant_id=member.tenant_id)])
    assert (await browser.delete("/api/sessions")).status_code == 204
    await reset(quiet, member.email)
    for kind in ("SIGNED_OUT_EVERYWHERE", "PASSWORD_RESET_ASKED", "PASSWORD_RESET"):
        assert await written(quiet, kind, name) == [member.tenant_id], kind
    quiet.clock.move(DAY)
    await delete_closed_companies(quiet.application.run)
    for column in COLUMNS:
        for text in (name, name.lower(), member.email):
            assert await fetch_rows(database, f"SELECT id FROM audit WHERE {column} LIKE $1", f"%{text}%") == [], column


async def test_it_is_in_the_trail_of_each_of_their_companies_but_not_of_one_that_disabled_them(quiet: Server) -> None:
    member = await quiet.member(name="Yusuf Berg")
    suspended = await quiet.also_in(member, await quiet.tenant("Alder"))
    left = await quiet.also_in(member, await quiet.tenant("Birch"))
    named = [Statement("UPDATE users SET name = $2 WHERE id = $1", (one.id, "Yusuf Berg")) for one in (suspended, left)]
    ended = Statement("UPDATE tenants SET suspended_at = 1 WHERE id = $1", (suspended.tenant_id,))
    await quiet.application.database.execute_batch(named)
    await quiet.application.database.execute_batch([ended, Statement("UPDATE users SET disabled_at = 1 WHERE id = $1", (left.id,))])
    assert (await (await quiet.signed_in(member)).delete("/api/sessions")).status_code == 204
    assert await written(quiet, "SIGNED_OUT_EVERYWHERE", "Yusuf Berg") == sorted([member.tenant_id, suspended.tenant_id])


async def test_of_somebody_who_is_disabled_everywhere_it_is_where_they_were(quiet: Server) -> None:
    member = await quiet.member(Role.STAFF, name="Xenia Holt")
    await enrol(await quiet.signed_in(member), quiet.clock)
    await quiet.application.database.execute_batch([Statement("UPDATE users SET disabled_at = 1 WHERE id = $1", (member.id,))])
    assert isinstance(await quiet.application.run(remove_second_factor_of, member.email, SYSTEM), Done)
    assert await written(quiet, "SECOND_FACTOR_REMOVED", "Xenia Holt") == [member.tenant_id]


async def test_of_an_operator_who_is_in_no_company_it_is_in_that_of_the_server(quiet: Server) -> None:
    before = await written(quiet, "SIGNED_OUT_EVERYWHERE", "Otis")
    assert (await (await quiet.operator()).delete("/api/sessions")).status_code == 204
    assert await written(quiet, "SIGNED_OUT_EVERYWHERE", "Otis") == [*before, None]


async def test_of_an_operator_whom_their_company_disabled_it_is_in_that_of_the_server(quiet: Server) -> None:
    """That company has nothing to do with them any more, and the server has."""
    member = await quiet.member(name="Quentin Ode")
    database = quiet.application.database
    await database.execute_batch([accounts.set_operator(account_of(member.id), quiet.clock.now())])
    await database.execute_batch([Statement("UPDATE users SET disabled_at = 1 WHERE id = $1", (member.id,))])
    browser = quiet.browser()
    assert (await browser.post("/api/session", json={"email": member.email, "password": PASSWORD})).status_code == 200
    assert (await browser.delete("/api/sessions")).status_code == 204
    sql = "SELECT tenant_id, subject_id FROM audit WHERE action = 'SIGNED_OUT_EVERYWHERE' AND subject_id IN ($1, $2)"
    written = [dict(row) for row in await fetch_rows(database, sql, member.id, account_of(member.id))]
    assert written == [{"tenant_id": None, "subject_id": account_of(member.id)}]
