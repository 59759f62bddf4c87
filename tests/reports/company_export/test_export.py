"""A company's data as one ZIP: all of it, nothing of another, and no secret."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.time import MINUTE
from handfast.reports.company_export.kinds import KINDS, LEFT_OUT
from handfast.reports.trail.chain import seal
from tests.support.every_table import fill, one_of_each, schema
from tests.support.members import PASSWORD, Browser, Member
from tests.support.rows import fetch_rows
from tests.support.server import Server


async def exported(browser: Browser, tenant_id: str) -> dict[str, bytes]:
    answer = await browser.get(f"/api/tenants/{tenant_id}/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="company-{tenant_id}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def filled(quiet: Server) -> Member:
    member = quiet.call(quiet.member(Role.CUSTOMER))
    quiet.call(fill(quiet, member))
    return member


async def test_it_has_a_file_for_each_kind_with_the_rows_of_this_company_alone(quiet: Server, filled: Member) -> None:
    await fill(quiet, await quiet.member(Role.CUSTOMER))
    files = await exported(await quiet.operator(), filled.tenant_id)
    assert set(files) == {"README.txt", "company.json", "audit.jsonl", *(f"{kind.name}.jsonl" for kind in KINDS)}
    assert json.loads(files["company.json"])["id"] == filled.tenant_id
    for kind in KINDS:
        assert len(lines(files[f"{kind.name}.jsonl"])) == 1, kind.name
        assert f"{kind.name}.jsonl" in files["README.txt"].decode()
    (person,) = lines(files["people.jsonl"])
    assert (person["id"], person["email"], person["role"]) == (filled.id, filled.email, "customer")


async def test_every_table_of_a_company_is_in_it_or_left_out_for_a_reason(quiet: Server, filled: Member) -> None:
    read = {kind.select(kind.first, 1, tenant_id=filled.tenant_id).sql.split("FROM ")[1].split()[0] for kind in KINDS}
    assert set(await schema(quiet.application.database)) == read | LEFT_OUT.keys() | {"audit"}


async def test_no_secret_is_in_it_nor_a_digest_of_one(quiet: Server, filled: Member) -> None:
    files = await exported(await quiet.operator(), filled.tenant_id)
    columns = {name for kind in KINDS for row in lines(files[f"{kind.name}.jsonl"]) for name in row}
    assert not {name for name in columns if any(part in name for part in ("hash", "sealed", "secret", "uuid", "password"))}
    assert b"$argon2" not in b"".join(files.values())


async def test_the_trail_in_it_can_be_proven_with_the_keys_of_the_server(quiet: Server, filled: Member) -> None:
    await quiet.application.run(seal, None, SYSTEM)
    files = await exported(await quiet.operator(), filled.tenant_id)
    entries = lines(files["audit.jsonl"])
    assert [entry["action"] for entry in entries] == ["SIGNED_IN", "TENANT_EXPORTED"]
    sealed = entries[0]
    keys = quiet.application.keys
    assert keys.mac("audit-chain", sealed["previous_seal"], sealed["mac"]).hex() == sealed["seal"]


async def test_it_is_read_in_pages_and_misses_nothing_at_their_ends(quiet: Server, filled: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handfast.reports.company_export.export.AT_ONCE", 2)
    for number in range(5):
        await quiet.member(Role.STAFF, filled.tenant_id, name=f"Person {number}")
    for _ in range(3):
        await quiet.signed_in(filled)
    files = await exported(await quiet.operator(), filled.tenant_id)
    assert len({row["id"] for row in lines(files["people.jsonl"])}) == 6
    assert len(lines(files["audit.jsonl"])) == 5
    rows = await fetch_rows(quiet.application.database, "SELECT id FROM sessions WHERE tenant_id = $1", filled.tenant_id)
    assert {row["id"] for row in lines(files["sessions.jsonl"])} == {row["id"] for row in rows}


async def test_exporting_takes_a_confirmation_of_the_last_five_minutes_and_is_in_the_trail(quiet: Server, filled: Member) -> None:
    olga = await quiet.operator()
    quiet.clock.move(6 * MINUTE)
    path = f"/api/tenants/{filled.tenant_id}/export"
    assert told(await olga.get(path)) == (403, "REAUTHENTICATION_REQUIRED")
    sql = "SELECT actor_name FROM audit WHERE tenant_id = $1 AND action = 'TENANT_EXPORTED'"
    assert await fetch_rows(quiet.application.database, sql, filled.tenant_id) == []
    assert (await olga.post("/api/session/confirm", json={"current_password": PASSWORD})).status_code == 204
    assert (await olga.get(path)).status_code == 200
    assert await fetch_rows(quiet.application.database, sql, filled.tenant_id) == [{"actor_name": "Otis"}]


async def test_nobody_of_the_company_exports_it_so(quiet: Server) -> None:
    owner = await quiet.member()
    assert told(await (await quiet.signed_in(owner)).get(f"/api/tenants/{owner.tenant_id}/export")) == (403, "FORBIDDEN")
    missing = "/api/tenants/00000000-0000-4000-8000-00000000dead/export"
    assert told(await (await quiet.operator()).get(missing)) == (404, "NOT_FOUND")


def test_what_a_row_of_each_table_holds_is_written_somewhere() -> None:
    """So that a test of secrets would see them."""
    assert {"code_hash", "sealed", "uuid"} <= {name for row in one_of_each("t", "u", "i").values() for name in row}
