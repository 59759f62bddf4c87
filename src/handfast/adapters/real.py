"""Time and randomness from the machine. Only adapters may use the ambient functions."""

import secrets
import time
import uuid


class SystemClock:
    """The machine's wall clock. It jumps when somebody sets it, forwards or back."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class SystemRandom:
    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def symbols(self, alphabet: str, count: int) -> str:
        if 256 % len(alphabet) == 0:  # each symbol is equally likely then, so one call to the system is enough
            return "".join(alphabet[byte % len(alphabet)] for byte in secrets.token_bytes(count))
        return "".join(secrets.choice(alphabet) for _ in range(count))

    def id(self) -> str:
        return str(uuid.uuid4())
