"""Every change and every refusal leaves a row: who, what, when, from where. Managers read it by page, by filter and as a file."""

import csv
import io
from typing import Any

import httpx
import pytest

from handfast.kernel.time import DAY, MINUTE, SECOND, iso
from tests.support.inside import rows
from tests.support.pairing import NEVER_GIVEN, Code, device, many_codes, new_code, verify
from tests.support.rows import commit_row
from tests.support.server import Server

AUDIT = "/api/audit"


@pytest.fixture
def boss(server: Server) -> httpx.Client:
    """A manager, on a day nothing was written down about yet."""
    server.clock.move(2 * DAY)
    return server.as_("manager", address="203.0.113.50")


def told(client: httpx.Client, **query: object) -> list[dict[str, Any]]:
    answer = client.get(AUDIT, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_device_leaves_its_whole_life_in_the_trail(server: Server, boss: httpx.Client) -> None:
    code = new_code(server)
    paired = verify(server, "198.51.100.60", **code.named).json()
    id, token = paired["device_id"], {"Authorization": f"Bearer {paired['auth_token']}"}
    path = f"/api/devices/{id}"
    boss.patch(path, json={"name": "Bar"})
    boss.post(f"{path}/disable")
    assert server.anonymous("198.51.100.61").get("/api/devices/me", headers=token).status_code == 403
    boss.post(f"{path}/enable")
    server.anonymous().post("/api/devices/me/token", json={}, headers=token)
    boss.delete(path)

    life = told(boss, subject=id)[::-1]
    assert [(item["action"], item["outcome"]) for item in life] == [
        ("DEVICE_PAIR", "done"),
        ("DEVICE_RENAMED", "done"),
        ("DEVICE_DISABLED", "done"),
        ("DEVICE_REFUSED", "refused"),
        ("DEVICE_ENABLED", "done"),
        ("DEVICE_REFRESHED", "done"),
        ("DEVICE_DELETED", "done"),
    ]
    manager = server.person("manager")
    pair, renamed, _, refused, *_ = life
    assert (pair["actor"]["kind"], pair["address"], pair["subject"]["name"]) == ("anonymous", "198.51.100.60", "Till")
    assert pair["sentence"] == f"Till was paired with a code from {manager.name}"
    assert renamed["actor"] == {"kind": "person", "id": manager.id, "name": manager.name}
    assert (renamed["address"], renamed["at"]) == ("203.0.113.50", iso(server.clock.now()))
    assert (refused["reason"], refused["actor"]["kind"], refused["address"]) == ("DEVICE_DISABLED", "device", "198.51.100.61")


def test_a_code_leaves_its_whole_life_in_the_trail(server: Server, boss: httpx.Client) -> None:
    shown = boss.post("/api/invites", json={"device_name": "Bar"}).json()["invites"][0]
    for _ in range(6):
        verify(server, codeId=shown["id"], code=NEVER_GIVEN)
    boss.delete(f"/api/invites/{shown['id']}")
    life = told(boss, subject=shown["id"])[::-1]
    failed = [("DEVICE_PAIR_FAILED", "refused", "INVALID_CODE")] * 5
    # What one commit says has no order of its own on PostgreSQL.
    assert sorted((item["action"], item["outcome"], item["reason"] or "") for item in life) == sorted(
        [
            ("CODE_GENERATED", "done", ""),
            *failed,
            ("CODE_LOCKED", "refused", "INVALID_CODE"),
            ("DEVICE_PAIR_FAILED", "refused", "TOO_MANY_ATTEMPTS"),
            ("ALERT", "done", "TOO_MANY_ATTEMPTS"),
            ("CODE_CANCELLED", "done", ""),
        ]
    )


def test_the_sixth_failure_alerts_once(server: Server, boss: httpx.Client) -> None:
    code = new_code(server)
    for number in range(9):
        before = boss.get("/api/alerts").json()["items"]
        assert len(before) == (1 if number > 5 else 0)
        verify(server, codeId=code.id, code=NEVER_GIVEN)
    (alert,) = boss.get("/api/alerts").json()["items"]
    assert (alert["action"], alert["subject"]["id"]) == ("ALERT", code.id)
    assert alert["sentence"] == "Alert for a pairing code: more than 5 wrong or late attempts to redeem it"
    assert server.as_("manager", tenant=1).get("/api/alerts").json()["items"] == []
    server.clock.move(DAY + SECOND)
    assert server.as_("manager").get("/api/alerts").json()["items"] == []


def test_a_disabled_device_that_keeps_asking_alerts_once_and_does_not_flood_the_trail(server: Server, boss: httpx.Client) -> None:
    tablet = server.pair()
    boss.post(f"/api/devices/{tablet.id}/disable")
    for _ in range(12):
        tablet.client.post("/api/devices/me/heartbeat", json={})
    actions = [item["action"] for item in told(boss, subject=tablet.id)]
    assert (actions.count("ALERT"), actions.count("DEVICE_REFUSED")) == (1, 1)
    assert boss.get(f"/api/devices/{tablet.id}").json()["failures"] == 12


def test_who_may_not_is_written_down(server: Server, boss: httpx.Client) -> None:
    staff = server.as_("staff", address="198.51.100.77")
    assert staff.get("/api/devices").status_code == 403
    assert staff.get(AUDIT).status_code == 403
    refused = told(boss, action="ACCESS_REFUSED", actor=server.person("staff").id)
    assert len(refused) == 2
    assert (refused[0]["outcome"], refused[0]["reason"], refused[0]["address"]) == ("refused", "FORBIDDEN", "198.51.100.77")


def test_strangers_are_written_down_without_a_tenant(server: Server, boss: httpx.Client) -> None:
    verify(server, "198.51.100.99", code=NEVER_GIVEN)
    (found,) = rows(server, "SELECT tenant_id, actor_kind, reason FROM audit WHERE address = '198.51.100.99'")
    assert found == {"tenant_id": None, "actor_kind": "anonymous", "reason": "INVALID_CODE"}
    assert told(boss, search="198.51.100.99") == []


def test_filters(server: Server, boss: httpx.Client) -> None:
    first = iso(server.clock.now())
    tablet = server.pair(deviceName="100% Bar")
    server.clock.move(MINUTE)
    later = iso(server.clock.now())
    boss.patch(f"/api/devices/{tablet.id}", json={"name": "Bar_2"})
    manager = server.person("manager")

    def actions(**query: object) -> list[str]:
        return [item["action"] for item in told(boss, **query) if item["action"] not in ("SIGNED_IN", "CODE_GENERATED")]

    assert actions(action="DEVICE_RENAMED", **{"from": later}) == ["DEVICE_RENAMED"]
    assert actions(**{"from": first, "to": first}) == ["DEVICE_PAIR"]
    assert actions(**{"from": later}) == ["DEVICE_RENAMED"]
    assert actions(actor=manager.id, **{"from": later}) == ["DEVICE_RENAMED"]
    assert actions(actor="maya", **{"from": later}) == ["DEVICE_RENAMED"]
    assert actions(actor="nobody") == []
    assert actions(outcome="refused", **{"from": first}) == []
    assert actions(search="bar_2") == ["DEVICE_RENAMED"]
    assert actions(search="100%") == ["DEVICE_RENAMED", "DEVICE_PAIR"]
    assert actions(search="0%b", **{"from": first}) == []
    assert actions(actor="%") == []
    assert told(server.as_("manager", tenant=1), subject=tablet.id) == []


@pytest.mark.parametrize(
    "query", [{"from": "yesterday"}, {"to": "2026-13-01"}, {"cursor": "x"}, {"cursor": "WyJhIl0="}, {"limit": 201}, {"outcome": "maybe"}]
)
def test_what_is_no_question_is_refused(server: Server, boss: httpx.Client, query: dict[str, object]) -> None:
    refused = boss.get(AUDIT, params=query)  # type: ignore[arg-type]
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, next(iter(query)))


def test_pages_hold_every_row_once(server: Server, boss: httpx.Client) -> None:
    since = iso(server.clock.now())
    for name in "abcdefg":
        boss.patch(f"/api/devices/{server.pair().id}", json={"name": name})
    whole = [item["id"] for item in told(boss, limit=200, **{"from": since})]
    paged: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = boss.get(AUDIT, params={"limit": 4, "from": since, "cursor": cursor}).json()
        paged += [item["id"] for item in page["items"]]
        boss.patch(f"/api/devices/{server.pair().id}", json={"name": "meanwhile"})
        cursor = page["next_cursor"]
    assert paged == whole
    assert whole == sorted(whole, reverse=True)


HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", 'quo"te, comma; semi', "plain"]


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing(server: Server, boss: httpx.Client) -> None:
    made: list[Code] = many_codes(server, len(HOSTILE))
    for code, name in zip(made, HOSTILE, strict=True):
        assert verify(server, token=code.token, deviceName=name).status_code == 200
    answer = boss.get(f"{AUDIT}.csv", params={"action": "DEVICE_PAIR", "from": iso(server.clock.now())})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="handfast-audit.csv"'
    assert "\r\n" in answer.text

    read = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    neutral = [f"'{name}" if name[0] in "=+-@" else name for name in HOSTILE]
    assert [line["what"] for line in read] == neutral[::-1]
    assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r")) for line in read for value in line.values())


def test_the_file_holds_more_than_one_page(server: Server, boss: httpx.Client) -> None:
    insert = """INSERT INTO audit
        (tenant_id, at, action, outcome, actor_kind, actor_name, subject_kind, subject_name, address, details, mac)
    SELECT $1, $2, 'SIGNED_IN', 'done', 'person', 'Ann', 'person', 'Ann', '', '{}', $3 FROM audit LIMIT 1 RETURNING id"""
    for _ in range(1_003 - len(told(boss, action="SIGNED_IN", limit=200, **{"from": iso(server.clock.now())}))):
        server.call(commit_row(server.application.database, insert, server.tenants[0].id, server.clock.now(), b"x"))
    answer = boss.get(f"{AUDIT}.csv", params={"action": "SIGNED_IN", "from": iso(server.clock.now())})
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 1_004


def test_names_from_the_header_are_harmless_too(server: Server, boss: httpx.Client) -> None:
    (code,) = many_codes(server, 1)
    body = device(token=code.token)
    del body["userAgent"]
    agent = '=HYPERLINK("http://evil")'
    id = server.anonymous().post("/api/pairing/verify", json=body, headers={"User-Agent": agent}).json()["device_id"]
    assert boss.get(f"/api/devices/{id}").json()["user_agent"] == agent


def test_refusals_no_use_case_tells_of_leave_a_row_too_but_no_flood_of_them(server: Server, boss: httpx.Client) -> None:
    other = server.tenants[1].id
    for _ in range(3):
        assert boss.post("/api/pairing/generate", json={"restaurantId": other}).status_code == 403
    (row,) = told(boss, action="REFUSED")
    assert (row["reason"], row["outcome"], row["details"]) == ("FORBIDDEN", "refused", {"wanted": "issue"})
    assert row["sentence"] == f"{server.person('manager').name} was refused: issue (not allowed)"
    server.clock.move(MINUTE)
    boss.post("/api/pairing/generate", json={"restaurantId": other})
    assert len(told(boss, action="REFUSED")) == 2
