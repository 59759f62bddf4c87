"""Sessions: how long they live, how they end, and who may end them."""

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.users.retention import purge
from tests.support.members import PASSWORD, Browser
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import Server


async def status(browser: Browser) -> tuple[int, str | None]:
    answer = await browser.get("/api/session")
    return answer.status_code, answer.json().get("code")


async def last_seen(quiet: Server, browser: Browser) -> int:
    row = await fetch_row(quiet.application.database, "SELECT last_seen_at FROM sessions WHERE hash = $1", digest(browser.cookie or ""))
    assert row is not None
    return int(row["last_seen_at"])


async def test_nobody_is_signed_in_without_a_cookie(quiet: Server) -> None:
    answer = await quiet.browser().get("/api/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_header_that_names_a_person_is_ignored(quiet: Server) -> None:
    member = await quiet.member()
    for name in ("x-staff-id", "x-user-id", "x-tenant"):
        assert (await quiet.browser().get("/api/session", headers={name: member.id})).status_code == 401


async def test_a_session_ends_after_twelve_idle_hours(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    quiet.clock.move(12 * HOUR - 1)
    assert await status(browser) == (200, None)
    quiet.clock.move(12 * HOUR)
    assert await status(browser) == (401, "UNAUTHENTICATED")


async def test_a_session_in_use_ends_after_thirty_days(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    for _ in range(59):
        quiet.clock.move(12 * HOUR - 1)
        assert await status(browser) == (200, None)
    quiet.clock.move(12 * HOUR - 1)
    quiet.clock.move(60)
    assert await status(browser) == (401, "UNAUTHENTICATED")


async def test_last_seen_is_written_at_most_every_five_minutes(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    began = quiet.clock.now()
    quiet.clock.move(5 * MINUTE - 1)
    await status(browser)
    assert await last_seen(quiet, browser) == began
    quiet.clock.move(1)
    await status(browser)
    assert await last_seen(quiet, browser) == quiet.clock.now()
    person = await fetch_row(quiet.application.database, "SELECT last_seen_at FROM users WHERE id = $1", member.id)
    assert person is not None
    assert person["last_seen_at"] == quiet.clock.now()


async def test_a_signed_out_cookie_is_dead(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    kept = browser.cookie
    answer = await browser.delete("/api/session")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await quiet.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={kept}"})).status_code == 401


async def test_one_sees_and_ends_only_ones_own_sessions(quiet: Server) -> None:
    tenant = await quiet.tenant()
    member, other = await quiet.member(Role.STAFF, tenant), await quiet.member(Role.OWNER, tenant)
    here, there, stranger = await quiet.signed_in(member), await quiet.signed_in(member), await quiet.signed_in(other)
    items = (await here.get("/api/sessions")).json()["items"]
    assert [item["current"] for item in items].count(True) == 1
    assert len(items) == 2
    ended = next(item["id"] for item in items if not item["current"])
    refused = await stranger.delete(f"/api/sessions/{ended}")
    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
    assert await status(there) == (200, None)
    assert (await here.delete(f"/api/sessions/{ended}")).status_code == 204
    assert await status(there) == (401, "UNAUTHENTICATED")
    assert await status(here) == (200, None)
    assert len((await here.get("/api/sessions")).json()["items"]) == 1


async def test_signing_out_everywhere_ends_every_session(quiet: Server) -> None:
    member = await quiet.member()
    here, there = await quiet.signed_in(member), await quiet.signed_in(member)
    assert (await here.delete("/api/sessions")).status_code == 204
    assert await status(here) == (401, "UNAUTHENTICATED")
    assert await status(there) == (401, "UNAUTHENTICATED")


async def test_a_session_of_an_older_epoch_is_dead(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    await commit_row(
        quiet.application.database, "UPDATE users SET session_version = session_version + 1 WHERE id = $1 RETURNING 1", member.id
    )
    assert await status(browser) == (401, "UNAUTHENTICATED")


async def test_a_changing_call_needs_the_csrf_token_of_its_session(quiet: Server) -> None:
    member = await quiet.member()
    browser, other = await quiet.signed_in(member), await quiet.signed_in(member)
    for headers in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "nonsense"}, {"X-CSRF-Token": other.csrf}, {"Sec-Fetch-Site": "cross-site"}):
        refused = await browser.delete("/api/session", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "CSRF_FAILED")
    assert await status(browser) == (200, None)
    assert (await browser.delete("/api/session")).status_code == 204


async def test_sockets_are_told_which_session_ended(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    [session] = (await browser.get("/api/sessions")).json()["items"]
    await browser.delete("/api/session")
    [event] = await fetch_rows(quiet.application.database, "SELECT event, body FROM outbox WHERE tenant_id = $1", member.tenant_id)
    assert event["event"] == "access_change"
    assert session["id"] in event["body"]


async def test_no_secret_of_a_session_is_stored(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    [row] = await fetch_rows(quiet.application.database, "SELECT * FROM sessions WHERE hash = $1", digest(browser.cookie or ""))
    assert (browser.cookie or "") not in str(dict(row))


async def test_what_has_ended_is_forgotten(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    quiet.clock.move(31 * DAY)
    await quiet.application.run(purge, None, SYSTEM)
    assert await fetch_row(quiet.application.database, "SELECT 1 FROM sessions WHERE hash = $1", digest(browser.cookie or "")) is None


async def test_a_page_acts_and_reads_only_for_the_person_it_shows(quiet: Server) -> None:
    """The cookie belongs to the whole browser: another tab may have signed in as somebody of another company meanwhile."""
    maya, mika = await quiet.member(), await quiet.member()
    browser = await quiet.signed_in(mika)
    for shown, expected in ((maya.id, (409, "SIGNED_IN_AS_ANOTHER")), (mika.id, None)):
        for method, path, body in (
            ("GET", "/api/devices", None),
            ("POST", "/api/invites", {}),
            ("POST", "/api/live/ticket", None),
            ("GET", "/api/session", None),
            ("PATCH", "/api/tenant", {"version": 1, "name": "Of whom?"}),
        ):
            answer = await browser.request(method, path, json=body, headers={"X-Signed-In-As": shown})
            told = None if answer.is_success else (answer.status_code, answer.json()["code"])
            assert told == expected, (method, path)
    row = await fetch_row(quiet.application.database, "SELECT count(*) AS codes FROM pairing_codes WHERE tenant_id = $1", mika.tenant_id)
    assert row is not None
    assert row["codes"] == 1


async def test_a_link_to_a_file_names_the_person_of_its_page_in_the_query(quiet: Server) -> None:
    maya, mika = await quiet.member(), await quiet.member()
    browser = await quiet.signed_in(mika)
    for path in ("/api/audit.csv", "/api/admin/devices/unpaired.csv"):
        assert (await browser.get(path, params={"signed_in_as": maya.id})).status_code == 409
        assert (await browser.get(path, params={"signed_in_as": mika.id})).status_code == 200


async def test_signing_in_is_open_to_a_page_that_still_shows_somebody_else(quiet: Server) -> None:
    maya, mika = await quiet.member(), await quiet.member()
    browser = await quiet.signed_in(mika)
    body = {"email": maya.email, "password": PASSWORD}
    assert (await browser.post("/api/session", json=body, headers={"X-Signed-In-As": maya.id})).status_code == 200
