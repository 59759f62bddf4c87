"""An operator makes, lists and limits companies over HTTP, and sees nothing inside one."""

import pytest

from handfast.kernel.callers import Role
from tests.support.company import told
from tests.support.members import PASSWORD, PUBLIC_URL, Browser, sign_in
from tests.support.server import Server


async def make(operator: Browser, **body: object) -> dict[str, object]:
    answer = await operator.post("/api/tenants", json={"name": "Walnut House", "send_mail": False} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, object] = answer.json()
    return made


async def test_the_first_owner_of_a_new_company_joins_by_the_link_that_its_maker_gets(quiet: Server) -> None:
    operator, email = await quiet.operator(), f"{quiet.random.id()}@example.com"
    made = await make(operator, owner_email=email.upper(), owner_name="Ola")
    page, _, token = str(made["invitation_url"]).partition("#")
    assert (page, made["mailed"], made["status"], made["people"]) == (f"{PUBLIC_URL}/join", False, "active", 0)

    owner = quiet.browser()
    joined = await owner.post("/api/invitations/redeem", json={"token": token, "name": "Ola", "password": PASSWORD})
    assert joined.json()["person"]["role"] == "owner"
    assert joined.json()["tenant"] == {"id": made["id"], "name": "Walnut House"}
    assert (await operator.get(f"/api/tenants/{made['id']}")).json()["people"] == 1


async def test_a_company_without_an_owner_has_no_link(quiet: Server) -> None:
    assert (await make(await quiet.operator()))["invitation_url"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"owner_email": "nowhere"}, "owner_email"),
        ({"max_people": -1}, "max_people"),
        ({"max_devices": "x"}, "max_devices"),
    ],
)
async def test_what_cannot_be_used_is_named_and_makes_nothing(quiet: Server, body: dict[str, object], field: str) -> None:
    operator, name = await quiet.operator(), quiet.random.id()
    answer = await operator.post("/api/tenants", json={"name": name} | body)
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (await operator.get("/api/tenants", params={"search": name})).json()["items"] == []


async def test_companies_are_listed_by_name_and_found_by_a_part_of_it(quiet: Server) -> None:
    operator, word = await quiet.operator(), quiet.random.id()[:8]
    for number in (10, 9, 2):
        await make(operator, name=f"{word} {number}")
    first = (await operator.get("/api/tenants", params={"search": word.upper(), "limit": 2})).json()
    assert [one["name"] for one in first["items"]] == [f"{word} 2", f"{word} 9"]
    rest = (await operator.get("/api/tenants", params={"search": word, "limit": 2, "cursor": first["next_cursor"]})).json()
    assert ([one["name"] for one in rest["items"]], rest["next_cursor"]) == ([f"{word} 10"], None)
    assert told(await operator.get("/api/tenants", params={"cursor": "x"})) == (400, "INVALID_INPUT")


async def test_a_company_is_renamed_and_limited_by_whoever_read_it_last(quiet: Server) -> None:
    operator = await quiet.operator()
    made = await make(operator)
    path = f"/api/tenants/{made['id']}"
    changed = await operator.patch(path, json={"version": 1, "name": "Oak", "max_people": 5})
    assert {name: changed.json()[name] for name in ("name", "max_people", "max_devices", "version")} == {
        "name": "Oak", "max_people": 5, "max_devices": None, "version": 2
    }  # fmt: skip
    assert told(await operator.patch(path, json={"version": 1, "name": "Elm"})) == (409, "VERSION_CONFLICT")
    lifted = await operator.patch(path, json={"version": 2, "max_people": None})
    assert (lifted.json()["max_people"], lifted.json()["name"]) == (None, "Oak")


async def test_an_operator_acts_for_no_company_and_a_companys_owner_for_no_server(quiet: Server) -> None:
    operator, member = await quiet.operator(), await quiet.member(Role.OWNER)
    owner = await quiet.signed_in(member)
    for path in ("/api/devices", "/api/people", "/api/tenant", "/api/audit"):
        assert told(await operator.get(path)) == (403, "FORBIDDEN"), path
    assert told(await owner.get("/api/tenants")) == (403, "FORBIDDEN")
    assert told(await owner.post("/api/tenants", json={"name": "Mine"})) == (403, "FORBIDDEN")
    assert told(await owner.patch(f"/api/tenants/{member.tenant_id}", json={"version": 1, "max_people": None})) == (403, "FORBIDDEN")
    assert told(await operator.get(f"/api/tenants/{quiet.random.id()}")) == (404, "NOT_FOUND")


async def test_who_operates_a_server_and_is_in_a_company_acts_for_one_at_a_time(quiet: Server) -> None:
    operator, email = await quiet.operator(), f"{quiet.random.id()}@example.com"
    await make(operator, owner_email=email)
    shown = (await operator.get("/api/session")).json()
    assert (shown["tenant"], shown["person"]["role"], shown["operator"], shown["memberships"]) == (None, None, True, [])
    assert "company.create" in shown["can"]
    assert told(await sign_in(quiet.browser(), email)) == (401, "INVALID_CREDENTIALS")
