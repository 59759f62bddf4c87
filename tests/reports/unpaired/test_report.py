"""The unpaired report, its CSV and the weekly mail."""

import csv
import io
from email.message import EmailMessage
from typing import Any

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR, iso
from handfast.reports import pages
from handfast.reports.unpaired.digest import WEEK
from tests.support.company import Company, Customer, new_id
from tests.support.rows import fetch_rows

FIGURES = ("total", "paired", "unpaired", "grandfathered")


async def report(company: Company) -> dict[str, Any]:
    answer = await company.admin.get("/api/admin/devices/unpaired")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def figures(company: Company) -> tuple[int, ...]:
    body = await report(company)
    return tuple(body[name] for name in FIGURES)


async def pass_days(company: Company, days: int) -> None:
    company.clock.move(days * DAY)
    company.admin = await company.server.signed_in(await company.server.member(Role.ADMIN, company.tenant_id))


async def test_an_empty_company_has_nothing_to_report(company: Company) -> None:
    assert await report(company) == {"total": 0, "paired": 0, "unpaired": 0, "grandfathered": 0, "unpairedDevices": []}


async def test_total_is_paired_and_unpaired_and_the_exempt_are_counted_beside(company: Company, carla: Customer) -> None:
    devices = [await company.heard(new_id()) for _ in range(3)]
    await carla.link(new_id())
    assert await figures(company) == (4, 1, 3, 0)
    await company.admin.put(f"/api/admin/devices/{devices[0]}/exemption", json={"reason": "a demo device"})
    assert await figures(company) == (3, 1, 2, 1)
    shown = [device["id"] for device in (await report(company))["unpairedDevices"]]
    assert sorted(shown) == sorted(devices[1:])


async def test_a_line_of_the_report(company: Company) -> None:
    rustdesk_id, created = new_id(), iso(company.clock.now())
    id = await company.heard(rustdesk_id)
    await company.do("UPDATE rustdesk SET hostname = 'SM-A546B', conflicts = 2 WHERE device_id = $1", id)
    await pass_days(company, 3)
    assert (await report(company))["unpairedDevices"] == [
        {
            "id": id,
            "name": "samsung-SM-A546B",
            "rustDeskId": rustdesk_id,
            "createdAt": created,
            "daysSinceCreated": 3,
            "status": "online",
            "lastSeenAt": created,
            "hostname": "SM-A546B",
            "overdue": False,
            "conflicts": 2,
        }
    ]


async def test_past_seven_days_it_is_overdue_and_the_oldest_stands_first(company: Company) -> None:
    first = await company.heard(new_id())
    company.clock.move(1)
    second = await company.heard(new_id())
    company.clock.move(7 * DAY - 1)
    company.admin = await company.server.signed_in(await company.server.member(Role.ADMIN, company.tenant_id))
    assert [device["overdue"] for device in (await report(company))["unpairedDevices"]] == [False, False]
    company.clock.move(1)
    shown = [(device["id"], device["overdue"]) for device in (await report(company))["unpairedDevices"]]
    assert shown == [(first, True), (second, False)]


async def test_the_csv_is_whole_and_runs_nothing(company: Company) -> None:
    await company.heard(new_id(), name="=cmd|' /C calc'!A0")
    await company.heard(new_id(), name='Ada, "the phone"')
    answer = await company.admin.get("/api/admin/devices/unpaired.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert sorted(row["name"] for row in rows) == sorted(["'=cmd|' /C calc'!A0", 'Ada, "the phone"'])


async def test_the_csv_holds_more_than_a_page(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(12):
        await company.heard(new_id())
    monkeypatch.setattr(pages, "AT_ONCE", 5)
    answer = await company.admin.get("/api/admin/devices/unpaired.csv")
    ids = [row["id"] for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))]
    assert len(set(ids)) == len(ids) == 12


async def test_another_companys_devices_are_not_in_it(company: Company) -> None:
    other = Company(company.server, await company.server.tenant(), company.admin)
    await other.heard(new_id())
    assert await figures(company) == (0, 0, 0, 0)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.CUSTOMER])
async def test_only_owners_and_admins_see_it(company: Company, role: Role) -> None:
    browser = await company.server.signed_in(await company.server.member(role, company.tenant_id))
    assert (await browser.get("/api/admin/devices/unpaired")).status_code == 403


async def digests(company: Company) -> list[EmailMessage]:
    """What the job brings this company's people; the database has those of other tests as well."""
    await company.job("send the weekly report")
    await company.server.deliver()
    rows = await fetch_rows(company.server.application.database, "SELECT email FROM users WHERE tenant_id = $1", company.tenant_id)
    mails = [mail for mail in company.server.mails if mail["To"] in {row["email"] for row in rows}]
    company.server.mails.clear()
    return mails


async def test_once_a_week_owners_and_admins_get_it_by_mail_unless_it_is_not_wanted(company: Company) -> None:
    await company.heard(new_id())
    await company.settings(digest_weekly=False)
    company.clock.move(8 * DAY)
    assert await digests(company) == []
    await company.settings()
    [mail] = await digests(company)
    assert mail["Subject"] == "1 device is still unpaired"
    assert "for 8 days" in str(mail)
    assert "https://handfast.test/support" in str(mail)
    assert await digests(company) == []
    assert len(await company.trail("DIGEST_SENT")) == 1
    company.clock.move(WEEK)
    [mail] = await digests(company)
    assert "90 days" not in str(mail)
    company.clock.move(90 * DAY)
    [mail] = await digests(company)
    assert "1 of these devices has not been online for 90 days." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_a_week_with_nothing_overdue_brings_no_mail(company: Company) -> None:
    await company.heard(new_id())
    company.clock.move(HOUR)
    assert await digests(company) == []


async def test_the_weekly_report_goes_to_active_owners_and_admins_alone(company: Company) -> None:
    await company.heard(new_id())
    gone = await company.server.member(Role.ADMIN, company.tenant_id, "Gone")
    await company.server.member(Role.MANAGER, company.tenant_id)
    await company.server.member(Role.STAFF, company.tenant_id)
    await company.server.member(Role.CUSTOMER, company.tenant_id)
    assert (await company.admin.post(f"/api/people/{gone.id}/disable")).status_code == 200
    invited = {"name": "Ina", "email": f"ina-{company.tenant_id}@example.org", "role": "admin", "send_mail": False}
    assert (await company.admin.post("/api/people", json=invited)).status_code == 201
    owner = await company.server.member(Role.OWNER, company.tenant_id)
    await company.server.deliver()  # what was told of the invitation
    company.server.mails.clear()
    company.clock.move(8 * DAY)
    mails = await digests(company)
    admin = await company.row("SELECT email FROM users WHERE tenant_id = $1 AND name = 'Adam'", company.tenant_id)
    assert sorted(mail["To"] for mail in mails) == sorted([admin["email"], owner.email])
