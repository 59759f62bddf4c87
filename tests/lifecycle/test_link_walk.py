"""The state table of a customer's link is obeyed: every verb in every state, by every use case that does it.

An invited customer who never signed in has a link alone; what ends it with the invitation is in `tests/offboarding/test_leaving.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from handfast.ceremonies.linking import lifecycle as verbs
from handfast.ceremonies.linking.device_actions import DeviceAction, confirm_named_device, link_by_action
from handfast.ceremonies.linking.lifecycle import CUSTOMER_LINK, LinkState, link_state
from handfast.ceremonies.linking.take_over import take_over
from handfast.importers.import_customer import ImportCustomer, import_customer
from handfast.importers.rules import CustomerRow
from handfast.kernel.callers import SYSTEM, Caller
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY, SECOND
from handfast.rustdesk.registry.rules import ClientIdentity
from tests.lifecycle.walk import Way, cases, judge
from tests.support.company import Company, Customer, new_id

UNLINKED, PENDING, LINKED, CHANGING = LinkState

_LINK = "SELECT r.rustdesk_id FROM links l JOIN rustdesk r ON r.device_id = l.device_id WHERE l.user_id = $1"
_ROWS = """SELECT (SELECT count(*) FROM links WHERE user_id = $1) AS links,
    (SELECT count(*) FROM pending_links WHERE user_id = $1 AND expires_at > $2) AS pending_links"""


@dataclass
class Thing:
    """A customer whose link is in the state, and the devices that matter."""

    company: Company
    who: Customer
    held: RustdeskId
    """Linked, if a device is; known here and nobody's otherwise."""
    held_id: DeviceId
    held_uuid: str
    wanted: RustdeskId
    """Of a pending link, if there is one; nobody has named it otherwise. Not known here."""

    async def state(self) -> LinkState:
        row = await self.company.row(_ROWS, self.who.id, self.company.clock.now())
        return link_state(has_link=row["links"] == 1, has_pending=row["pending_links"] == 1)

    async def has(self, rustdesk_id: RustdeskId) -> bool:
        return bool(
            (await self.company.row(f"SELECT count(*) AS rows FROM ({_LINK} AND r.rustdesk_id = $2) AS l", self.who.id, rustdesk_id))[
                "rows"
            ]
        )

    async def heard(self, rustdesk_id: RustdeskId, uuid: str = "") -> ClientIdentity:
        """A device that sends heartbeats."""
        uuid = uuid or uuid4().hex
        await self.company.heard(rustdesk_id, uuid)
        return ClientIdentity(self.company.tenant_id, rustdesk_id, uuid)

    async def became(self, outcome: Done[str] | Refused, rustdesk_id: RustdeskId) -> str | None:
        """None if that device is theirs now."""
        if isinstance(outcome, Refused):
            return outcome.reason.value
        return None if await self.has(rustdesk_id) else outcome.view


def refusal(answer: httpx.Response) -> str | None:
    return None if answer.is_success else str(answer.json()["code"])


# --- into the state ---


async def customer_in(company: Company, state: LinkState) -> Thing:
    await company.settings(link_proof="none")
    held, uuid = new_id(), uuid4().hex
    thing = Thing(company, await company.customer(), held, await company.heard(held, uuid), uuid, new_id())
    if state in (LINKED, CHANGING):
        assert (await thing.who.link(thing.held)).status_code == 200
    await company.settings(link_proof="device")
    if state is PENDING:
        assert (await thing.who.link(thing.wanted)).status_code == 202
    if state is CHANGING:
        assert (await thing.who.change(thing.wanted)).status_code == 202
    return thing


# --- every way to do every verb ---


async def name(thing: Thing) -> str | None:
    answer = await thing.who.link(new_id())
    assert answer.status_code != 200
    return refusal(answer)


async def name_another(thing: Thing) -> str | None:
    answer = await thing.who.change(new_id())
    assert answer.status_code != 200
    return refusal(answer)


async def link_on_word(thing: Thing) -> str | None:
    await thing.company.settings(link_proof="none")
    device = new_id()
    answer = await thing.who.link(device)
    assert answer.status_code != 202
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def link_online(thing: Thing) -> str | None:
    await thing.company.settings(link_proof="seen")
    device = (await thing.heard(new_id())).rustdesk_id
    answer = await thing.who.link(device)
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def link_by_approving(thing: Thing) -> str | None:
    """A device that they have not named before."""
    identity = await thing.heard(new_id())
    outcome = await thing.company.server.application.run(link_by_action, DeviceAction(identity, thing.who.id), SYSTEM)
    return await thing.became(outcome, identity.rustdesk_id)


async def import_link(thing: Thing) -> str | None:
    row = CustomerRow("line 2", thing.who.member.email, "Carla", rustdesk_id=new_id())
    importer = Caller("system", name="import", tenant_id=thing.company.tenant_id)
    outcome = await thing.company.server.application.run(import_customer, ImportCustomer(row, apply=True), importer)
    assert isinstance(outcome, Done)
    return next(iter(outcome.view.troubles), None)


async def replace_on_word(thing: Thing) -> str | None:
    await thing.company.settings(link_proof="none")
    device = new_id()
    answer = await thing.who.change(device)
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def come_online(thing: Thing) -> str | None:
    await thing.company.settings(link_proof="seen")
    identity = await thing.heard(thing.wanted)
    return await thing.became(await thing.company.confirm_link(thing.wanted, uuid=identity.uuid), thing.wanted)


async def sign_in_on_it(thing: Thing) -> str | None:
    identity = await thing.heard(thing.wanted)
    outcome = await thing.company.server.application.run(
        confirm_named_device, DeviceAction(identity, thing.who.id, is_signed_in=True), SYSTEM
    )
    return await thing.became(outcome, thing.wanted)


async def type_code(thing: Thing) -> str | None:
    identity = await thing.heard(new_id())
    outcome = await thing.company.server.application.run(link_by_action, DeviceAction(identity, thing.who.id, may_change=True), SYSTEM)
    return await thing.became(outcome, identity.rustdesk_id)


async def type_code_on_another_installation(thing: Thing) -> str | None:
    """It takes the place of the known one once its heartbeats have arrived."""
    known = await thing.heard(new_id())
    other, run = ClientIdentity(known.tenant_id, known.rustdesk_id, uuid4().hex), thing.company.server.application.run
    vouched = await run(link_by_action, DeviceAction(other, thing.who.id, may_change=True), SYSTEM)
    assert isinstance(vouched, Done)
    assert vouched.view == "vouched"
    return await thing.became(await run(take_over, other, SYSTEM), known.rustdesk_id)


async def assign(thing: Thing) -> str | None:
    device = new_id()
    id = await thing.company.heard(device)
    command = {"person_id": thing.who.id, "replaces": thing.held_id}
    answer = await thing.company.admin.post(f"/api/admin/devices/{id}/assign", json=command)
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def renamed(thing: Thing) -> RustdeskId:
    """The held device is silent, and its uuid sends heartbeats under another ID."""
    await thing.company.do("UPDATE devices SET presence = 'offline' WHERE id = $1", thing.held_id)
    thing.company.clock.move(SECOND)
    return (await thing.heard(new_id(), thing.held_uuid)).rustdesk_id


async def follow_own(thing: Thing) -> str | None:
    device = await renamed(thing)
    answer = await thing.who.browser.post("/api/device/follow", json={"rustdesk_id": device})
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def follow(thing: Thing) -> str | None:
    device = await renamed(thing)
    answer = await thing.company.admin.post(f"/api/admin/devices/{thing.held_id}/follow", json={"rustdesk_id": device})
    assert await thing.has(device) == answer.is_success
    return refusal(answer)


async def withdraw(thing: Thing) -> str | None:
    return refusal(await thing.who.browser.delete("/api/device/claim"))


async def keep_the_old_one(thing: Thing) -> str | None:
    """Naming the linked device drops the pending link, if there is one."""
    return refusal(await thing.who.change(thing.held))


async def time_passes(thing: Thing) -> str | None:
    """Pending links alone expire."""
    thing.company.clock.move(DAY)
    await thing.company.job("expire pending links")
    return None


async def give_up(thing: Thing) -> str | None:
    return refusal(await thing.who.browser.delete("/api/device/pair"))


async def become_staff(thing: Thing) -> str | None:
    return refusal(await thing.company.admin.patch(f"/api/people/{thing.who.id}", json={"role": "staff"}))


async def unassign(thing: Thing) -> str | None:
    """A device that is nobody's stays so."""
    return refusal(await thing.company.admin.post(f"/api/admin/devices/{thing.held_id}/unassign"))


async def remove_device(thing: Thing) -> str | None:
    """If it is nobody's, it is only removed."""
    return refusal(await thing.company.admin.delete(f"/api/devices/{thing.held_id}"))


async def subscription_ends(thing: Thing) -> str | None:
    """Where the tenant wants it, the link ends with it, if there is one."""
    await thing.company.settings(link_proof="device", on_lapse="unlink")
    ended = await thing.company.admin.put(f"/api/admin/subscriptions/{thing.who.id}", json={"state": "canceled"})
    await thing.company.job("end lapsed subscriptions")
    return refusal(ended)


WAYS = [
    Way(verbs.NAME, "with the code", name),
    Way(verbs.LINK, "on their word", link_on_word),
    Way(verbs.LINK, "a device that is online", link_online),
    Way(verbs.LINK, "by approving on the device", link_by_approving),
    Way(verbs.LINK, "by an import", import_link),
    Way(verbs.NAME_ANOTHER, "by its ID", name_another),
    Way(verbs.REPLACE, "on their word", replace_on_word),
    Way(verbs.CONFIRM, "by coming online", come_online),
    Way(verbs.CONFIRM, "by signing in on it", sign_in_on_it),
    Way(verbs.TYPE_CODE, "that is known", type_code),
    Way(verbs.TYPE_CODE, "another installation", type_code_on_another_installation),
    Way(verbs.ASSIGN, "by an admin", assign),
    Way(verbs.FOLLOW, "by the customer", follow_own),
    Way(verbs.FOLLOW, "by an admin", follow),
    Way(verbs.WITHDRAW, "by the customer", withdraw),
    Way(verbs.WITHDRAW, "by keeping the old one", keep_the_old_one, skips={PENDING}),
    Way(verbs.EXPIRE, "by the scheduler", time_passes, is_silent=True),
    Way(verbs.GIVE_UP, "by the customer", give_up),
    Way(verbs.GIVE_UP, "with the role", become_staff),
    Way(verbs.UNASSIGN, "by an admin", unassign, is_silent=True),
    Way(verbs.UNASSIGN, "with the device", remove_device, is_silent=True),
    Way(verbs.UNASSIGN, "with the subscription", subscription_ends, is_silent=True),
]


@pytest.mark.parametrize(("state", "way"), cases(CUSTOMER_LINK, WAYS))
async def test_the_table_is_obeyed(company: Company, state: LinkState, way: Way[Callable[[Thing], Awaitable[str | None]]] | None) -> None:
    assert way is not None, "the table allows what nobody does"
    thing = await customer_in(company, state)
    assert await thing.state() == state
    refused = await way.do(thing)
    judge(CUSTOMER_LINK, way, state, refused, await thing.state())
