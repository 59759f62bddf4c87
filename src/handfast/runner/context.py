"""One use case under way: what it may read, write and know, and what it leaves to be committed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, ParamSpec, Protocol, TypeVar

from handfast.db.database import Reads, Row, Statement
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.ports import Random
from handfast.kernel.secrets import Keys, Secret

C = TypeVar("C")
P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator set for the whole server."""

    public_url: str
    code_hash: str = "hmac"
    code_minutes: int = 15
    mail: bool = False
    stripe_secret: Secret | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Once(Generic[T]):
    """Names what is done once in a request, however often its use case has to run."""

    name: str


class CommitNow(Protocol):
    async def __call__(self, sql: str, *args: Any) -> Row | None: ...


class HashInPool(Protocol):
    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...


@dataclass(slots=True)
class Context:
    reads: Reads
    caller: Caller
    now: int
    random: Random
    keys: Keys
    policy: Policy
    commit_now: CommitNow
    """One statement committed before the use case goes on: an attempt is paid before it is compared."""
    hash_in_pool: HashInPool
    """Runs a password or bcrypt hash off the event loop, at most two at a time."""
    batch: list[Statement] = field(default_factory=list)
    compared: Literal["right", "wrong"] | None = None
    """Set where a secret that can be guessed was compared. The batch must then hold what pays for it (`limits.store`)."""
    wake: bool = False
    """True when the batch leaves something to deliver that is not a live event."""
    following: list[tuple["UseCase[Any, Any]", Any]] = field(default_factory=list)
    _done: dict[Once[Any], Any] = field(default_factory=dict)
    """Kept when the use case has to run again."""

    def write(self, *statements: Statement) -> None:
        self.batch.extend(statements)

    async def once(self, key: Once[T], work: Callable[[], Awaitable[T | None]]) -> T | None:
        """What `work` gave; when the use case runs again, the same without doing it again. None is not kept: nothing was done then."""
        if key not in self._done:
            given = await work()
            if given is None:
                return None
            self._done[key] = given
        done: T = self._done[key]
        return done

    def has_done(self, key: Once[Any]) -> bool:
        return key in self._done

    def afterwards(self, use_case: "UseCase[C, Any]", command: C) -> None:
        """Runs after this one's commit, by itself. So what it has to read holds up no guess on its way to being paid."""
        self.following.append((use_case, command))


UseCase = Callable[[Context, C], Awaitable[Done[V] | Refused]]
