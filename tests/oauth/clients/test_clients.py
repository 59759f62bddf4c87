"""A company registers clients of its own and sees those of the server; an operator registers those of the server."""

import asyncio
import re
from typing import Any

import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import ClientId
from handfast.kernel.secrets import digest
from handfast.kernel.time import MINUTE
from handfast.oauth.clients import store
from handfast.oauth.clients.retention import KEPT, purge_clients
from handfast.oauth.clients.rules import MOST_CLIENTS, ClientSettings
from tests.oauth.clients.asking import PATH, let_in, register
from tests.support.members import Browser, Member
from tests.support.rows import fetch_row, fetch_rows
from tests.support.server import Server
from tests.users.service_accounts.asking import confirm, sentences, told

SETTINGS: dict[str, Any] = {
    "requires_dpop": True,
    "wait_seconds": 20,
    "shows_number": True,
    "allowed_devices": "same_network",
    "exchanges": True,
}


async def stored(quiet: Server, id: str) -> Any:
    """The client as the token endpoint reads it."""
    return await quiet.application.database.fetch_one(store.by_id(ClientId(id)))


# --- registered and shown ---


async def test_a_public_client_has_no_secret_and_what_was_chosen(quiet: Server, browser: Browser, owner: Member) -> None:
    body: dict[str, Any] = {"scopes": ["menu.read", "menu.read", "orders:write"], "audiences": ["https://api.example.com"]}
    made = await register(browser, **body, **SETTINGS)
    assert made.pop("secret") is None
    assert made == {
        "id": made["id"],
        "of_server": False,
        "name": "Menu board",
        "confidential": False,
        "scopes": ["menu.read", "orders:write"],
        "audiences": ["https://api.example.com"],
        **SETTINGS,
        "disabled_at": None,
        "created_at": "2026-01-20T06:00:00Z",
        "created_by": "Olga",
        "secret_changed_at": None,
        "devices": 0,
        "version": 1,
    }
    assert (await browser.get(f"{PATH}/{made['id']}")).json() == made
    assert made in (await browser.get(PATH)).json()["items"]
    client = await stored(quiet, made["id"])
    assert (client.tenant_id, client.is_public, client.settings) == (owner.tenant_id, True, ClientSettings(**SETTINGS))
    assert f"Olga registered the OAuth client Menu board (public, {made['id']})" in await sentences(browser)


async def test_the_secret_of_a_confidential_client_is_shown_once_and_stored_as_its_digest(quiet: Server, browser: Browser) -> None:
    made = await register(browser, confidential=True)
    assert re.fullmatch(r"hfc_[A-Za-z0-9_-]{43}", made["secret"])
    assert made["secret_changed_at"] == made["created_at"]
    for path in (PATH, f"{PATH}/{made['id']}", "/api/audit"):
        assert made["secret"] not in (await browser.get(path)).text
    row = await fetch_row(quiet.application.database, "SELECT secret_hash FROM oauth_clients WHERE id = $1", made["id"])
    assert row is not None
    assert bytes(row["secret_hash"]) == digest(made["secret"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("scopes", ["menu read"]),
        ("scopes", [f"s{i}" for i in range(51)]),
        ("audiences", ["http://api.example.com"]),
        ("wait_seconds", 31),
        ("allowed_devices", "some"),
        ("id", "menu-board"),
    ],
)
async def test_one_that_makes_no_sense_is_not_registered(browser: Browser, field: str, value: object) -> None:
    answer = await browser.post(PATH, json={"name": "Menu board", field: value})
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not [one for one in (await browser.get(PATH)).json()["items"] if not one["of_server"]]


async def test_of_many_registered_at_once_no_more_than_the_most_are_there(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CLIENTS == 100
    monkeypatch.setattr("handfast.oauth.clients.create.MOST_CLIENTS", 3)
    answers = await asyncio.gather(*(browser.post(PATH, json={"name": "Menu board"}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"OAUTH_CLIENT_LIMIT"}
    first = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert (await browser.delete(f"{PATH}/{first}")).status_code == 204
    assert (await browser.post(PATH, json={"name": "Menu board"})).status_code == 201


async def test_whatever_registers_or_changes_one_takes_a_recently_confirmed_session(quiet: Server, browser: Browser) -> None:
    id = (await register(browser, confidential=True))["id"]
    quiet.clock.move(5 * MINUTE + 1)
    asked: list[tuple[str, str, dict[str, Any] | None]] = [
        ("POST", PATH, {"name": "Other"}),
        ("PATCH", f"{PATH}/{id}", {"enabled": False}),
        ("POST", f"{PATH}/{id}/secret", None),
        ("DELETE", f"{PATH}/{id}", None),
    ]
    before = await stored(quiet, id)
    for method, path, body in asked:
        assert told(await browser.request(method, path, json=body)) == (403, "REAUTHENTICATION_REQUIRED")
    assert await stored(quiet, id) == before
    await confirm(browser)
    for method, path, body in asked:
        assert (await browser.request(method, path, json=body)).status_code in (200, 201, 204)


# --- whose it is ---


async def test_an_operator_names_a_client_of_the_server_and_every_company_sees_it(
    quiet: Server, browser: Browser, operator: Browser
) -> None:
    name = f"screen-{quiet.random.id()[:8]}"
    made = await register(operator, "A screen", id=name, scopes=["menu.read"])
    assert (made["id"], made["of_server"], made["created_by"]) == (name, True, "Otis")
    assert (await stored(quiet, name)).tenant_id is None
    shown = [one for one in (await browser.get(PATH)).json()["items"] if one["id"] == name]
    assert [(one["of_server"], one["scopes"]) for one in shown] == [(True, ["menu.read"])]
    assert (await browser.get(f"{PATH}/{name}")).json() == shown[0]


@pytest.mark.parametrize("id", ["ab", "Menu-Board", "menu_board", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"])
async def test_an_id_that_is_no_name_is_refused(operator: Browser, id: str) -> None:
    answer = await operator.post(PATH, json={"name": "A screen", "id": id})
    assert [error["field"] for error in answer.json()["errors"]] == ["id"]


async def test_an_id_is_taken_once_even_by_two_at_once(quiet: Server, operator: Browser) -> None:
    body = {"name": "A screen", "id": f"screen-{quiet.random.id()[:8]}"}
    answers = await asyncio.gather(*(operator.post(PATH, json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400]
    assert {answer.json()["errors"][0]["message"] for answer in answers if answer.status_code == 400} == {
        "A client has this id already, or was deleted a few minutes ago"
    }


async def test_a_company_changes_nothing_of_a_client_of_the_server(quiet: Server, browser: Browser, operator: Browser) -> None:
    id = (await register(operator, confidential=True))["id"]
    before = await stored(quiet, id)
    for method, path, body in (
        ("PATCH", f"{PATH}/{id}", {"enabled": False}),
        ("POST", f"{PATH}/{id}/secret", None),
        ("DELETE", f"{PATH}/{id}", None),
    ):
        answer = await browser.request(method, path, json=body)
        assert told(answer) == (403, "FORBIDDEN")
        assert answer.json()["detail"] == "This client belongs to the server. Only its operator can change it."
    assert await stored(quiet, id) == before


async def test_an_operator_sees_and_changes_none_of_a_company(quiet: Server, browser: Browser, operator: Browser) -> None:
    id = (await register(browser, confidential=True))["id"]
    before = await stored(quiet, id)
    assert id not in (await operator.get(PATH)).text
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/secret"), ("DELETE", "")):
        body = {"name": "Mine"} if method == "PATCH" else None
        assert told(await operator.request(method, f"{PATH}/{id}{path}", json=body)) == (404, "NOT_FOUND")
    assert await stored(quiet, id) == before


# --- changed, disabled, deleted ---


async def test_what_is_not_sent_stays_and_the_trail_says_what_changed(quiet: Server, browser: Browser) -> None:
    made = await register(browser, scopes=["menu.read"], **SETTINGS)
    changed = (await browser.patch(f"{PATH}/{made['id']}", json={"version": 1, "name": "Board", "wait_seconds": 5})).json()
    assert changed == {name: value for name, value in made.items() if name != "secret"} | {"name": "Board", "wait_seconds": 5, "version": 2}
    assert (await stored(quiet, made["id"])).settings.wait_seconds == 5
    assert "Olga changed the OAuth client Board: name from Menu board, wait_seconds from 20 to 5" in await sentences(browser)
    assert told(await browser.patch(f"{PATH}/{made['id']}", json={"version": 1, "name": "Late"})) == (409, "VERSION_CONFLICT")
    before = await sentences(browser)
    assert (await browser.patch(f"{PATH}/{made['id']}", json={"name": "Board"})).json() == changed
    assert await sentences(browser) == before


async def test_one_is_disabled_and_enabled_again(quiet: Server, browser: Browser, owner: Member) -> None:
    id = (await register(browser))["id"]
    await let_in(quiet, owner, id)
    assert (await browser.patch(f"{PATH}/{id}", json={"enabled": False})).json()["disabled_at"] == "2026-01-20T06:00:00Z"
    assert (await stored(quiet, id)).disabled_at is not None
    assert "Olga disabled the OAuth client Menu board (1 device)" in await sentences(browser)
    quiet.clock.move(MINUTE)
    again = (await browser.patch(f"{PATH}/{id}", json={"enabled": False})).json()
    assert (again["disabled_at"], again["version"]) == ("2026-01-20T06:00:00Z", 2)
    assert (await browser.patch(f"{PATH}/{id}", json={"enabled": True})).json()["disabled_at"] is None
    assert (await stored(quiet, id)).disabled_at is None
    assert "Olga enabled the OAuth client Menu board (1 device)" in await sentences(browser)


async def test_another_secret_ends_the_old_one(quiet: Server, browser: Browser) -> None:
    made = await register(browser, confidential=True)
    answer = await browser.post(f"{PATH}/{made['id']}/secret")
    secret = answer.json()["secret"]
    assert secret != made["secret"]
    assert (await stored(quiet, made["id"])).secret_hash == digest(secret)
    assert "Olga changed the secret of the OAuth client Menu board" in await sentences(browser)


async def test_a_public_client_gets_no_secret(quiet: Server, browser: Browser) -> None:
    id = (await register(browser))["id"]
    answer = await browser.post(f"{PATH}/{id}/secret")
    assert told(answer) == (400, "INVALID_INPUT")
    assert answer.json()["detail"].startswith("This client is public")
    assert (await stored(quiet, id)).is_public


async def test_each_company_counts_its_own_devices_and_an_operator_all(
    quiet: Server, browser: Browser, operator: Browser, owner: Member
) -> None:
    id = (await register(operator))["id"]
    other = await quiet.member(Role.OWNER)
    for member in (owner, owner, other):
        await let_in(quiet, member, id)
    await let_in(quiet, owner, id, status="gone")
    for who, devices in ((browser, 2), (await quiet.signed_in(other), 1), (operator, 3)):
        listed = {one["id"]: one["devices"] for one in (await who.get(PATH)).json()["items"]}
        assert (listed[id], (await who.get(f"{PATH}/{id}")).json()["devices"]) == (devices, devices)


async def test_a_deleted_client_is_gone_with_what_was_granted_and_its_devices_stay(quiet: Server, browser: Browser, owner: Member) -> None:
    id, other = (await register(browser))["id"], (await register(browser))["id"]
    device, kept = await let_in(quiet, owner, id), await let_in(quiet, owner, other)
    assert (await browser.delete(f"{PATH}/{id}")).status_code == 204
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/secret"), ("DELETE", "")):
        answer = await browser.request(method, f"{PATH}/{id}{path}", json={"enabled": True} if method == "PATCH" else None)
        assert told(answer) == (404, "NOT_FOUND")
    assert id not in (await browser.get(PATH)).text
    database = quiet.application.database
    await quiet.application.run(purge_clients, None, SYSTEM)
    # A request that is about it may still be under way; whoever reads it now meets a client that is disabled.
    assert (await stored(quiet, id)).disabled_at is not None
    quiet.clock.move(KEPT)
    await quiet.application.run(purge_clients, None, SYSTEM)
    assert await stored(quiet, id) is None
    granted = await fetch_rows(database, "SELECT device_id FROM oauth_grants WHERE tenant_id = $1", owner.tenant_id)
    assert [row["device_id"] for row in granted] == [kept]
    devices = await fetch_rows(database, "SELECT id FROM devices WHERE tenant_id = $1", owner.tenant_id)
    assert {row["id"] for row in devices} == {device, kept}
    assert "Olga deleted the OAuth client Menu board (1 device)" in await sentences(browser)


# --- who hears of it ---


async def test_the_owners_hear_of_what_lets_more_in_and_of_nothing_else(quiet: Server, browser: Browser, owner: Member) -> None:
    other = await quiet.member(Role.OWNER, owner.tenant_id)
    made = await register(browser, confidential=True, scopes=["menu.read"])
    one = f"{PATH}/{made['id']}"
    changes: list[dict[str, Any]] = [{"scopes": []}, {"enabled": False}, {"enabled": True}, {"scopes": ["menu.read", "orders.write"]}]
    for change in changes:
        assert (await browser.patch(one, json=change)).status_code == 200
    assert (await browser.post(f"{one}/secret")).status_code == 200
    assert (await browser.delete(one)).status_code == 204
    await quiet.deliver()
    heard = {who: [mail["Subject"] for mail in quiet.mails if mail["To"] == who] for who in (owner.email, other.email)}
    subjects = {
        "A new OAuth client in your company",
        "An OAuth client in your company may do more",
        "A new secret of an OAuth client in your company",
    }
    assert {who: set(told) for who, told in heard.items()} == {owner.email: subjects, other.email: subjects}
    assert not [mail for mail in quiet.mails if made["secret"] in mail.as_string()]
    assert all("/settings/oauth-clients" in str(mail) for mail in quiet.mails if "OAuth client" in mail["Subject"])
    kinds = [item["sentence"] for item in (await browser.get("/api/notices")).json()["items"]]
    assert any(kind.startswith("Olga registered the OAuth client") for kind in kinds)


async def test_the_operators_hear_of_a_client_of_the_server(quiet: Server, operator: Browser) -> None:
    await register(operator)
    await quiet.deliver()
    assert {mail["Subject"] for mail in quiet.mails if mail["To"].startswith("operator")} == {"A new OAuth client on your server"}
