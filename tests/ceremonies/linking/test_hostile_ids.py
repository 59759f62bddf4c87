"""The table of what somebody may send for an id or a code, and what comes back. Nothing of it crashes and nothing of it links."""

from typing import Any

import pytest

from handfast.rustdesk.registry.ids import IdFormat, is_rustdesk_id, may_be_named, needs_record
from tests.support.company import Company, Customer, told

NAMES = ["12345678a", "abcdefghi", "0x1234567"]
ARABIC, FULLWIDTH = "١٢٣٤٥٦٧٨٩", "１２３４５６７８９"
ALWAYS_WRONG: list[Any] = [
    "", " ", "123 456 789", " 123456789", "123456789 ", "123456789\n", "123-456-789", ARABIC, FULLWIDTH,
    "12345678٩", "1" * 5_000, "1" * 20_000, "-12345678", "+12345678", "1234.5678", "1e8", "123456789'", "%00", "<b>1</b>",
    "12345", "12345678901", "012345678", "000000000", "0123456789", None, 123456789, 1.5, True, [], {}, ["123456789"],
]  # fmt: skip


@pytest.mark.parametrize("shape", ["known", "strict9", "any"])
async def test_what_is_no_id_is_a_bad_format_whatever_the_policy(company: Company, carla: Customer, shape: str) -> None:
    await company.settings(rustdesk_id_format=shape)
    code = await carla.code()
    for id in [*ALWAYS_WRONG, *(NAMES if shape == "strict9" else [])]:
        assert told(await carla.link(id, code)) == (400, "INVALID_FORMAT"), id
        assert told(await carla.change(id)) == (400, "INVALID_FORMAT"), id
    rows = await company.row("SELECT count(*) AS rows FROM rustdesk WHERE tenant_id = $1", company.tenant_id)
    assert rows["rows"] == 0


async def test_a_name_that_no_device_has_reported_is_refused_where_only_known_ids_are_taken(company: Company, carla: Customer) -> None:
    """Under `known` it might be one. Whoever has no device is told that first: there is nothing to change."""
    await company.settings(rustdesk_id_format="known")
    code = await carla.code()
    for id in NAMES:
        assert told(await carla.link(id, code)) == (400, "INVALID_FORMAT"), id
        assert told(await carla.change(id)) == (404, "NOTHING_TO_UPDATE"), id
    assert told(await carla.link("123456789", code))[0] == 200
    for id in NAMES:
        assert told(await carla.change(id)) == (400, "INVALID_FORMAT"), id


@pytest.mark.parametrize(
    ("id", "strict", "known", "any"),
    [
        ("123456789", True, True, True),
        ("000000000", False, False, False),
        ("012345678", False, False, False),
        ("12345678", False, False, True),
        ("123456", False, False, True),
        ("1482093765", False, False, True),
        ("0123456789", False, False, False),
        ("12345", False, False, False),
        ("12345678901", False, False, False),
        ("HOSTNAME1234", False, False, True),
        ("front-desk_2.lan", False, False, True),
        ("01-kasse", False, False, True),
        ("PC-1", False, False, False),
        ("-front-desk", False, False, False),
        ("123-456-789", False, False, False),
        ("küche-pc", False, False, False),
        ("front desk", False, False, False),
        ("a" * 100, False, False, True),
        ("a" * 101, False, False, False),
        (ARABIC, False, False, False),
        (FULLWIDTH, False, False, False),
        ("123456789\n", False, False, False),
    ],
)
def test_what_a_customer_may_type_under_each_policy(id: str, strict: bool, known: bool, any: bool) -> None:
    def taken(shape: IdFormat) -> bool:
        return may_be_named(id, shape) and not needs_record(id, shape)

    assert (taken("strict9"), taken("known"), taken("any")) == (strict, known, any)
    assert is_rustdesk_id(id) == any


async def test_a_phones_ten_digits_link_by_default_once_the_phone_has_been_in_touch(company: Company, carla: Customer) -> None:
    assert told(await carla.link("1482093765")) == (400, "INVALID_FORMAT")
    await company.heard("1482093765")
    assert (await carla.link("1482093765")).status_code == 200
    await company.heard("1482093766", online=False)
    assert (await carla.change("1482093766")).status_code == 200
    assert await carla.linked() == "1482093766"


async def test_ids_that_nobody_has_reported_are_not_tried_without_end(company: Company, carla: Customer) -> None:
    """Which ones are known here would be told by the difference."""
    code = await carla.code()
    tried = [told(await carla.link(str(1_482_100_000 + number), code)) for number in range(13)]
    assert tried == [(400, "INVALID_FORMAT")] * 12 + [(429, "RATE_LIMITED")]


async def test_an_id_that_is_a_name_is_taken_wherever_an_id_is(company: Company, carla: Customer) -> None:
    """Typed in any case by the customer, by an admin and at the desk, and kept as its device spells it."""
    device = await company.heard("MX501-Kasse", name="Till")
    assert (await carla.link("mx501-KASSE")).status_code == 200
    assert await carla.linked() == "MX501-Kasse"
    assert told(await carla.change("mx501-kasse")) == (200, None)
    added = await company.admin.post("/api/admin/devices", json={"rustdesk_id": "mx501-kasse"})
    assert (added.status_code, added.json()["device"]["id"]) == (200, device)
    assert (await company.admin.post("/api/admin/devices", json={"rustdesk_id": "KITCHEN-PC"})).status_code == 201
    assert (await carla.change("kitchen-pc")).status_code == 200
    assert await carla.linked() == "KITCHEN-PC"


async def test_an_admin_brings_any_id_back_by_typing_it(company: Company) -> None:
    for typed in ("HOSTNAME1234", "1 482 093 799", "31820495"):
        first = await company.admin.post("/api/admin/devices", json={"rustdesk_id": typed})
        assert first.status_code == 201
        assert (await company.admin.delete(f"/api/devices/{first.json()['device']['id']}")).status_code == 204
        assert (await company.admin.post("/api/admin/devices", json={"rustdesk_id": typed})).status_code == 201
    for typed in ("012345678", "PC-1", "123-456-789"):
        assert told(await company.admin.post("/api/admin/devices", json={"rustdesk_id": typed}))[0] == 400


async def test_two_names_that_differ_in_case_are_two_devices(company: Company, carla: Customer) -> None:
    """The ID server tells them apart, so nobody guesses which one is meant."""
    await company.heard("SHOP-PC")
    await company.heard("shop-pc")
    assert (await carla.link("shop-pc")).status_code == 200
    assert await carla.linked() == "shop-pc"
    assert told(await carla.change("Shop-Pc")) == (400, "INVALID_FORMAT")


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"AB123-C4DE","deviceId":"123456789","deviceId":"987654321"}',
        b'{"code":"AB123-C4DE","deviceId":"1234\\u00006789"}',
        b'{"code":"AB123-C4DE","deviceId":"12345678\\ud800"}',
        b'{"code":"AB123-C4DE","deviceId":"12345678\xff"}',
        b'{"code":"AB123-C4DE","deviceId":NaN}',
        b"[" * 3_000,
        b"",
        b"null",
        b'"123456789"',
    ],
)
async def test_what_is_no_clean_json_is_refused(carla: Customer, body: bytes) -> None:
    json = {"Content-Type": "application/json"}
    for method in ("POST", "PUT"):
        answer = await carla.browser.request(method, "/api/device/pair", content=body, headers=json)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("code", ["12345-ABCD", "SP-1234", 5, None, "A" * 20_000])
async def test_a_code_of_another_shape_is_a_bad_format(carla: Customer, code: Any) -> None:
    answer = await carla.browser.post("/api/device/pair", json={"code": code, "deviceId": "123456789"})
    assert told(answer) == (400, "INVALID_FORMAT")


async def test_guessing_codes_and_ids_is_slowed_down(carla: Customer, chen: Customer) -> None:
    wrong = [told(await carla.link("123456789", "ZZ999-Z9ZZ")) for _ in range(11)]
    assert wrong == [(403, "FOREIGN_CODE")] * 10 + [(429, "RATE_LIMITED")]
    await chen.link("200000000")
    changes = [await chen.change(str(200_000_001 + number)) for number in range(12)]
    assert [answer.status_code for answer in changes] == [200] * 11 + [429]
    assert int(changes[-1].headers["retry-after"]) <= 3_600
