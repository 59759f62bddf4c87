"""docs/operate/cross-device-security.md: what RFC 10027 (BCP 247) recommends, what is done here, by which setting, and which test holds it.

A mitigation that no test holds, a test or a setting that is not there, or an event that nobody records, fails `make check`.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from handfast.events.catalog import EVENT_TYPES
from handfast.limits.rules import Limit
from handfast.oauth.clients.rules import ClientSettings
from handfast.settings import NAMES as OF_SERVER
from handfast.users.tenant_settings import NAMES as OF_COMPANY
from handfast.users.tenant_settings import TenantSettings, as_dict
from tools.cross_device.ceremonies import CEREMONIES
from tools.cross_device.kinds import Ceremony, Mitigation
from tools.cross_device.mitigations import MITIGATIONS
from tools.tables import span, table

ROOT = Path(__file__).resolve().parents[2]
BCP = (
    "Establish Proximity",
    "Short-Lived/Timebound Codes",
    "One-Time or Limited Use Codes",
    "Unique Codes",
    "Content Filtering",
    "Detect and Remediate",
    "Trusted Devices",
    "Trusted Networks",
    "Limited Scopes",
    "Short-Lived Tokens",
    "Rate Limits",
    "Sender-Constrained Tokens",
    "User Education",
    "User Experience",
    "Authenticate-then-Initiate",
    "Request Initiation Verification",
    "Request Binding with Out-of-Band Data",
)
"""The practical mitigations of the BCP, in its order."""
_OF_CLIENT = {field.name: field.default for field in fields(ClientSettings)}
_STORY = """\
Joining a device by another one is what phishers ask for most: whoever gets a person to type or to read out a code gets a device in.
RFC 10027 (BCP 247, *Best Current Practice for Security of Cross-Device Flows*) names seventeen mitigations. This page says for each what
Handfast does, which setting decides it and what that is by default, and which test fails if it is no longer so.

It is made from the code: a mitigation without a test, or a setting or an event that does not exist, fails `make check`. Settings are
those of a company ([settings](settings.md)) unless it says *client* ([OAuth clients](../integrate/oauth-clients.md)), *server*
([the environment](../generated/settings.md)) or *limit* ([limits](../generated/limits.md)). What is *fixed* cannot be set."""
_TELLS = """\
Each way in can be switched off by itself, at once, and without ending what has joined. Whatever happens in it is an event: a row of the
[audit trail](audit.md), which a SIEM reads by API or exports, and a count of the [metric](monitoring.md)
`handfast_domain_events_total{kind="…",outcome="…"}`. Wrong guesses are also counted by `handfast_guesses_compared_total`, and alerts by
`handfast_alerts_total`.

`DEVICE_PAIR` and `DEVICE_REPAIRED` say in their details how the device came in: with `"ceremony": "grant"` it showed a code, else it
redeemed a pairing code."""
_LEFT = """\
What no server can do is left to you: devices that prove by radio that they are near (Bluetooth, NFC), filters for mail and web, and what
the people of a company learn about phishing. Keep codes that a device shows switched off, as they are by default, where no device needs
them."""


def made() -> str:
    if found := [*faults(MITIGATIONS, CEREMONIES)]:
        raise SystemExit("tools/cross_device:\n" + "\n".join(found))
    lines = ["# Cross-device security", "", _STORY, "", "## The mitigations", ""]
    for number, mitigation in enumerate(MITIGATIONS, 1):
        lines += [f"### {number}. {mitigation.name}", ""]
        rows = [
            (one.does, "<br>".join(map(_shown, one.settings)) or "fixed", "<br>".join(map(_link, one.tests))) for one in mitigation.answers
        ]
        lines += [*table(("what is done", "setting and default", "held by"), rows), ""]
    lines += ["## The ways in, and what a SIEM sees of them", "", _TELLS, ""]
    ways = [
        (one.name, _shown(one.switch), one.off, " ".join(f"`{event}`" for event in one.events), "<br>".join(map(_link, one.tests)))
        for one in CEREMONIES
    ]
    lines += [*table(("way in", "switch and default", "switched off", "events", "held by"), ways), ""]
    return "\n".join([*lines, "## What is left to you", "", _LEFT, ""])


def faults(mitigations: tuple[Mitigation, ...], ceremonies: tuple[Ceremony, ...]) -> Iterator[str]:
    if (names := tuple(one.name for one in mitigations)) != BCP:
        yield f"the mitigations are not those of the BCP, in its order: {sorted({*names} ^ {*BCP}) or names}"
    for mitigation in mitigations:
        if not mitigation.answers:
            yield f"{mitigation.name}: nothing is done"
        for answer in mitigation.answers:
            if not answer.tests:
                yield f"{mitigation.name}: no test holds «{answer.does[:60]}…»"
            yield from (f"{mitigation.name}: there is no test {test}" for test in answer.tests if not _is_there(test))
            yield from (f"{mitigation.name}: there is no setting {one}" for one in answer.settings if not _is_setting(one))
    for ceremony in ceremonies:
        if not ceremony.tests or not _is_setting(ceremony.switch):
            yield f"{ceremony.name}: it has no switch, or no test holds it"
        yield from (f"{ceremony.name}: there is no test {test}" for test in ceremony.tests if not _is_there(test))
        yield from (f"{ceremony.name}: the trail has no event {one}" for one in ceremony.events if not _is_recorded(one))


def _is_recorded(event: str) -> bool:
    return event in EVENT_TYPES and EVENT_TYPES[event].sentence is not None


def _is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    return name.startswith("test_") and name in _functions(ROOT / "tests" / path)


@cache
def _functions(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(part.name for part in body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_setting(setting: str | Limit) -> bool:
    if isinstance(setting, Limit):
        return True
    of, _, name = setting.rpartition(":")
    return name in {"": OF_COMPANY, "client": _OF_CLIENT, "server": OF_SERVER}.get(of, ())


def _shown(setting: str | Limit) -> str:
    if isinstance(setting, Limit):
        return f"limit `{setting.name}`: {setting.most:,} in {span(setting.period)}"
    of, _, name = setting.rpartition(":")
    if of == "server":
        return f"server `{name}`: `{OF_SERVER[name][0] or 'empty'}`"
    default = _OF_CLIENT[name] if of == "client" else as_dict(TenantSettings())[name]
    word = ("yes" if default else "no") if isinstance(default, bool) else "none" if default is None else str(default or "empty")
    return f"{of} `{name}`: `{word}`".strip()


def _link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../../tests/{path})"
