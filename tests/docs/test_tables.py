"""The tables of the pages beside the code they speak of: nothing is missing, nothing is there that is not, and the values are those."""

import json
import re
from typing import Any

import pytest
import typer.main

from handfast.app import routes
from handfast.cli import app
from handfast.edge.problems import PROBLEMS
from handfast.settings import NAMES as OPERATOR_SETTINGS
from handfast.users.tenant_settings import CHOICES, NAMES, RANGES, TenantSettings, as_dict
from tests.docs.pages import PAGES, name_of, names, rows, section, text_of
from tests.support.programs import ROOT

OPENAPI: dict[str, Any] = json.loads((ROOT / "src/handfast/openapi.json").read_text(encoding="utf-8"))
DEFAULTS = as_dict(TenantSettings())


def commands() -> set[str]:
    """Every command as it is typed after `handfast`."""
    found = set[str]()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}" for sub in inner} if inner else {name}
    return found


# --- what a tenant decides ---


def test_every_setting_of_a_tenant_has_its_row_and_no_other() -> None:
    told = [name for cells in rows(section("docs/operate/settings.md", "What each tenant decides")) for name in names(cells[0])]
    assert sorted(told) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_tells_the_default_and_every_choice(name: str) -> None:
    [cells] = [cells for cells in rows(section("docs/operate/settings.md", "What each tenant decides")) if name in names(cells[0])]
    default = DEFAULTS[name]
    shown = {None: "none", True: "yes", False: "no", "": "empty", (): "empty"}.get(default, str(default))
    assert cells[1].strip("`") == shown
    for choice in CHOICES.get(name, ()):
        assert isinstance(choice, bool) or choice == default or re.search(rf"\b{choice}\b", cells[2]), choice
    if name in RANGES:
        lowest, highest = RANGES[name]
        assert re.search(rf"\b{lowest} to {highest:,}\b", cells[2])


# --- errors ---


def test_every_problem_has_a_row_with_its_status() -> None:
    told: dict[str, set[int]] = {}
    for cells in rows(text_of("docs/integrate/errors.md")):
        for code in names(cells[0]):
            told.setdefault(code, set()).add(int(re.sub(r"\D", "", cells[1][:7])))
    del told["PENDING_APPROVAL"]  # an answer, no problem
    assert told == {reason.value: {problem.status} for reason, problem in PROBLEMS.items()}


# --- lists ---

LISTS = {
    "Devices: ": "/api/devices",
    "People: ": "/api/people",
    "Audit trail: ": "/api/audit",
}


def parameters(path: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one["schema"] for one in OPENAPI["paths"][path]["get"]["parameters"] if one["in"] == "query"}


def values(schema: dict[str, Any]) -> set[str]:
    """What a parameter may be, where that is a choice."""
    kinds = [schema, *schema.get("anyOf", ())]
    return {str(value) for kind in kinds for value in kind.get("enum", [kind["const"]] if "const" in kind else [])}


@pytest.mark.parametrize("heading", LISTS)
def test_every_parameter_of_a_list_is_told_with_what_it_may_be(heading: str) -> None:
    path, text = LISTS[heading], section("docs/integrate/lists.md", heading)
    table = {name: " ".join(cells[1:]) for cells in rows(text) for name in names(cells[0])}
    for name, schema in parameters(path).items():
        said = table.get(name, text)
        assert table or f"`{name}`" in text, name
        assert not table or name in table or name == "cursor", name
        for value in values(schema):
            assert f"`{value}`" in said, f"{name}: {value}"
    assert set(table) - {"action"} <= set(parameters(path)) - {"action"} | {"from", "to"}


# --- commands and settings that pages name ---


@pytest.mark.parametrize("page", [name_of(page) for page in PAGES])
def test_a_command_that_is_named_exists(page: str) -> None:
    known = commands() | {command.partition(" ")[0] for command in commands()}
    for typed in re.findall(r"handfast ((?:[a-z][a-z-]+)(?: [a-z][a-z-]+)?)", text_of(page)):
        first, _, second = typed.partition(" ")
        if f"`handfast {typed}" in text_of(page) or f"bin/handfast {typed}" in text_of(page):
            assert typed in known or first in known, f"handfast {first} {second}"


def test_every_command_is_told_of_in_the_operators_pages() -> None:
    told = "\n".join(text_of(name_of(page)) for page in PAGES)
    assert [command for command in sorted(commands()) if f"handfast {command}" not in told] == []


@pytest.mark.parametrize("page", [name_of(page) for page in PAGES])
def test_a_setting_that_is_named_exists(page: str) -> None:
    assert set(re.findall(r"\bHANDFAST_[A-Z_]+\b", text_of(page))) <= OPERATOR_SETTINGS.keys()


def test_a_log_line_that_is_named_is_written() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("src/handfast/**/*.py"))
    told = [name for cells in rows(section("docs/operate/monitoring.md", "Logs")) for name in names(cells[0]) if name != "event"]
    assert told
    # An ellipsis stands for what differs from line to line.
    assert [line for line in told if f'"{line.partition("…")[0]}' not in source] == []


def test_a_path_that_is_named_is_a_route() -> None:
    known = {re.sub(r"\{\w+\}", "{}", route.path) for route in routes()}
    for page in PAGES:
        for _, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/api/[a-z/{}_.-]+)`", text_of(name_of(page))):
            if "/t/" not in path:
                assert re.sub(r"\{\w+\}", "{}", path) in known, f"{name_of(page)}: {path}"
