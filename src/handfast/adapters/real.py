"""Time and chance as the machine has them. The only module where the ambient functions are allowed."""

import secrets
import time
import uuid


class SystemClock:
    """The wall clock read once, then carried on by the monotonic one: a clock that is set back never revives a code."""

    def __init__(self) -> None:
        self._offset = time.time_ns() - time.monotonic_ns()

    def now(self) -> int:
        moment = time.monotonic_ns() + self._offset
        ahead = time.time_ns() - moment
        if ahead > 0:
            self._offset += ahead
            moment += ahead
        return moment // 1_000_000


class SystemRandom:
    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def symbols(self, alphabet: str, count: int) -> str:
        if 256 % len(alphabet) == 0:  # each byte is as likely as any, so one call to the system is enough
            return "".join(alphabet[byte % len(alphabet)] for byte in secrets.token_bytes(count))
        return "".join(secrets.choice(alphabet) for _ in range(count))

    def id(self) -> str:
        return str(uuid.uuid4())
