"""The state table of devices is obeyed: every verb in every state, by every use case that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import httpx
import pytest

from handfast.devices.lifecycle import DEVICE, DeviceStatus
from handfast.kernel.time import DAY
from tests.lifecycle.walk import Way, cases, judge
from tests.support.inside import row, rows, run_job, settings
from tests.support.keys import Bearer
from tests.support.pairing import NONCE, VERIFY, device, new_code, verify
from tests.support.server import Server

PENDING, ACTIVE, DISABLED, DELETED = DeviceStatus
RUSTDESK_IDS = count(410_000_000)
SILENT = 8 * DAY


@dataclass
class Thing:
    """A device in the state, and what can be done to it."""

    server: Server
    id: str
    client: httpx.Client
    """Speaks for it. A RustDesk device has no credential, so as nobody."""

    def ask(self, method: str, path: str, **options: object) -> str | None:
        """As an admin, who may do what a manager may."""
        return refusal(self.server.behind_the_scenes("admin", 0, method, path, **options))

    @property
    def path(self) -> str:
        return f"/api/devices/{self.id}"

    def was(self, action: str) -> str | None:
        """None if the trail says that this happened to it."""
        told = rows(self.server, "SELECT id FROM audit WHERE subject_id = $1 AND action = $2", self.id, action)
        return None if told else f"not {action}"


def refusal(answer: httpx.Response) -> str | None:
    return None if answer.is_success else str(answer.json()["code"])


# --- into the state ---


def browser(server: Server, state: DeviceStatus) -> Thing:
    settings(server, approval="always" if state is PENDING else "never")
    code = new_code(server)
    joined = verify(server, token=code.token, clientNonce=NONCE)
    assert joined.status_code == (202 if state is PENDING else 200)
    id = joined.json()["device_id"]
    settings(server)
    # The credential that a device gets once it is approved; who waits does not have it yet.
    token = server.application.keys.mac("device-token", id, NONCE).hex()
    thing = Thing(server, id, server.anonymous(auth=Bearer(token)))
    assert state is PENDING or joined.json()["auth_token"] == token
    return end(thing, state)


def rustdesk(server: Server, state: DeviceStatus) -> Thing:
    made = server.behind_the_scenes("admin", 0, "POST", "/api/admin/devices", json={"rustdesk_id": str(next(RUSTDESK_IDS))})
    return end(Thing(server, made.json()["device"]["id"], server.anonymous()), state)


def end(thing: Thing, state: DeviceStatus) -> Thing:
    if state is DISABLED:
        assert thing.ask("POST", f"{thing.path}/disable") is None
    if state is DELETED:
        assert thing.ask("DELETE", thing.path) is None
    return thing


# --- every way to do every verb ---


def approve(thing: Thing) -> str | None:
    return thing.ask("POST", f"{thing.path}/approve")


def reject(thing: Thing) -> str | None:
    return thing.ask("POST", f"{thing.path}/reject")


def nobody_approves(thing: Thing) -> str | None:
    thing.server.clock.move(DAY + 1)
    run_job(thing.server, "reject devices nobody approved")
    return thing.was("DEVICE_REJECTED")


def pair_again(thing: Thing) -> str | None:
    """With its credential. A device that may not is no known one: its code makes it a new device."""
    joined = thing.client.post(VERIFY, json=device(token=new_code(thing.server).token))
    assert joined.status_code == 200
    return None if joined.json()["device_id"] == thing.id else "a new device"


def disable(thing: Thing) -> str | None:
    return thing.ask("POST", f"{thing.path}/disable")


def enable(thing: Thing) -> str | None:
    return thing.ask("POST", f"{thing.path}/enable")


def delete(thing: Thing) -> str | None:
    return thing.ask("DELETE", thing.path)


def unpair(thing: Thing) -> str | None:
    return refusal(thing.client.delete("/api/devices/me"))


def make_room(thing: Thing) -> str | None:
    """Another device of the same user joins, and they may have one."""
    held = "SELECT id FROM devices WHERE user_id = $1 AND id <> $2 AND status <> 'gone'"
    for other in rows(thing.server, held, thing.server.person("manager").id, thing.id):
        assert thing.ask("DELETE", f"/api/devices/{other['id']}") is None
    settings(thing.server, max_devices_per_person=1, device_limit_policy="replace_idle")
    assert verify(thing.server, token=new_code(thing.server).token).status_code == 200
    settings(thing.server)
    return thing.was("DEVICE_REPLACED")


def give_its_place(thing: Thing) -> str | None:
    """To a newer entry that looks the same."""
    newer = thing.server.pair()
    return thing.ask("POST", f"/api/devices/{newer.id}/replace", json={"device_id": thing.id})


def clean_up(thing: Thing) -> str | None:
    """`remove` removes those of the named devices that are still abandoned, and says how many."""
    thing.server.clock.move(SILENT)
    answer = thing.server.behind_the_scenes("admin", 0, "POST", "/api/admin/devices/cleanup", json={"ids": [thing.id]})
    assert answer.status_code == 200
    return None if answer.json() == {"removed": 1} else "not abandoned"


def restore(thing: Thing) -> str | None:
    return thing.ask("POST", f"/api/admin/devices/{thing.id}/restore")


# A RustDesk device does not wait for approval and holds no credential.
BROWSER = [
    Way("approve", "by a manager", approve),
    Way("reject", "by a manager", reject),
    Way("reject", "by the scheduler", nobody_approves),
    Way("pair again", "with its credential", pair_again),
    Way("disable", "by a manager", disable),
    Way("enable", "by a manager", enable),
    Way("remove", "by a manager", delete),
    Way("remove", "by the device", unpair, reaches={ACTIVE}),
    Way("remove", "to make room", make_room),
    Way("remove", "for a newer entry", give_its_place, reaches={ACTIVE, DISABLED}),
    Way("clean up", "a browser", clean_up, reaches=()),
    Way("restore", "a browser", restore, reaches=()),
]
RUSTDESK = [
    Way("approve", "a RustDesk device", approve, skips={PENDING}),
    Way("reject", "a RustDesk device", reject, skips={PENDING}),
    Way("disable", "a RustDesk device", disable, skips={PENDING}),
    Way("enable", "a RustDesk device", enable, skips={PENDING}),
    Way("remove", "a RustDesk device", delete, skips={PENDING}),
    Way("clean up", "a RustDesk device", clean_up, skips={PENDING}),
    Way("restore", "a RustDesk device", restore, skips={PENDING}),
]


@pytest.mark.parametrize(("state", "way"), cases(DEVICE, [*BROWSER, *RUSTDESK]))
def test_the_table_is_obeyed(server: Server, state: DeviceStatus, way: Way[Callable[[Thing], str | None]] | None) -> None:
    assert way is not None, "the table allows what nobody does"
    thing = browser(server, state) if way in BROWSER else rustdesk(server, state)
    assert status(thing) == state
    refused = way.do(thing)
    judge(DEVICE, way, state, refused, status(thing))


def status(thing: Thing) -> str:
    return str(row(thing.server, "SELECT status FROM devices WHERE id = $1", thing.id)["status"])
