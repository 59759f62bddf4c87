"""The state table of requests to be linked is obeyed: every verb in every state, by every use case that does it."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from handfast.ceremonies.device_authorization.rustdesk.lifecycle import REQUEST, RequestState
from handfast.demo.companies import DemoUser
from handfast.kernel.secrets import digest
from tests.lifecycle.walk import Way, cases, judge
from tests.rustdesk.client import Client
from tests.rustdesk.conftest import customers, new_id
from tests.support.inside import row
from tests.support.server import Server

__all__ = ["customers", "new_id"]

OPEN, APPROVED, DENIED = RequestState


@dataclass
class Thing:
    """A request in the state, and who decides it."""

    server: Server
    phone: Client
    code: str
    page: httpx.Client
    other: DemoUser

    def ask(self, verb: str, **body: str) -> str | None:
        answer = self.page.post(f"/api/link-requests/{verb}", json={"code": self.code, **body})
        return None if answer.is_success else str(answer.json()["code"])

    @property
    def state(self) -> str:
        return str(row(self.server, "SELECT state FROM link_requests WHERE code_hash = $1", digest(self.code))["state"])


# --- every way to do every verb ---


def approve(thing: Thing) -> str | None:
    return thing.ask("approve", digits=thing.phone.id[-3:])


def deny(thing: Thing) -> str | None:
    return thing.ask("deny")


def guess_three_times(thing: Thing) -> str | None:
    wrong = str((int(thing.phone.id[-3:]) + 1) % 1000).zfill(3)
    told = [thing.ask("approve", digits=wrong) for _ in range(3)]
    return None if told == ["WRONG_DIGITS"] * 3 else told[0]


def approve_anothers(thing: Thing) -> str | None:
    """The device is somebody else's: asking again would change nothing."""
    ask = thing.server.behind_the_scenes
    added = ask("admin", 0, "POST", "/api/admin/devices", json={"rustdesk_id": thing.phone.id}).json()["device"]
    assert ask("admin", 0, "POST", f"/api/admin/devices/{added['id']}/assign", json={"person_id": thing.other.id}).is_success
    told = approve(thing)
    return None if told == "DEVICE_LINKED_ELSEWHERE" else told


INTO = {APPROVED: approve, DENIED: deny}
WAYS = [
    Way("approve", "by its user", approve),
    Way("deny", "by its user", deny),
    Way("deny", "after three wrong tries", guess_three_times),
    Way("deny", "for a device of somebody else", approve_anothers),
]


@pytest.mark.parametrize(("state", "way"), cases(REQUEST, WAYS))
def test_the_table_is_obeyed(
    server: Server,
    customers: tuple[DemoUser, DemoUser],
    new_id: Callable[[], str],
    state: RequestState,
    way: Way[Callable[[Thing], str | None]] | None,
) -> None:
    assert way is not None, "the table allows what nobody does"
    phone, (carla, chen) = Client(server, new_id()), customers
    thing = Thing(server, phone, phone.start_grant()["code"], server.as_person(carla), chen)
    assert state is OPEN or INTO[state](thing) is None
    assert thing.state == state
    refused = way.do(thing)
    judge(REQUEST, way, state, refused, thing.state)
