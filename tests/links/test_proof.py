"""Policies that want more than a customer's word."""

import pytest

from handfast.ceremonies.links.rules import CLAIM_LIFE, TRANSITIONS, link_refused, replace_refused, state_of
from handfast.kernel.moments import DAY, iso
from handfast.kernel.outcomes import Done, Reason, Refused
from tests.links.conftest import Company, Customer, new_id, told


def outcome(answer: Done[object] | Refused) -> object:
    return answer.view if isinstance(answer, Done) else answer.reason


@pytest.mark.parametrize("policy", ["seen", "device"])
async def test_a_claim_waits_and_says_so(company: Company, carla: Customer, policy: str) -> None:
    await company.settings(link_proof=policy)
    rustdesk_id = new_id()
    answer = await carla.link(rustdesk_id)
    until = iso(company.clock.now() + CLAIM_LIFE)
    assert answer.status_code == 202
    assert answer.json() == {
        "success": False,
        "status": "pending_proof",
        "message": f"RustDesk {rustdesk_id} is noted. It is linked as soon as the device proves itself.",
        "expires_at": until,
    }
    page = await carla.page()
    assert page["link"] == {
        "device_id": None, "rustdesk_id": rustdesk_id, "name": "", "state": "claimed", "linked_at": None, "status": "never_seen",
        "last_seen_at": None, "expires_at": until,
    }  # fmt: skip
    assert (page["proof"], page["claim"]["rustdesk_id"]) == (policy, rustdesk_id)
    assert (await carla.browser.get("/api/device/pairing-code")).json()["isPaired"] is False
    rows = await company.row("SELECT count(*) AS rows FROM rustdesk WHERE tenant_id = $1", company.tenant_id)
    assert rows["rows"] == 0


async def test_a_claim_stands_in_nobodys_way(company: Company, carla: Customer, chen: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    assert (await carla.link(rustdesk_id)).status_code == 202
    assert (await chen.link(rustdesk_id)).status_code == 202
    assert outcome(await company.prove(rustdesk_id, chen)) == "linked"
    assert (await chen.page())["link"]["state"] == "verified"
    assert told(await carla.link(rustdesk_id)) == (409, "DEVICE_LINKED_ELSEWHERE")


async def test_a_claim_is_forgotten_after_a_day(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    company.clock.move(DAY)
    await company.job("close expired claims")
    carla.browser = await company.place.signed_in(carla.member)
    assert (await carla.page())["link"] is None
    assert [row["subject_id"] for row in await company.trail("LINK_CLAIM_EXPIRED")] == [carla.id]
    # It may still act and be linked: the claim is only a wish.
    await company.heard(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id)) == "nothing"


async def test_a_claim_is_taken_back_and_the_link_stays(company: Company, carla: Customer) -> None:
    held, wanted = new_id(), new_id()
    await carla.link(held)
    assert told(await carla.browser.delete("/api/device/claim")) == (404, "NOTHING_TO_UPDATE")
    await company.settings(link_proof="device")
    await carla.change(wanted)
    assert (await carla.browser.delete("/api/device/claim")).status_code == 204
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]) == (held, None)
    assert (await company.sentences(action="LINK_CLAIM_ENDED")) == [f"Carla waits no longer for RustDesk {wanted}"]


async def test_a_device_that_comes_online_proves_the_claim_where_that_is_enough(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id)) == "linked"
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
    assert outcome(await company.prove(rustdesk_id)) == "nothing"
    assert outcome(await company.prove(rustdesk_id, carla)) == "linked"


async def test_of_two_who_claim_it_the_one_on_its_network_gets_it(company: Company, carla: Customer, chen: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    company.clock.move(1)
    await chen.link(rustdesk_id)
    await company.heard(rustdesk_id)
    row = await company.row("SELECT address FROM claims WHERE person_id = $1", chen.id)
    assert outcome(await company.prove(rustdesk_id, address=row["address"])) == "linked"
    assert (await chen.page())["link"]["state"] == "verified"
    assert (await carla.page())["link"]["state"] == "claimed"


async def test_a_change_keeps_the_old_device_until_the_new_one_is_proven(company: Company, carla: Customer) -> None:
    old, new = new_id(), new_id()
    await carla.link(old)
    await company.settings(link_proof="device")
    assert (await carla.change(new)).status_code == 202
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]["rustdesk_id"]) == (old, new)
    assert outcome(await company.prove(new, carla)) == "linked"
    page = await carla.page()
    assert (page["link"]["rustdesk_id"], page["claim"]) == (new, None)


async def test_a_waiting_claim_may_be_corrected_and_taken_back(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    await carla.link(new_id())
    right = new_id()
    assert (await carla.change(right)).status_code == 202
    assert await carla.linked() == right
    assert (await carla.browser.delete("/api/device/pair")).status_code == 204
    assert await carla.linked() is None


async def test_an_act_on_the_device_links_without_a_claim(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await company.heard(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id, carla)) == "linked"
    assert outcome(await company.prove(rustdesk_id, carla)) == "already"
    assert await carla.linked() == rustdesk_id


async def test_an_act_makes_a_mere_word_a_proof(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    assert (await carla.page())["link"]["state"] == "claimed"
    await company.prove(rustdesk_id, carla)
    assert (await carla.page())["link"]["state"] == "verified"


async def test_an_act_on_somebody_elses_device_changes_nothing_and_is_seen(company: Company, carla: Customer, chen: Customer) -> None:
    rustdesk_id = new_id()
    await company.heard(rustdesk_id)
    await chen.link(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id, carla)) is Reason.DEVICE_LINKED_ELSEWHERE
    assert (await carla.linked(), await chen.linked()) == (None, rustdesk_id)
    assert await company.sentences(action="LINK_CONFLICT") == ["samsung-SM-A546B: Carla acted on it, and it is not theirs"]


async def test_an_impostors_uuid_changes_nothing_and_is_seen(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id, uuid="ZmFrZS1mYWtlLWZha2U=")) is Reason.DEVICE_LINKED_ELSEWHERE
    assert outcome(await company.prove(rustdesk_id, carla, uuid="ZmFrZS1mYWtlLWZha2U=")) is Reason.DEVICE_LINKED_ELSEWHERE
    assert (await carla.page())["link"]["state"] == "claimed"
    assert len(await company.trail("LINK_CONFLICT")) == 2


async def test_acting_on_a_second_device_does_not_move_the_link_by_itself(company: Company, carla: Customer) -> None:
    first, second = new_id(), new_id()
    await carla.link(first)
    await company.heard(second)
    assert outcome(await company.prove(second, carla)) is Reason.ALREADY_LINKED
    assert await carla.linked() == first


async def test_without_a_subscription_an_act_proves_nothing(company: Company) -> None:
    who, rustdesk_id = await company.customer("canceled"), new_id()
    await company.heard(rustdesk_id)
    assert outcome(await company.prove(rustdesk_id, who)) is Reason.SUBSCRIPTION_REQUIRED
    assert outcome(await company.prove(new_id(), None)) == "nothing"


def test_every_state_and_deed_is_decided() -> None:
    for state, deeds in TRANSITIONS.items():
        assert (link_refused(state) is None) == ("link" in deeds)
        assert (replace_refused(state) is None) == (state != "nothing")
        assert set(deeds.values()) <= set(TRANSITIONS)
    states = {state_of(is_linked=linked, is_claiming=claiming) for linked in (True, False) for claiming in (True, False)}
    assert states == set(TRANSITIONS)
