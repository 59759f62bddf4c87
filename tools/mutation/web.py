"""Plants bugs in what the device's page and the live connection do without a screen, with Stryker (web/tools/mutation).

Its build command leads to the table of codes that one test shares with the server: a file of tests that cannot be read would be left out
without a word.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.mutation import score

WEB = Path(__file__).parents[2] / "web"
_REPORT = WEB / ".cache" / "planted.json"
_LEFT = ("Survived", "NoCoverage")
_TESTED = (*_LEFT, "Killed", "Timeout")


def plant(wanted: Sequence[str]) -> bool:
    """`wanted`: files, such as `web/src/device/vault.ts`; none means all."""
    command = ["tools/mutation/node_modules/.bin/stryker", "run", "tools/mutation/stryker.json"]
    if wanted:
        command += ["--mutate", ",".join(path.removeprefix("web/") for path in wanted)]
    subprocess.run(command, check=True, cwd=WEB)
    files = json.loads(_REPORT.read_text(encoding="utf-8"))["files"]
    found = [(path, file["source"], mutant) for path, file in files.items() for mutant in file["mutants"] if mutant["status"] in _TESTED]
    left = [_change(path, source, mutant) for path, source, mutant in found if mutant["status"] in _LEFT]
    return score.tell("web", Counter(mutant["status"].lower() for _, _, mutant in found), left)


def _change(path: str, source: str, mutant: dict[str, Any]) -> str:
    start, end = mutant["location"]["start"], mutant["location"]["end"]
    lines = source.splitlines()[start["line"] - 1 : end["line"]]
    lines[-1] = lines[-1][: end["column"] - 1]
    lines[0] = lines[0][start["column"] - 1 :]
    return score.change(f"web/{path}", "\n".join(lines), mutant.get("replacement", ""))
