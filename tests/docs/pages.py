"""The pages as a reader has them: shell commands, tables, sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/operate/*.md"), *ROOT.glob("docs/integrate/*.md")])
_BLOCK = re.compile(r"(?:<!-- not run: (?P<reason>[^\n]*) -->\n)?^```sh\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """Shell commands that a reader is told to type."""

    page: str
    number: int
    text: str
    not_run: str | None
    """Why no test runs it."""

    def __str__(self) -> str:
        return f"{self.page}:{self.number}"


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[Block]:
    found = _BLOCK.finditer(text_of(name))
    return [Block(name, number, match["text"], match["reason"]) for number, match in enumerate(found, 1)]


def section(name: str, heading: str) -> str:
    """What stands under a heading of the second level that begins like this."""
    parts = re.split(r"^## ", text_of(name), flags=re.MULTILINE)
    [text] = [part for part in parts if part.startswith(heading)]
    return text


def rows(text: str) -> Iterator[Sequence[str]]:
    """The cells of every table row whose first cell holds a name in code."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and _CODE.search(cells[0]):
            yield cells


def names(cell: str) -> list[str]:
    """What stands in code in a cell."""
    return _CODE.findall(cell)
