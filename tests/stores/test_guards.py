"""What a store writes under guard: the table below says it of every function, and a guard that finds nobody's row is lost.

Whether a write is a guard is what makes a race safe, and in a race alone would it be missed.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import handfast
from handfast.db.database import Conflict, Database, Statement
from tests.stores.guards import GUARDS
from tests.stores.samples import samples

_CHANGES = ("UPDATE", "DELETE")


def functions() -> dict[str, Callable[..., Any]]:
    """Every function of a store that leaves writes, by module and name."""
    found: dict[str, Callable[..., Any]] = {}
    for info in pkgutil.walk_packages(handfast.__path__, "handfast."):
        if info.name.rpartition(".")[2] != "store":
            continue
        module = importlib.import_module(info.name)
        for name, one in vars(module).items():
            is_own = inspect.isfunction(one) and one.__module__ == info.name and not name.startswith("_")
            if is_own and name != "writes" and "Statement" in str(typing.get_type_hints(one).get("return")):
                found[f"{info.name.removeprefix('handfast.')}.{name}"] = one
    return found


FUNCTIONS = functions()


def writes(name: str) -> Sequence[Statement]:
    left = FUNCTIONS[name](**samples(FUNCTIONS[name]))
    return [left] if isinstance(left, Statement) else list(left)


def written_down() -> dict[str, str]:
    return dict(line.split() for line in GUARDS.strip().splitlines())


def test_every_function_that_writes_is_in_the_table_and_no_other() -> None:
    assert sorted(FUNCTIONS) == sorted(written_down())


@pytest.mark.parametrize("name", sorted(written_down()))
def test_its_writes_are_guards_where_the_table_says_so(name: str) -> None:
    assert "".join("G" if write.guard is True else "." for write in writes(name)) == written_down()[name]


@pytest.mark.parametrize("name", [name for name, kinds in sorted(written_down().items()) if "G" in kinds])
async def test_a_guard_that_meets_nobody_is_lost_and_the_database_understands_it(database: Database, name: str) -> None:
    for write in writes(name):
        verb = write.sql.rpartition("*/")[2].split()[0]
        if write.guard and verb in _CHANGES:
            with pytest.raises(Conflict):
                await database.execute_batch([write])
