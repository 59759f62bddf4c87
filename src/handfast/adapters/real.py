"""Time and chance as the machine has them. The only module where the ambient functions are allowed."""

import secrets
import time
import uuid


class SystemClock:
    """The machine's wall clock, wherever it is set: forwards, and back again."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class SystemRandom:
    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def symbols(self, alphabet: str, count: int) -> str:
        if 256 % len(alphabet) == 0:  # each byte is as likely as any, so one call to the system is enough
            return "".join(alphabet[byte % len(alphabet)] for byte in secrets.token_bytes(count))
        return "".join(secrets.choice(alphabet) for _ in range(count))

    def id(self) -> str:
        return str(uuid.uuid4())
