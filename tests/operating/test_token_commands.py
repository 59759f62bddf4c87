"""`handfast token`: a service account is made, gets another token and loses it; a person's token is found and revoked."""

from tests.operating.commands import ACTOR, said, sentence, trail
from tests.support.programs import Installation, Programs


def test_a_program_gets_its_token_without_a_browser(programs: Programs, fireflow: Installation) -> None:
    first = said(programs.run(fireflow, "token", "create", "Kiosks", "--scope", "codes:write", "--scope", "devices:read", "--json"))
    second = said(programs.run(fireflow, "token", "create", "kiosks", "--json"))
    assert first["token"].startswith("hfs_")
    assert first["token"] != second["token"]
    assert first["service_account_id"] == second["service_account_id"]

    listed = said(programs.run(fireflow, "token", "list", "--json"))
    assert {one["id"] for one in listed} == {first["id"], second["id"]}
    assert {(one["kind"], one["owner"], *one["scopes"]) for one in listed} == {("service", "Kiosks", "codes:write", "devices:read")}

    revoked = programs.run(fireflow, "token", "revoke", first["id"])
    assert revoked.wait() == 0, revoked.errors
    assert [one["id"] for one in said(programs.run(fireflow, "token", "list", "--json"))] == [second["id"]]
    done = [row for row in trail(fireflow) if row[0].startswith("SERVICE_")]
    actions = ["SERVICE_ACCOUNT_MADE", "SERVICE_TOKEN_MADE", "SERVICE_TOKEN_REVOKED"]
    assert done == [(action, "system", ACTOR) for action in actions]


def test_what_cannot_be_done_is_said_in_a_sentence(programs: Programs, fireflow: Installation) -> None:
    assert "No service account has this name" in sentence(programs.run(fireflow, "token", "create", "Kiosks"))
    assert "Choose at least one of" in sentence(programs.run(fireflow, "token", "create", "Kiosks", "--scope", "everything"))
    assert "no such token" in sentence(programs.run(fireflow, "token", "revoke", "nothing"))
    wrong = sentence(programs.run(fireflow, "token", "create", "Kiosks", "--scope", "devices:read", "--contact", "nobody@example.com"))
    assert "Nobody in this company" in wrong
