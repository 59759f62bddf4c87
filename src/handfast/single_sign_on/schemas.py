"""What goes in and out of `/api/sso` and `/api/tenant/sso`."""

import json
from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field

from handfast.edge.calls import Call
from handfast.edge.schemas import GivenId, Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.secrets import Secret
from handfast.single_sign_on.complete import Completed, ProviderAnswer
from handfast.single_sign_on.list_providers import OfferedProvider, SignInMethods
from handfast.single_sign_on.relying_party import Metadata, RelyingParty
from handfast.single_sign_on.rules import LONGEST_ISSUER, LONGEST_VALUE
from handfast.single_sign_on.set_provider import SetProvider
from handfast.single_sign_on.store import StoredProvider

GivenRole = Literal["admin", "manager", "support", "installer", "staff", "viewer", "customer"]
"""The roles that a provider may give. Owners are made by owners."""
MOST_ROLES = 50
MOST_DOMAINS = 50


class ProvidersQuery(BaseModel):
    company: GivenId | None = None


class OfferedProviderView(Reply):
    company: Id | None
    """None for the provider of the whole server."""
    name: str


class OfferedProviders(Reply):
    items: list[OfferedProviderView]


class SignInStart(Body):
    company: GivenId | None = None
    """Whose provider; None for that of the whole server."""
    return_to: str | None = Field(default=None, max_length=500)
    """A path of this server to go on at."""


class ConfirmationStart(Body):
    return_to: str | None = Field(default=None, max_length=500)


class ProviderAddress(Reply):
    url: str
    """Where the browser goes on."""


class SignOutReply(Reply):
    url: str | None
    """Where the browser can sign out at the provider, too."""


class CallbackQuery(BaseModel):
    """What a provider answers: `code` or `error`. Others of its parameters are ignored."""

    state: str | None = None
    code: str | None = None
    error: str | None = None
    iss: str | None = None


class ConnectionRequest(Body):
    token: str = Field(max_length=100)


class RoleOfValue(Body):
    value: str = Field(min_length=1, max_length=LONGEST_VALUE)
    role: GivenRole


class ProviderRequest(Body):
    version: int | None = None
    """The one that was seen; None for the first provider."""
    name: str = Field(max_length=400)
    issuer: str = Field(max_length=LONGEST_ISSUER)
    client_id: str = Field(max_length=400)
    client_secret: str | None = Field(default=None, max_length=2_000)
    """None to keep the one that is set."""
    scopes: str = Field(default="openid email profile", max_length=400)
    role_claim: str = Field(default="", max_length=LONGEST_VALUE)
    roles: list[RoleOfValue] = Field(default=[], max_length=MOST_ROLES)
    default_role: GivenRole | None = None
    domains: list[Annotated[str, Field(max_length=300)]] = Field(default=[], max_length=MOST_DOMAINS)
    enabled: bool = True


class CheckRequest(Body):
    issuer: str = Field(max_length=LONGEST_ISSUER)


class CheckReply(Reply):
    problem: str | None
    """What is wrong, as a sentence."""
    keys: int
    """How many keys for signatures the provider publishes."""
    logout: bool
    """Whether the browser can sign out there, too."""
    backchannel_logout: bool
    """Whether the provider reports that somebody signed out."""


class RoleOfValueView(Reply):
    value: str
    role: str


class CompanyProvider(Reply):
    version: int
    name: str
    issuer: str
    client_id: str
    scopes: str
    role_claim: str
    roles: list[RoleOfValueView]
    default_role: str | None
    domains: list[str]
    enabled: bool


class CompanySingleSignOn(Reply):
    provider: CompanyProvider | None
    redirect_uri: str
    """What the client at the provider needs."""
    sign_in_url: str
    """The page at which people of this company sign in."""
    backchannel_logout_uri: str


class ConnectedProvider(Reply):
    issuer: str
    company: str | None
    """The name of the company whose provider it is; None for that of the server."""
    connected_at: Timestamp


class OwnSignInMethods(Reply):
    password: bool
    providers: list[ConnectedProvider]
    confirm_by: str | None
    """The name of the provider that can confirm this session."""


def offered_reply(offered: Sequence[OfferedProvider]) -> OfferedProviders:
    return OfferedProviders(items=[OfferedProviderView(company=one.tenant_id, name=one.name) for one in offered])


def answer_of(call: Call, query: CallbackQuery) -> ProviderAnswer:
    return ProviderAnswer(query.state or "", Secret(call.cookies.get(sso_cookie(call), "")), query.code, query.error, query.iss)


def sso_cookie(call: Call) -> str:
    """The cookie that binds the way to a provider and back to this browser."""
    return f"{call.services.cookie}-sso"


def sso_cookie_line(call: Call, value: str, seconds: int) -> str:
    """`Lax`: the browser comes back from the provider, which is another site."""
    secure = "; Secure" if call.services.secure else ""
    return f"{sso_cookie(call)}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def command_of(body: ProviderRequest) -> SetProvider:
    return SetProvider(
        body.version,
        body.name,
        body.issuer,
        body.client_id,
        Secret(body.client_secret.strip()) if body.client_secret is not None else None,
        body.scopes,
        body.role_claim,
        [(one.value, Role(one.role)) for one in body.roles],
        Role(body.default_role) if body.default_role else None,
        body.domains,
        body.enabled,
    )


def company_reply(call: Call, stored: StoredProvider | None) -> CompanySingleSignOn:
    url, tenant_id = call.services.public_url, call.caller.tenant
    return CompanySingleSignOn(
        provider=_provider_view(stored) if stored else None,
        redirect_uri=call.services.part(RelyingParty).redirect_uri,
        sign_in_url=f"{url}/sign-in?company={tenant_id}",
        backchannel_logout_uri=f"{url}/api/sso/backchannel-logout",
    )


def _provider_view(stored: StoredProvider) -> CompanyProvider:
    return CompanyProvider(
        version=stored.version,
        name=stored.name,
        issuer=stored.issuer,
        client_id=stored.client_id,
        scopes=stored.scopes,
        role_claim=stored.role_claim,
        roles=[RoleOfValueView(value=value, role=role) for value, role in json.loads(stored.roles)],
        default_role=stored.default_role,
        domains=json.loads(stored.domains),
        enabled=bool(stored.enabled),
    )


def check_reply(metadata: Metadata, keys: int) -> CheckReply:
    has_logout = metadata.end_session_endpoint is not None
    return CheckReply(problem=None, keys=keys, logout=has_logout, backchannel_logout=metadata.has_backchannel_logout)


def methods_reply(methods: SignInMethods) -> OwnSignInMethods:
    connected = [ConnectedProvider(issuer=one.issuer, company=one.tenant_name, connected_at=one.created_at) for one in methods.connected]
    return OwnSignInMethods(password=methods.has_password, providers=connected, confirm_by=methods.confirmed_by)


def page_after(completed: Completed, token: str | None = None) -> str:
    """The page that the browser goes on at. A token travels behind the #, which no server and no log gets to see."""
    if token is None:
        return completed.return_to
    company = f"company={quote(completed.provider.tenant_id)}&" if completed.provider.tenant_id else ""
    return f"/sign-in?{company}next={quote(completed.return_to, safe='')}#{token}"


def page_of_refusal(reason: str, company: TenantId | None) -> str:
    return f"/sign-in?sso={reason}" + (f"&company={quote(company)}" if company else "")
