"""Plants bugs in the server with mutmut (`[tool.mutmut]` in pyproject.toml) and asks the tests nearest to each."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.support.postgres import SHARED_PORT, Cluster
from tools.mutation import score
from tools.mutation.nearest import ask_nearest

_SECONDS, _FILES = 8.0, 6
"""How long the tests take that are asked about one bug, and of how many files they are at most."""
_SMALL = "handfast.devices.rustdesk.rivals.rules.*"
"""Any few mutants: mutmut notes what each test covers before it plants the first bug."""
_NOTED, _EVERY = Path("mutants/mutmut-stats.json"), Path("mutants/every-test.json")
_LEFT = ("survived", "no tests")
_TESTED = (*_LEFT, "killed", "timeout", "segfault", "suspicious", "caught by type check")
_MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def plant(wanted: Sequence[str]) -> bool:
    """`wanted`: patterns of mutants, such as `handfast.limits*`; none means all that have not been tried since they changed."""
    cluster = Cluster()
    cluster.start()
    try:
        _plant(cluster, wanted)
    finally:
        cluster.stop()
    found = _became()
    left = [_change(mutant) for mutant, became in found.items() if became in _LEFT]
    return score.tell("server", Counter(found.values()), left)


def _plant(cluster: Cluster, wanted: Sequence[str]) -> None:
    if _EVERY.exists():
        shutil.copy(_EVERY, _NOTED)
    _run(cluster, [_SMALL])
    shutil.copy(_NOTED, _EVERY)
    try:
        ask_nearest(_EVERY, _NOTED, _SECONDS, _FILES)
        _run(cluster, wanted)
    finally:
        shutil.copy(_EVERY, _NOTED)


def _run(cluster: Cluster, wanted: Sequence[str]) -> None:
    settings = {SHARED_PORT: str(cluster.port), "PYTEST_ADDOPTS": "-p tools.mutation.in_order", "PYTHONPATH": str(Path.cwd())}
    subprocess.run([_MUTMUT, "run", "--max-children", "2", *wanted], check=True, env=os.environ | settings)


def _became() -> dict[str, str]:
    pairs = (line.strip().rsplit(": ", 1) for line in _output("results", "--all", "true").splitlines() if ": " in line)
    return {mutant: became for mutant, became in pairs if became in _TESTED}


def _output(*arguments: str) -> str:
    return subprocess.run([_MUTMUT, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def _change(mutant: str) -> str:
    lines = _output("show", mutant).splitlines()
    old = " ".join(line[1:] for line in lines if line.startswith("-") and not line.startswith("---"))
    new = " ".join(line[1:] for line in lines if line.startswith("+") and not line.startswith("+++"))
    return score.change(mutant.rpartition(".")[0].removeprefix("handfast."), old, new)
