"""`handfast audit export` and `verify` as an operator runs them: on an installation, and on the file alone."""

import json
import stat
from pathlib import Path

import pytest

from tests.support.programs import Installation, Program, Programs


def sentence(program: Program) -> str:
    assert program.wait() == 1
    assert program.errors.count("\n") == 1, program.errors
    return program.errors


@pytest.fixture
def file(programs: Programs, installation: Installation, tmp_path: Path) -> Path:
    file = tmp_path / "trail.jsonl"
    programs.run(installation, "audit", "export", str(tmp_path / "earlier.jsonl"))  # which the trail records
    program = programs.run(installation, "audit", "export", str(file))
    assert program.wait() == 0, program.errors
    assert f"Exported to {file}: " in program.output
    return file


def test_an_exported_file_is_verified_without_the_database(programs: Programs, installation: Installation, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    elsewhere = installation.with_(HANDFAST_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere")
    program = programs.run(elsewhere, "audit", "verify", str(file))
    assert program.wait() == 0, program.errors
    assert program.output.startswith(f"{file} is intact: ")


def test_a_file_that_was_cut_or_changed_is_named_and_ends_with_1(programs: Programs, installation: Installation, file: Path) -> None:
    whole = file.read_text().splitlines(keepends=True)
    file.write_text("".join(whole[:-1]))
    program = programs.run(installation, "audit", "verify", str(file))
    assert (program.wait(), program.output) == (1, f"the end is cut off: the last line is {len(whole) - 1}, and it is not the head\n")
    file.write_text("".join([whole[0], *whole[2:]]))
    program = programs.run(installation, "audit", "verify", str(file))
    assert (program.wait(), program.output) == (1, "line 2 is missing\n")
    file.write_bytes(b"\xff\xfe\x00")
    assert programs.run(installation, "audit", "verify", "--anchor", str(file)).wait() == 1


def test_the_database_is_compared_with_an_anchor(programs: Programs, installation: Installation, file: Path) -> None:
    program = programs.run(installation, "audit", "verify", "--anchor", str(file))
    assert (program.wait(), program.output.startswith("The audit trail is intact: ")) == (0, True)


def test_an_export_says_since_when_and_never_overwrites(programs: Programs, installation: Installation, file: Path) -> None:
    before = file.read_bytes()
    assert "exists already" in sentence(programs.run(installation, "audit", "export", str(file)))
    assert file.read_bytes() == before
    later = file.with_name("later.jsonl")
    assert "is not a date" in sentence(programs.run(installation, "audit", "export", str(later), "--since", "tomorrow"))
    assert "no company with this ID" in sentence(programs.run(installation, "audit", "export", str(later), "--tenant", "nobody"))
    assert not later.exists()
    assert programs.run(installation, "audit", "export", str(later), "--since", "2999-01-01").wait() == 0
    assert [json.loads(line).get("head") for line in later.read_text().splitlines()] == [None, True]
    assert "cannot be written" in sentence(programs.run(installation, "audit", "export", str(file / "below")))
    assert "cannot be read" in sentence(programs.run(installation, "audit", "verify", str(file.with_name("nowhere"))))
