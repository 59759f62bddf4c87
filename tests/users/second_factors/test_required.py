"""A company that requires a second factor: without one nothing is done for it but to set one up, by whichever way somebody comes."""

from typing import Any

import httpx
import pytest

from handfast.access.policy import POLICY
from handfast.app import routes
from handfast.edge.route import Route
from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import Secret
from handfast.kernel.time import MINUTE
from handfast.users.live_tickets.redeem_ticket import RedeemTicket, redeem_ticket
from handfast.users.live_tickets.still_valid import still_valid, still_valid_among
from handfast.users.second_factors.remove import remove_second_factor_of
from tests.support.authenticator import with_passkey
from tests.support.members import PASSWORD, Browser, Member
from tests.support.second_factors import enrol
from tests.support.server import Server

NEEDED = (403, "SECOND_FACTOR_NEEDED")
APP = {"type": "account", "id": "1700000777", "uuid": "b25lLXV1aWQ="}


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def set_roles(browser: Browser, *roles: str) -> httpx.Response:
    version = (await browser.get("/api/tenant")).json()["version"]
    return await browser.patch("/api/tenant", json={"version": version, "settings": {"second_factor_roles": roles}})


async def required_of(quiet: Server, *roles: str) -> tuple[Browser, Member, Browser]:
    """An owner with a passkey who has turned it on, and a manager who was signed in before."""
    owner = await quiet.member(Role.OWNER)
    page = await quiet.signed_in(owner)
    manager = await quiet.member(Role.MANAGER, owner.tenant_id)
    browser = await quiet.signed_in(manager)
    await with_passkey(page)
    assert (await set_roles(page, *roles)).status_code == 200
    return page, manager, browser


async def needs(browser: Browser) -> bool:
    answer: bool = (await browser.get("/api/session")).json()["needs_second_factor"]
    return answer


async def test_without_one_everything_else_is_refused_until_it_is_set_up(quiet: Server) -> None:
    _, manager, browser = await required_of(quiet, "manager")
    assert told(await browser.get("/api/devices")) == NEEDED
    assert told(await browser.post("/api/invites", json={})) == NEEDED
    fresh = await quiet.signed_in(manager)
    assert told(await fresh.get("/api/devices")) == NEEDED
    assert await needs(fresh)
    await with_passkey(fresh)
    assert not await needs(fresh)
    assert (await fresh.get("/api/devices")).status_code == 200
    assert (await browser.get("/api/devices")).status_code == 200


async def test_an_app_for_codes_is_enough(quiet: Server) -> None:
    _, _, browser = await required_of(quiet, "manager")
    await enrol(browser, quiet.clock)
    assert (await browser.get("/api/devices")).status_code == 200


async def test_a_secret_that_was_not_confirmed_is_none(quiet: Server) -> None:
    _, _, browser = await required_of(quiet, "manager")
    assert (await browser.post("/api/session/totp")).status_code == 201
    assert told(await browser.get("/api/devices")) == NEEDED


async def test_what_it_takes_to_set_one_up_is_allowed_and_to_leave(quiet: Server) -> None:
    _, _, browser = await required_of(quiet, "manager")
    assert (await browser.get("/api/session/second-factors")).json()["required"] is True
    assert (await browser.post("/api/session/passkeys/challenge")).status_code == 201
    assert (await browser.post("/api/session/confirm", json={"current_password": PASSWORD})).status_code == 204
    assert told(await browser.post("/api/session/switch", json={"tenant_id": "nowhere"})) == (404, "NOT_FOUND")
    assert (await browser.delete("/api/session")).status_code == 204


def test_nothing_but_that_is_allowed_before() -> None:
    allowed = {action for action, rule in POLICY.items() if rule.before_second_factor}
    own_session = {"session.look", "session.switch", "session.end", "session.confirm"}
    assert allowed == own_session | {"sign_in_methods.look", "second_factor.look", "second_factor.change"}


OWNERS = [one for one in routes() if Role.OWNER in POLICY[one.action].roles and not POLICY[one.action].before_second_factor]


@pytest.mark.parametrize("route", OWNERS, ids=lambda one: f"{one.methods[0]} {one.path}")
async def test_each_route_of_an_owner_is_refused(quiet: Server, route: Route) -> None:
    owner = await quiet.member(Role.OWNER)
    browser = await quiet.signed_in(owner)
    await with_passkey(browser)
    assert (await set_roles(browser, "owner")).status_code == 200
    await quiet.application.run(remove_second_factor_of, owner.email, Caller("system"))
    path = route.path.replace("{id}", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")
    assert told(await browser.request(route.methods[0], path)) == NEEDED


async def test_it_concerns_the_roles_that_are_named_and_no_other_company(quiet: Server) -> None:
    _, manager, browser = await required_of(quiet, "admin", "staff")
    assert (await browser.get("/api/devices")).status_code == 200
    page, _, _ = await required_of(quiet, "manager")
    elsewhere = (await page.get("/api/session")).json()["tenant"]["id"]
    await quiet.also_in(manager, elsewhere, Role.MANAGER)
    assert not await needs(browser)
    assert (await browser.post("/api/session/switch", json={"tenant_id": elsewhere})).json()["needs_second_factor"] is True
    assert told(await browser.get("/api/devices")) == NEEDED
    assert (await browser.post("/api/session/switch", json={"tenant_id": manager.tenant_id})).status_code == 200
    assert (await browser.get("/api/devices")).status_code == 200


async def test_an_access_token_of_somebody_without_one_is_refused(quiet: Server) -> None:
    owner = await quiet.member(Role.OWNER)
    page = await quiet.signed_in(owner)
    manager = await quiet.signed_in(await quiet.member(Role.MANAGER, owner.tenant_id))
    made = await manager.post("/api/tokens", json={"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1})
    script = {"Authorization": f"Bearer {made.json()['token']}"}
    await with_passkey(page)
    assert (await set_roles(page, "manager")).status_code == 200
    assert told(await quiet.browser().get("/api/devices", headers=script)) == NEEDED
    await with_passkey(manager)
    assert (await quiet.browser().get("/api/devices", headers=script)).status_code == 200


async def test_an_open_live_connection_ends(quiet: Server) -> None:
    owner = await quiet.member(Role.OWNER)
    page = await quiet.signed_in(owner)
    manager = await quiet.signed_in(await quiet.member(Role.MANAGER, owner.tenant_id))
    tickets = [Secret((await manager.post("/api/live/ticket")).json()["ticket"]) for _ in range(2)]
    database, now = quiet.application.database, quiet.clock.now()
    first = await quiet.application.run(redeem_ticket, RedeemTicket(tickets[0]), Caller("anonymous"))
    assert isinstance(first, Done)
    session_id = first.view.session_id
    assert await still_valid(database, session_id, now)
    await with_passkey(page)
    assert (await set_roles(page, "manager")).status_code == 200
    assert not await still_valid(database, session_id, now)
    assert await still_valid_among(database, [session_id], now) == {}
    assert not isinstance(await quiet.application.run(redeem_ticket, RedeemTicket(tickets[1]), Caller("anonymous")), Done)
    assert told(await manager.post("/api/live/ticket")) == NEEDED
    await enrol(manager, quiet.clock)
    assert await still_valid(database, session_id, now)


async def test_whoever_turns_it_on_for_their_own_role_needs_one_first(quiet: Server) -> None:
    page = await quiet.signed_in(await quiet.member(Role.OWNER))
    refused = await set_roles(page, "owner")
    assert told(refused) == (400, "INVALID_INPUT")
    assert refused.json()["errors"] == [
        {"field": "settings.second_factor_roles", "message": "Set up a second factor for your own account first"}
    ]
    assert (await set_roles(page, "admin", "manager")).json()["settings"]["second_factor_roles"] == ["admin", "manager"]
    await with_passkey(page)
    assert (await set_roles(page, "owner")).json()["settings"]["second_factor_roles"] == ["owner"]
    assert (await page.get("/api/devices")).status_code == 200


async def test_to_change_it_takes_a_confirmed_session_and_no_token_will_do(quiet: Server) -> None:
    page, _, _ = await required_of(quiet, "manager")
    made = await page.post("/api/tokens", json={"name": "Script", "scopes": ["tenant:write"], "expires_in_days": 1})
    script = {"Authorization": f"Bearer {made.json()['token']}"}
    quiet.clock.move(5 * MINUTE + 1)
    assert told(await set_roles(page)) == (403, "REAUTHENTICATION_REQUIRED")
    tenant = (await page.get("/api/tenant")).json()
    change = {"version": tenant["version"], "settings": {"second_factor_roles": []}}
    assert told(await quiet.browser().patch("/api/tenant", json=change, headers=script)) == (403, "FORBIDDEN")
    assert tenant["settings"]["second_factor_roles"] == ["manager"]
    assert (await page.patch("/api/tenant", json={"version": tenant["version"], "name": "Elm House"})).status_code == 200


@pytest.mark.parametrize("roles", [["king"], ["owner", "owner"], "owner", None, [1]])
async def test_only_roles_are_named_each_once(quiet: Server, roles: Any) -> None:
    page = await quiet.signed_in(await quiet.member(Role.OWNER))
    await with_passkey(page)
    answer = await page.patch("/api/tenant", json={"version": 1, "settings": {"second_factor_roles": roles}})
    assert told(answer) == (400, "INVALID_INPUT")


async def test_the_last_factor_stays_while_it_is_required(quiet: Server) -> None:
    page, _, _ = await required_of(quiet, "owner")
    [passkey] = (await page.get("/api/session/second-factors")).json()["passkeys"]
    refused = await page.delete(f"/api/session/passkeys/{passkey['id']}")
    assert told(refused) == (409, "LAST_SECOND_FACTOR")
    assert "requires a second factor of you" in refused.json()["detail"]
    await enrol(page, quiet.clock)
    assert (await page.delete(f"/api/session/passkeys/{passkey['id']}")).status_code == 204
    assert told(await page.delete("/api/session/totp")) == (409, "LAST_SECOND_FACTOR")
    assert (await set_roles(page)).status_code == 200
    assert (await page.delete("/api/session/totp")).status_code == 204


async def test_the_company_that_the_session_does_not_act_for_counts_too(quiet: Server) -> None:
    _, manager, browser = await required_of(quiet, "manager")
    await with_passkey(browser)
    other = await quiet.tenant("Zelkova House")
    await quiet.also_in(manager, other, Role.STAFF)
    assert (await browser.post("/api/session/switch", json={"tenant_id": other})).status_code == 200
    [passkey] = (await browser.get("/api/session/second-factors")).json()["passkeys"]
    assert told(await browser.delete(f"/api/session/passkeys/{passkey['id']}")) == (409, "LAST_SECOND_FACTOR")


async def test_the_rustdesk_app_says_what_to_do_and_keeps_its_sign_in(quiet: Server) -> None:
    owner = await quiet.member(Role.OWNER)
    page = await quiet.signed_in(owner)
    manager = await quiet.member(Role.MANAGER, owner.tenant_id)
    credentials = APP | {"username": manager.email, "password": PASSWORD}
    token = (await quiet.browser().post("/api/login", json=credentials)).json()["access_token"]
    await with_passkey(page)
    assert (await set_roles(page, "manager")).status_code == 200
    refused = await quiet.browser().post("/api/login", json=credentials)
    assert (refused.status_code, "Set up a passkey or an app for codes" in refused.json()["error"]) == (403, True)
    app = {"Authorization": f"Bearer {token}"}
    kept = await quiet.browser().post("/api/currentUser", json=APP, headers=app)
    assert "Set up a passkey or an app for codes" in kept.json()["error"]
    assert kept.status_code != 401
    await with_passkey(await quiet.signed_in(manager))
    assert (await quiet.browser().post("/api/currentUser", json=APP, headers=app)).json()["email"] == manager.email
