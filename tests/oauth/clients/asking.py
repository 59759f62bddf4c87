"""What the tests of OAuth clients ask of the server."""

from typing import Any

from handfast.db.rows import insert_rows
from tests.support.members import Browser, Member
from tests.support.server import Server

PATH = "/api/oauth-clients"


async def register(browser: Browser, name: str = "Menu board", **body: Any) -> dict[str, Any]:
    answer = await browser.post(PATH, json={"name": name} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def let_in(quiet: Server, member: Member, client_id: str, status: str = "active") -> str:
    """A device of the member's company that was let in with the client."""
    id = quiet.random.id()
    ours: dict[str, Any] = {"tenant_id": member.tenant_id}
    device = ours | {"id": id, "user_id": member.id, "kind": "browser", "name": "Board", "status": status, "platform": "", "user_agent": ""}
    device |= {"fingerprint": "", "address": "", "paired_at": 1, "updated_at": 1}
    granted = ours | {"device_id": id, "client_id": client_id, "scopes": "[]", "audiences": "[]", "granted_at": 1}
    for table, row in (("devices", device), ("oauth_grants", granted)):
        await quiet.application.database.execute_batch(insert_rows(table, tuple(row), [tuple(row.values())]))
    return id
