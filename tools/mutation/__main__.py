"""Runs mutmut (`[tool.mutmut]` in pyproject.toml), prints the score, and names the survivors that nobody has given a reason for.

More than one in twenty without a reason fails. Reasons stand in `accepted.txt`, by what was changed and not by a number, which moves
with every edit:

    limits.rules  - most: int  + most: float | Never asked
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.postgres import SHARED_PORT, Cluster

MOST_UNEXPLAINED = 0.05
ACCEPTED = Path(__file__).parent / "accepted.txt"
_LEFT = ("survived", "no tests")
_TESTED = (*_LEFT, "killed", "timeout", "segfault", "suspicious", "caught by type check")


def mutmut(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def results() -> dict[str, str]:
    """Every mutant, and what became of it."""
    lines = mutmut("results", "--all", "true").splitlines()
    return dict(line.strip().rsplit(": ", 1) for line in lines if ": " in line)


def change(mutant: str) -> str:
    """`module  - what stood  + what was planted`, the lines that differ joined."""
    lines = mutmut("show", mutant).splitlines()
    old = " ".join(line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---"))
    new = " ".join(line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++"))
    return f"{module_of(mutant)}  - {old}  + {new}"


def module_of(mutant: str) -> str:
    return mutant.rpartition(".")[0].removeprefix("handfast.")


def accepted() -> dict[str, str]:
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit(" | ", 1) for line in lines if line and not line.startswith("#"))
    return {what.strip(): why.strip() for what, why in pairs}


def unexplained(left: Sequence[str]) -> Iterator[str]:
    known = accepted()
    for mutant in left:
        what = change(mutant)
        if not known.get(what):
            yield f"{what}\n    ({mutant})"


def main() -> int:
    wanted = sys.argv[1:]
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2", *wanted]
    cluster = Cluster()
    cluster.start()
    try:
        subprocess.run(command, check=True, env=os.environ | {SHARED_PORT: str(cluster.port)})
    finally:
        cluster.stop()
    found = {mutant: became for mutant, became in results().items() if became in _TESTED}
    counted = Counter(found.values())
    left = [mutant for mutant, became in found.items() if became in _LEFT]
    mute = list(unexplained(left))
    print("\n" + "\n".join(mute))
    print(f"\n{len(found)} mutants: " + ", ".join(f"{number} {became}" for became, number in counted.most_common()))
    share = len(mute) / len(found) if found else 0.0
    print(f"score {1 - len(left) / max(1, len(found)):.1%}; without a reason {len(mute)} ({share:.1%}, at most {MOST_UNEXPLAINED:.0%})")
    return int(share > MOST_UNEXPLAINED)


if __name__ == "__main__":
    sys.exit(main())
