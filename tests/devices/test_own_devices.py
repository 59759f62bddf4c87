"""What an installer finds, counts and changes: the devices that were last paired with their own codes, and no others."""

import httpx
import pytest

from handfast.db.database import Statement
from handfast.devices.lifecycle import DeviceStatus
from tests.support.inside import be_faster, row
from tests.support.pairing import VERIFY, device, new_code
from tests.support.server import Server

LIST = "/api/devices"


@pytest.fixture
def installer(server: Server) -> httpx.Client:
    """Without the devices of earlier tests."""
    installer = server.as_("installer")
    for one in installer.get(LIST, params={"limit": 100}).json()["items"]:
        assert installer.delete(f"{LIST}/{one['id']}").status_code == 204
    return installer


def found(client: httpx.Client, **query: str) -> tuple[list[str], int | None]:
    answer = client.get(LIST, params=query)
    assert answer.status_code == 200, answer.text
    return sorted(item["name"] for item in answer.json()["items"]), answer.json()["total"]


def change(server: Server, id: str, what: str) -> None:
    server.call(server.application.database.execute_batch([Statement(f"UPDATE devices SET {what} WHERE id = $1", (id,), guard=True)]))


def moved(id: str, to: str) -> Statement:
    """As if it were paired again with a code of this user."""
    return Statement("UPDATE devices SET user_id = $2 WHERE id = $1", (id, to), guard=True)


def test_a_search_finds_no_device_of_a_colleague_by_name_id_or_user(server: Server, installer: httpx.Client) -> None:
    own = server.pair(by="installer", deviceName="Lobby screen")
    others = server.pair(deviceName="Lobby till")

    assert found(installer, search="lobby") == (["Lobby screen"], 1)
    assert found(installer, search=own.id) == (["Lobby screen"], 1)
    assert found(installer, search=others.id) == ([], 0)
    assert found(installer, search="Maya Manager") == ([], 0)
    assert found(installer, search="lobby", status="offline") == ([], 0)


@pytest.mark.parametrize("sort", ["name", "-paired_at", "-last_seen_at"])
def test_pages_and_counts_are_of_their_own_devices(server: Server, installer: httpx.Client, sort: str) -> None:
    for number in range(3):
        server.pair(by="installer", deviceName=f"Own {number}")
        server.pair(deviceName=f"Other {number}")

    seen, cursor = [], ""
    while cursor is not None:
        page = installer.get(LIST, params={"limit": 2, "sort": sort, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert sorted(seen) == ["Own 0", "Own 1", "Own 2"]
    assert (page["counts"]["all"], page["counts"]["online"], page["total"]) == (3, 3, 3)
    assert installer.get(LIST, params={"kind": "rustdesk"}).json()["counts"]["all"] == 0


def test_the_codes_of_a_colleague_are_neither_listed_nor_counted(server: Server, installer: httpx.Client) -> None:
    own, others = server.invite(by="installer"), server.invite()
    for state in ("live", "all"):
        answer = installer.get("/api/invites", params={"state": state}).json()
        assert own["id"] in str(answer)
        assert others["id"] not in str(answer)
    listed = installer.get("/api/invites").json()
    assert listed["live"] == len(listed["items"])


def test_who_pairs_a_device_again_has_it_from_then_on(server: Server, installer: httpx.Client) -> None:
    tablet = server.pair(by="installer", deviceName="Moved")
    assert found(installer)[0] == ["Moved"]

    again = tablet.client.post(VERIFY, json=device(token=new_code(server).token, deviceName="Moved"))

    assert (again.status_code, again.json()["device_id"]) == (200, tablet.id)
    assert found(installer) == ([], 0)
    assert installer.delete(f"{LIST}/{tablet.id}").status_code == 404
    assert server.as_("manager").get(f"{LIST}/{tablet.id}").status_code == 200


@pytest.mark.parametrize("verb", ["rename", "delete", "approve", "reject"])
def test_a_device_that_a_colleague_pairs_in_between_is_not_changed(server: Server, installer: httpx.Client, verb: str) -> None:
    """Between the read and the write: the statement itself reaches only their own."""
    tablet = server.pair(by="installer", deviceName="Contested")
    path, manager = f"{LIST}/{tablet.id}", server.person("manager").id
    waits = verb in ("approve", "reject")
    if waits:
        change(server, tablet.id, "status = 'waiting', presence = 'offline'")
    before = row(server, "SELECT name, status FROM devices WHERE id = $1", tablet.id)
    be_faster(server, moved(tablet.id, manager))

    calls = {
        "rename": lambda: installer.patch(path, json={"name": "Mine"}),
        "delete": lambda: installer.delete(path),
        "approve": lambda: installer.post(f"{path}/approve"),
        "reject": lambda: installer.post(f"{path}/reject"),
    }
    assert calls[verb]().status_code == 404

    after = row(server, "SELECT name, status, user_id FROM devices WHERE id = $1", tablet.id)
    assert (after["name"], after["status"], after["user_id"]) == (before["name"], before["status"], manager)


def test_an_installer_cannot_enable_what_was_disabled(server: Server, installer: httpx.Client) -> None:
    tablet = server.pair(by="installer")
    assert server.as_("manager").post(f"{LIST}/{tablet.id}/disable").status_code == 200

    answer = installer.post(f"{LIST}/{tablet.id}/enable")

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert row(server, "SELECT status FROM devices WHERE id = $1", tablet.id)["status"] == DeviceStatus.DISABLED


def test_an_installer_approves_what_waits_with_their_own_code(server: Server, installer: httpx.Client) -> None:
    tablet = server.pair(by="installer", deviceName="Patient")
    change(server, tablet.id, "status = 'waiting', presence = 'offline'")

    assert found(installer, status="waiting") == (["Patient"], 1)
    assert installer.post(f"{LIST}/{tablet.id}/approve").json()["status"] == "offline"


def test_the_token_of_an_installer_reaches_their_own_devices_alone(server: Server) -> None:
    own, others = server.pair(by="installer"), server.pair()
    script = server.with_token("installer", "devices:read", "devices:write")

    assert script.get(f"{LIST}/{own.id}").status_code == 200
    assert script.get(f"{LIST}/{others.id}").status_code == 404
    assert script.patch(f"{LIST}/{others.id}", json={"name": "Mine"}).status_code == 404
