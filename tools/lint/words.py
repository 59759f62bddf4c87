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
    "claim_or_link": "link_or_wait",
    "clockwork": "scheduler",
    "Deed": "DeviceAction",
    "deed": "device action",
    "Desk": "ClientRuntime",
    "Doors": "Dispatcher",
    "Doubts": "FoundConflicts",
    "Fact": "DomainEvent",
    "fact": "event",
    "facts": "events",
    "forget_word": "forget_named_only",
    "Gate": "RequestLimits",
    "happened": "events",
    "Heard": "HeartbeatBuffer",
    "Hearing": "HeartbeatOutcome",
    "House": "EdgeServices",
    "Impostor": "UuidConflict",
    "is_word": "is_named_only",
    "LeanRoute": "Route",
    "Letter": "Message",
    "ListedRival": "ListedInstallation",
    "look_again": "invalidate",
    "LOOKS": "MAX_ATTEMPTS",
    "Lost": "Conflict",
    "meet": "announce",
    "patience": "time_limit",
    "prove_password": "verify_own_password",
    "Rival": "OtherInstallation",
    "rival": "another installation, or a uuid conflict",
    "Rivals": "UuidConflicts",
    "rivals": "uuid conflicts",
    "RivalView": "UuidConflictView",
    "Shortcut": "Dispatcher",
    "sift": "find_contradictions",
    "slowly": "hash_in_pool",
    "take_claim_back": "withdraw_pending_link",
    "tell_linked": "notify_linked",
    "tell_unlinked": "notify_unlinked",
    "ToldSession": "ReportedSession",
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
