"""Compares what was acknowledged with what is stored: `python -m tests.second_process.checker HISTORY DATABASE-URL`.

Knows neither the server nor its clients: it reads a file of JSON lines and the tables. Prints its counts as JSON; each line on standard
error is something that was lost, and then it ends with 1.
"""

import asyncio
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg

TABLES = {
    "devices": "SELECT id, pairing_code_id, status FROM devices WHERE kind = 'browser'",
    "credentials": "SELECT hash, device_id FROM credentials",
    "codes": "SELECT id, token_hash, state, device_id FROM pairing_codes",
    "people": "SELECT id FROM users",
    "links": "SELECT l.user_id, r.rustdesk_id FROM links l JOIN rustdesk r ON r.device_id = l.device_id",
    "trail": "SELECT action, subject_id FROM audit",
}
ACTIONS = {"pairing": "DEVICE_PAIR", "person": "PERSON_INVITED", "link": "LINKED", "code": "CODE_GENERATED"}


async def read(url: str) -> dict[str, list[tuple[Any, ...]]]:
    if url.startswith("sqlite:///"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        tables = {name: database.execute(sql).fetchall() for name, sql in TABLES.items()}
        tables["integrity"] = database.execute("PRAGMA integrity_check").fetchall()
        database.close()
        return tables
    connection = await asyncpg.connect(url)
    tables = {name: [tuple(row) for row in await connection.fetch(sql)] for name, sql in TABLES.items()}
    await connection.close()
    return {**tables, "integrity": [("ok",)]}


def losses(history: list[dict[str, str]], tables: dict[str, list[tuple[Any, ...]]]) -> Iterator[str]:
    if tables["integrity"] != [("ok",)]:
        yield f"integrity_check: {tables['integrity'][:3]}"
    active = {id for id, _, status in tables["devices"] if status == "active"}
    credentials = {(hash.hex(), device_id) for hash, device_id in tables["credentials"]}
    used = {(token.hex(), device_id) for _, token, state, device_id in tables["codes"] if state == "used"}
    people = {id for (id,) in tables["people"]}
    links = set(tables["links"])
    codes = {code[0] for code in tables["codes"]}
    stored: dict[str, Callable[[dict[str, str]], bool]] = {
        "pairing": lambda one: one["id"] in active and (one["credential"], one["id"]) in credentials and (one["token"], one["id"]) in used,
        "person": lambda one: one["id"] in people,
        "link": lambda one: (one["id"], one["rustdesk_id"]) in links,
        "code": lambda one: one["id"] in codes,
    }
    trail = set(tables["trail"])
    for one in history:
        if not stored[one["what"]](one):
            yield f"acknowledged and not stored: {one}"
        if (ACTIONS[one["what"]], one["id"]) not in trail:
            yield f"acknowledged and not in the trail: {one}"
    counts = {
        "used codes": sum(state == "used" for _, _, state, _ in tables["codes"]),
        "devices": len(tables["devices"]),
        "rows of the trail": sum(action == "DEVICE_PAIR" for action, _ in tables["trail"]),
    }
    if len(set(counts.values())) != 1:
        yield f"not one transaction each: {counts}"
    if len({code for _, code, _ in tables["devices"]}) != len(tables["devices"]):
        yield "a code made two devices"


def main() -> None:
    file, url = sys.argv[1:]
    history = [json.loads(line) for line in Path(file).read_text().splitlines()]
    tables = asyncio.run(read(url))
    lost = list(losses(history, tables))
    print(json.dumps({"acknowledged": Counter(one["what"] for one in history), "lost": len(lost), "devices": len(tables["devices"])}))
    sys.exit("\n".join(lost[:20]) or None)


if __name__ == "__main__":
    main()
