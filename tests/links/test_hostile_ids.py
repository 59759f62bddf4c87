"""The table of what somebody may send for an id or a code, and what comes back. Nothing of it crashes and nothing of it links."""

from typing import Any

import pytest

from handfast.ceremonies.links.rules import normalise_code
from handfast.devices.rustdesk.rules import is_rustdesk_id
from tests.links.conftest import Company, Customer, told

ARABIC, FULLWIDTH = "١٢٣٤٥٦٧٨٩", "１２３４５６７８９"
ALWAYS_WRONG: list[Any] = [
    "", " ", "123 456 789", " 123456789", "123456789 ", "123456789\n", "123-456-789", "12345678a", "abcdefghi", ARABIC, FULLWIDTH,
    "12345678٩", "1" * 5_000, "1" * 20_000, "-12345678", "+12345678", "1234.5678", "0x1234567", "1e8", "123456789'", "%00", "<b>1</b>",
    "12345", "12345678901", None, 123456789, 1.5, True, [], {}, ["123456789"],
]  # fmt: skip


@pytest.mark.parametrize("shape", ["strict9", "any"])
async def test_what_is_no_id_is_a_bad_format_whatever_the_policy(company: Company, carla: Customer, shape: str) -> None:
    await company.settings(rustdesk_id_format=shape)
    code = await carla.code()
    for id in ALWAYS_WRONG:
        assert told(await carla.link(id, code)) == (400, "INVALID_FORMAT"), id
        assert told(await carla.change(id)) == (400, "INVALID_FORMAT"), id
    rows = await company.row("SELECT count(*) AS rows FROM rustdesk WHERE tenant_id = $1", company.tenant_id)
    assert rows["rows"] == 0


@pytest.mark.parametrize(
    ("id", "strict", "loose"),
    [
        ("123456789", True, True),
        ("000000000", True, False),
        ("012345678", True, False),
        ("12345678", False, True),
        ("123456", False, True),
        ("1482093765", False, True),
        ("0123456789", False, False),
        ("12345", False, False),
        (ARABIC, False, False),
        (FULLWIDTH, False, False),
        ("123456789\n", False, False),
    ],
)
def test_nine_digits_or_what_real_clients_have(id: str, strict: bool, loose: bool) -> None:
    assert (is_rustdesk_id(id, "strict9"), is_rustdesk_id(id, "any")) == (strict, loose)


async def test_a_phones_ten_digits_link_where_the_tenant_takes_them(company: Company, carla: Customer) -> None:
    assert told(await carla.link("1482093765")) == (400, "INVALID_FORMAT")
    await company.settings(rustdesk_id_format="any")
    assert (await carla.link("1482093765")).status_code == 200


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


@pytest.mark.parametrize(
    "typed",
    [
        "12345-ABCD", "SP-1234", "", "AB123C4DE", "AB123–C4DE", "AB123-C4D", "AB123-C4DEF", "A1123-C4DE", "AB123-44DE", "AB12٣-C4DE",
        "ＡB123-C4DE", "ıB123-C4DE", "ßB123-C4DE", "AB123-C4DE\x00", "AB123 -C4DE", "A" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_code(typed: str) -> None:
    assert normalise_code(typed) is None


@pytest.mark.parametrize("typed", ["SP429-A7X9", "AB123-C4DE", " ab123-c4de ", "sp429-a7x9\n"])
def test_what_is_one(typed: str) -> None:
    assert normalise_code(typed) == typed.strip().upper()


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
