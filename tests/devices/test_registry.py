"""What a manager does with devices, and what the device notices."""

import httpx
import pytest

from handfast.access.sight import whole
from handfast.devices import store
from handfast.devices.lifecycle import DISABLE
from handfast.kernel.ids import DeviceId
from handfast.kernel.time import DAY, MINUTE, SECOND
from tests.support.inside import be_faster, row, run_job, settings
from tests.support.pairing import NONCE, VERIFY, device, new_code, verify
from tests.support.server import FINGERPRINT, Server

ME = "/api/devices/me"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def as_nobody_chose(server: Server) -> None:
    for tenant in (0, 1):
        settings(server, tenant)


@pytest.fixture
def boss(server: Server) -> httpx.Client:
    return server.as_("manager")


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_two_tablets_of_one_model_are_two_devices_and_both_stay_valid(server: Server, boss: httpx.Client) -> None:
    twins = [server.pair(deviceName="Tablet", userAgent="Same Browser", deviceFingerprint=FINGERPRINT) for _ in range(2)]
    assert twins[0].id != twins[1].id
    for twin in twins:
        assert twin.client.get(ME).json()["device"]["id"] == twin.id
        assert twin.client.post(f"{ME}/heartbeat", json={}).status_code == 200
    assert {boss.get(f"/api/devices/{twin.id}").json()["status"] for twin in twins} == {"online"}


def test_pairing_is_contact(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    there = boss.get(f"/api/devices/{tablet.id}").json()
    assert (there["status"], there["last_seen_at"]) == ("online", there["paired_at"])


def test_pairing_again_is_contact_too(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    server.clock.move(76 * SECOND)
    run_job(server, "set silent devices offline")
    assert boss.get(f"/api/devices/{tablet.id}").json()["status"] == "offline"
    assert tablet.client.post(VERIFY, json=device(token=new_code(server).token)).json()["device_id"] == tablet.id
    there = boss.get(f"/api/devices/{tablet.id}").json()
    assert (there["status"], there["last_seen_at"]) == ("online", there["paired_at"])


def test_a_device_that_waited_is_online_once_it_has_fetched_its_approval(server: Server, boss: httpx.Client) -> None:
    settings(server, approval="always")
    asked = {"token": new_code(server).token, "clientNonce": NONCE}
    waiting = verify(server, **asked).json()["device_id"]
    server.clock.move(MINUTE)
    assert boss.post(f"/api/devices/{waiting}/approve").json()["status"] == "offline"
    server.clock.move(SECOND)
    assert verify(server, **asked).status_code == 200
    there = boss.get(f"/api/devices/{waiting}").json()
    assert there["status"] == "online"
    assert there["last_seen_at"] > there["paired_at"]


def test_a_device_learns_where_its_companys_own_app_is(server: Server) -> None:
    tablet = server.pair()
    assert tablet.client.get(ME).json()["app_url"] is None
    settings(server, app_url="https://app.example.com/till")
    assert tablet.client.get(ME).json()["app_url"] == "https://app.example.com/till"


def test_a_heartbeat_brings_a_device_online_and_silence_takes_it_off(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    server.clock.move(76 * SECOND)
    run_job(server, "set silent devices offline")
    assert boss.get(f"/api/devices/{tablet.id}").json()["status"] == "offline"
    heartbeat = tablet.client.post(f"{ME}/heartbeat", json={}).json()
    assert (heartbeat["status"], heartbeat["next_in"], heartbeat["refresh"]) == ("online", 30, False)
    assert boss.get(f"/api/devices/{tablet.id}").json()["status"] == "online"

    server.clock.move(60 * SECOND)
    tablet.client.post(f"{ME}/heartbeat", json={})
    run_job(server, "write heartbeats")
    seen = boss.get(f"/api/devices/{tablet.id}").json()["last_seen_at"]
    server.clock.move(75 * SECOND)
    run_job(server, "set silent devices offline")
    assert boss.get(f"/api/devices/{tablet.id}").json()["status"] == "online"
    server.clock.move(1)
    run_job(server, "set silent devices offline")
    silent = boss.get(f"/api/devices/{tablet.id}").json()
    assert (silent["status"], silent["last_seen_at"]) == ("offline", seen)
    tablet.client.post(f"{ME}/heartbeat", json={})
    assert boss.get(f"/api/devices/{tablet.id}").json()["status"] == "online"


def test_a_disabled_device_is_refused_at_its_next_request_and_enabled_it_goes_on(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    tablet.client.post(f"{ME}/heartbeat", json={})
    blocked = boss.post(f"/api/devices/{tablet.id}/disable").json()
    assert blocked["status"] == "blocked"
    assert code_of(tablet.client.get(ME)) == (403, "DEVICE_DISABLED")
    assert code_of(tablet.client.post(f"{ME}/heartbeat", json={})) == (403, "DEVICE_DISABLED")
    again = boss.post(f"/api/devices/{tablet.id}/disable")
    assert again.status_code == 200
    enabled = boss.post(f"/api/devices/{tablet.id}/enable").json()
    assert (enabled["status"], enabled["version"]) == ("offline", blocked["version"] + 1)
    assert tablet.client.get(ME).status_code == 200


def test_a_deleted_device_is_unknown_from_then_on(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    assert boss.delete(f"/api/devices/{tablet.id}").status_code == 204
    assert code_of(tablet.client.get(ME)) == (401, "INVALID_TOKEN")
    assert boss.get(f"/api/devices/{tablet.id}").status_code == 404
    assert boss.delete(f"/api/devices/{tablet.id}").status_code == 404
    assert boss.post(f"/api/devices/{tablet.id}/enable").status_code == 404


def test_a_device_can_unpair_itself(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    assert tablet.client.delete(ME).status_code == 204
    assert tablet.client.get(ME).status_code == 401
    assert boss.get(f"/api/devices/{tablet.id}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Waiter   iPad 1 ", "Waiter iPad 1"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("{{7*7}}", "{{7*7}}"),
        ("evil\u202egpj.exe", "evil gpj.exe"),
        ("line\r\nbreak\tand\x07bell", "line break and bell"),
        ("Kasse \U0001f469\u200d\U0001f373", "Kasse \U0001f469\u200d\U0001f373"),
        ("u\u0308ber", "über"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_is_kept_as_text(server: Server, boss: httpx.Client, typed: str, kept: str) -> None:
    tablet = server.pair(deviceName=typed)
    assert boss.get(f"/api/devices/{tablet.id}").json()["name"] == kept
    boss.patch(f"/api/devices/{tablet.id}", json={"name": "Till"})
    renamed = boss.patch(f"/api/devices/{tablet.id}", json={"name": typed})
    assert (renamed.status_code, renamed.json()["name"]) == (200, kept)
    assert tablet.client.get(ME).json()["device"]["name"] == kept


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "\u202e\u200b", "\ufeff", 7, None])
def test_what_is_no_name_is_refused_with_the_fields_name(server: Server, boss: httpx.Client, name: object) -> None:
    tablet = server.pair()
    refused = boss.patch(f"/api/devices/{tablet.id}", json={"name": name})
    assert code_of(refused) == (400, "INVALID_INPUT")
    assert refused.json()["errors"][0]["field"] == "name"


def test_pairing_again_keeps_the_device_and_kills_the_old_token(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair(deviceName="Till 1")
    version = boss.get(f"/api/devices/{tablet.id}").json()["version"]
    again = tablet.client.post(VERIFY, json=device(token=new_code(server).token, deviceName="Till 2"))
    assert (again.status_code, again.json()["device_id"], again.json()["device_name"]) == (200, tablet.id, "Till 2")
    assert tablet.client.get(ME).status_code == 401
    assert server.anonymous().get(ME, headers={"Authorization": f"Bearer {again.json()['auth_token']}"}).status_code == 200
    assert boss.get(f"/api/devices/{tablet.id}").json()["version"] == version + 1
    told = row(server, "SELECT count(*) AS rows FROM audit WHERE action = 'DEVICE_REPAIRED' AND subject_id = $1", tablet.id)
    assert told["rows"] == 1


def test_a_disabled_device_does_not_enable_itself_by_pairing_again(server: Server, boss: httpx.Client) -> None:
    """Neither later nor at the same moment: the code makes it a new device, and the disabled one stays disabled."""
    earlier, meanwhile = server.pair(), server.pair()
    assert boss.post(f"/api/devices/{earlier.id}/disable").status_code == 200
    joined = [earlier.client.post(VERIFY, json=device(token=new_code(server).token))]
    code = new_code(server)
    be_faster(server, store.change_status(DeviceId(meanwhile.id), DISABLE, server.clock.now(), within=whole(server.tenants[0].id)))
    joined.append(meanwhile.client.post(VERIFY, json=device(token=code.token)))
    assert [answer.status_code for answer in joined] == [200, 200]
    assert {answer.json()["device_id"] for answer in joined}.isdisjoint({earlier.id, meanwhile.id})
    assert [boss.get(f"/api/devices/{old.id}").json()["status"] for old in (earlier, meanwhile)] == ["blocked", "blocked"]


def test_a_key_bound_device_pairs_again_with_one_proof(server: Server) -> None:
    tablet = server.pair(key=server.new_key())
    assert tablet.client.get(ME).status_code == 200
    again = tablet.client.post(VERIFY, json=device(token=new_code(server).token))
    assert (again.status_code, again.json().get("device_id"), again.json().get("token_type")) == (200, tablet.id, "DPoP")
    assert tablet.client.get(ME).status_code == 401


def test_a_token_of_another_restaurant_does_not_make_a_pairing_a_renewal(server: Server) -> None:
    tablet = server.pair(tenant=1)
    other = tablet.client.post(VERIFY, json=device(token=new_code(server).token))
    assert other.status_code == 200
    assert other.json()["device_id"] != tablet.id
    assert tablet.client.get(ME).status_code == 200


def test_a_device_that_moves_to_another_manager_needs_a_seat_there(server: Server) -> None:
    """The maximum is per person: pairing again with somebody else's code must not go past theirs."""
    settings(server, max_devices_per_person=1)
    owner = server.as_("owner")
    for held in owner.get("/api/devices?limit=100").json()["items"]:
        owner.delete(f"/api/devices/{held['id']}")
    mine = server.pair()
    shown = owner.post("/api/invites", json={}).json()["invites"][0]
    owners = verify(server, code=shown["code"])
    assert owners.status_code == 200
    shown = owner.post("/api/invites", json={}).json()["invites"][0]
    moved = mine.client.post(VERIFY, json=device(code=shown["code"]))
    assert code_of(moved) == (409, "DEVICE_LIMIT")
    assert mine.client.get(ME).status_code == 200


def test_past_the_maximum_a_device_is_refused_or_the_longest_idle_makes_room(server: Server, boss: httpx.Client) -> None:
    server.clock.move(DAY)
    neighbour = server.as_("manager", tenant=1)
    for held in neighbour.get("/api/devices").json()["items"]:
        neighbour.delete(f"/api/devices/{held['id']}")
    settings(server, tenant=1, max_devices_per_person=2)
    first, second = server.pair(tenant=1), server.pair(tenant=1)
    server.clock.move(MINUTE)
    first.client.post(f"{ME}/heartbeat", json={})
    run_job(server, "write heartbeats")
    code = new_code(server, tenant=1)
    refused = verify(server, token=code.token)
    assert code_of(refused) == (409, "DEVICE_LIMIT")
    told = row(server, "SELECT reason, tenant_id FROM audit WHERE action = 'DEVICE_PAIR_FAILED' ORDER BY id DESC LIMIT 1")
    assert told == {"reason": "DEVICE_LIMIT", "tenant_id": server.tenants[1].id}

    settings(server, tenant=1, max_devices_per_person=2, device_limit_policy="replace_idle")
    assert verify(server, token=code.token).status_code == 200
    assert first.client.get(ME).status_code == 200
    assert second.client.get(ME).status_code == 401


def test_a_lowered_maximum_signs_out_one_device_for_each_that_joins(server: Server) -> None:
    settings(server, tenant=1)
    neighbour = server.as_("manager", tenant=1)
    for held in neighbour.get("/api/devices").json()["items"]:
        neighbour.delete(f"/api/devices/{held['id']}")
    tablets = [server.pair(tenant=1) for _ in range(4)]
    for tablet in tablets:
        server.clock.move(MINUTE)
        tablet.client.post(f"{ME}/heartbeat", json={})
        run_job(server, "write heartbeats")
    settings(server, tenant=1, max_devices_per_person=1, device_limit_policy="replace_idle")
    newest = server.pair(tenant=1)
    assert [tablet.client.get(ME).status_code for tablet in [*tablets, newest]] == [401, 200, 200, 200, 200]
    assert server.pair(tenant=1).client.get(ME).status_code == 200
    assert [tablet.client.get(ME).status_code for tablet in [*tablets, newest]] == [401, 401, 200, 200, 200]


def test_a_credential_expires_and_asks_to_be_renewed_before(server: Server) -> None:
    settings(server, credential_days=30)
    tablet = server.pair()
    server.clock.move(20 * DAY)
    assert tablet.client.post(f"{ME}/heartbeat", json={}).json()["refresh"] is False
    server.clock.move(1)
    assert tablet.client.post(f"{ME}/heartbeat", json={}).json()["refresh"] is True
    server.clock.move(10 * DAY - 2)
    assert tablet.client.get(ME).status_code == 200
    server.clock.move(1)
    assert code_of(tablet.client.get(ME)) == (401, "INVALID_TOKEN")


def test_whoever_may_ask_learns_whether_a_token_is_good_and_nothing_else(server: Server, boss: httpx.Client) -> None:
    ask, tablet, foreign, gone = "/api/devices/validate-token", server.pair(), server.pair(tenant=1), server.pair()
    boss.delete(f"/api/devices/{gone.id}")
    blocked = server.pair()
    boss.post(f"/api/devices/{blocked.id}/disable")
    good = boss.post(ask, json={"token": tablet.token}).json()
    assert (good["active"], good["device_id"], good["tenant_id"]) == (True, tablet.id, server.tenants[0].id)
    assert tablet.client.post(ask, json={"token": tablet.token}).json()["active"] is True

    no = [boss.post(ask, json={"token": token}) for token in (foreign.token, gone.token, blocked.token, "0" * 64, "nonsense", "")]
    no.append(tablet.client.post(ask, json={"token": server.pair().token}))
    assert {(answer.status_code, answer.content) for answer in no} == {(200, no[0].content)}
    assert no[0].json()["active"] is False

    assert server.anonymous().post(ask, json={"token": tablet.token}).status_code == 401
    assert foreign.client.post(ask, json={"token": foreign.token}).json()["tenant_id"] == server.tenants[1].id
    for client in (boss, server.anonymous()):
        assert code_of(client.get(ask)) == (405, "METHOD_NOT_ALLOWED")


def test_a_waiting_device_holds_no_valid_token_and_a_day_later_it_is_turned_away(server: Server, boss: httpx.Client) -> None:
    settings(server, approval="always")
    waiting = verify(server, token=new_code(server).token).json()
    assert boss.get(f"/api/devices/{waiting['device_id']}").json()["status"] == "waiting"
    for verb in ("enable", "disable"):
        assert code_of(boss.post(f"/api/devices/{waiting['device_id']}/{verb}")) == (409, "NOT_WAITING")
    server.clock.move(DAY + 1)
    run_job(server, "reject devices nobody approved")
    boss = server.as_("manager")
    assert code_of(boss.post(f"/api/devices/{waiting['device_id']}/approve")) == (404, "NOT_FOUND")


def test_another_network_needs_a_word_where_the_tenant_wants_it(server: Server) -> None:
    settings(server, approval="other_network")
    shown = server.as_("manager", address="203.0.113.20").post("/api/invites", json={"count": 2}).json()["invites"]
    near, far = [one["code"] for one in shown]
    assert verify(server, "203.0.113.77", code=near).status_code == 200
    assert verify(server, "203.0.114.77", code=far).status_code == 202


def test_an_id_that_nobody_has_is_not_found(server: Server, boss: httpx.Client) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/enable"), ("POST", "/disable"), ("POST", "/approve"), ("POST", "/reject")):
        assert code_of(boss.request(method, f"/api/devices/{NOBODY}{path}")) == (404, "NOT_FOUND")
