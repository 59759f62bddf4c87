"""What became of planted bugs: the score, and the survivors that nobody has given a reason for.

Reasons stand in `accepted.txt`, by what was changed and not by a number, which moves with every edit:

    limits.rules  - most: int  + most: float | Never asked
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

MOST_UNEXPLAINED = 0.05
ACCEPTED = Path(__file__).parent / "accepted.txt"


def change(module: str, old: str, new: str) -> str:
    return f"{module}  - {' '.join(old.split())}  + {' '.join(new.split())}"


def accepted() -> dict[str, str]:
    """Each accepted change and its reason."""
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit(" | ", 1) for line in lines if line and not line.startswith("#"))
    return {what.strip(): why.strip() for what, why in pairs}


def tell(where: str, became: Counter[str], left: Sequence[str]) -> bool:
    """Prints it. `left`: the survivors, as `change` names them. True when no more than one in twenty of all has no reason."""
    known, total = accepted(), became.total()
    mute = [what for what in left if not known.get(what)]
    print("\n" + "\n".join(mute))
    print(f"\n{where}: {total} planted: " + ", ".join(f"{number} {name}" for name, number in became.most_common()))
    share = len(mute) / total if total else 0.0
    print(f"score {1 - len(left) / max(1, total):.1%}; without a reason {len(mute)} ({share:.1%}, at most {MOST_UNEXPLAINED:.0%})")
    return share <= MOST_UNEXPLAINED
