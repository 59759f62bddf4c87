"""One request under way: who calls, and how to run a use case for them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from prometheus_client import Counter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from handfast.edge.addresses import Network, client_address
from handfast.edge.problems import Refusal
from handfast.edge.proofs import Proofs, Proven
from handfast.kernel.callers import Caller
from handfast.kernel.ids import DeviceId, SessionId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Keys, base64url, same
from handfast.runner.context import UseCase
from handfast.runner.run import Runner

V = TypeVar("V")
W = TypeVar("W")

log = structlog.get_logger("handfast.edge")
UNREADABLE = Counter("handfast_forwarded_for_unreadable", "Requests whose X-Forwarded-For could not be read")

LONGEST_USER_AGENT = 400
LONGEST_HOP = 60
_DOTS_OF_JWT = 2
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

Identify = Callable[["Call", str], Awaitable[Caller | Refused]]
P = TypeVar("P")

SERVICES = "handfast.services"
"""The key under which the dispatcher puts `EdgeServices` into the scope of a request."""


@dataclass(slots=True)
class EdgeServices:
    """What the edge needs of the application; `app.py` fills it."""

    runner: Runner
    keys: Keys
    public_url: str
    proofs: Proofs
    trusted_proxies: list[Network] = field(default_factory=list)
    by_session: Identify | None = None
    by_token: Identify | None = None
    by_device: Identify | None = None
    by_access_token: Identify | None = None
    family_ended: UseCase[DeviceId, None] | None = None
    """Runs after all credentials of a device were ended because one was copied."""
    note_heartbeat: Callable[[DeviceId], None] = lambda _device_id: None
    """Notes that a device was heard from."""
    not_understood: set[str] = field(default_factory=set)
    """The proxies whose X-Forwarded-For could not be read, as the log already says."""
    parts: dict[type[Any], Any] = field(default_factory=dict)
    """What features above the edge keep for the whole process. By type, since the edge may not name what stands above it."""

    def part(self, kind: type[P]) -> P:
        part: P = self.parts[kind]
        return part

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The `__Host-` prefix makes browsers insist on https, no domain and path /; without https they would drop it."""
        return "__Host-handfast" if self.secure else "handfast"

    @property
    def step_cookie(self) -> str:
        """The cookie of a browser between the two steps of a sign-in."""
        return f"{self.cookie}-step"

    @property
    def passkey_cookie(self) -> str:
        """The cookie of a browser that was asked for a passkey to sign in with."""
        return f"{self.cookie}-passkey"


class _Headers(Headers):
    """Finds a header in a dictionary, where Starlette compares its name with that of every header, several times a request."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._first = dict(reversed(self.raw))

    def get(self, key: str, default: Any = None) -> Any:
        value = self._first.get(key.encode("latin-1"))
        return default if value is None else value.decode("latin-1")


class Call(Request):
    """A request with its caller. A route declares the action; by the time it runs, the caller is known and allowed."""

    caller: Caller
    answer_headers: Mapping[str, str] | None = None
    """Sent with whatever is answered."""
    _proof: tuple[Proven | Reason | None] | None = None
    """The result of checking this request's DPoP proof, once it has been checked."""

    @property
    def headers(self) -> Headers:
        if not hasattr(self, "_headers"):
            self._headers = _Headers(scope=self.scope)
        return self._headers

    @property
    def services(self) -> EdgeServices:
        services: EdgeServices = self.scope[SERVICES]
        return services

    @property
    def run(self) -> Runner:
        return self.services.runner

    @property
    def address(self) -> str:
        peer = self.scope.get("client")
        # Some proxies append to the line the client sent, some add a line of their own: both make one list (RFC 9110, 5.3).
        hops = ",".join(self.headers.getlist("x-forwarded-for"))
        return client_address(peer[0] if peer else "", hops or None, self.services.trusted_proxies, self._say_unreadable)

    def _say_unreadable(self, hop: str) -> None:
        """All clients of that proxy now count as one source, so the operator must be told, but only once."""
        UNREADABLE.inc()
        peer = self.scope["client"][0]
        if peer not in self.services.not_understood:
            self.services.not_understood.add(peer)
            log.warning("X-Forwarded-For not understood: all clients of this proxy count as one", proxy=peer, entry=hop[:LONGEST_HOP])

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")[:LONGEST_USER_AGENT]

    def anonymous(self) -> Caller:
        return Caller("anonymous", self.address, self.user_agent)

    def proven(self, token: str | None = None) -> Proven | Reason | None:
        """Who signed this request's DPoP proof, or the reason why it is not valid; None when there is no such header.

        A proof is good once, so the result of the first check is kept for the whole request.
        """
        if self._proof is None:
            self._proof = (self._check_proof(token),)
        return self._proof[0]

    @property
    def proof_mark(self) -> str | None:
        """The mark of the proof that identified this request's caller; None if no proof was required."""
        proven = self._proof[0] if self._proof else None
        return proven.mark if isinstance(proven, Proven) else None

    def _check_proof(self, token: str | None) -> Proven | Reason | None:
        proofs = self.headers.getlist("dpop")
        if not proofs:
            return None
        return self.services.proofs.check(proofs[0], self.method, self.url.path, token) if len(proofs) == 1 else Reason.INVALID_DPOP_PROOF

    def offer_nonce(self) -> None:
        self.answer_headers = {"DPoP-Nonce": self.services.proofs.nonce()}

    async def identify(self) -> Caller | Refused:
        """On whose behalf the request is made: a device, user or program by `Authorization`, else a session by cookie, else nobody."""
        scheme, _, credential = self.headers.get("authorization", "").partition(" ")
        if scheme:
            credential = credential.strip()
            if scheme.lower() not in ("bearer", "dpop") or not credential:
                return Refused(Reason.INVALID_TOKEN)
            identify = self._identify_by(credential)
        else:
            credential = self.cookies.get(self.services.cookie, "")
            identify = self.services.by_session
        return await identify(self, credential) if identify and credential else self.anonymous()

    def _identify_by(self, credential: str) -> "Identify | None":
        if credential.startswith(("hfp_", "hfs_")):
            return self.services.by_token
        return self.services.by_access_token if credential.count(".") == _DOTS_OF_JWT else self.services.by_device

    def check_shown_person(self, caller: Caller) -> None:
        """Raises `Refusal` if the page shows another user than `caller`, for example after somebody else signed in on another tab.

        The page names its user in a header. A link cannot send one, so it names the user in its query.
        """
        if caller.account_id is None:
            return
        shown = self.headers.get("x-signed-in-as") or (self.scope["query_string"] and self.query_params.get("signed_in_as"))
        if shown and shown != caller.id:
            raise Refusal(Reason.SIGNED_IN_AS_ANOTHER)

    def check_csrf(self, caller: Caller) -> None:
        """Raises `Refusal` if a changing call lacks the token that only our own page can know: browsers send cookies by themselves."""
        if caller.session_id is None or self.method in _SAFE_METHODS:
            return
        sent = self.headers.get("x-csrf-token", "")
        if not is_csrf_token(self.services.keys, caller.session_id, sent):
            raise Refusal(Reason.CSRF_FAILED)
        self.check_same_site()

    def check_same_site(self) -> None:
        """Raises `Refusal` (CSRF_FAILED) for a cross-site request.

        Signing in needs no CSRF token, since there is no session yet, but another site must still not be able to sign a browser in.
        """
        if self.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refusal(Reason.CSRF_FAILED)

    async def do(self, use_case: UseCase[W, V], command: W) -> V:
        """Runs the use case for this caller and returns its view. Raises `Refusal` when it is refused."""
        outcome = await self.run(use_case, command, self.caller)
        if isinstance(outcome, Done):
            return outcome.view
        raise Refusal(outcome.reason, outcome.retry_in, **outcome.extra)


def csrf_token(keys: Keys, session_id: SessionId) -> str:
    return base64url(keys.mac("csrf", session_id))


def is_csrf_token(keys: Keys, session_id: SessionId, sent: str) -> bool:
    given = sent.encode("utf-8", "replace")
    return any(same(given, base64url(mac).encode()) for mac in keys.macs("csrf", session_id))
