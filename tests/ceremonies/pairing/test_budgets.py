"""The guessing budget: strangers can make typing slower or impossible, but never burn a code or stop the QR."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from handfast.kernel.time import DAY, MINUTE, SECOND
from tests.support.flood import crowd
from tests.support.inside import fill_bucket, row, rows, run_job
from tests.support.pairing import NEVER_GIVEN, NONCE, VERIFY, device, many_codes, new_code, verify
from tests.support.server import Server

SERVER_BUCKET = "pairing.guess.off:all"


@pytest.fixture(autouse=True)
def a_new_day(server: Server) -> None:
    """The pairings of the last day and a quarter of an hour add to the budget, so one day is not enough to forget them."""
    server.clock.move(2 * DAY)


def misses(server: Server) -> int:
    return int(row(server, "SELECT count FROM buckets WHERE key = $1", SERVER_BUCKET)["count"])


def guess(server: Server, client: httpx.Client, number: int, **more: str) -> httpx.Response:
    """A wrong code from a stranger's own address."""
    headers = {"X-Forwarded-For": f"100.{64 + number // 65536}.{number // 256 % 256}.{number % 256}"}
    return client.post(VERIFY, json=device(code=NEVER_GIVEN, **more), headers=headers)


async def test_a_thousand_wrong_guesses_of_strangers_never_lock_a_live_code(server: Server) -> None:
    code = new_code(server)
    async with crowd(server.url, 8) as strangers:
        answers = await strangers.all_of(VERIFY, [device(code=NEVER_GIVEN)] * 1_000)

    assert {(status, body["code"]) for status, body in answers} == {(401, "INVALID_CODE")}
    assert misses(server) == 1_000
    assert row(server, "SELECT attempts, failures FROM pairing_codes WHERE id = $1", code.id) == {"attempts": 0, "failures": 0}
    assert verify(server, token=code.token).status_code == 200


def test_after_the_two_hundredth_miss_of_the_day_a_right_code_waits_for_the_manager(server: Server) -> None:
    code, other = many_codes(server, 2)
    client = server.anonymous()
    for number in range(199):
        guess(server, client, 10_000 + number)
    assert verify(server, code=other.text).status_code == 200
    guess(server, client, 10_199)
    ask = device(code=code.text, clientNonce=NONCE)

    waiting = client.post(VERIFY, json=ask)

    assert (waiting.status_code, waiting.json()["status"], waiting.json()["code"]) == (202, "pending_approval", "PENDING_APPROVAL")
    assert "auth_token" not in waiting.json()
    assert client.post(VERIFY, json=ask).json() == waiting.json()
    boss, id = server.as_("manager"), waiting.json()["device_id"]
    assert boss.post(f"/api/devices/{id}/approve").json()["status"] == "offline"
    paired = client.post(VERIFY, json=ask)
    assert (paired.status_code, paired.json()["device_id"]) == (200, id)
    me = server.anonymous().get("/api/devices/me", headers={"Authorization": f"Bearer {paired.json()['auth_token']}"})
    assert me.json()["device"]["id"] == id


def test_a_device_the_manager_turns_away_hears_so(server: Server) -> None:
    code, client = many_codes(server, 1)[0], server.anonymous()
    fill_bucket(server, SERVER_BUCKET, 300, DAY)
    ask = device(code=code.text, clientNonce=NONCE)
    waiting = client.post(VERIFY, json=ask)
    assert waiting.status_code == 202
    assert server.as_("manager").post(f"/api/devices/{waiting.json()['device_id']}/reject").status_code == 204
    turned_away = client.post(VERIFY, json=ask)
    assert (turned_away.status_code, turned_away.json()["code"]) == (410, "PAIRING_REJECTED")
    assert verify(server, code=code.text).json()["code"] == "INVALID_CODE"


def test_only_whoever_knows_the_nonce_can_fetch_what_was_approved(server: Server) -> None:
    code = many_codes(server, 1)[0]
    fill_bucket(server, SERVER_BUCKET, 300, DAY)
    waiting = verify(server, code=code.text).json()
    server.as_("manager").post(f"/api/devices/{waiting['device_id']}/approve")
    assert verify(server, code=code.text).status_code == 401
    assert verify(server, code=code.text, clientNonce=NONCE).status_code == 401
    assert verify(server, code=NEVER_GIVEN, clientNonce=waiting["client_nonce"]).status_code == 401
    assert verify(server, code=code.text, clientNonce=waiting["client_nonce"]).status_code == 200


def test_the_qr_needs_no_word_of_the_manager_however_many_guessed(server: Server) -> None:
    by_token, by_id = many_codes(server, 2)
    fill_bucket(server, SERVER_BUCKET, 1_999, DAY)
    assert verify(server, token=by_token.token).status_code == 200
    assert verify(server, **by_id.named).status_code == 200


def test_past_two_thousand_misses_nobody_types_and_the_qr_works(server: Server) -> None:
    code = many_codes(server, 1)[0]
    fill_bucket(server, SERVER_BUCKET, 1_999, DAY)
    assert verify(server, code=NEVER_GIVEN).status_code == 401
    for refused in (verify(server, code=code.text), verify(server, code=NEVER_GIVEN)):
        assert (refused.status_code, refused.json()["code"]) == (403, "TYPED_ENTRY_OFF")
    preview = server.anonymous().post("/api/pairing/preview", json={"code": code.text})
    assert (preview.status_code, preview.json()["code"]) == (403, "TYPED_ENTRY_OFF")
    assert verify(server, token=code.token).status_code == 200


def alerts(server: Server, limit: str) -> list[str]:
    """The tenants that were told that this limit is spent; the empty one is the operator's trail."""
    told = rows(server, "SELECT tenant_id, details FROM audit WHERE action = 'ALERT' AND at = $1", server.clock.now())
    return sorted(row["tenant_id"] or "" for row in told if f'"{limit}"' in row["details"])


def warned_of(server: Server, says: str) -> list[str]:
    """To whom warnings with these words went that the test's clock dates now, once two have arrived."""
    now = format_datetime(datetime.fromtimestamp(server.clock.now() // SECOND, UTC))
    found: list[str] = []
    for _ in range(500):
        run_job(server, "send waiting mail")
        warnings = [mail for mail in list(server.mails) if mail["Subject"] == "Somebody is guessing pairing codes" and mail["Date"] == now]
        found = [mail["To"] for mail in warnings if says in mail.get_body(("plain",)).get_content().replace("\n", " ")]  # type: ignore[union-attr]
        if len(found) >= 2:
            break
    return sorted(found)


def answerable(server: Server, tenant: int = 0) -> list[str]:
    return sorted(person.email for person in server.tenants[tenant].users if person.role in ("owner", "admin") and person.active)


@pytest.mark.parametrize(
    ("before", "limit", "says"),
    [
        (199, "pairing.guess.server", "each typed code needs a manager's approval"),
        (1_999, "pairing.guess.off", "codes can only be scanned"),
    ],
)
def test_that_the_servers_budget_is_spent_is_told_once_to_whoever_has_codes_waiting(
    server: Server, before: int, limit: str, says: str
) -> None:
    code = many_codes(server, 1)[0]
    fill_bucket(server, SERVER_BUCKET, before - 1, DAY)
    assert verify(server, code=NEVER_GIVEN).status_code == 401
    assert alerts(server, limit) == []
    for _ in range(3):
        verify(server, code=NEVER_GIVEN)
    assert alerts(server, limit) == ["", code.tenant_id]
    assert warned_of(server, says) == answerable(server)


def test_a_crowd_that_turns_typing_off_does_not_go_untold(server: Server) -> None:
    """None of them saw the last guess fall; whoever types next notices."""
    code = many_codes(server, 1)[0]
    fill_bucket(server, SERVER_BUCKET, 2_000, DAY)
    for _ in range(2):
        assert verify(server, code=code.text).json()["code"] == "TYPED_ENTRY_OFF"
    assert alerts(server, "pairing.guess.off") == ["", code.tenant_id]


def test_that_a_tenants_budget_is_spent_is_told_to_that_tenant_only(server: Server) -> None:
    harbour, client = server.tenants[1].id, server.anonymous()
    many_codes(server, 1)
    for number in range(52):
        guess(server, client, 30_000 + number, restaurantId=harbour)
    assert alerts(server, "pairing.guess.tenant") == [harbour]


def used(server: Server, limit: str) -> list[tuple[str | None, int]]:
    """Of whom the trail says that so many percent of this budget are used."""
    said = rows(server, "SELECT tenant_id, details FROM audit WHERE action = 'BUDGET_USED' AND at >= $1 ORDER BY id", server.clock.now())
    return [(row["tenant_id"], details["percent"]) for row in said if (details := json.loads(row["details"]))["limit"] == limit]


def test_half_and_four_fifths_of_a_tenants_budget_are_told_once_each_to_that_tenant_only(server: Server) -> None:
    tenant, client = server.tenants[0].id, server.anonymous()
    seen = []
    for number in range(51):
        guess(server, client, 40_000 + number, restaurantId=tenant)
        seen.append(len(used(server, "pairing.guess.tenant")))
    assert used(server, "pairing.guess.tenant") == [(tenant, 50), (tenant, 80)]
    assert (seen.index(1), seen.index(2)) == (24, 39)
    assert alerts(server, "pairing.guess.tenant") == [tenant]
    assert warned_of(server, "25 of 50 wrong pairing codes") == answerable(server)
    assert warned_of(server, "40 of 50 wrong pairing codes") == answerable(server)


def test_many_guesses_at_once_tell_a_threshold_once(server: Server) -> None:
    tenant = server.tenants[0].id
    fill_bucket(server, f"pairing.guess.tenant:{tenant}", 22, DAY)
    clients = [server.anonymous() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: guess(server, clients[number], 50_000 + number, restaurantId=tenant), range(6)))
    assert used(server, "pairing.guess.tenant") == [(tenant, 50)]


def test_a_threshold_that_was_passed_by_is_not_told_later(server: Server) -> None:
    tenant, client = server.tenants[0].id, server.anonymous()
    fill_bucket(server, f"pairing.guess.tenant:{tenant}", 40, DAY)
    for number in range(3):
        guess(server, client, 60_000 + number, restaurantId=tenant)
    assert used(server, "pairing.guess.tenant") == [(tenant, 80)]


def test_the_thresholds_of_the_servers_budget_are_told_to_its_operators(server: Server) -> None:
    for before in (99, 159, 160):
        fill_bucket(server, SERVER_BUCKET, before, DAY)
        verify(server, code=NEVER_GIVEN)
    assert used(server, "pairing.guess.server") == [(None, 50), (None, 80)]
    run_job(server, "send waiting mail")
    sent = [mail["To"] for mail in server.mails if "of 200 wrong pairing codes" in mail.get_body(("plain",)).get_content()]  # type: ignore[union-attr]
    assert set(sent) == {server.demo_operator.email}


def test_a_company_that_a_stranger_made_up_is_told_nothing(server: Server) -> None:
    client = server.anonymous()
    nobody = "00000000-0000-4000-8000-00000000dead"
    fill_bucket(server, f"pairing.guess.tenant:{nobody}", 40, DAY)
    assert guess(server, client, 70_000, restaurantId=nobody).status_code == 401
    assert used(server, "pairing.guess.tenant") == []


def test_looking_at_a_code_is_a_guess_too(server: Server) -> None:
    client = server.anonymous()
    answers = [client.post("/api/pairing/preview", json={"code": NEVER_GIVEN}).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    assert misses(server) == 10


def test_guesses_that_name_a_restaurant_spend_that_restaurants_budget_and_are_all_counted(server: Server) -> None:
    """Past the 50 of a day the right code needs approval, and a wrong one is still answered, and charged, like any other."""
    harbour, client = server.tenants[1].id, server.anonymous()
    code = new_code(server, tenant=1)
    answers = [guess(server, client, 20_000 + number, restaurantId=harbour) for number in range(60)]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "INVALID_CODE")}
    assert misses(server) == 60
    assert verify(server, code=code.text, restaurantId=harbour).status_code == 202


def test_half_of_the_days_pairings_are_added_to_the_budget(server: Server) -> None:
    *used, first, last = many_codes(server, 22)
    for code in used:
        assert verify(server, token=code.token).status_code == 200
    fill_bucket(server, SERVER_BUCKET, 209, DAY)
    assert verify(server, code=first.text).status_code == 200
    fill_bucket(server, SERVER_BUCKET, 211, DAY)
    assert verify(server, code=last.text).status_code == 202


def test_the_next_day_the_budget_is_whole_again(server: Server) -> None:
    fill_bucket(server, SERVER_BUCKET, 2_000, DAY)
    server.clock.move(DAY)
    assert verify(server, code=many_codes(server, 1)[0].text).status_code == 200


def test_many_live_codes_on_the_server_make_new_ones_longer(server: Server) -> None:
    many_codes(server, 201, tenant=1)
    code = new_code(server)
    assert len(code.text) == 8
    assert verify(server, code=f"{code.text[:4]}-{code.text[4:]}".lower()).status_code == 200
    server.clock.move(15 * MINUTE)


def test_forty_tablets_behind_one_address_pair(server: Server) -> None:
    wifi = server.anonymous("198.51.100.40")
    answers = [wifi.post(VERIFY, json=device(code=code.text)) for code in many_codes(server, 40)]
    assert [answer.status_code for answer in answers] == [200] * 40
    assert len({answer.json()["device_id"] for answer in answers}) == 40
