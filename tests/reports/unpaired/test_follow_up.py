"""Customers who are served and have no device: the list, its CSV and the weekly mail."""

import csv
import io
from typing import Any

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, iso
from handfast.reports.subscriptions import http as export
from tests.ceremonies.linking.admin.test_devices import come_back
from tests.reports.unpaired.test_report import digests
from tests.support.company import Company, Customer, new_id

LIST = "/api/admin/subscriptions"


async def listed(company: Company, **filters: str) -> dict[str, dict[str, Any]]:
    """By name."""
    page = (await company.admin.get(LIST, params=filters)).json()
    assert page["total"] == len(page["items"])
    return {item["person"]["name"]: item for item in page["items"]}


async def test_a_customer_is_followed_up_while_served_and_without_a_device(company: Company, carla: Customer) -> None:
    invited = company.clock.now()
    await company.customer("canceled", name="Ended")
    await company.customer("none", name="Never")
    await company.customer("active", invited + DAY, name="Short")
    gone = await company.customer(name="Gone")
    await company.admin.post(f"/api/people/{gone.id}/disable")
    assert {*await listed(company, device="missing")} == {"Carla", "Short"}
    assert {*await listed(company, device="none")} == {"Carla", "Short", "Ended", "Never", "Gone"}
    assert (await listed(company, device="missing"))["Carla"]["no_device_since"] == iso(invited)
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    shown = await listed(company, device="linked")
    assert (shown["Carla"]["device"]["rustdesk_id"], shown["Carla"]["no_device_since"]) == (rustdesk_id, None)
    await come_back(company, 1)
    assert {*await listed(company, device="missing")} == set()
    await company.admin.post(f"/api/admin/devices/{shown['Carla']['device']['id']}/unassign")
    assert (await listed(company, device="missing"))["Carla"]["no_device_since"] == iso(company.clock.now())


@pytest.mark.parametrize("ends", ["customer", "device", "admin"])
async def test_however_the_device_went_it_is_known_since_when(company: Company, carla: Customer, ends: str) -> None:
    await carla.link(new_id())
    device_id = (await carla.page())["link"]["device_id"]
    company.clock.move(DAY // 4)
    if ends == "customer":
        await carla.browser.delete("/api/device/pair")
    elif ends == "device":
        assert (await company.admin.delete(f"/api/devices/{device_id}")).status_code == 204
    else:
        await company.admin.post(f"/api/admin/devices/{device_id}/unassign")
    assert (await listed(company, device="missing"))["Carla"]["no_device_since"] == iso(company.clock.now())


async def test_the_csv_holds_what_the_list_is_filtered_by_and_all_pages_of_it(
    company: Company, carla: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 2)
    await carla.link(new_id())
    for number in (2, 13, 110):
        await company.customer(name=f"=Shop {number}")
    answer = await company.admin.get(f"{LIST}.csv", params={"device": "missing"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=Shop 2", "'=Shop 13", "'=Shop 110"]
    assert {row["no_device_since"] for row in rows} == {iso(company.clock.now())}
    whole = (await company.admin.get(f"{LIST}.csv")).text
    assert len(list(csv.reader(io.StringIO(whole)))) == 5


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.CUSTOMER])
async def test_only_owners_and_admins_get_the_csv(company: Company, role: Role) -> None:
    browser = await company.server.signed_in(await company.server.member(role, company.tenant_id))
    assert (await browser.get(f"{LIST}.csv")).status_code == 403


async def test_the_weekly_mail_names_who_has_had_no_device_for_over_a_week(company: Company, carla: Customer, chen: Customer) -> None:
    await chen.link(new_id())
    await company.server.deliver()
    company.server.mails.clear()
    company.clock.move(6 * DAY)
    assert await digests(company) == []
    company.clock.move(7 * DAY)
    [mail] = await digests(company)
    words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"] == "1 customer has no device"
    assert f"Carla <{carla.member.email}>, for 13 days" in words
    assert "Chen" not in words
    assert "https://handfast.test/support/subscriptions?device=missing" in words
