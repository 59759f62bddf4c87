"""What somebody finds who looks around in the demo: devices in every state, with a past that holds together."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from handfast.demo.heartbeats import is_resting
from handfast.demo.history import live_through
from handfast.kernel.callers import SYSTEM
from handfast.kernel.time import SECOND
from handfast.reports.trail.chain import seal, verify
from tests.support.inside import run_job, use
from tests.support.server import Server


@pytest.fixture(scope="module")
def company(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(database_url, tmp_path_factory.mktemp("data"))
    server.start()
    server.online = server.call(live_through(server.application.run, server.tenants[0]))  # type: ignore[attr-defined]
    yield server
    server.stop()


@pytest.fixture
def admin(company: Server) -> httpx.Client:
    return company.as_("admin")


def test_about_forty_devices_are_there_in_every_state(admin: httpx.Client) -> None:
    browsers, clients = (admin.get("/api/devices", params={"kind": kind}).json()["counts"] for kind in ("browser", "rustdesk"))
    assert browsers["all"] + clients["all"] == 41
    for status in ("online", "offline", "blocked", "waiting"):
        assert browsers[status] >= 2, status
    assert clients["online"] >= 2
    assert clients["offline"] >= 2


def test_of_the_rustdesk_devices_some_are_paired_late_abandoned_exempt_and_in_conflict(admin: httpx.Client) -> None:
    report = admin.get("/api/admin/devices/unpaired").json()
    assert (report["paired"], report["grandfathered"]) == (5, 2)
    assert report["unpaired"] >= 5
    assert len(admin.get("/api/admin/devices/cleanup").json()["items"]) == 2
    conflicts = [item for item in admin.get("/api/audit", params={"limit": 100}).json()["items"] if item["action"] == "DEVICE_IMPOSTOR"]
    assert len(conflicts) == 1


def test_customers_with_and_without_a_device_and_a_subscription_are_there(admin: httpx.Client) -> None:
    customers = admin.get("/api/admin/subscriptions", params={"limit": 100}).json()["items"]
    assert Counter(customer["state"] for customer in customers) == {"active": 7, "none": 2, "past_due": 1, "canceled": 1}


def test_those_who_sign_in_are_as_they_were(company: Server) -> None:
    """Two paying customers without a device, so that everybody can link one by hand."""
    for role in ("owner", "admin", "manager", "staff", "customer"):
        assert company.as_(role).get("/api/session").status_code == 200
    assert company.as_("customer").get("/api/device/link").json()["link"] is None


def test_the_past_is_in_order_and_the_trail_stands(company: Server, admin: httpx.Client) -> None:
    items = admin.get("/api/audit", params={"limit": 100}).json()["items"]
    told = [item["at"] for item in items if item["action"] not in ("SIGNED_IN", "LINKED")]
    assert told == sorted(told, reverse=True)
    while use(company, seal, None, SYSTEM):
        pass
    assert use(company, verify, None, SYSTEM).faults == []


def test_who_beats_stays_online_and_who_leaves_out_five_beats_is_offline(company: Server, admin: httpx.Client) -> None:
    resting, *others = company.online  # type: ignore[attr-defined]
    company.clock.move(76 * SECOND)
    for device_id in others:
        company.application.heartbeat_buffer.note(device_id)
    run_job(company, "write heartbeats")
    run_job(company, "set silent devices offline")
    shown = {id: admin.get(f"/api/devices/{id}").json()["status"] for id in company.online}  # type: ignore[attr-defined]
    assert shown == {resting: "offline"} | dict.fromkeys(others, "online")


def test_devices_take_turns_to_rest_and_never_all_at_once() -> None:
    beats = range(600)
    resting = [[number for number in range(26) if is_resting(number, heartbeat, 26)] for heartbeat in beats]
    assert all(len(numbers) <= 1 for numbers in resting)
    assert {number for numbers in resting for number in numbers} == set(range(26))
    assert resting[0] == []
