"""A customer hears by mail that their device is another one now, whoever did it."""

from tests.support.company import Company, Customer, new_id


async def letters(company: Company, to: Customer) -> list[tuple[str, str]]:
    """Subject and second paragraph of what came since the last look."""
    await company.server.deliver()
    mails = [mail for mail in company.server.mails if mail["To"] == to.member.email]
    company.server.mails.clear()
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]
    return [(mail["Subject"], text.split("\n\n")[1].strip()) for mail, text in zip(mails, texts, strict=True)]


async def test_every_change_of_the_link_is_told(company: Company, carla: Customer) -> None:
    await carla.link("318204957")
    linked = "The device with the RustDesk ID 318 204 957 is now linked to you."
    assert await letters(company, carla) == [("Your device was linked", linked)]
    await carla.change("987654321")
    changed = "The device with the RustDesk ID 987 654 321 is now linked to you, instead of 318 204 957."
    assert await letters(company, carla) == [("Your device was linked", changed)]
    device_id = (await carla.page())["link"]["device_id"]
    assert (await company.admin.post(f"/api/admin/devices/{device_id}/unassign")).status_code == 200
    gone = "The device with the RustDesk ID 987 654 321 is no longer linked to you."
    assert await letters(company, carla) == [("Your device is no longer linked", gone)]


async def test_a_deleted_device_is_told_too(company: Company, carla: Customer) -> None:
    await carla.link("611222333")
    await letters(company, carla)
    device_id = (await carla.page())["link"]["device_id"]
    assert (await company.admin.delete(f"/api/devices/{device_id}")).status_code == 204
    gone = "The device with the RustDesk ID 611 222 333 is no longer linked to you."
    assert await letters(company, carla) == [("Your device is no longer linked", gone)]


async def test_who_is_no_customer_any_more_is_told_that_the_device_went_with_it(company: Company, carla: Customer) -> None:
    await carla.link("611222444")
    await letters(company, carla)
    assert (await company.admin.patch(f"/api/people/{carla.id}", json={"role": "staff"})).status_code == 200
    gone = "The device with the RustDesk ID 611 222 444 is no longer linked to you."
    assert await letters(company, carla) == [("Your device is no longer linked", gone)]


async def test_what_changes_nothing_is_not_told(company: Company, carla: Customer, chen: Customer) -> None:
    taken = new_id()
    await chen.link(taken)
    await letters(company, chen)
    await carla.link(taken)
    await carla.link("no id")
    await company.settings(link_proof="device")
    await carla.link(new_id())
    assert await letters(company, carla) == []
