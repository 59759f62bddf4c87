"""A database that the first version has written, with its own program, comes to this one: whoever and whatever could get in still can.

`first_version.json` holds its rows, and what people and devices kept: passwords are those of the tests, and so is the secret key.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from handfast.db.database import Statement
from handfast.db.opening import migrate, open_database
from handfast.db.query import Query
from handfast.kernel.callers import SYSTEM
from handfast.reports.trail.chain import seal, verify
from tests.support.inside import rows, use
from tests.support.keys import Bearer
from tests.support.members import PASSWORD
from tests.support.postgres import Cluster
from tests.support.server import FINGERPRINT, Server

FIRST = json.loads(Path(__file__).with_name("first_version.json").read_text())
KNOWN = FIRST["known"]
BYTES = {"hash", "code_hash", "token_hash", "retry_hash", "mac", "seal", "sealed"}
PEOPLE = ("olga", "ada", "maya", "sam", "cleo")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("first")
    cluster: Cluster | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = cluster.create(template="template0") if cluster else f"sqlite:///{folder / 'handfast.db'}"
    upgrade = command.upgrade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0005"))
        asyncio.run(migrate(url))
    asyncio.run(written(url))
    asyncio.run(migrate(url))
    server = Server(url, folder)
    server.clock.moment = KNOWN["at"]
    server.start(people=False)
    yield server
    server.stop()
    if cluster:
        cluster.drop(url)


async def written(url: str) -> None:
    database = await open_database(url, 1)
    for table, held in FIRST["rows"].items():
        for row in held:
            values = [bytes.fromhex(value) if name in BYTES else value for name, value in row.items()]
            places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
            names = ", ".join(f'"{name}"' for name in row)
            await database.execute_batch([Statement(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(values))])
        if "postgresql" in url and "id" in held[0] and isinstance(held[0]["id"], int):
            next_id = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            await database.fetch_one(Query(next_id, (), int))
    await database.close()


def device(server: Server, name: str) -> Any:
    return server.anonymous(auth=Bearer(KNOWN[name]["auth_token"])).get("/api/devices/me")


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_signs_in_with_the_same_password_to_the_same_company_and_role(server: Server, name: str) -> None:
    (held,) = (row for row in FIRST["rows"]["persons"] if row["email"].startswith(f"{name}@"))
    answer = server.anonymous().post("/api/session", json={"email": held["email"], "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    session = answer.json()
    assert session["person"].items() >= {"id": held["id"], "name": held["name"], "role": held["role"]}.items()
    assert session["tenant"].items() >= {"id": KNOWN["tenant"], "name": "Fireflow Kitchen"}.items()
    assert session["operator"] == (name == "olga"), "the first owner operates the server"


def test_whoever_was_disabled_still_is(server: Server) -> None:
    answer = server.anonymous().post("/api/session", json={"email": "dora@fireflow.example.com", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_CREDENTIALS")


def test_a_session_and_an_access_token_go_on(server: Server) -> None:
    browser = server.anonymous()
    browser.cookies.set("handfast", KNOWN["manager_cookie"])
    session = browser.get("/api/session")
    assert session.json()["person"]["email"] == "maya@fireflow.example.com"
    browser.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    assert browser.post("/api/invites", json={}).status_code == 201
    script = server.anonymous(auth=Bearer(KNOWN["access_token"]))
    assert script.get("/api/devices").json()["total"] == 2
    assert script.get("/api/people").status_code == 403


def test_a_device_goes_on_and_one_that_was_disabled_or_deleted_does_not(server: Server) -> None:
    answer = device(server, "device")
    assert (answer.status_code, answer.json()["device"]["id"]) == (200, KNOWN["device"]["device_id"])
    assert (device(server, "disabled_device").status_code, device(server, "deleted_device").status_code) == (403, 401)


def test_a_code_that_was_live_pairs_a_device(server: Server) -> None:
    body = {"restaurantId": KNOWN["tenant"], "codeId": KNOWN["live_code"]["code_id"], "code": KNOWN["live_code"]["pairing_code"]}
    body |= {"deviceFingerprint": FINGERPRINT, "platform": "Android", "deviceName": "Waiter-iPad-4", "userAgent": "Mozilla/5.0"}
    answer = server.anonymous().post("/api/pairing/verify", json=body)
    assert answer.status_code == 200, answer.text
    assert server.anonymous(auth=Bearer(answer.json()["auth_token"])).get("/api/devices/me").status_code == 200


def test_an_invitation_is_accepted(server: Server) -> None:
    body = {"token": KNOWN["invitation"], "name": "Ina Invited", "password": PASSWORD}
    answer = server.anonymous().post("/api/invitations/redeem", json=body)
    assert answer.status_code == 201, answer.text


def test_a_customer_keeps_code_device_and_subscription(server: Server) -> None:
    customer = server.anonymous()
    signed_in = customer.post("/api/session", json={"email": "cleo@fireflow.example.com", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert customer.get("/api/device/pairing-code").json()["code"] == KNOWN["personal_code"]
    shown = customer.get("/api/device/link").json()
    assert (shown["link"]["rustdesk_id"], shown["subscription"]["state"]) == (KNOWN["rustdesk"]["id"], "active")
    heard = server.anonymous().post(f"/t/{KNOWN['tenant']}/api/heartbeat", json=KNOWN["rustdesk"] | {"ver": 1004000, "conns": []})
    assert heard.json() == {}, "it is known, and need not introduce itself again"


def test_the_trail_is_proved_from_its_first_row_on(server: Server) -> None:
    while use(server, seal, None, SYSTEM):
        pass
    verdict = use(server, verify, None, SYSTEM)
    assert verdict.faults == []
    ids = {row["id"] for row in rows(server, "SELECT id FROM audit")}
    assert ids >= {row["id"] for row in FIRST["rows"]["audit"]}
    assert verdict.rows == len(ids)
