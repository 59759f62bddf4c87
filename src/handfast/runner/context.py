"""The context of one run of a use case: what it may read, write and know, and what it leaves to be committed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, ParamSpec, Protocol, TypeVar

from handfast.access.sight import Sight, sight_of
from handfast.db.database import Reads, Statement
from handfast.db.query import Query
from handfast.kernel.bounds import SESSION_DAYS, TRAIL_DAYS, Bounds
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.ports import Random
from handfast.kernel.secrets import Keys, Secret

C = TypeVar("C")
P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ServerProvider:
    """The OpenID provider by which the people of all companies may sign in."""

    name: str
    issuer: str
    client_id: str
    secret: Secret
    scopes: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator set for the whole server."""

    public_url: str
    code_hash: str = "hmac"
    code_minutes: int = 15
    mail: bool = False
    closing_days: int = 30
    """How long a company that is closed can be reopened."""
    stripe_secret: Secret | None = None
    trail_days: Bounds = TRAIL_DAYS
    session_days: Bounds = SESSION_DAYS
    operators_need_second_factor: bool = False
    provider: ServerProvider | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Once(Generic[T]):
    """The key of something that is done once per request, however often the use case has to run."""

    name: str


class CommitNow(Protocol):
    async def __call__(self, query: Query[T]) -> T | None: ...


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
    """Commits one statement before the use case goes on: an attempt is paid for before its secret is compared."""
    hash_in_pool: HashInPool
    """Runs a password or bcrypt hash off the event loop, at most two at a time."""
    batch: list[Statement] = field(default_factory=list)
    compared: Literal["right", "wrong"] | None = None
    """Set when a secret that can be guessed was compared. The batch must then contain the statement that pays for it (`limits.store`)."""
    wake: bool = False
    """True when the batch leaves something to deliver that is not a live event."""
    following: list[tuple["UseCase[Any, Any]", Any]] = field(default_factory=list)
    _done: dict[Once[Any], Any] = field(default_factory=dict)
    """Kept when the use case has to run again."""

    @property
    def sight(self) -> Sight:
        """Which of the tenant's devices and pairing codes the caller reaches."""
        return sight_of(self.caller)

    async def fetch_one(self, query: Query[T]) -> T | None:
        return await self.reads.fetch_one(query)

    async def fetch_all(self, query: Query[T]) -> list[T]:
        return await self.reads.fetch_all(query)

    def write(self, *statements: Statement) -> None:
        self.batch.extend(statements)

    async def once(self, key: Once[T], work: Callable[[], Awaitable[T | None]]) -> T | None:
        """The result of `work`, which is not repeated when the use case runs again. None is not kept: it means that nothing was done."""
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
        """Runs `use_case` after this one's commit, in a commit of its own, so that its reads do not delay paying for a guess."""
        self.following.append((use_case, command))


UseCase = Callable[[Context, C], Awaitable[Done[V] | Refused]]
