"""`handfast keys` on the key file of an installation: the steps, what is refused, and a kill at any moment."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handfast.kernel.key_ring import KeyState, parse
from handfast.kernel.secrets import Key
from tests.support.programs import Installation, Program, Programs

FIRST = "f" * 64
LONG_AGO = 1_000_000_000


@pytest.fixture
def where(installation: Installation) -> Installation:
    put(installation, FIRST)
    return installation.with_(HANDFAST_SECRET_KEY="")


def file(where: Installation) -> Path:
    return where.data / "secret.key"


def put(where: Installation, text: str) -> None:
    """Long ago, so that every server knows it."""
    path = file(where)
    path.write_text(text)
    path.chmod(0o600)
    os.utime(path, (LONG_AGO, LONG_AGO))


def keys(program: Program) -> list[tuple[str, str]]:
    assert program.wait() == 0, program.output + program.errors
    listed: list[dict[str, Any]] = json.loads(program.output)["keys"]
    return [(one["state"], one["id"]) for one in listed]


def sentence(program: Program) -> str:
    assert program.wait() == 1
    assert program.errors.count("\n") == 1, program.errors
    return program.errors


def rotate(programs: Programs, where: Installation) -> str:
    """The id of the new key."""
    keys(programs.run(where, "keys", "rotate", "--prepare", "--json"))
    os.utime(file(where), (LONG_AGO, LONG_AGO))
    new = dict(keys(programs.run(where, "keys", "rotate", "--json")))["active"]
    os.utime(file(where), (LONG_AGO, LONG_AGO))
    return new


def test_a_key_is_listed_rotated_and_retired(programs: Programs, where: Installation) -> None:
    first = Key(FIRST.encode()).id
    assert keys(programs.run(where, "keys", "list", "--json")) == [("active", first)]
    new = rotate(programs, where)
    assert keys(programs.run(where, "keys", "list", "--json")) == [("active", new), ("old", first)]
    assert stat.S_IMODE(file(where).stat().st_mode) == 0o600
    assert "need the key" in sentence(programs.run(where, "keys", "retire", first))
    assert keys(programs.run(where, "keys", "retire", first, "--now", "--json")) == [("active", new), ("retired", first)]
    shown = programs.run(where, "keys", "list")
    assert [line.split()[:2] for line in shown.output.splitlines()] == [[new, "active"], [first, "retired"]]
    assert programs.run(where, "audit", "verify").wait() == 0
    assert {one.name for one in where.data.iterdir()} <= {f"handfast.db{end}" for end in ("", ".lock", "-wal", "-shm")} | {"secret.key"}


def test_the_trail_says_what_became_of_each_key_and_by_whom(programs: Programs, where: Installation, tmp_path: Path) -> None:
    first = Key(FIRST.encode()).id
    new = rotate(programs, where)
    keys(programs.run(where, "keys", "retire", first, "--now", "--json"))
    keys(programs.run(where, "keys", "retire", first, "--now", "--json"))  # again: nothing changes
    file = tmp_path / "trail.jsonl"
    assert programs.run(where, "audit", "export", str(file)).wait() == 0
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    changed = [(row["subject_id"], json.loads(row["details"])) for row in rows if row.get("action") == "KEY_CHANGED"]
    assert [(id, details["state"]) for id, details in changed] == [(new, "next"), (new, "active"), (first, "old"), (first, "retired")]
    assert all(details["by"] for _, details in changed)
    assert FIRST not in file.read_text()


def test_a_change_that_the_trail_missed_is_made_up_for(programs: Programs, where: Installation, tmp_path: Path) -> None:
    first = Key(FIRST.encode()).id
    programs.run(where, "keys", "rotate", "--prepare")
    upcoming = next(key for key in parse(file(where).read_text()).keys if key.state is KeyState.NEXT)
    put(where, f"active 2026-01-20T06:15:00Z {upcoming.secret.decode()}\nold 2026-01-20T06:15:00Z {FIRST}\n")
    keys(programs.run(where, "keys", "retire", first, "--json"))
    exported = tmp_path / "trail.jsonl"
    assert programs.run(where, "audit", "export", str(exported)).wait() == 0
    states = [json.loads(json.loads(line)["details"])["state"] for line in exported.read_text().splitlines() if "KEY_CHANGED" in line]
    assert states == ["next", "active", "retired"]


def test_keys_are_changed_while_the_database_is_away(programs: Programs, where: Installation) -> None:
    away = where.with_(HANDFAST_DATABASE_URL=f"sqlite:///{where.data}/nowhere.db")
    program = programs.run(away, "keys", "rotate", "--prepare", "--json")
    assert [state for state, _ in keys(program)] == ["next", "active"]
    assert "the audit trail does not say so yet" in program.errors


def test_an_old_key_can_be_retired_after_a_day(programs: Programs, where: Installation) -> None:
    put(where, f"active 2026-01-20T06:15:00Z {'n' * 64}\nold 2026-01-20T06:15:00Z {FIRST}\n")
    assert ("retired", Key(FIRST.encode()).id) in keys(programs.run(where, "keys", "retire", Key(FIRST.encode()).id, "--json"))


def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(programs: Programs, where: Installation) -> None:
    before = file(where).read_bytes()
    assert "the active one" in sentence(programs.run(where, "keys", "retire", Key(FIRST.encode()).id))
    assert "no key 00000000" in sentence(programs.run(where, "keys", "retire", "00000000"))
    in_setting = where.with_(HANDFAST_SECRET_KEY=FIRST)
    assert "HANDFAST_SECRET_KEY_FILE" in sentence(programs.run(in_setting, "keys", "rotate"))
    assert file(where).read_bytes() == before
    put(where, f"active 2026-01-20T06:15:00Z {FIRST}\nnonsense\n")
    damaged = sentence(programs.run(where, "keys", "list"))
    assert "line 2" in damaged
    assert FIRST not in damaged


def steps(first: str, second: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The file before each step, and the step."""
    since, id = "2026-01-20T06:15:00Z", Key(first.encode()).id
    return {
        "prepare": (first, ("rotate", "--prepare")),
        "activate": (f"next {since} {second}\nactive {since} {first}\n", ("rotate",)),
        "retire": (f"active {since} {second}\nold {since} {first}\n", ("retire", id)),
    }


def _is_whole(where: Installation, first: str) -> Callable[[], bool]:
    def check() -> bool:
        ring = parse(file(where).read_text())
        return Key(first.encode()).id in {key.id for key in ring.keys} and len(ring.of(KeyState.ACTIVE)) == 1

    return check


@pytest.mark.parametrize("step", ["prepare", "activate", "retire"])
def test_a_kill_at_any_moment_leaves_a_key_file_that_works(programs: Programs, where: Installation, step: str) -> None:
    text, arguments = steps(FIRST, "n" * 64)[step]
    put(where, text)
    is_whole, ends, moment, changed = _is_whole(where, FIRST), set[int](), 0, set[bool]()
    while 0 not in ends:
        moment += 1
        assert moment < 300
        program = programs.start(where, "keys", *arguments, die_at=moment)
        ends.add(program.wait())
        assert is_whole()
        changed.add(file(where).read_text() != text)
        if 0 not in ends:
            put(where, text)
    assert ends == {-9, 0}
    assert changed == {False, True}
    assert stat.S_IMODE(file(where).stat().st_mode) == 0o600
    keys(programs.run(where, "keys", "list", "--json"))
