"""A company switches linking off: customers link nothing themselves, links stay, and admins may still assign devices."""

from handfast.kernel.outcomes import Done, Reason, Refused
from tests.support.company import Company, Customer, new_id, told


async def test_linking_that_is_switched_off_is_refused_and_links_stay(company: Company, carla: Customer) -> None:
    await carla.link(linked := new_id())
    await company.settings(linking="off")
    assert told(await carla.change(new_id())) == (403, "LINKING_OFF")
    assert await carla.linked() == linked
    assert isinstance(await company.confirm_link(linked, carla), Done)
    assert (await carla.browser.delete("/api/device/pair")).is_success
    assert told(await carla.link(linked)) == (403, "LINKING_OFF")
    await company.settings(linking="on")
    assert (await carla.link(linked)).status_code == 200


async def test_what_was_claimed_before_is_not_linked_by_the_device_either(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    claimed = new_id()
    assert (await carla.link(claimed)).status_code == 202
    await company.settings(link_proof="device", linking="off")
    refused = await company.confirm_link(claimed, carla)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.LINKING_OFF
    await company.settings(link_proof="seen", linking="off")
    await company.heard(claimed)
    await company.confirm_link(claimed)
    assert await carla.linked() is None
    await company.settings(link_proof="seen", linking="on")
    await company.confirm_link(claimed)
    assert await carla.linked() == claimed
