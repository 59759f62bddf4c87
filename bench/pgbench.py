"""The floor on PostgreSQL: pgbench with prepared statements sends what the server sends, and does nothing else.

Its variables only count, so ids and digests are numbers of 18 digits instead of 36 characters or 32 bytes, which flatters the floor.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

from bench.recording import Step, Variable
from handfast.db.postgres import compose

_PLACEHOLDER = re.compile(r"\$(\d+)")
_TPS = re.compile(r"tps = ([0-9.]+)")
_DONE = re.compile(r"transactions actually processed: (\d+)")


def run(program: str, url: str, steps: list[Step], folder: Path, clients: int, seconds: int) -> float:
    """Transactions a second; one of them is a complete invite."""
    script, constants = _script(steps)
    file = folder / "invite.sql"
    file.write_text(script)
    command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds), "-f", str(file)]
    command += [f"-D{name}={value}" for name, value in constants.items()]
    done = subprocess.run([*command, url], capture_output=True, text=True, timeout=seconds + 60, check=False)
    if done.returncode != 0 or "ERROR" in done.stderr:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    return float(_TPS.search(done.stdout)[1])  # type: ignore[index]


def _script(steps: list[Step]) -> tuple[str, dict[str, str]]:
    variables: set[str] = set()
    constants: dict[str, str] = {}

    def shown(value: Any) -> str:
        if value is None:
            return "NULL"
        if value == "":
            return "''"
        if isinstance(value, Variable):
            variables.add(value.name)
            return f":{value.name}"
        text = f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
        name = next((name for name, known in constants.items() if known == text), f"c{len(constants)}")
        constants[name] = text
        return f":{name}"

    statements = []
    for step in steps:
        sql = compose(step.writes) if step.kind == "execute_batch" else step.writes[0].sql
        arguments = [argument for write in step.writes for argument in write.args]
        filled = _PLACEHOLDER.sub(lambda found: shown(arguments[int(found[1]) - 1]), sql)  # noqa: B023
        statements.append(" ".join(filled.split()) + ";")
    settings = [f"\\set {name} random(100000000000000000, 999999999999999999)" for name in sorted(variables - {"tenant"})]
    return "\n".join(["\\set tenant :client_id + 1", *settings, *statements]) + "\n", constants
