"""`handfast tenant` at the machine: what each command does is what the operator does in the browser, without a password."""

import json
import stat
import zipfile

from tests.support.programs import Installation, Program, Programs

NOBODY = "00000000-0000-4000-8000-00000000dead"


def said(program: Program) -> str:
    assert program.wait() == 0, program.output + program.errors
    return program.output.strip()


def sentence(program: Program) -> str:
    assert program.wait() == 1
    assert program.errors.count("\n") == 1, program.errors
    return program.errors.strip()


def status(programs: Programs, where: Installation) -> str:
    (company,) = json.loads(said(programs.run(where, "tenant", "list", "--json")))
    return str(company["status"])


def test_a_company_is_suspended_closed_and_brought_back(programs: Programs, installation: Installation) -> None:
    id = json.loads(said(programs.run(installation, "tenant", "add", "Walnut House", "--json")))["id"]
    assert said(programs.run(installation, "tenant", "suspend", id)) == "Walnut House is suspended."
    assert status(programs, installation) == "suspended"
    assert said(programs.run(installation, "tenant", "resume", id)) == "Walnut House goes on."
    closed = said(programs.run(installation, "tenant", "close", id))
    assert closed.startswith("Walnut House is closed, and will be deleted on ")
    assert status(programs, installation) == "closing"
    assert sentence(programs.run(installation, "tenant", "resume", id)) == "handfast: This company is being closed. Reopen it first."
    assert said(programs.run(installation, "tenant", "reopen", id)) == "Walnut House is open again."
    assert status(programs, installation) == "active"


def test_its_data_is_saved_for_this_user_alone_and_never_over_another_file(programs: Programs, installation: Installation) -> None:
    id = json.loads(said(programs.run(installation, "tenant", "add", "Walnut House", "--json")))["id"]
    file = installation.data / "walnut.zip"
    assert said(programs.run(installation, "tenant", "export", id, str(file))).startswith(f"Saved to {file}: ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("company.json"))["name"] == "Walnut House"
    before = file.read_bytes()
    assert "cannot be written (File exists)" in sentence(programs.run(installation, "tenant", "export", id, str(file)))
    assert file.read_bytes() == before


def test_a_company_that_is_not_there_leaves_no_file(programs: Programs, installation: Installation) -> None:
    file = installation.data / "nobody.zip"
    assert sentence(programs.run(installation, "tenant", "export", NOBODY, str(file))).startswith("handfast: There is nothing")
    assert not file.exists()
    for verb in ("suspend", "resume", "close", "reopen"):
        assert sentence(programs.run(installation, "tenant", verb, NOBODY)).startswith("handfast: There is nothing")
