"""A device whose storage was wiped joins again under its old name: a manager lets it take the old one's place, in one press."""

from typing import Any

import httpx
import pytest

from tests.support.inside import row, settings
from tests.support.pairing import verify
from tests.support.rows import commit_row
from tests.support.server import FINGERPRINT, Paired, Server

DEVICES = "/api/devices"
TRAIL_ROWS = "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = $2"


@pytest.fixture
def boss(server: Server) -> httpx.Client:
    return server.as_("manager")


def twins(server: Server, name: str, **of_the_new: Any) -> tuple[Paired, Paired]:
    old = server.pair(deviceName=name)
    server.clock.move(1000)
    return old, server.pair(**{"deviceName": name, **of_the_new})


def offered(boss: httpx.Client, device: Paired) -> dict[str, Any] | None:
    offer: dict[str, Any] | None = boss.get(f"{DEVICES}/{device.id}").json()["replaces"]
    return offer


def replace(boss: httpx.Client, new: Paired, old_id: str) -> httpx.Response:
    return boss.post(f"{DEVICES}/{new.id}/replace", json={"device_id": old_id})


def test_a_device_that_joined_again_is_offered_the_place_of_its_old_entry(server: Server, boss: httpx.Client) -> None:
    old, new = twins(server, "Bar iPad")
    seen = boss.get(f"{DEVICES}/{old.id}").json()["last_seen_at"]
    assert offered(boss, new) == {"id": old.id, "name": "Bar iPad", "last_seen_at": seen}
    assert offered(boss, old) is None
    assert old.client.get(f"{DEVICES}/me").status_code == 200, "nothing happens by itself"


def test_one_press_ends_the_old_entry_and_frees_its_seat(server: Server, boss: httpx.Client) -> None:
    old, new = twins(server, "Terrace iPad")
    held = boss.get(DEVICES).json()["total"]
    answer = replace(boss, new, old.id)
    assert (answer.status_code, answer.json()["id"], answer.json()["replaces"]) == (200, new.id, None)
    assert old.client.get(f"{DEVICES}/me").status_code == 401
    assert new.client.get(f"{DEVICES}/me").status_code == 200
    assert boss.get(DEVICES).json()["total"] == held - 1
    assert row(server, TRAIL_ROWS, old.id, "DEVICE_REPLACED")["rows"] == 1
    assert replace(boss, new, old.id).status_code == 404


@pytest.mark.parametrize("other", [{"deviceName": "Hall iPad"}, {"deviceFingerprint": "ab" * 16}])
def test_another_name_or_fingerprint_is_another_device(server: Server, boss: httpx.Client, other: dict[str, str]) -> None:
    old, new = twins(server, f"Door iPad {next(iter(other))}", **other)
    assert offered(boss, new) is None
    assert replace(boss, new, old.id).status_code == 404
    assert old.client.get(f"{DEVICES}/me").status_code == 200


def test_another_persons_or_tenants_device_is_never_offered(server: Server, boss: httpx.Client) -> None:
    elsewhere = server.pair(tenant=1, deviceName="Twin")
    old = server.pair(deviceName="Twin")
    server.call(
        commit_row(
            server.application.database, "UPDATE devices SET user_id = $2 WHERE id = $1 RETURNING id", old.id, server.person("owner").id
        )
    )
    new = server.pair(deviceName="Twin")
    assert offered(boss, new) is None
    assert [replace(boss, new, id).status_code for id in (old.id, elsewhere.id, new.id)] == [404, 404, 404]


def test_a_device_that_still_waits_takes_nobodys_place(server: Server, boss: httpx.Client) -> None:
    old = server.pair(deviceName="Patio")
    settings(server, approval="always")
    waiting = verify(server, token=server.invite()["url"].rpartition(".")[2], deviceName="Patio", deviceFingerprint=FINGERPRINT)
    settings(server)
    new = Paired(waiting.json()["device_id"], "", boss)
    assert offered(boss, new) is None
    assert replace(boss, new, old.id).status_code == 404
