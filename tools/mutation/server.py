"""Plants bugs in the server with mutmut (`[tool.mutmut]` in pyproject.toml)."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.support.postgres import SHARED_PORT, Cluster
from tools.mutation import score

_LEFT = ("survived", "no tests")
_TESTED = (*_LEFT, "killed", "timeout", "segfault", "suspicious", "caught by type check")
_MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def plant(wanted: Sequence[str]) -> bool:
    """`wanted`: patterns of mutants, such as `handfast.limits*`; none means all."""
    cluster = Cluster()
    cluster.start()
    try:
        subprocess.run([_MUTMUT, "run", "--max-children", "2", *wanted], check=True, env=os.environ | {SHARED_PORT: str(cluster.port)})
    finally:
        cluster.stop()
    lines = _output("results", "--all", "true").splitlines()
    pairs = (line.strip().rsplit(": ", 1) for line in lines if ": " in line)
    found = {mutant: became for mutant, became in pairs if became in _TESTED}
    left = [_change(mutant) for mutant, became in found.items() if became in _LEFT]
    return score.tell("server", Counter(found.values()), left)


def _output(*arguments: str) -> str:
    return subprocess.run([_MUTMUT, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def _change(mutant: str) -> str:
    lines = _output("show", mutant).splitlines()
    old = " ".join(line[1:] for line in lines if line.startswith("-") and not line.startswith("---"))
    new = " ".join(line[1:] for line in lines if line.startswith("+") and not line.startswith("+++"))
    return score.change(mutant.rpartition(".")[0].removeprefix("handfast."), old, new)
