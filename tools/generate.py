"""Writes what is made from the code: docs/generated/, the page on cross-device security, the description of the API, limits of forms.

With --check it only says which files are stale, and fails.

Nobody edits these files: a change of the policy, a limit, a setting or a route shows in the diff as what it means.
"""

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handfast import jobs
from handfast.access.policy import POLICY, SCOPES, actions_of, is_narrow, may_give
from handfast.ceremonies.linking.admin.rules import MOST_AT_ONCE
from handfast.devices.presence import HeartbeatBuffer
from handfast.edge.problems import PROBLEMS
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.lifecycle import Lifecycle
from handfast.limits.rules import ALL
from handfast.settings import NAMES
from handfast.users.tenants.schemas import PairingSettingsChange
from tools import cross_device
from tools.lifecycles import LIFECYCLES
from tools.openapi import document
from tools.tables import page, span

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "generated"
OPENAPI = ROOT / "src" / "handfast" / "openapi.json"
"""The server gives it as it stands, so it is part of the package."""
WEB_LIMITS = ROOT / "web" / "src" / "api" / "limits.ts"
CROSS_DEVICE = ROOT / "docs" / "operate" / "cross-device-security.md"


def openapi() -> str:
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def permissions() -> str:
    rows = []
    for action, rule in POLICY.items():
        marks = [_mark(rule.anyone or role in rule.roles, own=is_narrow(role, action)) for role in Role]
        others = [_mark(allowed or rule.anyone) for allowed in (False, rule.device, rule.operator)]
        scope = "" if rule.scope is None else f"`{rule.scope}`"
        rows.append((f"`{action}`", rule.says, *others, *marks, scope))
    story = "Who may do what. Everybody reaches only what belongs to their own tenant; a foreign ID is answered like an unknown one.\n"
    story += "An access token may do what its owner may, within its scopes; a service account whatever its scopes say. "
    story += "An action without a scope requires a signed-in session.\n\n"
    story += "\n".join(f"- `{name}`: {says}" for name, says in SCOPES.items())
    story += "\n\n“Own”: only one's own pairing codes, and only devices that were paired with those."
    heads = ("action", "what", "anyone", "device", "operator", *(role.value for role in Role), "token scope")
    return page("Permissions", story, heads, rows) + "\n" + _givers()


def _mark(allowed: bool, *, own: bool = False) -> str:
    return ("own" if own else "yes") if allowed else ""


def _givers() -> str:
    """Of those who are let to the people at all."""
    givers = [role for role in Role if "person.change" in actions_of(role)]
    rows = [(role.value, *(_mark(may_give(giver, role)) for giver in givers)) for role in Role]
    story = "Who may invite somebody in a role, give it, take it away, and disable who has it."
    return page("Who gives which role", story, ("role", *(giver.value for giver in givers)), rows).replace("# ", "## ", 1)


def events() -> str:
    rows = [
        (f"`{name}`", "" if kind.sentence is None else kind.sentence, f"`{kind.event}`" if kind.event else "", kind.change)
        for name, kind in EVENT_TYPES.items()
    ]
    story = "Every type of domain event: its sentence in the audit trail (empty if it is not recorded there) and the live event it causes."
    return page("Events", story, ("event", "sentence in the trail", "live event", "change"), rows)


def limits() -> str:
    rows = [(f"`{limit.name}`", limit.most, span(limit.period), limit.counts) for limit in ALL]
    story = "How often something may be tried. Counts are in the database: they hold in parallel, on all nodes and after a restart."
    return page("Limits", story, ("limit", "at most", "within", "counts"), rows)


def settings() -> str:
    rows = [(f"`{name}`", f"`{default}`" if default else "", says) for name, (default, says) in NAMES.items()]
    story = "What the operator sets, in the environment. A wrong value prevents the start, and a sentence names it."
    return page("Settings", story, ("name", "default", "what it is"), rows)


def problems() -> str:
    rows = [(f"`{reason}`", problem.status, problem.title, problem.detail) for reason, problem in PROBLEMS.items()]
    story = "Every error is `application/problem+json` with a stable `code`. 429 and 503 carry `Retry-After`, but not `TOO_MANY_ATTEMPTS`."
    return page("Problems", story, ("code", "status", "title", "detail"), rows)


def scheduled() -> str:
    rows = [(job.name, span(job.seconds * 1000), job.does) for job in jobs.table(HeartbeatBuffer(), None)]
    story = "What the scheduler does. Every node runs every job, and two nodes running the same job at once do no harm."
    return page("Jobs", story, ("job", "every", "what it does"), rows)


def web_limits() -> str:
    """The limits that forms show and keep to: the types that the web makes of the API's description carry none."""
    properties = PairingSettingsChange.model_json_schema()["properties"]
    parts = [(name, part) for name, schema in properties.items() for part in (schema, *schema.get("anyOf", ()))]
    ranges = {name: f"[{part['minimum']}, {part['maximum']}]" for name, part in parts if "maximum" in part}
    lengths = {name: str(part["maxLength"]) for name, part in parts if "maxLength" in part}
    return "\n".join(
        [
            "// Made from the models of the API by `make generate`; nobody edits this file.",
            "",
            *table("The lowest and the highest value of a setting.", "SETTING_RANGES", ranges),
            *table("The longest text of a setting, in characters.", "SETTING_LENGTHS", lengths),
            "/** The longest name, in characters. */",
            f"export const NAME_LENGTH = {inspect.signature(texts.display_name).parameters['longest'].default};",
            "",
            "/** The most devices that one request removes. */",
            f"export const MOST_REMOVED = {MOST_AT_ONCE};",
            "",
        ]
    )


def table(says: str, name: str, entries: Mapping[str, str]) -> list[str]:
    lines = [f"  {key}: {value}," for key, value in entries.items()]
    return [f"/** {says} */", f"export const {name} = {{", *lines, "} as const;", ""]


def states() -> str:
    story = "What states things go through, and which verbs lead from one to the next. Whatever is not drawn here does not happen: the\n"
    story += "statement that changes a state requires the states that its verb leads from."
    return "\n".join(["# States", "", story, "", *(line for lifecycle in LIFECYCLES for line in _drawn(lifecycle))])


def _drawn(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    yield f"## {lifecycle.thing.capitalize()}"
    yield from ("", "```mermaid", "stateDiagram-v2")
    yield from (f"    [*] --> {state}" for state in lifecycle.begins)
    for transition in lifecycle.transitions:
        yield from (f"    {source} --> {transition.target}: {transition.verb}" for source in transition.sources)
    yield from ("```", "")


FILES = {
    "permissions.md": permissions,
    "events.md": events,
    "limits.md": limits,
    "settings.md": settings,
    "problems.md": problems,
    "jobs.md": scheduled,
    "states.md": states,
}


def main() -> int:
    made = {FOLDER / name: make() for name, make in FILES.items()} | {OPENAPI: openapi(), WEB_LIMITS: web_limits()}
    made[CROSS_DEVICE] = cross_device.made()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run 'make generate' and commit it")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(made[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
