"""Tables of Markdown pages that are made from the code."""

from collections.abc import Sequence

from handfast.kernel.time import DAY, HOUR, MINUTE


def page(title: str, story: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A heading, what it is about, and a table."""
    return "\n".join([f"# {title}", "", story, "", *table(head, rows), ""])


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]


def span(milliseconds: int) -> str:
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        number, rest = divmod(milliseconds, unit)
        if number and not rest:
            return f"{number} {name}{'s' if number > 1 else ''}"
    return f"{milliseconds / 1000:g} seconds"
