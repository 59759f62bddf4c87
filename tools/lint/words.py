"""Words that had a private meaning and were given up: docs/glossary.md says what each is called now."""

import io
import re
import tokenize
from collections.abc import Iterator

from tools.lint.source import Source

RETIRED = {
    "Act": "Context",
    "act": "context",
    "adopt": "attach_unclaimed",
    "at_once": "commit_now",
    "beat": "heartbeat",
    "Beats": "HeartbeatReceiver",
    "bell": "a wake-up",
    "carry": "import_rows",
    "clockwork": "scheduler",
    "deed": "device action",
    "Deed": "DeviceAction",
    "Desk": "ClientRuntime",
    "Doors": "Dispatcher",
    "Fact": "DomainEvent",
    "Gate": "RequestLimits",
    "happened": "events",
    "Heard": "HeartbeatBuffer",
    "Hearing": "HeartbeatOutcome",
    "House": "EdgeServices",
    "Impostor": "UuidConflict",
    "LeanRoute": "Route",
    "LOOKS": "MAX_ATTEMPTS",
    "Lost": "Conflict",
    "meet": "announce",
    "patience": "time_limit",
    "Shortcut": "Dispatcher",
    "sift": "find_contradictions",
    "slowly": "hash_in_pool",
    "wish": "command or query",
    "World": "Application",
    "Write": "Statement",
}
_IN_PROSE = re.compile(r"\bclockwork\b", re.IGNORECASE)


def check(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.NAME and token.string in RETIRED:
            yield source.at(token.start[0], f"'{token.string}' is called {RETIRED[token.string]} now (docs/glossary.md)")
        elif (
            token.type in (tokenize.STRING, tokenize.COMMENT)
            and _IN_PROSE.search(token.string)
            and not source.name.startswith("tools/lint/")
        ):
            yield source.at(token.start[0], "'clockwork' is called the scheduler now (docs/glossary.md)")
