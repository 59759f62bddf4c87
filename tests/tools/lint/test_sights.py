"""The lint that lets nobody reach more of a tenant than their caller does."""

import ast

import pytest

from tools.lint.sights import PLACES, check
from tools.lint.source import ROOT, Source, sources


def complaints(name: str, text: str) -> list[str]:
    return list(check(Source(ROOT / name, text, ast.parse(text))))


@pytest.mark.parametrize(
    "made", ["whole(context.caller.tenant)", "sight.whole(tenant_id)", "Sight(tenant_id, None)", "access.sight.Sight(tenant_id, None)"]
)
def test_a_use_case_that_makes_a_sight_of_its_own_is_found(made: str) -> None:
    assert complaints("src/handfast/devices/rename.py", f"store.device(id, within={made})")


def test_the_callers_own_is_none_of_its_making() -> None:
    assert not complaints("src/handfast/devices/rename.py", "def device(id: str, *, within: Sight) -> None:\n    f(within=context.sight)")


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_named_only_while_it_makes_one(name: str) -> None:
    text = next(source.text for source in sources("src/handfast") if source.name == name)
    assert not complaints(name, text)
    assert complaints("src/handfast/elsewhere.py", text)
