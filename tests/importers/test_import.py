"""Bringing an existing SPEAR table, or a lejianwen server's file, along: first only said, then done, and a second time nothing."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handfast.importers.import_rows import import_rows
from handfast.importers.read_lejianwen import read_lejianwen
from handfast.importers.read_spear import read_spear
from handfast.importers.reading import Unreadable
from handfast.importers.rules import DeviceRow, Report, Rows
from handfast.kernel.ids import TenantId
from handfast.kernel.time import HOUR, iso
from handfast.rustdesk.registry.ids import grouped
from handfast.rustdesk.registry.store import search_text
from tests.support.company import Company, Customer, new_id

TABLES = ("users", "personal_codes", "subscriptions", "links", "devices", "rustdesk", "audit")


def spear(**more: Any) -> dict[str, Any]:
    """Three users, one of them with a device; one grandfathered device, one that is nobody's. New ids on every call."""
    ids, tag = [new_id() for _ in range(3)], new_id()
    return {
        "users": [
            {
                "id": 1,
                "email": f"ada{tag}@example.com",
                "name": "Ada",
                "subscription": "active",
                "subscriptionEndsAt": "2027-01-01T00:00:00Z",
            },
            {"id": 2, "email": f"BO{tag}@example.com", "name": "Bo", "subscription": "canceled"},
            {"id": 3, "email": f"cy{tag}@example.com"},
        ],
        "codes": [
            {"userId": 1, "code": code(tag), "pairedDeviceId": ids[0], "pairedAt": "2025-05-01T10:00:00Z"},
            {"userId": 2, "code": code(tag, "Q")},
        ],
        "devices": [
            {"rustDeskId": ids[0], "name": "Ada's phone", "createdAt": "2025-04-01T10:00:00Z"},
            {"rustDeskId": ids[1], "bypassSubscriptionCheck": True},
            {"rustDeskId": int(ids[2])},
        ],
    } | more


def code(tag: str, letter: str = "P") -> str:
    return f"S{letter}{tag[-3:]}-A7X{tag[-4]}"


def file(folder: Path, content: Any, name: str = "spear.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


async def bring(company: Company, rows: Rows, *, apply: bool = True) -> Report:
    return await import_rows(company.server.application.run, rows, company.tenant_id, apply=apply)


async def counted(company: Company) -> dict[str, int]:
    sql = "SELECT count(*) AS rows FROM {} WHERE tenant_id = $1"
    return {table: (await company.row(sql.format(table), company.tenant_id))["rows"] for table in TABLES}


def whys(report: Report) -> list[str]:
    return [f"{trouble.place}: {trouble.why}" for trouble in report.troubles]


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(company: Company, tmp_path: Path) -> None:
    before, rows = await counted(company), read_spear(file(tmp_path, spear()))
    report = await bring(company, rows, apply=False)
    assert dict(report.brought) == {"customers": 3, "codes": 2, "subscriptions": 2, "devices": 3, "exemptions": 1, "links": 1}
    assert (report.troubles, await counted(company)) == ([], before)


async def test_applied_it_is_here_and_a_second_time_changes_nothing(company: Company, tmp_path: Path) -> None:
    content = spear()
    rows = read_spear(file(tmp_path, content))
    planned = await bring(company, rows, apply=False)
    first = await bring(company, rows)
    assert (first.brought, first.troubles) == (planned.brought, [])
    standing = await counted(company)
    second = await bring(company, rows)
    assert (dict(second.brought), second.known, second.troubles, await counted(company)) == ({}, 6, [], standing)
    report = (await company.admin.get("/api/admin/devices/unpaired")).json()
    assert [report[name] for name in ("total", "paired", "unpaired", "grandfathered")] == [2, 1, 1, 1]
    [ada] = (await company.admin.get("/api/admin/lookup", params={"q": content["codes"][0]["code"]})).json()["customers"]
    assert (ada["person"]["name"], ada["link"]["rustdesk_id"]) == ("Ada", content["codes"][0]["pairedDeviceId"])
    assert (ada["link"]["linked_at"], ada["link"]["name"]) == ("2025-05-01T10:00:00Z", "Ada's phone")
    assert ada["subscription"] == {"state": "active", "ends_at": "2027-01-01T00:00:00Z", "good": True}


async def test_an_interrupted_import_goes_on_where_it_was(company: Company, tmp_path: Path) -> None:
    rows = read_spear(file(tmp_path, spear()))
    await bring(company, Rows(rows.devices[:1], rows.customers[:1]))
    assert dict((await bring(company, rows)).brought) == {"customers": 2, "codes": 1, "subscriptions": 1, "devices": 2, "exemptions": 1}


async def test_bad_rows_are_listed_and_the_others_come(company: Company, tmp_path: Path) -> None:
    content = spear()
    content["users"] += [
        {"id": 4, "email": "nobody"},
        {"id": 5},
        {"id": 6, "email": "d@example.com", "subscription": "gold"},
        {"id": 7, "email": content["users"][0]["email"]},
        {"id": 8, "email": "e@example.com", "subscription": "active", "subscriptionEndsAt": 8_640_000_000_000_000},
        {"id": 9, "email": "f@example.com", "subscription": "active", "subscriptionEndsAt": float("inf")},
    ]
    content["devices"] += [{"rustDeskId": "12-34"}, {"name": "no id"}, {"rustDeskId": "١٢٣٤٥٦٧٨٩"}, content["devices"][0]]
    content["codes"] += [{"userId": 3, "code": "12345-ABCD"}, {"userId": 99, "code": "SP429-A7X9"}]
    report = await bring(company, read_spear(file(tmp_path, content)))
    assert whys(report) == [
        "code of user 99: there is no such user in the file",
        "devices 4: '12-34' is not a RustDesk ID: 6 to 10 digits without a leading 0, or a name",
        "devices 5: there is no RustDesk ID",
        "devices 6: '١٢٣٤٥٦٧٨٩' is not a RustDesk ID: 6 to 10 digits without a leading 0, or a name",
        "users 3: '12345-ABCD' is not a personal code like AB123-C4DE",
        "users 4: 'nobody' is not an e-mail address",
        "users 5: there is no e-mail address",
        "users 6: 'gold' is not a subscription state: active, trialing, past_due, canceled, none",
        "users 8: subscriptionEndsAt is not a date and time (ISO 8601)",
        "users 9: subscriptionEndsAt is not a date and time (ISO 8601)",
        "devices 7: the file contains this device twice",
        "users 7: the file contains this e-mail address twice",
    ]
    assert dict(report.brought) == {"customers": 2, "codes": 2, "subscriptions": 2, "devices": 3, "exemptions": 1, "links": 1}


async def test_what_is_here_stands(company: Company, carla: Customer, chen: Customer, tmp_path: Path) -> None:
    own, other, taken = new_id(), new_id(), new_id()
    await carla.link(own)
    await chen.link(taken)
    stranger = await Company(company.server, await company.server.tenant(), company.admin).customer()
    ours = await company.row("SELECT email FROM users WHERE tenant_id = $1 AND role = 'admin'", company.tenant_id)
    content = {
        "users": [
            {"id": 1, "email": carla.member.email, "subscription": "canceled"},
            {"id": 2, "email": stranger.member.email},
            {"id": 3, "email": ours["email"]},
            {"id": 4, "email": f"new{other}@example.com"},
        ],
        "codes": [
            {"userId": 1, "code": "ZZ111-Z1ZZ", "pairedDeviceId": other},
            {"userId": 4, "code": await chen.code(), "pairedDeviceId": taken},
        ],
        "devices": [],
    }
    report = await bring(company, read_spear(file(tmp_path, content)))
    assert whys(report) == [
        "users 1: the customer has another code here and keeps it",
        f"users 1: the customer has RustDesk {grouped(own)} here and keeps it",
        f"users 3: {ours['email']} belongs to somebody here who is not a customer of this company",
        f"users 4: the code {await chen.code()} belongs to somebody else here",
        f"users 4: RustDesk {grouped(taken)} belongs to somebody else here, or is blocked",
    ]
    assert (await carla.page())["subscription"]["good"] is True
    assert (await carla.linked(), await chen.linked()) == (own, taken)
    # A customer of another company is one of this company now, too.
    of_address = "SELECT count(*) AS users, count(DISTINCT tenant_id) AS tenants FROM users WHERE email = $1"
    assert await company.row(of_address, stranger.member.email) == {"users": 2, "tenants": 2}


async def test_two_people_of_the_file_who_want_the_same_device_or_code(company: Company, tmp_path: Path) -> None:
    content = spear()
    content["codes"][1] = content["codes"][0] | {"userId": 2}
    report = await bring(company, read_spear(file(tmp_path, content)), apply=False)
    one = content["codes"][0]
    assert whys(report) == [
        f"users 2: the code {one['code']} belongs to somebody else in this file",
        f"users 2: RustDesk {grouped(one['pairedDeviceId'])} belongs to somebody else in this file",
    ]


async def test_a_second_code_of_one_user_is_listed_and_the_first_one_comes(company: Company, tmp_path: Path) -> None:
    content, tag = spear(), new_id()
    content["codes"].append({"userId": 1, "code": code(tag), "pairedDeviceId": tag})
    report = await bring(company, read_spear(file(tmp_path, content)))
    assert whys(report) == ["code of user 1: the user has another code in this file, which is used instead"]
    for q, found in ((content["codes"][0]["code"], ["Ada"]), (code(tag), [])):
        answer = (await company.admin.get("/api/admin/lookup", params={"q": q})).json()
        assert [customer["person"]["name"] for customer in answer["customers"]] == found


async def test_a_device_comes_with_all_that_was_known_of_it(company: Company) -> None:
    known = DeviceRow("peers 1", new_id(), "Till", 5, True, "uuid", "PC-ANNA", "anna", "windows / 11", "1.4.9")
    plain = DeviceRow("peers 2", new_id())
    await bring(company, Rows([known, plain], ()))
    sql = """SELECT d.name, d.platform, r.uuid, r.hostname, r.username, r.os, r.client_version, r.exempt_reason, r.exempt_by, r.search_text
    FROM rustdesk r JOIN devices d ON d.id = r.device_id WHERE r.rustdesk_id = $1"""
    brought, bare = dict(await company.row(sql, known.rustdesk_id)), dict(await company.row(sql, plain.rustdesk_id))
    assert brought == {
        "name": "Till",
        "platform": "windows / 11",
        "uuid": "uuid",
        "hostname": "PC-ANNA",
        "username": "anna",
        "os": "windows / 11",
        "client_version": "1.4.9",
        "exempt_reason": "Grandfathered before the import",
        "exempt_by": brought["exempt_by"],
        "search_text": search_text(known.rustdesk_id, "PC-ANNA"),
    }
    assert brought["exempt_by"]
    assert (bare["exempt_reason"], bare["exempt_by"], bare["search_text"]) == (None, None, search_text(plain.rustdesk_id, ""))


async def test_an_exemption_that_ran_out_is_given_again_and_one_that_runs_stays(company: Company, tmp_path: Path) -> None:
    content = spear()
    id = await company.heard(content["devices"][1]["rustDeskId"])
    await company.admin.put(f"/api/admin/devices/{id}/exemption", json={"reason": "On loan", "until": iso(company.clock.now() + HOUR)})
    rows = read_spear(file(tmp_path, content))
    assert (await bring(company, Rows(rows.devices, ()))).brought["exemptions"] == 0
    company.clock.move(HOUR)
    assert (await bring(company, Rows(rows.devices, ()))).brought["exemptions"] == 1
    row = await company.row("SELECT exempt_reason, exempt_until FROM rustdesk WHERE device_id = $1", id)
    assert tuple(row[name] for name in ("exempt_reason", "exempt_until")) == ("Grandfathered before the import", None)


@pytest.mark.parametrize("again", ["JÖRG{}@BÜCHER.EXAMPLE", "jo\u0308rg{}@bu\u0308cher.example", "Jörg{}@xn--bcher-kva.example"])
async def test_an_address_is_the_same_however_it_is_spelled(company: Company, tmp_path: Path, again: str) -> None:
    tag = new_id()
    first, second = ({"id": 1, "email": email.format(tag), "name": "Jörg"} for email in ("jörg{}@bücher.example", again))
    twice = await bring(company, read_spear(file(tmp_path, {"users": [first, second | {"id": 2}]})))
    assert (whys(twice), twice.brought["customers"]) == (["users 2: the file contains this e-mail address twice"], 1)
    later = await bring(company, read_spear(file(tmp_path, {"users": [second | {"subscription": "active"}]})))
    assert (dict(later.brought), later.troubles) == ({"subscriptions": 1}, [])
    [found] = (await company.admin.get("/api/admin/subscriptions", params={"search": f"jörg{tag}@bü"})).json()["items"]
    assert (found["person"]["email"], found["state"]) == (f"jörg{tag}@bücher.example", "active")


async def test_a_csv_says_the_same_in_lines(company: Company, tmp_path: Path) -> None:
    a, b, c = new_id(), new_id(), new_id()
    content = f"""email,name,code,rustDeskId,deviceName,pairedAt,subscription,bypassSubscriptionCheck
eve{a}@example.com,"Eve, the first",{code(a)},{a[:3]} {a[3:6]} {a[6:]},Phone,2025-05-01,active,
,,,{b},Till,,,yes
fay{c}@example.com,Fay,,,,,,
"""
    report = await bring(company, read_spear(file(tmp_path, content, "spear.csv")))
    assert dict(report.brought) == {"customers": 2, "codes": 1, "subscriptions": 1, "devices": 2, "exemptions": 1, "links": 1}
    assert report.troubles == []


async def test_a_csv_is_read_as_a_spreadsheet_or_a_person_writes_it(company: Company, tmp_path: Path) -> None:
    """Blanks after the commas, as the documentation prints the columns, any case, and a cell of two lines."""
    a, b = new_id(), new_id()
    content = f"""Email, NAME, code, rustDeskId , deviceName, Notes
gus{a}@example.com, "Gus
the second", {code(a)}, {a}, "Phone, the black one", x
,,,,,only a note
hal{b}@example.com, Hal, , , , , too many
ida{b}@example.com, Ida
"""
    rows = read_spear(file(tmp_path, content.replace("\n", "\r\n"), "spear.csv"))
    assert [(row.place, row.name, row.rustdesk_id) for row in rows.customers] == [("line 2", "Gus the second", a), ("line 6", "Ida", None)]
    assert [(row.rustdesk_id, row.name) for row in rows.devices] == [(a, "Phone, the black one")]
    assert [f"{trouble.place}: {trouble.why}" for trouble in rows.troubles] == [
        "line 1: the column 'Notes' is unknown and was not read",
        "line 5: it has 7 cells, but there are 6 columns",
        "line 4: there is neither an e-mail nor a RustDesk ID",
    ]
    report = await bring(company, rows)
    assert dict(report.brought) == {"customers": 2, "codes": 1, "devices": 1, "links": 1}
    assert len(report.troubles) == 3


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_of_another_country_is_read_too(tmp_path: Path, separator: str) -> None:
    content = (
        "\ufeff" + separator.join(("email", "name", "email")) + "\n" + separator.join(("a@example.com", "Ann, the first", "b@example.com"))
    )
    rows = read_spear(file(tmp_path, content, "spear.csv"))
    assert [(row.email, row.name) for row in rows.customers] == [("a@example.com", "Ann, the first")]
    assert [trouble.why for trouble in rows.troubles] == ["the column email appears more than once; only the first was read"]


def test_a_misspelled_name_in_the_json_is_named(tmp_path: Path) -> None:
    rows = read_spear(file(tmp_path, {"users": [{"email": "a@example.com", "Name": "Ann"}], "device": []}))
    assert [f"{trouble.place}: {trouble.why}" for trouble in rows.troubles] == [
        "users: 'Name' is unknown and was not read",
        "the file: 'device' is unknown and was not read",
    ]


@pytest.mark.parametrize(
    ("told", "end"),
    [("2027-01-31", "2027-01-31T23:59:59Z"), ("2027-01-31T10:00:00Z", "2027-01-31T10:00:00Z"), (" 2027-01-31 ", "2027-01-31T23:59:59Z")],
)
def test_a_bare_date_as_an_end_means_all_of_that_day(tmp_path: Path, told: str, end: str) -> None:
    content = f"email,subscription,subscriptionEndsAt,pairedAt\na@example.com,active,{told},2025-05-01\n"
    [row] = read_spear(file(tmp_path, content, "spear.csv")).customers
    assert (row.ends_at and iso(row.ends_at), row.linked_at and iso(row.linked_at)) == (end, "2025-05-01T00:00:00Z")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", "{"), ("a.json", "[]"), ("a.json", '{"users": 5}'), ("a.json", '{"users": [5]}'), ("a.csv", ""), ("a.csv", "a,b\n1,2\n")],
)
def test_what_is_no_such_file_is_said_in_a_sentence(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(Unreadable):
        read_spear(file(tmp_path, content, name))


def lejianwen(folder: Path, users: list[tuple[Any, ...]], peers: list[tuple[Any, ...]]) -> Path:
    path = folder / "rustdeskapi.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE users (id integer primary key, username, email, nickname, is_admin, status)")
        database.execute(
            """CREATE TABLE peers (row_id integer primary key, id, uuid, hostname, username, os, version, user_id, alias,
            last_online_time integer, created_at)"""
        )
        database.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)", users)
        database.executemany("INSERT INTO peers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", peers)
        database.commit()
    return path


async def test_a_lejianwen_file_brings_users_and_peers(company: Company, tmp_path: Path) -> None:
    phone, old, lost, tag = "1" + new_id(), new_id(), new_id(), new_id()
    path = lejianwen(
        tmp_path,
        [(1, "admin", "", "", 1, 1), (2, "anna", f"anna{tag}@example.com", "Anna", 0, 1), (3, "bob", "", "", 0, 1)],
        [
            (1, old, "dQ==", "PC-ANNA", "anna", "windows", "1.3.9", 2, "", 100, "2024-01-02 03:04:05"),
            (2, phone, "AQID", "SM-A546B", "", "android", "1.4.9", 2, "Anna's phone", 200, "2025-01-02 03:04:05"),
            (3, lost, "", "", "", "", "", 0, "", 0, "not a date"),
            (4, "my-pc", "", "", "", "", "", 3, "", 0, None),
        ],
    )
    rows = read_lejianwen(path)
    report = await bring(company, rows)
    assert whys(report) == [
        "peer 4: 'my-pc' is not a RustDesk ID: 6 to 10 digits without a leading 0, or a name",
        "user admin: admins are not imported: invite them as admins",
        f"user anna: RustDesk {grouped(old)} is left unpaired: a customer has only one device, and another one was online last",
        "user bob: there is no e-mail address",
    ]
    assert dict(report.brought) == {"customers": 1, "devices": 3, "links": 1}
    row = await company.row("SELECT * FROM rustdesk WHERE tenant_id = $1 AND rustdesk_id = $2", company.tenant_id, phone)
    assert (row["uuid"], row["hostname"], row["os"], row["client_version"]) == ("AQID", "SM-A546B", "android", "1.4.9")
    assert dict((await bring(company, rows)).brought) == {}


async def test_who_is_disabled_in_the_lejianwen_server_is_set_aside_and_the_device_stays_unpaired(company: Company, tmp_path: Path) -> None:
    phone, tag = new_id(), new_id()
    path = lejianwen(tmp_path, [(2, "dan", f"dan{tag}@example.com", "", 0, 2)], [(1, phone, "", "", "", "", "", 2, "", 0, None)])
    report = await bring(company, read_lejianwen(path))
    assert whys(report) == ["user dan: the user is disabled there and is not imported; the device is left unpaired"]
    assert dict(report.brought) == {"devices": 1}


def test_another_sqlite_file_is_refused_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_lejianwen(tmp_path / "missing.db")
    assert list(tmp_path.iterdir()) == []


async def test_which_tenant_must_be_clear(company: Company) -> None:
    await company.server.tenant()
    for tenant_id in (None, TenantId("nobody's")):
        with pytest.raises(Unreadable):
            await import_rows(company.server.application.run, Rows((), ()), tenant_id, apply=True)
