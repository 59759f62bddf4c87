"""What a client prefers. Pure."""

import re

from handfast.ceremonies.device_authorization.rules import LONGEST_WAIT
from handfast.kernel.time import SECOND

_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\"?(\d{1,9})\"?\s*(?=,|;|$)", re.IGNORECASE)


def wait_of(prefer: str) -> int | None:
    """The seconds that the client would wait for an answer (RFC 7240, 4.3), no more than the server lets it; None if it does not say."""
    found = _WAIT.search(prefer)
    return min(int(found[1]), LONGEST_WAIT // SECOND) if found else None
