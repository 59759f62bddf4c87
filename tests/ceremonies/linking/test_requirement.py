"""The requirement's own lines, as they go over the wire."""

import re

import pytest

from handfast.ceremonies.linking.codes import digest_of
from handfast.kernel.callers import Role
from handfast.kernel.secrets import Keys
from handfast.rustdesk.registry.ids import grouped
from tests.support.company import Company, Customer, new_id, told
from tests.support.rows import fetch_rows


async def test_the_personal_code_is_made_on_the_first_look_and_never_changes(company: Company, carla: Customer) -> None:
    first = await carla.browser.get("/api/device/pairing-code")
    assert first.status_code == 200
    assert first.json() == {"code": first.json()["code"], "isPaired": False, "pairedDeviceId": None}
    assert re.fullmatch("[A-Z]{2}[0-9]{3}-[A-Z][0-9][A-Z]{2}", first.json()["code"])
    assert (await carla.browser.get("/api/device/pairing-code")).json() == first.json()
    assert len(await company.trail("PERSONAL_CODE_MADE")) == 1


async def test_linking_changing_and_what_the_page_then_says(carla: Customer) -> None:
    code, first, second = await carla.code(), new_id(), new_id()
    linked = await carla.browser.post("/api/device/pair", json={"code": code, "deviceId": first})
    assert (linked.status_code, linked.json()) == (200, {"success": True, "message": "Device paired successfully"})
    assert (await carla.browser.get("/api/device/pairing-code")).json() == {"code": code, "isPaired": True, "pairedDeviceId": first}
    changed = await carla.browser.put("/api/device/pair", json={"newRustDeskId": second})
    assert (changed.status_code, changed.json()) == (200, {"success": True, "message": "Device updated successfully"})
    assert (await carla.browser.get("/api/device/pairing-code")).json()["pairedDeviceId"] == second


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_who_is_not_signed_in_is_told_so(company: Company, method: str) -> None:
    path = "/api/device/pairing-code" if method == "GET" else "/api/device/pair"
    answer = await company.server.browser().request(method, path, json={})
    assert told(answer) == (401, "UNAUTHENTICATED")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("state", ["none", "canceled"])
async def test_without_a_subscription_there_is_no_code_and_no_linking(company: Company, state: str) -> None:
    who = await company.customer(state)  # type: ignore[arg-type]
    assert told(await who.browser.get("/api/device/pairing-code")) == (403, "SUBSCRIPTION_REQUIRED")
    assert told(await who.link(new_id(), "AB123-C4DE")) == (403, "SUBSCRIPTION_REQUIRED")
    assert told(await who.change(new_id())) == (403, "SUBSCRIPTION_REQUIRED")


async def test_another_customers_code_is_refused_and_so_is_one_nobody_has(carla: Customer, chen: Customer) -> None:
    await carla.code()
    for code in (await chen.code(), "ZZ999-Z9ZZ"):
        assert told(await carla.link(new_id(), code)) == (403, "FOREIGN_CODE")
    assert await carla.linked() is None


async def test_a_device_linked_elsewhere_is_refused_without_naming_whom(carla: Customer, chen: Customer) -> None:
    taken = new_id()
    await chen.link(taken)
    answer = await carla.link(taken)
    assert told(answer) == (409, "DEVICE_LINKED_ELSEWHERE")
    assert "Chen" not in answer.text
    assert chen.member.email not in answer.text
    await carla.link(new_id())
    assert told(await carla.change(taken)) == (409, "DEVICE_LINKED_ELSEWHERE")
    assert await chen.linked() == taken


async def test_a_customer_with_a_device_is_told_to_change_it(carla: Customer) -> None:
    first = new_id()
    await carla.link(first)
    assert told(await carla.link(new_id())) == (409, "ALREADY_LINKED")
    assert told(await carla.link(first)) == (409, "ALREADY_LINKED")
    assert await carla.linked() == first


async def test_without_a_device_there_is_nothing_to_change(carla: Customer) -> None:
    assert told(await carla.change(new_id())) == (404, "NOTHING_TO_UPDATE")


async def test_a_changed_device_leaves_the_old_one_to_others(carla: Customer, chen: Customer) -> None:
    old, new = new_id(), new_id()
    await carla.link(old)
    await carla.change(new)
    assert (await chen.link(old)).status_code == 200
    assert (await carla.linked(), await chen.linked()) == (new, old)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.MANAGER, Role.STAFF])
async def test_only_customers_have_a_personal_code(company: Company, role: Role) -> None:
    browser = await company.server.signed_in(await company.server.member(role, company.tenant_id))
    assert told(await browser.get("/api/device/pairing-code")) == (403, "FORBIDDEN")


async def test_both_shapes_of_the_code_are_accepted_in_either_case_with_blanks_around(company: Company, carla: Customer) -> None:
    application = company.server.application
    for code, typed in (("SP429-A7X9", " sp429-a7x9\t"), ("AB123-C4DE", "ab123-C4de ")):
        await carla.code()
        await company.do("UPDATE personal_codes SET code_hash = $2 WHERE user_id = $1", carla.id, digest_of(application.keys, code))
        assert (await carla.link(new_id(), typed)).status_code == 200
        assert (await carla.browser.delete("/api/device/pair")).status_code == 204


async def test_giving_the_device_up_needs_no_subscription(company: Company, carla: Customer) -> None:
    await carla.link(new_id())
    await company.admin.put(f"/api/admin/subscriptions/{carla.id}", json={"state": "canceled"})
    assert (await carla.browser.delete("/api/device/pair")).status_code == 204
    assert await carla.linked() is None
    assert told(await carla.browser.delete("/api/device/pair")) == (404, "NOTHING_TO_UPDATE")


async def test_devices_of_another_company_are_another_matter(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    other = Company(company.server, await company.server.tenant(), company.admin)
    stranger = await other.customer()
    assert (await stranger.link(rustdesk_id)).status_code == 200


async def test_the_trail_tells_the_story(company: Company, carla: Customer, chen: Customer) -> None:
    first, second = new_id(), new_id()
    await carla.link(first)
    await carla.change(second)
    await chen.link(second)
    await carla.browser.delete("/api/device/pair")
    told_of_carla = [one for one in await company.sentences(subject=carla.id) if "RustDesk" in one]
    assert told_of_carla == [
        f"RustDesk {grouped(second)} is no longer linked to Carla",
        f"Carla changed from RustDesk {grouped(first)} to {grouped(second)} (without proof)",
        f"RustDesk {grouped(first)} was linked to Carla (without proof)",
    ]
    assert (await company.sentences(subject=chen.id, action="LINK_REFUSED")) == [
        f"Chen could not link RustDesk {grouped(second)}: linked elsewhere"
    ]


async def test_a_code_that_was_sealed_with_another_key_is_replaced_by_a_new_one(
    company: Company, carla: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await carla.code()
    monkeypatch.setattr(company.server.application.run, "keys", Keys(b"another secret key of this server"))
    found = await company.admin.get("/api/admin/lookup", params={"q": carla.member.email})
    assert (found.status_code, [one["code"] for one in found.json()["customers"]]) == (200, [None])
    assert (await carla.page())["code"] is None
    new = await carla.code()
    assert new != old
    assert (await carla.code(), (await carla.page())["code"]) == (new, new)


async def test_the_code_is_nowhere_in_clear(company: Company, carla: Customer) -> None:
    code = await carla.code()
    await carla.link(new_id())
    assert await _tables_with(company, carla.id) >= {"users", "personal_codes", "links", "audit"}
    for spelled in (code, code.lower(), code.replace("-", "")):
        assert await _tables_with(company, spelled) == set()


async def _tables_with(company: Company, text: str) -> set[str]:
    """The tables of which any column of any row holds it, as text or as bytes."""
    database = company.server.application.database
    found = set()
    for table in ("users", "personal_codes", "links", "pending_links", "rustdesk", "devices", "audit", "outbox", "buckets", "mails"):
        for row in await fetch_rows(database, f"/* any tenant: a test */ SELECT * FROM {table}"):
            values = (bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in dict(row).values())
            if any(text.encode() in value for value in values):
                found.add(table)
    return found
