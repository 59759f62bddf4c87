"""Every route x every caller x own and foreign ids, by the permissions written by hand, on the running server and both databases."""

from collections.abc import Iterator, Mapping, Sequence

import httpx
import pytest

from handfast.app import routes
from handfast.db.database import Statement
from handfast.edge.problems import PROBLEMS
from handfast.edge.route import Route
from handfast.kernel.outcomes import Reason
from tests.contract.callers import CALLERS, Clients, allowed, role_of, tenant_of, who_may
from tests.contract.requests import REQUESTS, Sent
from tests.contract.scene import UNKNOWN, Scene
from tests.support.permissions import PERMISSIONS
from tests.support.rows import fetch_rows
from tests.support.server import Server

# Each table of a tenant's, and what its rows are told apart by.
TENANTS_TABLES = {
    **dict.fromkeys(("devices", "pairing_codes", "users", "sessions", "access_tokens", "tenants"), "id"),
    **dict.fromkeys(("service_accounts", "service_tokens", "oauth_clients"), "id"),
    **dict.fromkeys(("subscriptions", "links", "pending_links", "personal_codes"), "user_id"),
    "rustdesk": "device_id",
}


def key(route: Route) -> str:
    return f"{min(route.methods)} {route.path}"


ROUTES = {key(route): route for route in routes()}
CHANGES = [
    name
    for name, route in ROUTES.items()
    if not name.startswith("GET") and allowed("owner", route.action) and not allowed("anonymous", route.action)
]
# Who is nobody's (a webhook) names the tenant by the id.
WITH_ID = [name for name, route in ROUTES.items() if "{id}" in route.path and not allowed("anonymous", route.action)]
# To an operator no company is foreign.
WITH_ID_OF_TENANT = [(name, caller) for name in WITH_ID for caller in who_may(ROUTES[name].action) if "/api/tenants/" not in name]


# Whoever may it at all may it to all of the tenant's, but for an installer.
OF_COLLEAGUES = [name for name in WITH_ID if "installer" in PERMISSIONS[ROUTES[name].action].own_only]


@pytest.fixture(scope="module")
def clients(server: Server) -> Clients:
    return Clients(server)


@pytest.fixture(autouse=True)
def _tidy(server: Server) -> Iterator[None]:
    """Codes nobody redeemed would fill the tenant's five places."""
    yield
    sql = """UPDATE pairing_codes SET state = 'cancelled', closed_at = $1, code_hash = NULL, token_hash = NULL, slot = NULL
    WHERE state = 'live'"""
    server.call(server.application.database.execute_batch([Statement(sql, (server.clock.now(),))]))


def send(client: httpx.Client, name: str, id: str = "", body: object = None) -> httpx.Response:
    method, _, path = name.partition(" ")
    return client.request(method, path.replace("{id}", id), json=body)


def scene_of(server: Server, clients: Clients, name: str, caller: str, sent: Sent) -> Scene:
    client = clients.of(caller, ROUTES[name].action, fresh=sent.spends)
    return Scene(server, client, role_of(caller), tenant_of(caller))


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    assert set(REQUESTS) == set(ROUTES)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", ROUTES)
def test_who_may_is_answered_and_who_may_not_is_refused(server: Server, clients: Clients, name: str, caller: str) -> None:
    sent = REQUESTS[name]
    if not allowed(caller, ROUTES[name].action):
        answer = send(clients.of(caller, ROUTES[name].action), name, UNKNOWN, {})
        assert_refused(answer, Reason.UNAUTHENTICATED if caller == "anonymous" else Reason.FORBIDDEN)
        return
    scene = scene_of(server, clients, name, caller, sent)
    id = sent.id(scene) if sent.id else ""

    answer = send(scene.client, name, id, sent.body(scene) if sent.body else None)

    if sent.spends:
        clients.forget(caller)
    assert answer.status_code == sent.instead.get(scene.role, sent.status), answer.text
    if sent.code is not None:
        assert answer.json()["code"] == sent.code


@pytest.mark.parametrize(("name", "caller"), WITH_ID_OF_TENANT)
def test_a_foreign_id_answers_like_an_unknown_one_and_changes_nothing(server: Server, clients: Clients, name: str, caller: str) -> None:
    sent = REQUESTS[name]
    client = clients.of(caller, ROUTES[name].action)
    stranger = Scene(server, client, "manager", 1 - tenant_of(caller))
    assert sent.id is not None
    # Nobody of the other tenant may invite: its manager stands for its people.
    id = server.person("manager", stranger.tenant).id if "people/{id}" in name else sent.id(stranger)
    body = sent.body(stranger) if sent.body else None
    before = rows_of(server, stranger.tenant_id)

    foreign = send(client, name, id, body)
    unknown = send(client, name, UNKNOWN, body)

    assert_refused(foreign, Reason.NOT_FOUND)
    assert foreign.content == unknown.content
    assert dict(foreign.headers) | {"date": ""} == dict(unknown.headers) | {"date": ""}
    assert rows_of(server, stranger.tenant_id) == before


@pytest.mark.parametrize("name", OF_COLLEAGUES)
def test_what_came_of_a_colleagues_code_answers_like_an_unknown_id_and_does_not_change(server: Server, clients: Clients, name: str) -> None:
    sent = REQUESTS[name]
    client = clients.of("installer", ROUTES[name].action)
    colleague = Scene(server, client, "manager", 0)
    assert sent.id is not None
    id = sent.id(colleague)
    body = sent.body(colleague) if sent.body else None
    before = rows_of(server, colleague.tenant_id)

    others = send(client, name, id, body)
    unknown = send(client, name, UNKNOWN, body)

    assert_refused(others, Reason.NOT_FOUND)
    assert others.content == unknown.content
    assert rows_of(server, colleague.tenant_id) == before


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if name.startswith("GET") and allowed("installer", route.action)])
def test_no_answer_to_an_installer_names_what_came_of_a_colleagues_code(server: Server, clients: Clients, name: str) -> None:
    client = clients.of("installer", ROUTES[name].action)
    own, others = (Scene(server, client, role, 0) for role in ("installer", "manager"))
    kept = [own.device(), own.invite()["id"]]
    hidden = [others.device(), others.invite()["id"]]
    sent = REQUESTS[name]

    answer = send(own.client, name, sent.id(own) if sent.id else "")

    assert not [id for id in hidden if id in answer.text]
    shown = {"GET /api/devices": kept[:1], "GET /api/invites": kept[1:]}.get(name, [])
    assert all(id in answer.text for id in shown)


def test_a_token_of_a_device_that_a_colleague_paired_is_like_no_token_to_an_installer(server: Server, clients: Clients) -> None:
    others, own = server.pair().token, server.pair(by="installer").token
    client = clients.of("installer", "device.validate")

    answers = [send(client, "POST /api/devices/validate-token", body={"token": token}).json() for token in (others, own)]

    assert [answer["active"] for answer in answers] == [False, True]
    assert not [value for name, value in answers[0].items() if name != "active" and value is not None]


@pytest.mark.parametrize("caller", list(who_may("invite.issue")))
def test_nobody_makes_codes_for_another_tenant(server: Server, clients: Clients, caller: str) -> None:
    foreign = server.tenants[1 - tenant_of(caller)].id

    answer = send(clients.of(caller, "invite.issue"), "POST /api/pairing/generate", body={"restaurantId": foreign})

    assert_refused(answer, Reason.FORBIDDEN)


@pytest.mark.parametrize("caller", list(who_may("device.validate")))
def test_a_foreign_devices_token_is_like_no_token(server: Server, clients: Clients, caller: str) -> None:
    foreign = server.pair(1 - tenant_of(caller)).token

    answer = send(clients.of(caller, "device.validate"), "POST /api/devices/validate-token", body={"token": foreign})

    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert not [value for name, value in answer.json().items() if name != "active" and value is not None]


@pytest.mark.parametrize("name", WITH_ID)
def test_what_is_no_id_answers_like_an_unknown_one(server: Server, clients: Clients, name: str) -> None:
    sent, caller = REQUESTS[name], next(who_may(ROUTES[name].action))
    scene = scene_of(server, clients, name, caller, sent)
    assert sent.id is not None
    sent.id(scene)  # some bodies speak of it
    body = sent.body(scene) if sent.body else None

    unknown = send(scene.client, name, UNKNOWN, body)

    assert_refused(unknown, Reason.NOT_FOUND)
    for id in ("0", "%00", "%2e%2e", UNKNOWN.upper(), "' OR 1=1 --"):
        answer = send(scene.client, name, id, body)
        assert (answer.status_code, answer.content) == (unknown.status_code, unknown.content), id


@pytest.mark.parametrize("name", CHANGES)
def test_a_browsers_change_without_the_csrf_token_is_refused(server: Server, clients: Clients, name: str) -> None:
    kept = clients.of("owner", ROUTES[name].action)
    with httpx.Client(base_url=server.url, cookies=kept.cookies, headers={"X-Forwarded-For": server.fresh_address()}) as forged:
        answer = send(forged, name, UNKNOWN, {})

    assert_refused(answer, Reason.CSRF_FAILED)


def assert_refused(answer: httpx.Response, reason: Reason) -> None:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert (answer.status_code, answer.json()["code"]) == (PROBLEMS[reason].status, reason.value)


def rows_of(server: Server, tenant_id: str) -> Mapping[str, Sequence[Mapping[str, object]]]:
    async def read() -> dict[str, list[Mapping[str, object]]]:
        found: dict[str, list[Mapping[str, object]]] = {}
        for table, key in TENANTS_TABLES.items():
            column = "id" if table == "tenants" else "tenant_id"
            rows = await fetch_rows(server.application.database, f"SELECT * FROM {table} WHERE {column} = $1 ORDER BY {key}", tenant_id)
            found[table] = [dict(row) for row in rows]
        return found

    return server.call(read())
