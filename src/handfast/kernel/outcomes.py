"""What a use case answers: it is done, or it is refused. Both commit what the use case wrote; only an exception undoes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from handfast.kernel.ids import TenantId

V = TypeVar("V", covariant=True)
SubjectKind = Literal["device", "invite", "person", "service", "tenant", "token", "session", "server"]


@dataclass(frozen=True, slots=True)
class Subject:
    kind: SubjectKind
    id: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Something that happened. `kind` is a row of `events/catalog.py`, which says who hears of it."""

    kind: str
    tenant_id: TenantId | None
    subject: Subject
    details: dict[str, Any] = field(default_factory=dict)
    version: int = 0


class Reason(StrEnum):
    """Why something is refused: the stable `code` of the answer. Status and sentence are in `edge/problems.py`."""

    ACCOUNT_DISABLED = "ACCOUNT_DISABLED"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    ALREADY_LINKED = "ALREADY_LINKED"
    ALREADY_SET_UP = "ALREADY_SET_UP"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    BUSY = "BUSY"
    CODE_ALREADY_USED = "CODE_ALREADY_USED"
    CODE_EXPIRED = "CODE_EXPIRED"
    CODE_NOT_FOUND = "CODE_NOT_FOUND"
    CSRF_FAILED = "CSRF_FAILED"
    DEVICE_BLOCKED = "DEVICE_BLOCKED"
    DEVICE_DISABLED = "DEVICE_DISABLED"
    DEVICE_KEY_REQUIRED = "DEVICE_KEY_REQUIRED"
    DEVICE_LIMIT = "DEVICE_LIMIT"
    DEVICE_LINKED_ELSEWHERE = "DEVICE_LINKED_ELSEWHERE"
    DEVICE_NOT_HEARD = "DEVICE_NOT_HEARD"
    DEVICE_QUOTA = "DEVICE_QUOTA"
    EMAIL_TAKEN = "EMAIL_TAKEN"
    FORBIDDEN = "FORBIDDEN"
    FOREIGN_CODE = "FOREIGN_CODE"
    HEADERS_TOO_LARGE = "HEADERS_TOO_LARGE"
    INTERNAL = "INTERNAL"
    INVALID_CODE = "INVALID_CODE"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    INVALID_DPOP_PROOF = "INVALID_DPOP_PROOF"
    INVALID_FORMAT = "INVALID_FORMAT"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_TOKEN = "INVALID_TOKEN"
    LAST_OPERATOR = "LAST_OPERATOR"
    LAST_OWNER = "LAST_OWNER"
    LAST_SECOND_FACTOR = "LAST_SECOND_FACTOR"
    LINK_EXPIRED = "LINK_EXPIRED"
    MAIL_NOT_CONFIGURED = "MAIL_NOT_CONFIGURED"
    MALFORMED_REQUEST = "MALFORMED_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    MISSING_FIELD = "MISSING_FIELD"
    NOTHING_TO_UPDATE = "NOTHING_TO_UPDATE"
    NO_PASSKEY = "NO_PASSKEY"
    NO_SECOND_FACTOR = "NO_SECOND_FACTOR"
    NOT_FOUND = "NOT_FOUND"
    NOT_WAITING = "NOT_WAITING"
    PAIRING_REJECTED = "PAIRING_REJECTED"
    PASSKEYS_UNAVAILABLE = "PASSKEYS_UNAVAILABLE"
    PASSKEY_EXPIRED = "PASSKEY_EXPIRED"
    PASSKEY_NOT_ACCEPTED = "PASSKEY_NOT_ACCEPTED"
    PEOPLE_QUOTA = "PEOPLE_QUOTA"
    RATE_LIMITED = "RATE_LIMITED"
    REAUTHENTICATION_REQUIRED = "REAUTHENTICATION_REQUIRED"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    RUSTDESK_ID_TAKEN = "RUSTDESK_ID_TAKEN"
    ROLE_TOO_HIGH = "ROLE_TOO_HIGH"
    SECOND_FACTOR_NEEDED = "SECOND_FACTOR_NEEDED"
    SECOND_FACTOR_ON = "SECOND_FACTOR_ON"
    SECOND_FACTOR_REQUIRED = "SECOND_FACTOR_REQUIRED"
    SELF = "SELF"
    SERVICE_ACCOUNT_EXPIRED = "SERVICE_ACCOUNT_EXPIRED"
    SERVICE_ACCOUNT_LIMIT = "SERVICE_ACCOUNT_LIMIT"
    SETUP_TOKEN_WRONG = "SETUP_TOKEN_WRONG"
    SIGNED_IN_AS_ANOTHER = "SIGNED_IN_AS_ANOTHER"
    SIGN_IN_FIRST = "SIGN_IN_FIRST"
    SIGN_IN_STEP_EXPIRED = "SIGN_IN_STEP_EXPIRED"
    SUBSCRIPTION_REQUIRED = "SUBSCRIPTION_REQUIRED"
    TENANT_CLOSING = "TENANT_CLOSING"
    TENANT_SUSPENDED = "TENANT_SUSPENDED"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    TOO_MANY_LIVE_CODES = "TOO_MANY_LIVE_CODES"
    TOO_MANY_PASSKEYS = "TOO_MANY_PASSKEYS"
    TYPED_ENTRY_OFF = "TYPED_ENTRY_OFF"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNAVAILABLE = "UNAVAILABLE"
    UNKNOWN_HOST = "UNKNOWN_HOST"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    USE_DPOP_NONCE = "USE_DPOP_NONCE"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    WEAK_PASSWORD = "WEAK_PASSWORD"
    WRONG_DIGITS = "WRONG_DIGITS"
    WRONG_PASSWORD = "WRONG_PASSWORD"
    WRONG_SECOND_FACTOR = "WRONG_SECOND_FACTOR"


@dataclass(frozen=True, slots=True)
class Done(Generic[V]):
    view: V
    events: Sequence[DomainEvent] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason
    retry_in: int | None = None
    """Milliseconds until another try may succeed."""
    extra: dict[str, Any] = field(default_factory=dict)
    events: Sequence[DomainEvent] = ()
