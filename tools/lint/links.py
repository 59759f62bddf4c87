"""A link that leads nowhere is worse than none: every file and heading that our Markdown links to is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.lint.source import ROOT

FOLDERS = ("docs", "web", "bench", "tests")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<(?:img|source)[^>]* src(?:set)?=\"([^\"]+)\"|<a[^>]* href=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z]+:|//")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
NOT_OURS = {"node_modules"}


def check() -> Iterator[str]:
    pages = [*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))]
    for page in sorted(page for page in pages if not NOT_OURS & set(page.parts)):
        for number, line in enumerate(_without_code(page).splitlines(), 1):
            for target in (next(filter(None, found)) for found in LINK.findall(line)):
                if complaint := _complaint(page, target):
                    yield f"{page.relative_to(ROOT)}:{number}: {complaint}"


def _complaint(page: Path, target: str) -> str | None:
    name, _, anchor = target.partition("#")
    if ELSEWHERE.match(target):
        return None
    file = (page.parent / name).resolve() if name else page
    if not file.exists():
        return f"there is no {target}"
    if anchor and file.suffix == ".md" and anchor not in _anchors(file):
        return f"{name or page.name} has no heading #{anchor}"
    return None


@cache
def _without_code(page: Path) -> str:
    """The page with its code blanked out, line for line."""
    return CODE.sub(lambda code: "\n" * code[0].count("\n"), page.read_text(encoding="utf-8"))


@cache
def _anchors(page: Path) -> set[str]:
    """The names of a page's headings as hosting platforms make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)}
