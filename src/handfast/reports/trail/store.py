"""The SQL that reads the trail: a tenant's page, its alerts, and the chain."""

from handfast.audit.store import COLUMNS
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.texts import pattern

_SELECT = f"SELECT id, {', '.join(COLUMNS)} FROM audit WHERE tenant_id = $1"
# {n} is the filter's value, {part} the LIKE pattern that finds it inside a text.
_CONDITIONS = {
    "action": "action = {n}",
    "actor": "(actor_id = {n} OR actor_search LIKE {part} ESCAPE '!')",
    "subject": "(subject_id = {n})",
    "outcome": "outcome = {n}",
    "since": "at >= CAST({n} AS BIGINT)",
    "until": "at <= CAST({n} AS BIGINT)",
    "search": "(address = {n} OR search_text LIKE {part} ESCAPE '!' OR actor_search LIKE {part} ESCAPE '!')",
    "before": "id < CAST({n} AS BIGINT)",
}


def page(filters: dict[str, object], limit: int) -> tuple[str, list[object]]:
    """The statement for one page of a tenant's trail, newest first, and its arguments after the tenant's id."""
    clauses, arguments = "", list[object]()
    for name, value in filters.items():
        number, condition = len(arguments) + 2, _CONDITIONS[name]
        clauses += f" AND {condition.format(n=f'${number}', part=f'${number + 1}')}"
        arguments += [value, pattern(str(value))] if "{part}" in condition else [value]
    return f"{_SELECT}{clauses} ORDER BY id DESC LIMIT {limit}", arguments


_ALERTING = ", ".join(f"'{name}'" for name, kind in EVENT_TYPES.items() if kind.event == "alert")
# A signed-in customer's mistake is recorded in the trail but raises no alert.
ALERTS = f"""{_SELECT} AND action IN ({_ALERTING}) AND at >= $2 AND details NOT LIKE '%"signed_in":true%' ORDER BY id DESC LIMIT 50"""


def stories(count: int, most: int) -> str:
    """The statement for the newest `most` rows about `count` subjects ($2 and on), newest first."""
    marks = ", ".join(f"${number}" for number in range(2, count + 2))
    return f"{_SELECT} AND subject_id IN ({marks}) ORDER BY id DESC LIMIT {most}"


# --- seal and verify ---

UNSEALED = "/* any tenant: scheduler */ SELECT id, mac FROM audit WHERE seal IS NULL ORDER BY id LIMIT 500"
HEAD = (
    "/* any tenant: one chain */ SELECT sealed_number, seal FROM audit WHERE sealed_number IS NOT NULL ORDER BY sealed_number DESC LIMIT 1"
)
CHAIN = f"""/* any tenant: one chain */ SELECT id, {", ".join(COLUMNS)}, mac, seal, sealed_number FROM audit
WHERE sealed_number > $1 ORDER BY sealed_number LIMIT 1000"""
LOOSE = f"/* any tenant: one chain */ SELECT id, {', '.join(COLUMNS)}, mac FROM audit WHERE seal IS NULL"
