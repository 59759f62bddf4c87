"""What was measured: one figure a line, with its floor and its target where it has them."""

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Figure:
    name: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None
    """None where there is no target."""
    more: dict[str, Any] = field(default_factory=dict)


def at_least(name: str, value: float, unit: str, least: float, **more: Any) -> Figure:
    return Figure(name, value, unit, f">= {_number(least)}", value >= least, more)


def at_most(name: str, value: float, unit: str, most: float, **more: Any) -> Figure:
    return Figure(name, value, unit, f"<= {_number(most)}", value <= most, more)


def median(values: list[float]) -> float:
    return statistics.median(values)


def percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def line(figure: Figure) -> str:
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    note = ", ".join(f"{name} {_number(value)}" for name, value in figure.more.items() if isinstance(value, (int, float)))
    return f"{figure.name:<58}{_number(figure.value):>10} {figure.unit:<5} {figure.target:>9} {verdict:<7}{note}".rstrip()


def _number(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def machine() -> dict[str, Any]:
    model = next(
        (one.partition(":")[2].strip() for one in Path("/proc/cpuinfo").read_text().splitlines() if one.startswith("model name")), ""
    )
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "cpu": model or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.release(),
        "python": platform.python_version(),
        "load_at_start": os.getloadavg()[0],
        "revision": revision,
    }


def write(path: Path, about: dict[str, Any], figures: list[Figure]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": about, "figures": [asdict(figure) for figure in figures]}, indent=2) + "\n")
