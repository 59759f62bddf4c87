"""Plants bugs in the server and asks the tests nearest to each (`[tool.mutmut]` in pyproject.toml says where).

mutmut makes the bugs and notes which test goes through which function. It would begin a pytest for each bug, which takes longer than the
tests do; so `ask` asks them.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from tests.support.postgres import SHARED_PORT, Cluster
from tools.mutation import score
from tools.mutation.nearest import ask_nearest

_MUTANTS = Path("mutants").absolute()
_NOTES = _MUTANTS / "mutmut-stats.json"
_SMALL = "handfast.rustdesk.registry.uuid_conflicts.rules.*"
"""Any few mutants: mutmut notes what each test covers before it tries the first one."""
_WORKERS = 2
_SURVIVED, _NO_TESTS = 0, 33
_NAMES = {None: "not tried", _SURVIVED: "survived", _NO_TESTS: "no tests", 1: "killed", -14: "timeout"}
_TOLD = re.compile(r"^(\S+__mutmut_\d+) (-?\d+)$", re.MULTILINE)
_MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def plant(wanted: Sequence[str]) -> bool:
    """`wanted`: patterns of mutants, such as `handfast.limits*`; none means all that nobody has noticed since they changed."""
    cluster = Cluster()
    cluster.start()
    try:
        settings = os.environ | {SHARED_PORT: str(cluster.port)}
        subprocess.run([_MUTMUT, "run", "--max-children", str(_WORKERS), _SMALL], check=True, env=settings)
        _ask(_chosen(wanted), settings)
    finally:
        cluster.stop()
    codes = _codes()
    left = [_change(mutant) for mutant, code in codes.items() if code in (None, _SURVIVED, _NO_TESTS)]
    return score.tell("server", Counter(_NAMES.get(code, "broke off") for code in codes.values()), left)


def _chosen(wanted: Sequence[str]) -> list[str]:
    codes = _codes()
    if wanted:
        return [mutant for mutant in codes if any(fnmatch(mutant, pattern) for pattern in wanted)]
    return [mutant for mutant, code in codes.items() if code in (None, _SURVIVED, _NO_TESTS)]


def _ask(mutants: Sequence[str], settings: Mapping[str, str]) -> None:
    """Each worker has the bugs of neighbouring files, so that it runs few tests beforehand."""
    tests = ask_nearest(_NOTES)
    asked = {mutant: tests.get(mutant.rpartition("__mutmut_")[0], []) for mutant in mutants}
    _keep((mutant, _NO_TESTS) for mutant, those in asked.items() if not those)
    known = [mutant for mutant, those in asked.items() if those]
    path = os.pathsep.join(map(str, (_MUTANTS / "src", _MUTANTS, Path.cwd())))
    workers = []
    for number in range(_WORKERS):
        job = _MUTANTS / f"job-{number}.json"
        share = known[len(known) * number // _WORKERS : len(known) * (number + 1) // _WORKERS]
        job.write_text(json.dumps({mutant: asked[mutant] for mutant in share}), encoding="utf-8")
        command = [sys.executable, "-m", "tools.mutation.ask", str(job)]
        told = job.with_suffix(".txt")
        with told.open("w") as out:
            workers.append((subprocess.Popen(command, cwd=_MUTANTS, env={**settings, "PYTHONPATH": path}, stdout=out), told))
    for worker, told in workers:
        worker.wait()
        _keep(_read(told))
    if any(worker.returncode for worker, _ in workers):
        raise RuntimeError(f"tests fail without any bug, or could not be collected: see {_MUTANTS}/job-*.txt")


def _read(told: Path) -> Iterable[tuple[str, int]]:
    for found in _TOLD.finditer(told.read_text(encoding="utf-8")):
        yield found[1], int(found[2])


def _codes() -> dict[str, int | None]:
    return {mutant: code for meta in _metas() for mutant, code in json.loads(meta.read_text())["exit_code_by_key"].items()}


def _keep(told: Iterable[tuple[str, int]]) -> None:
    codes = dict(told)
    for meta in _metas():
        noted = json.loads(meta.read_text())
        noted["exit_code_by_key"] |= {mutant: codes[mutant] for mutant in noted["exit_code_by_key"] if mutant in codes}
        meta.write_text(json.dumps(noted))


def _metas() -> list[Path]:
    return sorted(_MUTANTS.rglob("*.meta"))


def _change(mutant: str) -> str:
    shown = subprocess.run([_MUTMUT, "show", mutant], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    old = " ".join(line[1:] for line in shown if line.startswith("-") and not line.startswith("---"))
    new = " ".join(line[1:] for line in shown if line.startswith("+") and not line.startswith("+++"))
    return score.change(mutant.rpartition(".")[0].removeprefix("handfast."), old, new)
