"""`handfast user`: what it prints, what it leaves in the trail, and what it refuses in a sentence."""

from tests.operating.commands import ACTOR, said, sentence, trail
from tests.support.programs import Installation, Programs


def test_somebody_is_added_changed_disabled_and_enabled(programs: Programs, fireflow: Installation) -> None:
    added = said(programs.run(fireflow, "user", "add", "zoe@example.com", "--name", "Zoe", "--role", "admin", "--json"))
    assert added["invitation_url"].startswith("http")
    assert "/join#" in added["invitation_url"]
    assert (added["name"], added["role"], added["status"], added["mailed"]) == ("Zoe", "admin", "invited", False)
    assert said(programs.run(fireflow, "user", "role", "zoe@example.com", "manager", "--json"))["role"] == "manager"
    assert said(programs.run(fireflow, "user", "disable", "zoe@example.com", "--tenant", "fireflow", "--json"))["status"] == "disabled"
    people = said(programs.run(fireflow, "user", "list", "--json"))
    assert [(one["email"], one["role"], one["status"]) for one in people] == [
        ("olga@example.com", "owner", "active"),
        ("zoe@example.com", "manager", "disabled"),
    ]
    assert said(programs.run(fireflow, "user", "enable", "zoe@example.com", "--json"))["status"] == "invited"
    done = [(action, kind, name) for action, kind, name in trail(fireflow) if action.startswith("PERSON_")]
    actions = ["PERSON_INVITED", "PERSON_CHANGED", "PERSON_DISABLED", "PERSON_ENABLED"]
    assert done == [(action, "system", ACTOR) for action in actions]


def test_a_link_for_a_new_password_is_printed(programs: Programs, fireflow: Installation) -> None:
    assert "/reset#" in said(programs.run(fireflow, "user", "reset-password", "olga@example.com", "--json"))["reset_url"]


def test_the_rules_hold_at_the_machine_too(programs: Programs, fireflow: Installation) -> None:
    assert "last owner" in sentence(programs.run(fireflow, "user", "disable", "olga@example.com"))
    assert "last owner" in sentence(programs.run(fireflow, "user", "role", "olga@example.com", "admin"))
    taken = sentence(programs.run(fireflow, "user", "add", "olga@example.com", "--role", "staff"))
    assert "in this company already" in taken
    assert "Nobody in this company" in sentence(programs.run(fireflow, "user", "disable", "nobody@example.com"))


def test_the_company_is_named_by_name_or_id_and_must_be_if_there_are_several(programs: Programs, fireflow: Installation) -> None:
    assert "No company has this name" in sentence(programs.run(fireflow, "user", "list", "--tenant", "Elsewhere"))
    other = said(programs.run(fireflow, "tenant", "add", "Walnut House", "--json"))["id"]
    assert "several companies" in sentence(programs.run(fireflow, "user", "list"))
    for named in (other, "Walnut House", "WALNUT HOUSE"):
        assert said(programs.run(fireflow, "user", "list", "--tenant", named, "--json")) == []
    programs.run(fireflow, "tenant", "add", "Walnut House").wait()
    assert "Several companies have this name" in sentence(programs.run(fireflow, "user", "list", "--tenant", "Walnut House"))
