"""Runs what was asked for, or everything, on both databases. Prints the figures and leaves them as JSON under `build/`."""

import argparse
import signal
import sys
from pathlib import Path

from bench import bearer, closing, companies, figures, grants, growth, heartbeats, idle, invites, live, weight
from bench.grounds import Grounds

PARTS = {
    "invites": invites.measure,
    "grants": grants.measure,
    "bearer": bearer.measure,
    "heartbeats": heartbeats.measure,
    "live": live.measure,
    "idle": idle.measure,
}
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*PARTS, "weight", "growth", "companies", "closing", []],
        help="what to measure; everything when nothing is named",
    )
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6, help="of every timed run")
    parser.add_argument("--longest-wait", type=float, default=10, help="seconds to wait for a quiet machine before every timed run")
    parser.add_argument("--devices", nargs="+", type=int, default=(), help="the sizes of `growth`, each 200 or a multiple")
    parser.add_argument("--companies", type=int, default=companies.COMPANIES, help="how many there are in `companies`")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    wanted = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is taken away again
    about = figures.machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    found = _measure(wanted.parts or [*PARTS, "weight", "growth", "companies", "closing"], wanted)
    figures.write(wanted.json, about, found)
    missed = [figure.name for figure in found if figure.met is False]
    print(f"\n{len(missed)} targets missed. Figures in {wanted.json}")


def _measure(parts: list[str], wanted: argparse.Namespace) -> list[figures.Figure]:
    found: list[figures.Figure] = []
    grounds = Grounds(wanted.longest_wait)
    try:
        for part in [name for name in PARTS if name in parts]:
            for kind in wanted.databases:
                found += _shown(PARTS[part](grounds, kind, wanted.repeats, wanted.seconds))
        for kind in wanted.databases if "growth" in parts else ():
            found += _shown(growth.measure(grounds, kind, wanted.repeats, wanted.devices))
        for kind in wanted.databases if "companies" in parts else ():
            found += _shown(companies.measure(grounds, kind, wanted.repeats, wanted.companies))
        for kind in wanted.databases if "closing" in parts else ():
            found += _shown(closing.measure(grounds, kind, max(wanted.devices, default=closing.DEVICES)))
        if "weight" in parts:
            found += _shown(weight.measure())
    finally:
        grounds.close()
    return found


def _shown(measured: list[figures.Figure]) -> list[figures.Figure]:
    for figure in measured:
        print(figures.line(figure), flush=True)
    return measured


if __name__ == "__main__":
    main()
