"""What goes in and out of `/api/session` and `/api/sessions`, and the reply of every route that signs a user in."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from handfast.access.policy import actions_of, actions_of_operators
from handfast.edge.calls import Call, csrf_token
from handfast.edge.cookies import set_cookie, set_step_cookie
from handfast.edge.problems import Refusal
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.kernel.time import SECOND
from handfast.users.passkeys.challenges import Place
from handfast.users.passkeys.rules import bound_to_session
from handfast.users.passkeys.schemas import PasskeyUsed, assertion_of
from handfast.users.passkeys.use import ShownPasskey
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.rules import SESSION_LIFE
from handfast.users.second_factors.next_step import Method, NextStep
from handfast.users.second_factors.rules import LONGEST_CODE
from handfast.users.second_factors.verify import SecondFactor
from handfast.users.sessions.list_memberships import list_memberships
from handfast.users.sessions.opening import SignedIn
from handfast.users.sessions.store import OwnSession
from handfast.users.store import Member, StoredMember
from handfast.users.tenant_settings import parse

DeviceCodes = Literal["off", "typed", "prefilled"]
RoleName = Literal["owner", "admin", "manager", "support", "installer", "staff", "viewer", "customer"]


class SignInRequest(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=LONGEST_INPUT)
    tenant_id: str | None = Field(default=None, max_length=100)
    """Which company to act for; without it the one that was used last."""


class ConfirmationRequest(Body):
    """One of the four. An account with a second factor needs one of the last three."""

    current_password: str | None = Field(default=None, max_length=LONGEST_INPUT)
    code: str | None = Field(default=None, max_length=LONGEST_CODE)
    recovery_code: str | None = Field(default=None, max_length=LONGEST_CODE)
    passkey: PasskeyUsed | None = None
    """For the challenge of `POST /api/session/confirm/passkey`."""


class NextStepReply(Reply):
    """The password was right; the sign-in ends with a second factor, in this browser."""

    status_code: ClassVar[int] = 202

    code: Literal["SECOND_FACTOR_REQUIRED"] = "SECOND_FACTOR_REQUIRED"
    token: str
    methods: list[Method]
    expires_in: int
    """Seconds."""


class SwitchRequest(Body):
    tenant_id: str | None = Field(max_length=100)
    """None for the server, as its operator."""


class SessionLine(Reply):
    id: Id
    created_at: Timestamp
    last_seen_at: Timestamp
    address: str
    user_agent: str
    tenant_name: str | None
    """None if it acts for the server."""
    current: bool


class SessionList(Reply):
    items: list[SessionLine]


class SessionPerson(Reply):
    id: str
    name: str
    email: str
    role: RoleName | None
    """None while the session acts for the server."""


class SessionTenant(Reply):
    id: str
    name: str


class Suspension(Reply):
    """Why a session can do nothing but go on elsewhere or sign out."""

    since: Timestamp
    closing_at: Timestamp | None
    """When the company will be deleted; None unless it is being closed."""


class Membership(Reply):
    tenant: SessionTenant
    role: RoleName


class Session(Reply):
    person: SessionPerson
    tenant: SessionTenant | None
    """None while the session acts for the server."""
    suspended: Suspension | None
    """None unless the company is suspended, or being closed."""
    memberships: list[Membership]
    """The companies that this account may act for."""
    operator: bool
    """Whether it may act for the server."""
    company_only: bool
    """Whether the company's own provider signed in: the session is for this company, and for nothing else of the account."""
    csrf_token: str
    can: list[str]
    device_codes: DeviceCodes
    """Whether the company lets in devices that show a code, and whether a link may fill that in for whoever approves."""
    needs_second_factor: bool
    """Whether one is required and there is none: until then the account may do nothing but set it up."""


def next_step_reply(call: Call, view: NextStep) -> NextStepReply:
    """Also sets the cookie that the token is bound to."""
    set_step_cookie(call, view.browser.reveal() if view.browser else "", view.expires_in // SECOND)
    return NextStepReply(token=view.token.reveal(), methods=list(view.methods), expires_in=view.expires_in // SECOND)


def second_factor_of(code: str | None, recovery_code: str | None, passkey: PasskeyUsed | None, place: Place) -> SecondFactor:
    """Raises `Refusal` unless exactly one of them was sent."""
    if sum(one is not None for one in (code, recovery_code, passkey)) != 1:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "code", "message": "Send a code, a recovery code or a passkey"}])
    shown = ShownPasskey(assertion_of(passkey), place) if passkey is not None else None
    typed, recovery = (Secret(one) if one is not None else None for one in (code, recovery_code))
    return SecondFactor(typed, recovery, shown)


def confirmation_of(call: Call, body: ConfirmationRequest) -> Secret | SecondFactor:
    if body.current_password is None:
        place = Place(bound_to_session(call.caller.session_id or SessionId("")), "confirm")
        return second_factor_of(body.code, body.recovery_code, body.passkey, place)
    if any(one is not None for one in (body.code, body.recovery_code, body.passkey)):
        raise Refusal(
            Reason.INVALID_INPUT, errors=[{"field": "current_password", "message": "Send either the password or a second factor"}]
        )
    return Secret(body.current_password)


async def reply_to(call: Call, view: SignedIn) -> Session:
    """The body of the reply; also sets the cookie when the session is new."""
    if view.cookie is not None:
        set_cookie(call, view.cookie.reveal(), SESSION_LIFE // SECOND)
    member, theirs = view.member, await call.do(list_memberships, view)
    suspended = _suspension(member)
    return Session(
        person=SessionPerson(
            id=member.id if member else view.account_id, name=view.name, email=view.email, role=member.role.value if member else None
        ),
        tenant=SessionTenant(id=member.tenant_id, name=member.tenant_name) if member else None,
        suspended=suspended,
        memberships=[
            Membership(tenant=SessionTenant(id=one.tenant_id, name=one.tenant_name), role=one.role.value) for one in theirs.members
        ],
        operator=theirs.is_operator,
        csrf_token=csrf_token(call.services.keys, view.session_id),
        company_only=view.company_only,
        can=actions_of(member.role, is_suspended=suspended is not None, company_only=view.company_only)
        if member
        else actions_of_operators(),
        device_codes=_device_codes(member),
        needs_second_factor=theirs.needs_second_factor and suspended is None,
    )


def _suspension(member: Member | None) -> Suspension | None:
    """Of who was just made a member of a new company, less is known: it is not suspended."""
    if not isinstance(member, StoredMember) or member.suspended_at is None:
        return None
    return Suspension(since=member.suspended_at, closing_at=member.closing_at)


def _device_codes(member: Member | None) -> DeviceCodes:
    """A new company has chosen nothing yet; a session that acts for the server lets no device in."""
    if not isinstance(member, StoredMember):
        return "off"
    settings = parse(member.tenant_settings)
    if settings.device_authorization == "off":
        return "off"
    return "prefilled" if settings.prefilled_codes else "typed"


def sessions_reply(lines: Sequence[OwnSession], current: SessionId | None) -> SessionList:
    return SessionList(
        items=[
            SessionLine(
                id=line.id,
                created_at=line.created_at,
                last_seen_at=line.last_seen_at,
                address=line.address,
                user_agent=line.user_agent,
                tenant_name=line.tenant_name,
                current=line.id == current,
            )
            for line in lines
        ]
    )
