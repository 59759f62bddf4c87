"""What a browser has to fetch before it can show a page, all of it and compressed as it travels (docs/decisions/0015-web.md)."""

import gzip
import re
from pathlib import Path

import pytest

import handfast

STATIC = Path(handfast.__file__).parent / "static"
KIB = 1024
# What the document names, and what a script needs before it runs. Fonts come after the first picture, the icon belongs to the tab.
_NAMED = re.compile(r'(?:src|href)="/([^"]+\.(?:js|css))"')
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([^"']+\.js)["']""")


def first_load(page: str) -> set[Path]:
    document = STATIC / page
    found = {document}
    waiting = [STATIC / name for name in _NAMED.findall(document.read_text())]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += [file.parent / name for name in _IMPORTED.findall(file.read_text()) if file.suffix == ".js"]
    return found


@pytest.mark.parametrize(("page", "budget"), [("device.html", 20 * KIB), ("screen.html", 20 * KIB), ("index.html", 220 * KIB)])
def test_the_first_load_stays_within_its_budget(page: str, budget: int) -> None:
    weights = {str(file.relative_to(STATIC)): len(gzip.compress(file.read_bytes(), mtime=0)) for file in first_load(page)}
    assert len(weights) > 2
    assert sum(weights.values()) <= budget, weights


def test_whoever_types_a_code_fetches_nothing_of_the_scanner() -> None:
    fetched = " ".join(file.name for file in first_load("device.html"))
    assert list((STATIC / "assets").glob("scanning-*.js"))
    assert not re.search(r"scanning|decoder|zxing", fetched)
