"""Devices announce themselves: what the registry then knows, and what it does not believe."""

import json
from itertools import count
from typing import Any
from unittest.mock import AsyncMock

import pytest

from handfast.ceremonies.linking import store as links
from handfast.db.database import Statement
from handfast.devices import store as devices
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.rustdesk.registry import heartbeats
from tests.rustdesk.client import PC, PC_UUID, Client, asked, let_pass
from tests.support.inside import fill_bucket, row, rows, run_job
from tests.support.server import Server

_ids = count(1_482_000_000)
DEVICE = """SELECT d.*, r.rustdesk_id, r.uuid, r.hostname, r.os, r.username, r.client_version, r.heartbeats, r.conflicts, r.first_seen_at,
    r.first_address, r.removed_at
FROM devices d JOIN rustdesk r ON r.device_id = d.id WHERE r.rustdesk_id = $1 ORDER BY r.removed_at DESC LIMIT 1"""


@pytest.fixture
def phone(server: Server) -> Client:
    return Client(server, str(next(_ids)))


def device(server: Server, phone: Client) -> dict[str, Any]:
    return row(server, DEVICE, phone.id)


def test_a_phone_nobody_typed_in_is_there_after_its_first_contact_and_online(server: Server, phone: Client) -> None:
    let_pass(server, 3, phone)
    assert phone.sent == [("/api/sysinfo", "SYSINFO_UPDATED"), ("/api/heartbeat", "{}")]
    there = device(server, phone)
    assert (there["kind"], there["status"], there["presence"], there["user_id"]) == ("rustdesk", "active", "online", None)
    assert (there["name"], there["platform"], there["uuid"], there["client_version"]) == (
        "samsung-SM-A546B",
        "android",
        phone.uuid,
        "1.4.9",
    )
    assert there["first_seen_at"] == server.clock.now()
    assert row(server, "SELECT count(*) AS links FROM links WHERE device_id = $1", there["id"])["links"] == 0
    admin = server.as_("admin")
    unpaired = admin.get("/api/admin/devices/unpaired").json()["unpairedDevices"]
    (line,) = (one for one in unpaired if one["rustDeskId"] == phone.id)
    assert (line["id"], line["status"], line["hostname"], line["daysSinceCreated"]) == (there["id"], "online", "samsung-SM-A546B", 0)
    shown = admin.get("/api/devices", params={"kind": "rustdesk", "search": "samsung", "sort": "-paired_at"}).json()
    assert (shown["items"][0]["id"], shown["items"][0]["status"]) == (there["id"], "online")


def test_it_beats_every_fifteen_seconds_and_the_beats_are_written_in_batches(server: Server, phone: Client) -> None:
    let_pass(server, 75, phone)
    assert len(asked(phone, "/api/heartbeat")) == 5
    assert len(asked(phone, "/api/sysinfo")) == 1
    there = device(server, phone)
    assert there["heartbeats"] == 5
    assert server.clock.now() - there["last_seen_at"] <= 20_000


def test_a_desktop_in_a_session_beats_at_every_tick(server: Server) -> None:
    desktop = Client(server, "318204957", PC_UUID, dict(PC), conns=[762])
    let_pass(server, 30, desktop)
    let_pass(server, 5)
    assert len(asked(desktop, "/api/heartbeat")) == 10
    there = device(server, desktop)
    assert (there["heartbeats"], there["username"], there["name"]) == (10, "anna", "PC-ANNA")


def test_silence_takes_it_offline_and_the_next_beat_back(server: Server, phone: Client) -> None:
    let_pass(server, 30, phone)
    let_pass(server, 55)
    assert device(server, phone)["presence"] == "online"
    let_pass(server, 45)
    assert device(server, phone)["presence"] == "offline"
    phone.catch_up()
    run_job(server, "write heartbeats")
    assert device(server, phone)["presence"] == "online"


def test_after_an_outage_a_crowd_comes_back_in_one_commit_and_each_is_told_of_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [_stranger(server) for _ in range(40)]
    for client in crowd:
        _tell(client)
    blocked = device(server, crowd[0])["id"]
    server.clock.move(2 * MINUTE)
    run_job(server, "set silent devices offline")
    online = "SELECT body FROM outbox WHERE body LIKE '%\"online\"%' AND at = $1"
    commits = AsyncMock(wraps=server.application.database.execute_batch)
    monkeypatch.setattr(server.application.database, "execute_batch", commits)
    for client in crowd:
        _beat(client)
    assert commits.await_count == 0
    assert {device(server, client)["presence"] for client in crowd} == {"offline"}
    assert server.as_("manager").post(f"/api/devices/{blocked}/disable").status_code == 200
    before = commits.await_count
    for _ in range(2):
        run_job(server, "write heartbeats")
    assert commits.await_count - before == 1
    assert [device(server, client)["presence"] for client in crowd] == ["offline"] + ["online"] * 39
    told = [json.loads(one["body"])["device_id"] for one in rows(server, online, server.clock.now())]
    assert sorted(told) == sorted(device(server, client)["id"] for client in crowd[1:])


def test_who_comes_back_from_somewhere_else_is_shown_there(server: Server, phone: Client) -> None:
    _tell(phone)
    server.clock.move(2 * MINUTE)
    run_job(server, "set silent devices offline")
    phone.http.headers["X-Forwarded-For"] = "203.0.113.200"
    _beat(phone)
    run_job(server, "write heartbeats")
    there = device(server, phone)
    assert (there["presence"], there["address"], there["last_seen_at"]) == ("online", "203.0.113.200", server.clock.now())


def test_a_device_the_server_lost_is_asked_to_tell_about_itself(server: Server, phone: Client) -> None:
    let_pass(server, 30, phone)
    id = device(server, phone)["id"]
    server.call(server.application.database.execute_batch([Statement("DELETE FROM devices WHERE id = $1", (id,))]))
    let_pass(server, 180, phone)
    assert '{"sysinfo":true}' in asked(phone, "/api/heartbeat")
    assert device(server, phone)["id"] != id


def test_an_impostor_changes_nothing_is_counted_and_told_once(server: Server, phone: Client) -> None:
    let_pass(server, 30, phone)
    before = device(server, phone)
    other = Client(server, phone.id, "ZmFrZS1mYWtlLWZha2U=", {"os": "linux / Debian", "hostname": "evil"})
    let_pass(server, 90, other)
    assert set(other.sent) == {("/api/sysinfo", "SYSINFO_UPDATED"), ("/api/heartbeat", "{}")}
    after = device(server, phone)
    for kept in ("uuid", "hostname", "name", "last_seen_at", "heartbeats", "address"):
        assert after[kept] == before[kept], kept
    assert after["presence"] == "offline"
    assert after["conflicts"] >= 2
    alerts = server.as_("admin").get("/api/alerts").json()["items"]
    assert [alert["action"] for alert in alerts if alert["subject"]["id"] == before["id"]] == ["DEVICE_IMPOSTOR"]


def test_an_impostor_that_comes_again_after_a_week_of_peace_is_told_of_again(server: Server, phone: Client) -> None:
    def alerts() -> int:
        return int(row(server, told, phone.id)["alerts"])

    told = """SELECT count(*) AS alerts FROM audit a JOIN rustdesk r ON r.device_id = a.subject_id
    WHERE a.action = 'DEVICE_IMPOSTOR' AND r.rustdesk_id = $1"""
    _tell(phone)
    other = Client(server, phone.id, "ZmFrZS1mYWtlLWZha2U=")
    for days, expected in ((0, 1), (6, 1), (6, 1), (7, 1), (8, 2), (1, 2)):
        server.clock.move(days * DAY)
        _tell(other)
        assert alerts() == expected, days
    assert device(server, phone)["conflicts"] == 6


def test_a_device_removed_on_purpose_stays_away_and_hears_nothing_of_it(server: Server, phone: Client) -> None:
    let_pass(server, 20, phone)
    id = device(server, phone)["id"]
    assert server.as_("admin").delete(f"/api/devices/{id}").status_code == 204
    server.call(server.application.delivery.deliver_new())
    heard = len(phone.sent)
    phone.uploaded = False
    let_pass(server, 40, phone)
    assert set(phone.sent[heard:]) == {("/api/sysinfo", "SYSINFO_UPDATED"), ("/api/heartbeat", "{}")}
    there = device(server, phone)
    assert (there["id"], there["status"], there["presence"]) == (id, "gone", "offline")
    assert len(rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)) == 1


def test_thirty_days_after_its_removal_it_may_come_back_as_a_device_nobody_knows(server: Server, phone: Client) -> None:
    _tell(phone)
    removed = device(server, phone)["id"]
    assert server.as_("admin").delete(f"/api/devices/{removed}").status_code == 204
    for days in (29, 1):
        server.clock.move(days * DAY)
        _tell(phone)
        assert device(server, phone)["id"] == removed
        run_job(server, "purge removed RustDesk devices")
    _tell(phone)
    there = device(server, phone)
    assert (there["id"] != removed, there["status"], there["user_id"], there["removed_at"]) == (True, "active", None, None)
    assert server.as_("admin").post(f"/api/admin/devices/{removed}/restore").status_code == 404


def test_a_disabled_device_is_not_online_until_it_is_enabled(server: Server, phone: Client) -> None:
    let_pass(server, 20, phone)
    id, manager = device(server, phone)["id"], server.as_("manager")
    manager.post(f"/api/devices/{id}/disable")
    server.call(server.application.delivery.deliver_new())
    let_pass(server, 20, phone)
    assert device(server, phone)["presence"] == "offline"
    manager.post(f"/api/devices/{id}/enable")
    server.call(server.application.delivery.deliver_new())
    let_pass(server, 20, phone)
    assert device(server, phone)["presence"] == "online"


def test_its_name_follows_it_until_a_person_gives_it_one(server: Server, phone: Client) -> None:
    let_pass(server, 5, phone)
    id = device(server, phone)["id"]
    phone.told["hostname"], phone.uploaded = "samsung-SM-S921B", False
    let_pass(server, 15, phone)
    assert device(server, phone)["name"] == "samsung-SM-S921B"
    server.as_("manager").patch(f"/api/devices/{id}", json={"name": "Anna's phone"})
    phone.told["hostname"], phone.uploaded = "pixel", False
    let_pass(server, 15, phone)
    there = device(server, phone)
    assert (there["name"], there["hostname"]) == ("Anna's phone", "pixel")


def test_who_tells_another_story_all_the_time_is_written_down_ten_times_an_hour(server: Server, phone: Client) -> None:
    let_pass(server, 5, phone)
    before = row(server, "SELECT count(*) AS told FROM outbox")["told"]
    for number in range(15):
        told = {**phone.told, "hostname": f"name {number}", "version": "1.4.9", "id": phone.id, "uuid": phone.uuid}
        assert phone.post("/api/sysinfo", told).text == "SYSINFO_UPDATED"
    assert (device(server, phone)["hostname"], device(server, phone)["version"]) == ("name 9", 11)
    assert row(server, "SELECT count(*) AS told FROM outbox")["told"] - before == 10
    server.clock.move(HOUR)
    phone.told["hostname"], phone.uploaded = "at last", False
    let_pass(server, 3, phone)
    assert device(server, phone)["hostname"] == "at last"


def test_no_owner_and_no_name_is_taken_from_a_preset(server: Server, phone: Client) -> None:
    held = row(server, "SELECT count(*) AS links FROM links")
    phone.told |= {"preset-user-name": server.person("customer").email, "preset-device-group-name": "vip"}
    let_pass(server, 20, phone)
    assert row(server, "SELECT count(*) AS links FROM links") == held
    assert device(server, phone).items() >= {"user_id": None, "name": "samsung-SM-A546B", "tenant_id": server.tenants[0].id}.items()


def test_the_address_may_name_the_tenant(server: Server, phone: Client) -> None:
    phone.base = f"/t/{server.tenants[1].id}"
    let_pass(server, 5, phone)
    assert device(server, phone)["tenant_id"] == server.tenants[1].id
    same = Client(server, phone.id)
    let_pass(server, 5, same)
    tenants = {there["tenant_id"] for there in rows(server, DEVICE.replace("LIMIT 1", ""), phone.id)}
    assert tenants == {tenant.id for tenant in server.tenants}


def test_too_many_new_devices_of_one_source_have_to_wait(server: Server, phone: Client) -> None:
    fill_bucket(server, f"rustdesk.new:{phone.http.headers['x-forwarded-for']}", 500, HOUR)
    let_pass(server, 60, phone)
    assert asked(phone, "/api/sysinfo") == ["PENDING"]
    let_pass(server, 130, phone)
    assert len(asked(phone, "/api/sysinfo")) == 2
    let_pass(server, 3600)
    let_pass(server, 200, phone)
    assert asked(phone, "/api/sysinfo")[-1] == "SYSINFO_UPDATED"


def test_a_whole_network_has_no_more_new_devices_than_a_few_offices(server: Server, phone: Client) -> None:
    fill_bucket(server, "rustdesk.new.network:2001:db8:66::/48", 1_000, HOUR)
    phone.http.headers["X-Forwarded-For"] = "2001:db8:66:1::1"
    let_pass(server, 5, phone)
    assert asked(phone, "/api/sysinfo") == ["PENDING"]


def test_strangers_that_fell_silent_at_once_are_forgotten_after_a_day_and_told_of_once(server: Server) -> None:
    kept = {name: _stranger(server) for name in ("linked", "claimed", "exempt", "blocked", "beating", "heard twice", "typed in")}
    _had_a_hand_in(server, kept)
    passing = [*(_stranger(server) for _ in range(3)), _stranger(server, f"/t/{server.tenants[1].id}")]
    for client in passing:
        _tell(client)

    server.clock.move(DAY)
    run_job(server, "set silent devices offline")
    run_job(server, "purge transient RustDesk devices")
    assert all(rows(server, DEVICE, client.id) for client in passing)
    _beat(kept["beating"])
    run_job(server, "write heartbeats")
    server.clock.move(MINUTE)
    run_job(server, "purge transient RustDesk devices")
    assert not any(rows(server, DEVICE, client.id) for client in passing)
    assert [name for name, client in kept.items() if not rows(server, DEVICE, client.id)] == []
    told = rows(server, "SELECT tenant_id, details FROM audit WHERE action = 'STRANGERS_FORGOTTEN' ORDER BY id DESC LIMIT 2")
    counts = {one["tenant_id"]: one["details"] for one in told}
    assert counts == {server.tenants[0].id: '{"count":3}', server.tenants[1].id: '{"count":1}'}

    _tell(passing[0])
    assert device(server, passing[0])["presence"] == "online"


def _stranger(server: Server, base: str = "") -> Client:
    return Client(server, str(next(_ids)), base=base)


def _tell(client: Client) -> None:
    client.post("/api/sysinfo", {**client.told, "version": client.version, "id": client.id, "uuid": client.uuid})


def _beat(client: Client) -> None:
    client.post("/api/heartbeat", {"id": client.id, "uuid": client.uuid, "ver": client.ver, "modified_at": 0})


def _had_a_hand_in(server: Server, kept: dict[str, Client]) -> None:
    """To each of them happened what its name says."""
    admin, tenant, customer, now = server.as_("admin"), server.tenants[0].id, server.person("customer").id, server.clock.now()
    assert admin.post("/api/admin/devices", json={"rustdesk_id": kept["typed in"].id}).status_code == 201
    server.clock.move(1)
    for client in kept.values():
        _tell(client)
    ids = {name: device(server, client)["id"] for name, client in kept.items()}
    claimed = "INSERT INTO pending_links (user_id, tenant_id, rustdesk_id, address, named_at, expires_at) VALUES ($1, $2, $3, '', $4, $5)"
    waited_for = Statement(claimed, (customer, tenant, kept["claimed"].id, now, now + 3 * DAY))
    linked = [links.link(customer, ids["linked"], "none", now, tenant_id=tenant), devices.take(ids["linked"], now, tenant_id=tenant)]
    server.call(server.application.database.execute_batch([*linked, waited_for]))
    assert admin.put(f"/api/admin/devices/{ids['exempt']}/exemption", json={"reason": "a demo device"}).status_code == 200
    assert server.as_("manager").post(f"/api/devices/{ids['blocked']}/disable").status_code == 200
    for _ in range(2):
        _beat(kept["heard twice"])
    run_job(server, "write heartbeats")


def test_the_version_of_the_data_stays_until_the_database_is_another(server: Server, phone: Client) -> None:
    def version() -> str:
        return phone.http.post(phone.base + "/api/sysinfo_ver", headers={"Content-Type": "application/json"}).text

    first = version()
    assert first == version()
    assert len(first) > 10
    server.call(server.application.database.execute_batch([Statement("DELETE FROM server_state WHERE name = 'rustdesk_sysinfo_version'")]))
    assert version() != first


UUID = '"uuid":"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="'
HOSTILE = {
    "nothing": b"",
    "no JSON": b"id=1482093765",
    "an array": b"[]",
    "a text": b'"1482093765"',
    "no uuid": b'{"id":"1482093765"}',
    "a number": b'{"id":1482093765,' + UUID.encode() + b"}",
    "Arabic digits": '{"id":"١٤٨٢٠٩٣٧٦٥",'.encode() + UUID.encode() + b"}",
    "five thousand digits": b'{"id":"' + b"1" * 5_000 + b'",' + UUID.encode() + b"}",
    "five thousand digits, bare": b'{"id":' + b"1" * 5_000 + b"," + UUID.encode() + b"}",
    "NUL": b'{"id":"1482\\u0000093765",' + UUID.encode() + b"}",
    "half a pair": b'{"id":"1482093765\\ud800",' + UUID.encode() + b"}",
    "twice": b'{"id":"1482093765","id":"1482093766",' + UUID.encode() + b"}",
    "NaN": b'{"ver":NaN,"id":"1482093765",' + UUID.encode() + b"}",
    "deep": b'{"id":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "no UTF-8": b'{"id":"\xff",' + UUID.encode() + b"}",
    "blanks": b'{"id":"148 209 376",' + UUID.encode() + b"}",
    "empty": b'{"id":"",' + UUID.encode() + b"}",
    "markup": b'{"id":"<script>",' + UUID.encode() + b"}",
    "large": b'{"id":"1482093765","x":"' + b"x" * 100_000 + b'",' + UUID.encode() + b"}",
    "too large": b'{"id":"1482093765","x":"' + b"x" * 2_000_000 + b'",' + UUID.encode() + b"}",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_client_sends_is_answered_as_if_nothing_were_the_matter_and_kept_nowhere(server: Server, what: str) -> None:
    before = row(server, "SELECT count(*) AS devices FROM rustdesk")
    anyone = server.anonymous()
    for path, expected in (("/api/heartbeat", "{}"), ("/api/sysinfo", "PENDING")):
        answered = anyone.post(path, content=HOSTILE[what], headers={"Content-Type": "application/json"})
        refused_at_the_gate = what == "too large"
        assert (answered.status_code, answered.text) == (200, expected) or (refused_at_the_gate and answered.status_code == 413)
    assert row(server, "SELECT count(*) AS devices FROM rustdesk") == before


def test_long_and_hidden_text_is_cut_to_what_can_be_read(server: Server, phone: Client) -> None:
    phone.told |= {"hostname": "x" * 5_000, "os": "win\u202edows\x00 / \ud83d\ude00", "cpu": "\u0007", "username": "١٢٣"}
    let_pass(server, 5, phone)
    there = device(server, phone)
    assert (len(there["hostname"]), len(there["name"]), there["os"], there["username"]) == (255, 100, "win dows / 😀", "١٢٣")


def test_a_tenant_that_is_none_hears_nothing_amiss(server: Server, phone: Client) -> None:
    phone.base = "/t/00000000-0000-4000-8000-000000000000"
    let_pass(server, 5, phone)
    assert phone.sent == [("/api/sysinfo", "PENDING"), ("/api/heartbeat", "{}")]


def test_a_company_full_of_unowned_devices_takes_no_more_and_hears_the_ones_it_has(
    server: Server, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(server, 5, phone)
    monkeypatch.setattr(heartbeats, "MOST_UNCLAIMED", 1)
    let_pass(server, 60, phone)
    stranger = Client(server, str(next(_ids)))
    let_pass(server, 5, stranger)
    assert asked(stranger, "/api/sysinfo") == ["PENDING"]
    phone.told["hostname"], phone.uploaded = "renamed", False
    let_pass(server, 5, phone)
    assert device(server, phone)["hostname"] == "renamed"
