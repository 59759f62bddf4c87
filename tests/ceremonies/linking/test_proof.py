"""Policies that want more than a customer's word."""

from collections.abc import Mapping

import pytest

from handfast.ceremonies.linking.rules import PENDING_LINK_LIFE
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY, iso
from handfast.rustdesk.registry.ids import grouped
from tests.support.company import Company, Customer, new_id, told


def outcome(answer: Done[object] | Refused) -> object:
    return answer.view if isinstance(answer, Done) else answer.reason


@pytest.mark.parametrize("policy", ["seen", "device"])
async def test_a_claim_waits_and_says_so(company: Company, carla: Customer, policy: str) -> None:
    await company.settings(link_proof=policy)
    rustdesk_id = new_id()
    answer = await carla.link(rustdesk_id)
    until = iso(company.clock.now() + PENDING_LINK_LIFE)
    assert answer.status_code == 202
    assert answer.json() == {
        "success": False,
        "status": "pending_proof",
        "message": f"RustDesk {rustdesk_id} is noted. It will be linked as soon as the device confirms it.",
        "expires_at": until,
    }
    page = await carla.page()
    claim = {"rustdesk_id": rustdesk_id, "claimed_at": iso(company.clock.now()), "expires_at": until, "hindrance": None}
    assert (page["proof"], page["link"], page["claim"]) == (policy, None, claim)
    assert (await carla.browser.get("/api/device/pairing-code")).json()["isPaired"] is False
    rows = await company.row("SELECT count(*) AS rows FROM rustdesk WHERE tenant_id = $1", company.tenant_id)
    assert rows["rows"] == 0


async def test_a_claim_stands_in_nobodys_way(company: Company, carla: Customer, chen: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    assert (await carla.link(rustdesk_id)).status_code == 202
    assert (await chen.link(rustdesk_id)).status_code == 202
    assert outcome(await company.confirm_link(rustdesk_id, chen)) == "linked"
    assert (await chen.page())["link"]["state"] == "verified"
    assert (await carla.page())["claim"]["hindrance"] == "linked_elsewhere"
    assert told(await carla.link(rustdesk_id)) == (409, "DEVICE_LINKED_ELSEWHERE")


async def test_a_claim_is_forgotten_after_a_day(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    company.clock.move(DAY)
    await company.job("expire pending links")
    carla.browser = await company.server.signed_in(carla.member)
    assert (await carla.page())["link"] is None
    assert [row["subject_id"] for row in await company.trail("LINK_CLAIM_EXPIRED")] == [carla.id]
    # It may still act and be linked: the claim is only a wish.
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id)) == "nothing"


async def test_a_claim_is_taken_back_and_the_link_stays(company: Company, carla: Customer) -> None:
    held, wanted = new_id(), new_id()
    await carla.link(held)
    assert told(await carla.browser.delete("/api/device/claim")) == (404, "NOTHING_TO_UPDATE")
    await company.settings(link_proof="device")
    await carla.change(wanted)
    assert (await carla.browser.delete("/api/device/claim")).status_code == 204
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]) == (held, None)
    assert (await company.sentences(action="LINK_CLAIM_ENDED")) == [
        f"The request of Carla to link RustDesk {grouped(wanted)} was withdrawn"
    ]


async def test_a_device_that_comes_online_proves_the_claim_where_that_is_enough(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id)) == "linked"
    link = (await carla.page())["link"]
    assert (link["state"], link["status"], link["name"]) == ("verified", "online", "samsung-SM-A546B")


async def test_a_device_that_is_online_already_needs_no_waiting(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    here, gone = new_id(), new_id()
    await company.heard(here)
    await company.heard(gone, online=False)
    assert (await carla.link(here)).status_code == 200
    assert (await carla.change(gone)).status_code == 202


async def test_coming_online_proves_nothing_where_the_device_must_act(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id)) == "nothing"
    assert outcome(await company.confirm_link(rustdesk_id, carla)) == "linked"


async def test_of_two_who_claim_it_the_one_on_its_network_gets_it(company: Company, carla: Customer, chen: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    company.clock.move(1)
    await chen.link(rustdesk_id)
    await company.heard(rustdesk_id)
    row = await company.row("SELECT address FROM pending_links WHERE user_id = $1", chen.id)
    assert outcome(await company.confirm_link(rustdesk_id, address=row["address"])) == "linked"
    assert (await chen.page())["link"]["state"] == "verified"
    assert (await carla.page())["link"] is None


async def test_a_change_keeps_the_old_device_until_the_new_one_is_proven(company: Company, carla: Customer) -> None:
    old, new = new_id(), new_id()
    await carla.link(old)
    await company.settings(link_proof="device")
    assert (await carla.change(new)).status_code == 202
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]["rustdesk_id"]) == (old, new)
    assert outcome(await company.confirm_link(new, carla)) == "linked"
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]) == (new, None)


async def test_an_act_on_the_device_links_without_a_claim(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id, carla)) == "linked"
    assert outcome(await company.confirm_link(rustdesk_id, carla)) == "already"
    assert await carla.linked() == rustdesk_id


async def test_an_act_makes_a_mere_word_a_proof(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    assert (await carla.page())["link"]["state"] == "claimed"
    await company.confirm_link(rustdesk_id, carla)
    assert (await carla.page())["link"]["state"] == "verified"


async def test_an_act_on_somebody_elses_device_changes_nothing_and_is_seen(company: Company, carla: Customer, chen: Customer) -> None:
    rustdesk_id = new_id()
    await company.heard(rustdesk_id)
    await chen.link(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id, carla)) is Reason.DEVICE_LINKED_ELSEWHERE
    assert (await carla.linked(), await chen.linked()) == (None, rustdesk_id)
    what = "Carla tried to link it, but it is linked to somebody else"
    assert await company.sentences(action="LINK_CONFLICT") == [f"samsung-SM-A546B: {what}"]
    alerts = (await company.admin.get("/api/alerts")).json()["items"]
    assert [alert["action"] for alert in alerts] == ["LINK_CONFLICT"]


async def test_an_impostors_uuid_changes_nothing_and_is_seen(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id, uuid="ZmFrZS1mYWtlLWZha2U=")) is Reason.DEVICE_LINKED_ELSEWHERE
    assert outcome(await company.confirm_link(rustdesk_id, carla, uuid="ZmFrZS1mYWtlLWZha2U=")) is Reason.DEVICE_LINKED_ELSEWHERE
    assert ((await carla.page())["link"], (await carla.page())["claim"]["rustdesk_id"]) == (None, rustdesk_id)
    assert len(await company.trail("LINK_CONFLICT")) == 2


async def test_acting_on_a_second_device_does_not_move_the_link_by_itself(company: Company, carla: Customer) -> None:
    first, second = new_id(), new_id()
    await carla.link(first)
    await company.heard(second)
    assert outcome(await company.confirm_link(second, carla)) is Reason.ALREADY_LINKED
    assert await carla.linked() == first


async def test_without_a_subscription_an_act_proves_nothing(company: Company) -> None:
    who, rustdesk_id = await company.customer("canceled"), new_id()
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id, who)) is Reason.SUBSCRIPTION_REQUIRED
    assert outcome(await company.confirm_link(new_id(), None)) == "nothing"


async def test_a_disabled_customers_claim_is_not_proven(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    assert (await company.admin.post(f"/api/people/{carla.id}/disable")).status_code == 200
    await company.heard(rustdesk_id)
    assert outcome(await company.confirm_link(rustdesk_id)) == "nothing"
    assert outcome(await company.confirm_link(rustdesk_id, carla)) is Reason.NOT_FOUND


HELD, WAITED_FOR, OTHER = "318204957", "482093765", "611222333"
# What the customer has before, what happens, and what they then have: the linked device and the one that is waited for.
STORY = [
    ("nothing", "link OTHER", 202, (None, OTHER)),
    ("nothing", "change to OTHER", 404, (None, None)),
    ("nothing", "act on OTHER", "linked", (OTHER, None)),
    ("nothing", "unlink", 404, (None, None)),
    ("nothing", "take back", 404, (None, None)),
    ("claimed", "link OTHER", 202, (None, OTHER)),
    ("claimed", "change to OTHER", 202, (None, OTHER)),
    ("claimed", "act on OTHER", "linked", (OTHER, None)),
    ("claimed", "act on WAITED_FOR", "linked", (WAITED_FOR, None)),
    ("claimed", "unlink", 204, (None, None)),
    ("claimed", "take back", 204, (None, None)),
    ("claimed", "wait a day", None, (None, None)),
    ("claimed", "be assigned", 200, (OTHER, None)),
    ("linked", "link OTHER", 409, (HELD, None)),
    ("linked", "change to OTHER", 202, (HELD, OTHER)),
    ("linked", "change to HELD", 200, (HELD, None)),
    ("linked", "act on OTHER", Reason.ALREADY_LINKED, (HELD, None)),
    ("linked", "act on HELD", "already", (HELD, None)),
    ("linked", "unlink", 204, (None, None)),
    ("linked", "take back", 404, (HELD, None)),
    ("linked", "be unassigned", 200, (None, None)),
    ("changing", "link OTHER", 409, (HELD, WAITED_FOR)),
    ("changing", "change to OTHER", 202, (HELD, OTHER)),
    ("changing", "change to HELD", 200, (HELD, None)),
    ("changing", "act on WAITED_FOR", "linked", (WAITED_FOR, None)),
    ("changing", "act on OTHER", Reason.ALREADY_LINKED, (HELD, WAITED_FOR)),
    ("changing", "unlink", 204, (None, None)),
    ("changing", "take back", 204, (HELD, None)),
    ("changing", "wait a day", None, (HELD, None)),
    ("changing", "be unassigned", 200, (None, WAITED_FOR)),
]


@pytest.mark.parametrize(("before", "action", "answered", "after"), STORY)
async def test_from_every_state_by_every_deed(
    company: Company, carla: Customer, before: str, action: str, answered: object, after: tuple[str | None, str | None]
) -> None:
    ids = {id: await company.heard(id) for id in (HELD, WAITED_FOR, OTHER)}
    if before in ("linked", "changing"):
        await carla.link(HELD)
    await company.settings(link_proof="device")
    if before == "claimed":
        await carla.link(WAITED_FOR)
    if before == "changing":
        await carla.change(WAITED_FOR)
    assert await happens(company, carla, action, ids) == answered
    page = await carla.page()
    assert tuple((page[part] or {}).get("rustdesk_id") for part in ("link", "claim")) == after


async def happens(company: Company, carla: Customer, action: str, ids: Mapping[str, DeviceId]) -> object:
    what, _, named = action.rpartition(" ")
    id = {"HELD": HELD, "WAITED_FOR": WAITED_FOR}.get(named, OTHER)
    devices = "/api/admin/devices"
    match what:
        case "link":
            return (await carla.link(id)).status_code
        case "change to":
            return (await carla.change(id)).status_code
        case "act on":
            return outcome(await company.confirm_link(id, carla))
        case "take":
            return (await carla.browser.delete("/api/device/claim")).status_code
        case "be" if named == "assigned":
            return (await company.admin.post(f"{devices}/{ids[OTHER]}/assign", json={"person_id": carla.id})).status_code
        case "be":
            return (await company.admin.post(f"{devices}/{ids[HELD]}/unassign")).status_code
        case "wait a":
            company.clock.move(DAY)
            await company.job("expire pending links")
            carla.browser = await company.server.signed_in(carla.member)
            return None
        case _:
            return (await carla.browser.delete("/api/device/pair")).status_code
