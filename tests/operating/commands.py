"""What a command prints, and what it leaves in the trail."""

import json
from typing import Any

from handfast.db.opening import open_database
from tests.support.blocking import blocking
from tests.support.programs import Installation, Program
from tests.support.rows import fetch_rows

ACTOR = "The operator at the server's machine"


def said(program: Program) -> Any:
    assert program.wait() == 0, program.errors
    return json.loads(program.output)


def sentence(program: Program) -> str:
    assert program.wait() == 1, program.output
    assert program.errors.count("\n") == 1, program.errors
    return program.errors


def trail(where: Installation) -> list[tuple[str, str, str]]:
    async def read() -> list[tuple[str, str, str]]:
        database = await open_database(where.database_url, 1)
        rows = await fetch_rows(database, "SELECT action, actor_kind, actor_name FROM audit ORDER BY id")
        await database.close()
        return [(row["action"], row["actor_kind"], row["actor_name"]) for row in rows]

    return blocking(read())
