"""Whoever signs in from a place that is new to the account has its user told, once."""

import asyncio
from email.message import EmailMessage

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY
from handfast.users.places.rules import MOST
from tests.support.members import Member, sign_in
from tests.support.rows import fetch_rows, fetch_trail
from tests.support.server import Server

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
SUBJECT = "A sign-in from a new place"
HOME, ABROAD = "192.0.2.7", "198.51.100.9"


async def enter(server: Server, member: Member, address: str = HOME, user_agent: str = FIREFOX) -> httpx.Response:
    browser = server.browser(address)
    browser.headers["User-Agent"] = user_agent
    answer = await sign_in(browser, member.email)
    assert answer.status_code == 200
    return answer


async def told(server: Server) -> list[EmailMessage]:
    await server.deliver()
    return [mail for mail in server.mails if mail["Subject"] == SUBJECT]


async def test_the_first_sign_in_and_those_from_the_same_place_are_told_to_nobody(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    await enter(quiet, member)
    await enter(quiet, member, "192.0.2.200")
    quiet.clock.move(400 * DAY)
    await enter(quiet, member, user_agent=FIREFOX.replace("121", "140"))
    assert await told(quiet) == []
    assert await fetch_trail(quiet.application.database, member.tenant_id, "SIGN_IN_PLACE_NEW") == []


@pytest.mark.parametrize(("address", "user_agent"), [(ABROAD, FIREFOX), (HOME, "RustDesk/1.3"), ("2001:db8::1", FIREFOX)])
async def test_another_network_or_another_browser_is_told_once(quiet: Server, address: str, user_agent: str) -> None:
    member = await quiet.member(Role.MANAGER)
    await enter(quiet, member)
    await enter(quiet, member, address, user_agent)
    await enter(quiet, member, address, user_agent)
    await enter(quiet, member)
    (mail,) = await told(quiet)
    assert mail["To"] == member.email
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"from {address}, on 20 January 2026" in text
    assert "/account#session-" in text
    (row,) = await fetch_trail(quiet.application.database, member.tenant_id, "SIGN_IN_PLACE_NEW")
    assert row["subject_id"] == member.id


async def test_the_link_names_the_session_that_was_opened(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    await enter(quiet, member)
    await enter(quiet, member, ABROAD)
    (mail,) = await told(quiet)
    body = mail.get_body(("plain",))
    assert body is not None
    sql = "SELECT id FROM sessions WHERE user_id = $1 AND address = $2"
    (session,) = await fetch_rows(quiet.application.database, sql, member.id, ABROAD)
    assert f"#session-{session['id']}\n" in body.get_content()


async def test_sign_ins_at_the_same_moment_from_a_new_place_are_told_once(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    await enter(quiet, member)
    await asyncio.gather(*(enter(quiet, member, ABROAD) for _ in range(4)))
    assert len(await told(quiet)) == 1
    assert len(await fetch_trail(quiet.application.database, member.tenant_id, "SIGN_IN_PLACE_NEW")) == 1


async def test_a_wrong_password_makes_no_place_known(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    await enter(quiet, member)
    await sign_in(quiet.browser(ABROAD), member.email, "wrong password")
    await enter(quiet, member, ABROAD)
    assert len(await told(quiet)) == 1


async def test_the_place_not_seen_for_longest_makes_room(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    for number in range(MOST + 3):
        quiet.clock.move(DAY)
        await enter(quiet, member, f"198.51.{number}.1")
    sql = "SELECT p.network FROM sign_in_places p JOIN users u ON u.account_id = p.account_id WHERE u.id = $1"
    places = await fetch_rows(quiet.application.database, sql, member.id)
    assert {place["network"] for place in places} == {f"198.51.{number}.0/24" for number in range(3, MOST + 3)}
    assert len(await told(quiet)) == MOST + 2
