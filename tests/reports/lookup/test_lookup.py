"""The support desk's first question."""

from typing import Any

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.ids import RustdeskId
from handfast.kernel.time import iso
from handfast.rustdesk.registry.ids import grouped
from handfast.rustdesk.registry.store import search_text
from tests.support.company import Company, Customer, new_id, told

RENAME_HOST = "UPDATE rustdesk SET hostname = $2, search_text = $3 WHERE device_id = $1"


async def ask(company: Company, question: str) -> dict[str, Any]:
    answer = await company.admin.get("/api/admin/lookup", params={"q": question})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_customer_is_found_by_mail_code_id_and_name_with_the_whole_story(company: Company, carla: Customer, chen: Customer) -> None:
    first, second = new_id(), new_id()
    await carla.link(first)
    await carla.change(second)
    code = await carla.code()
    spaced = f"{second[:3]} {second[3:6]} {second[6:]}"
    asked = {
        "email": carla.member.email.upper(), "code": f" {code.lower()} ", "rustdesk_id": second, "name": "arl",
    }  # fmt: skip
    hyphened = spaced.replace(" ", "-")
    for kind, question in [*asked.items(), ("rustdesk_id", spaced), ("rustdesk_id", hyphened)]:
        found = await ask(company, question)
        assert (found["kind"], [one["person"]["id"] for one in found["customers"]], found["devices"]) == (kind, [carla.id], [])
    [who] = (await ask(company, second))["customers"]
    assert (who["code"], who["link"]["rustdesk_id"], who["subscription"]) == (
        code,
        second,
        {"state": "active", "ends_at": None, "good": True},
    )
    sentences = [item["sentence"] for item in who["history"]]
    assert f"Carla changed from RustDesk {grouped(first)} to {grouped(second)} (without proof)" in sentences
    assert "Carla got a personal code" in sentences
    assert not any("Chen" in sentence for sentence in sentences)


@pytest.mark.parametrize("name", ["Ärzte am Öresund", "Иван", "ΣΩΚΡΑΤΗΣ", "100% Zoë_!"])
async def test_a_name_of_any_script_is_found_as_it_is_written(company: Company, name: str) -> None:
    person = await company.customer(name=name)
    assert [one["person"]["id"] for one in (await ask(company, name))["customers"]] == [person.id]
    listed = (await company.admin.get("/api/admin/subscriptions", params={"search": name})).json()
    assert [one["person"]["id"] for one in listed["items"]] == [person.id]


async def test_who_only_claims_an_id_is_found_by_it_too(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    [who] = (await ask(company, rustdesk_id))["customers"]
    assert (who["link"], who["claim"]["rustdesk_id"]) == (None, rustdesk_id)


async def test_a_device_that_is_nobodys_is_shown_with_its_own_story(company: Company) -> None:
    rustdesk_id = new_id()
    id = await company.heard(rustdesk_id)
    await company.admin.put(f"/api/admin/devices/{id}/exemption", json={"reason": "a demo device"})
    found = await ask(company, rustdesk_id)
    [device] = found["devices"]
    assert (found["customers"], device["id"], device["exemption"]["reason"]) == ([], id, "a demo device")
    assert [item["action"] for item in device["history"]] == ["DEVICE_EXEMPTED"]


async def test_a_device_that_was_given_a_name_for_an_id_is_found_by_it(company: Company, carla: Customer, chen: Customer) -> None:
    id = await company.heard("carla-laptop")
    found = await ask(company, " carla-laptop ")
    assert (found["kind"], found["customers"], [one["id"] for one in found["devices"]]) == ("rustdesk_id", [], [id])
    assert [one["id"] for one in (await ask(company, "CARLA-laptop"))["devices"]] == [id]
    namesake = await company.heard("Carla")
    found = await ask(company, "Carla")
    assert [one["person"]["id"] for one in found["customers"]] == [carla.id]
    assert {one["id"] for one in found["devices"]} == {namesake, id}
    assert (await company.admin.post(f"/api/admin/devices/{id}/assign", json={"person_id": chen.id})).is_success
    assert [one["person"]["id"] for one in (await ask(company, "carla-laptop"))["customers"]] == [chen.id]
    assert ((await ask(company, "arl"))["kind"], (await ask(company, "carla-laptops"))["kind"]) == ("name", "name")


@pytest.mark.parametrize("spelled", ["{0}{1}", "{0} {1}", " {0}\u2013{1} ", "{0}\u2011{1}"])
async def test_a_personal_code_is_found_without_its_hyphen(company: Company, carla: Customer, spelled: str) -> None:
    first, _, second = (await carla.code()).lower().partition("-")
    found = await ask(company, spelled.format(first, second))
    assert (found["kind"], [one["person"]["id"] for one in found["customers"]]) == ("code", [carla.id])


async def test_a_device_is_found_by_its_name_its_host_name_and_a_part_of_its_id(company: Company, carla: Customer) -> None:
    linked, nobodys, third = new_id(), await company.heard(new_id(), name="KÜCHE hinten"), await company.heard(new_id(), name="MX501C3NL")
    await carla.link(linked)
    device_id = (await carla.page())["link"]["device_id"]
    await company.admin.patch(f"/api/devices/{device_id}", json={"name": "Çağrı Merkezi"})
    await company.do(RENAME_HOST, nobodys, "ΑΘΗΝΑ-PC", search_text(RustdeskId("1"), "ΑΘΗΝΑ-PC"))
    for question in ("çağrı", "CAGRI", f"{linked[:3]} {linked[3:6]} {linked[6:]}"):
        assert [one["person"]["id"] for one in (await ask(company, question))["customers"]] == [carla.id]
    for question in ("küche", "KUCHE", "αθηνα-pc", "αθήνα"):
        found = await ask(company, question)
        assert (found["kind"], [one["id"] for one in found["devices"]]) == ("name", [nobodys])
    assert [one["id"] for one in (await ask(company, "mx501c3nl"))["devices"]] == [third]


async def every(company: Company, path: str, **asked: str) -> list[dict[str, Any]]:
    """The items of all pages."""
    items: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": ""}
    while page["next_cursor"] is not None:
        page = (await company.admin.get(path, params=asked | ({"cursor": page["next_cursor"]} if items else {}))).json()
        items += page["items"]
    return items


async def test_what_one_names_is_searched_in_any_case_and_sorted_by_number_in_every_list(company: Company) -> None:
    people = {name: (await company.customer(name=name)).id for name in ("Küche 110", "KÜCHE 13", "küche 2")}
    in_order = [people[name] for name in ("küche 2", "KÜCHE 13", "Küche 110")]
    for path, one in (("/api/people", "id"), ("/api/admin/subscriptions", "person")):
        items = await every(company, path, search="KÜCHE", limit="1")
        assert [item["person"]["id"] if one == "person" else item["id"] for item in items] == in_order
    devices = {name: await company.heard(new_id(), name=name) for name in ("Таблет 110", "ТАБЛЕТ 13", "таблет 2")}
    listed = [item["id"] for item in await every(company, "/api/devices", kind="rustdesk", search="таБЛет", limit="2")]
    assert listed == [devices[name] for name in ("таблет 2", "ТАБЛЕТ 13", "Таблет 110")]
    await company.admin.patch(f"/api/people/{people['küche 2']}", json={"name": "ШЕФ"})
    for filters in ({"search": "шеф"}, {"search": "kÜche 2"}, {"actor": "aDAM"}):
        assert await company.sentences(action="PERSON_CHANGED", **filters) == ["Adam changed ШЕФ: name from küche 2"]
    found = (await company.admin.get("/api/people", params={"search": "шеф"})).json()
    assert [item["name"] for item in found["items"]] == ["ШЕФ"]


async def test_a_removed_device_is_found_while_it_can_be_brought_back(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    id = await company.heard(rustdesk_id)
    assert (await company.admin.delete(f"/api/devices/{id}")).status_code == 204
    [device] = (await ask(company, rustdesk_id))["devices"]
    assert (device["id"], device["removed_at"]) == (id, iso(company.clock.now()))
    await carla.link(rustdesk_id)
    found = await ask(company, rustdesk_id)
    assert ([one["person"]["id"] for one in found["customers"]], found["devices"]) == ([carla.id], [])


@pytest.mark.parametrize("question", ["nobody@example.org", "ZZ999-Z9ZZ", "999999999", "no such name", "%", "' OR 1=1 --", "١٢٣", "=1"])
async def test_what_nobody_has_finds_nobody(company: Company, carla: Customer, question: str) -> None:
    found = await ask(company, question)
    assert (found["customers"], found["devices"]) == ([], [])


async def test_customers_of_other_companies_are_not_found(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    other = await company.server.signed_in(await company.server.member(Role.ADMIN))
    for question in (carla.member.email, await carla.code(), rustdesk_id, "Carla"):
        found = (await other.get("/api/admin/lookup", params={"q": question})).json()
        assert (found["customers"], found["devices"]) == ([], [])


@pytest.mark.parametrize("question", ["", "x" * 321, "a\x00b"])
async def test_what_is_no_question_is_refused(company: Company, question: str) -> None:
    assert told(await company.admin.get("/api/admin/lookup", params={"q": question})) == (400, "INVALID_INPUT")


async def test_the_number_of_a_device_is_not_searched_for_among_names(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.customer(name=f"Till {rustdesk_id}")
    assert [one["person"]["id"] for one in (await ask(company, rustdesk_id))["customers"]] == [carla.id]
