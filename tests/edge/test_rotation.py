"""What people and devices hold from before a rotation works after it, until the old key is retired, and no longer."""

import dataclasses
from collections.abc import Iterator

import pytest

from handfast.db.query import Query
from handfast.edge.proofs import Proofs
from handfast.kernel.ids import DeviceId
from handfast.kernel.secrets import Key, Keys, digest
from handfast.kernel.time import DAY
from handfast.users.sessions.rules import sign_in_buckets
from tests.rustdesk.client import Client, let_pass
from tests.support.clock import MovableClock
from tests.support.company import new_id
from tests.support.pairing import NONCE, device, new_code, verify
from tests.support.server import SECRET_KEY, Server

OLD, NEW = Key(SECRET_KEY), Key(b"n" * 32)


@pytest.fixture
def keys(server: Server) -> Iterator[Keys]:
    server.clock.move(DAY)
    keys = server.application.keys
    keys.become(OLD, None, [], ())
    yield keys
    keys.become(OLD, None, [], ())


def rotate(keys: Keys) -> None:
    keys.become(NEW, None, [OLD], ())


def retire(keys: Keys) -> None:
    keys.become(NEW, None, [], ())


@pytest.mark.parametrize("code_hash", ["hmac", "bcrypt"])
def test_a_live_code_does_not_die_by_a_rotation(server: Server, keys: Keys, monkeypatch: pytest.MonkeyPatch, code_hash: str) -> None:
    run = server.application.run
    monkeypatch.setattr(run, "policy", dataclasses.replace(run.policy, code_hash=code_hash))
    typed, named, late = (new_code(server) for _ in range(3))
    rotate(keys)
    fresh = new_code(server)
    assert [verify(server, code=one.text).status_code for one in (typed, fresh)] == [200, 200]
    assert verify(server, **named.named).status_code == 200
    retire(keys)
    assert verify(server, code=late.text).json()["code"] == "INVALID_CODE"
    assert verify(server, token=late.token).status_code == 200


def test_a_code_of_a_node_that_has_the_next_key_already_is_found_by_one_that_has_not(server: Server, keys: Keys) -> None:
    keys.become(NEW, None, [OLD], ())
    code = new_code(server)
    keys.become(OLD, NEW, [], ())
    assert verify(server, code=code.text).status_code == 200


def test_a_lost_answer_is_the_same_after_a_rotation(server: Server, keys: Keys) -> None:
    ask = device(token=new_code(server).token, clientNonce=NONCE)
    client = server.anonymous()
    first = client.post("/api/pairing/verify", json=ask).json()
    rotate(keys)
    assert client.post("/api/pairing/verify", json=ask).json()["auth_token"] == first["auth_token"]
    retire(keys)
    assert client.post("/api/pairing/verify", json=ask).status_code != 200


def test_a_lost_renewal_is_the_same_after_a_rotation(server: Server, keys: Keys) -> None:
    paired = server.pair()
    ask = {"clientNonce": NONCE}
    first = paired.client.post("/api/devices/me/token", json=ask).json()["auth_token"]
    rotate(keys)
    assert paired.client.post("/api/devices/me/token", json=ask).json()["auth_token"] == first
    assert server.call(_owner(server, first)) == paired.id


async def _owner(server: Server, token: str) -> DeviceId | None:
    sql = "/* any tenant: a test */ SELECT device_id FROM credentials WHERE hash = $1"
    return await server.application.database.fetch_one(Query(sql, (digest(token),), DeviceId))


def test_an_open_page_goes_on_until_the_key_is_retired(server: Server, keys: Keys) -> None:
    page = server.as_("manager")
    rotate(keys)
    assert page.post("/api/invites", json={}).status_code == 201
    assert server.as_("manager").post("/api/invites", json={}).status_code == 201
    retire(keys)
    refused = page.post("/api/invites", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "CSRF_FAILED")
    assert page.get("/api/session").status_code == 200


def test_a_rustdesk_app_stays_signed_in_until_the_key_is_retired(server: Server, keys: Keys) -> None:
    phone, page = Client(server, new_id()), server.as_("manager")
    let_pass(server, 30, phone)
    code = phone.start_grant()["code"]
    assert page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]}).status_code == 200
    first = phone.poll(code).json()["access_token"]
    rotate(keys)
    for token in (first, phone.poll(code).json()["access_token"]):
        phone.token = token
        assert "name" in phone.signed_in("POST", "/api/currentUser", json={"id": phone.id, "uuid": phone.uuid}).json()
    phone.token = first
    retire(keys)
    assert "name" not in phone.signed_in("POST", "/api/currentUser", json={"id": phone.id, "uuid": phone.uuid}).json()


def test_a_nonce_for_proofs_of_either_key_is_good() -> None:
    keys, clock = Keys(b"n" * 32, [SECRET_KEY]), MovableClock()
    here, before = Proofs(keys, clock, "https://pair.example.com"), Proofs(Keys(SECRET_KEY), clock, "https://pair.example.com")
    after = Proofs(Keys(b"n" * 32), clock, "https://pair.example.com")
    assert {before.nonce(), after.nonce()} <= set(here._good_nonces())  # noqa: SLF001
    assert before.nonce() not in after._good_nonces()  # noqa: SLF001


def test_a_rotation_empties_no_limit() -> None:
    keys = Keys(SECRET_KEY)
    before = [bucket.id for bucket in sign_in_buckets(keys, "sam@example.com", "203.0.113.1")]
    rotate(keys)
    assert [bucket.id for bucket in sign_in_buckets(keys, "sam@example.com", "203.0.113.1")] == before
