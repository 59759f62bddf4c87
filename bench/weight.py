"""What a browser loads before a page works: scripts, preloaded modules and style sheets, gzip as the server sends them."""

import gzip
from html.parser import HTMLParser
from pathlib import Path

from bench.figures import Figure, at_most

STATIC = Path("src/handfast/static")
PAGES = {"index.html": 220, "device.html": 20, "screen.html": 20}


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and given.get("src"):
            self.paths.append(given["src"] or "")
        if tag == "link" and given.get("rel") in ("modulepreload", "stylesheet"):
            self.paths.append(given["href"] or "")


def measure() -> list[Figure]:
    return [at_most(f"first load of {page}", _kilobytes(page), "kB", most) for page, most in PAGES.items()]


def _kilobytes(page: str) -> float:
    loads = _Loads()
    loads.feed((STATIC / page).read_text())
    return sum(len(gzip.compress((STATIC / path.lstrip("/")).read_bytes(), 6)) for path in loads.paths) / 1000
