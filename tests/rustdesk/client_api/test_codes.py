"""Codes that a RustDesk client shows: which count, and what a try costs."""

from handfast.demo.companies import DemoUser
from handfast.kernel.time import MINUTE
from tests.rustdesk.client import Client, let_pass
from tests.rustdesk.linking import code_of, owner
from tests.support.inside import rows
from tests.support.server import Server

Customers = tuple[DemoUser, DemoUser]


def tries(server: Server, phone: Client) -> int:
    found = rows(server, "SELECT count FROM buckets WHERE key = $1", f"rustdesk.code:{phone.http.headers['x-forwarded-for']}")
    return int(found[0]["count"]) if found else 0


def test_a_code_of_another_company_is_as_unknown_as_one_that_nobody_has(server: Server, phone: Client, customers: Customers) -> None:
    """The same bytes, and the same price."""
    code = code_of(server.as_person(customers[0]))
    elsewhere = Client(server, phone.id, base=f"/t/{server.tenants[1].id}")
    elsewhere.http.headers["X-Forwarded-For"] = server.fresh_address()
    let_pass(server, 45, elsewhere, phone)
    body = {"id": phone.id, "uuid": phone.uuid, "pk": phone.uuid}
    foreign = elsewhere.post("/api/devices/deploy", body, Authorization=f"Bearer {code}")
    assert tries(server, elsewhere) == 1
    nobodys = elsewhere.post("/api/devices/deploy", body, Authorization="Bearer ZZ999-Z9ZZ")
    assert tries(server, elsewhere) == 2
    assert (foreign.status_code, foreign.content) == (nobodys.status_code, nobodys.content)
    drop = {"date", "x-request-id"}
    headers = [{name: value for name, value in one.headers.items() if name not in drop} for one in (foreign, nobodys)]
    assert headers[0] == headers[1]
    assert (owner(server, phone), owner(server, elsewhere)) == (None, None)
    assert phone.deploy(code) == "OK"
    assert tries(server, phone) == 0


def test_a_device_that_fell_silent_six_minutes_ago_proves_nothing(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    server.clock.move(6 * MINUTE)
    assert phone.deploy(code).startswith("This device has not sent enough heartbeats yet.")
    assert owner(server, phone) is None
    let_pass(server, 20, phone)
    assert phone.deploy(code) == "OK"
