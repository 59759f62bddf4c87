"""`handfast client`: clients of the server and of a company are registered, changed and deleted at the machine."""

from typing import Any

from tests.operating.commands import ACTOR, said, sentence, trail
from tests.support.programs import Installation, Programs

SCREEN = "handfast-screen"


def listed(programs: Programs, of: Installation) -> list[dict[str, Any]]:
    """The server's clients beside that of its own page for screens."""
    clients = said(programs.run(of, "client", "list", "--json"))
    assert SCREEN in [one["id"] for one in clients]
    return [one for one in clients if one["id"] != SCREEN]


def test_a_client_of_the_server_from_its_registration_to_its_end(programs: Programs, fireflow: Installation) -> None:
    named = ("client", "add", "Menu board", "--id", "menu-board", "--confidential", "--scope", "menu.read", "--scope", "orders.write")
    made = said(programs.run(fireflow, *named, "--dpop", "--wait", "20", "--json"))
    assert (made["id"], made["of_server"], made["confidential"]) == ("menu-board", True, True)
    assert (made["scopes"], made["requires_dpop"], made["wait_seconds"]) == (["menu.read", "orders.write"], True, 20)
    assert made["secret"].startswith("hfc_")

    change = ("client", "change", "menu-board", "--scope", "menu.read", "--no-dpop", "--devices", "same_network", "--disable")
    changed = said(programs.run(fireflow, *change, "--json"))
    assert (changed["scopes"], changed["requires_dpop"], changed["wait_seconds"]) == (["menu.read"], False, 20)
    assert (changed["allowed_devices"], changed["disabled_at"] is None) == ("same_network", False)
    assert listed(programs, fireflow) == [changed]

    assert said(programs.run(fireflow, "client", "rotate-secret", "menu-board", "--json"))["secret"] not in ("", made["secret"])
    deleted = programs.run(fireflow, "client", "delete", "menu-board")
    assert deleted.wait() == 0, deleted.errors
    assert listed(programs, fireflow) == []
    done = [row for row in trail(fireflow) if row[0].startswith("OAUTH_CLIENT_")]
    verbs = ("CREATED", "CHANGED", "DISABLED", "SECRET_CHANGED", "DELETED")
    assert done == [(f"OAUTH_CLIENT_{verb}", "system", "Handfast") for verb in verbs]


def test_a_client_of_a_company_is_its_own(programs: Programs, fireflow: Installation) -> None:
    company = ("--tenant", "Fireflow")
    made = said(programs.run(fireflow, "client", "add", "Till", *company, "--json"))
    assert (made["of_server"], made["confidential"], made["secret"]) == (False, False, None)
    assert listed(programs, fireflow) == []
    assert [one["id"] for one in said(programs.run(fireflow, "client", "list", *company, "--json"))] == [made["id"], SCREEN]
    assert "nothing with this address or ID" in sentence(programs.run(fireflow, "client", "delete", made["id"]))
    assert "Only a client of the server has an id" in sentence(programs.run(fireflow, "client", "add", "Till", "--id", "till", *company))
    assert "scopes of up to" in sentence(programs.run(fireflow, "client", "change", made["id"], "--scope", "a b", *company))
    assert "is public" in sentence(programs.run(fireflow, "client", "rotate-secret", made["id"], *company))
    done = [row for row in trail(fireflow) if row[0].startswith("OAUTH_CLIENT_")]
    assert done == [("OAUTH_CLIENT_CREATED", "system", ACTOR)]
