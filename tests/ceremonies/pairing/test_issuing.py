"""What a manager gets, sees, sends and takes back."""

import asyncio
import base64
import re

import httpx
import pytest

from handfast.kernel.time import MINUTE, iso
from tests.support.inside import row, settings
from tests.support.pairing import new_code, verify
from tests.support.server import Server

CODES = "/api/invites"


@pytest.fixture
def boss(server: Server) -> httpx.Client:
    """A manager with no code waiting and nothing chosen."""
    server.clock.move(15 * MINUTE)
    settings(server)
    return server.as_("manager")


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_code_comes_with_its_link_and_its_pictures(server: Server, boss: httpx.Client) -> None:
    (shown,) = boss.post(CODES, json={"device_name": " Waiter  iPad "}).json()["invites"]
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{6}", shown["code"])
    assert re.fullmatch(rf"{server.url}/p#1\.{shown['code']}\.[A-Za-z0-9_-]{{22}}", shown["url"])
    assert shown["device_name"] == "Waiter iPad"
    assert (shown["created_at"], shown["expires_at"]) == (iso(server.clock.now()), iso(server.clock.now() + 15 * MINUTE))
    assert shown["qr_svg"].startswith("<svg")
    assert base64.b64decode(shown["qr_png"]).startswith(b"\x89PNG")
    paired = verify(server, token=shown["url"].rpartition(".")[2], deviceName=None)
    assert paired.json()["device_name"] == "Waiter iPad"


def test_a_person_holds_ten_codes_at_once_and_a_batch_counts_each_of_its_own(server: Server, boss: httpx.Client) -> None:
    for count in (5, 4):
        assert boss.post(CODES, json={"count": count}).status_code == 201
    assert code_of(boss.post(CODES, json={"count": 2})) == (409, "TOO_MANY_LIVE_CODES")
    assert boss.post(CODES, json={}).status_code == 201
    assert code_of(boss.post(CODES, json={})) == (409, "TOO_MANY_LIVE_CODES")
    assert server.as_("owner").post(CODES, json={}).status_code == 201


def test_a_tenant_holds_as_many_codes_as_it_says_whoever_made_them(server: Server, boss: httpx.Client) -> None:
    settings(server, max_live_codes=5)
    assert boss.post(CODES, json={"count": 4}).status_code == 201
    other = server.as_("owner")
    assert code_of(other.post(CODES, json={"count": 2})) == (409, "TOO_MANY_LIVE_CODES")
    assert other.post(CODES, json={}).status_code == 201
    assert code_of(other.post(CODES, json={})) == (409, "TOO_MANY_LIVE_CODES")
    listed = other.get(CODES).json()
    assert (listed["live"], listed["max_live"], len(listed["items"])) == (5, 5, 5)


def test_a_person_asks_five_times_a_minute_and_does_not_stand_in_a_colleagues_way(server: Server, boss: httpx.Client) -> None:
    """What is refused for want of room counts too, and after five the answer is that it was too often, whatever else is true."""
    settings(server, max_live_codes_per_person=4)
    answers = [boss.post(CODES, json={}, headers={"X-Forwarded-For": server.fresh_address()}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [201] * 4 + [409] + [429] * 2
    office = boss.headers["X-Forwarded-For"]
    assert server.as_("owner", address=office).post(CODES, json={}).status_code == 201
    server.clock.move(MINUTE)
    assert code_of(boss.post(CODES, json={})) == (409, "TOO_MANY_LIVE_CODES")


@pytest.mark.parametrize(
    "payload", [{"count": 0}, {"count": 6}, {"count": "3"}, {"count": 1.5}, {"device_name": "x" * 101}, {"device_name": 7}]
)
def test_what_is_no_number_or_name_is_refused(boss: httpx.Client, payload: dict[str, object]) -> None:
    assert boss.post(CODES, json=payload).status_code == 400


def test_the_list_tells_every_state_and_never_a_code(server: Server, boss: httpx.Client) -> None:
    made = {state: new_code(server) for state in ("used", "locked", "cancelled", "live")}
    paired = verify(server, token=made["used"].token).json()["device_id"]
    for _ in range(5):
        verify(server, **made["locked"].named | {"code": "ZZZZZZ"})
    boss.delete(f"{CODES}/{made['cancelled'].id}")
    answer = boss.get(CODES, params={"state": "all"})
    told = {item["id"]: item for item in answer.json()["items"]}
    assert {state: told[code.id]["state"] for state, code in made.items()} == {state: state for state in made}
    assert told[made["used"].id]["device_id"] == paired
    assert told[made["locked"].id]["attempts"] == 5
    assert not any(secret in answer.text for code in made.values() for secret in (code.text, code.token))
    server.clock.move(15 * MINUTE)
    told = {item["id"]: item["state"] for item in boss.get(CODES, params={"state": "all"}).json()["items"]}
    assert told[made["live"].id] == "expired"
    assert boss.get(CODES).json()["items"] == []


def test_a_code_is_taken_back_once_and_by_its_own_tenant(server: Server, boss: httpx.Client) -> None:
    code = new_code(server)
    assert code_of(server.as_("manager", tenant=1).delete(f"{CODES}/{code.id}")) == (404, "NOT_FOUND")
    for _ in range(2):
        assert boss.delete(f"{CODES}/{code.id}").status_code == 204
    assert row(server, "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = 'CODE_CANCELLED'", code.id)["rows"] == 1
    assert verify(server, **code.named).status_code == 410


def test_a_slot_is_free_again_the_moment_its_code_is_over(server: Server, boss: httpx.Client) -> None:
    settings(server, max_live_codes=1, code_minutes=1)
    first = new_code(server)
    assert code_of(boss.post(CODES, json={})) == (409, "TOO_MANY_LIVE_CODES")
    boss.delete(f"{CODES}/{first.id}")
    used = new_code(server)
    assert verify(server, code=used.text).status_code == 200
    new_code(server)
    server.clock.move(MINUTE)
    new_code(server)


async def test_a_code_is_mailed_with_its_picture_while_it_is_on_the_screen(server: Server, boss: httpx.Client) -> None:
    shown = (await asyncio.to_thread(boss.post, CODES, json={})).json()["invites"][0]
    path, before = f"{CODES}/{shown['id']}/mail", len(server.mails)

    def mail(**changed: str) -> httpx.Response:
        return boss.post(path, json={"email": "cook@example.com", "url": shown["url"]} | changed)

    assert (await asyncio.to_thread(mail)).status_code == 202
    async with asyncio.timeout(5):
        while len(server.mails) == before:
            await asyncio.sleep(0.02)
    message = server.mails[-1]
    assert message["To"] == "cook@example.com"
    text = message.get_body(("plain",))
    assert text is not None
    assert f"{shown['code'][:3]}-{shown['code'][3:]}" in text.get_content()
    assert [part.get_content_type() for part in message.walk() if part.get_content_maintype() == "image"] == ["image/png"]

    forged = shown["url"][:-1] + ("A" if shown["url"][-1] != "A" else "B")
    for changed, told in (
        ({"url": forged}, (404, "NOT_FOUND")),
        ({"url": "javascript:alert(1)"}, (404, "NOT_FOUND")),
        ({"email": "not an address"}, (400, "INVALID_INPUT")),
        ({"email": "a@example.com\r\nBcc: b@example.com"}, (400, "INVALID_INPUT")),
    ):
        assert code_of(await asyncio.to_thread(mail, **changed)) == told
    server.clock.move(15 * MINUTE)
    assert code_of(await asyncio.to_thread(mail)) == (410, "CODE_EXPIRED")


def test_a_look_at_a_code_tells_whose_it_is_and_uses_nothing(server: Server, boss: httpx.Client) -> None:
    code, person = new_code(server, device_name="Bar"), server.person("manager")
    for presented in ({"token": code.token}, {"code": code.text.lower()}, code.named):
        seen = server.anonymous().post("/api/pairing/preview", json=presented).json()
        assert (seen["restaurant"]["id"], seen["manager"]["name"], seen["device_name"]) == (code.tenant_id, person.name, "Bar")
        assert seen["needs_approval"] is False
    settings(server, approval="typed")
    by_code = server.anonymous().post("/api/pairing/preview", json={"code": code.text}).json()
    by_qr = server.anonymous().post("/api/pairing/preview", json={"token": code.token}).json()
    assert (by_code["needs_approval"], by_qr["needs_approval"]) == (True, False)
    settings(server)
    assert verify(server, token=code.token).status_code == 200
