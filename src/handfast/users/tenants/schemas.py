"""What goes in and out of `/api/tenant`."""

from typing import Annotated, Any

from annotated_types import Interval
from pydantic import AfterValidator, ConfigDict, Field

from handfast.edge.schemas import Id, Reply
from handfast.edge.strict_json import Body
from handfast.kernel import masks
from handfast.kernel.bounds import Bounds
from handfast.kernel.callers import Role
from handfast.runner.context import Policy
from handfast.users.sessions.schemas import RoleName
from handfast.users.tenant_settings import (
    RANGES,
    TEXT_SHAPES,
    TEXTS,
    Approval,
    CodeLength,
    DeviceKey,
    DeviceLimitPolicy,
    LinkProof,
    NumberMatching,
    OffOn,
    OnLapse,
    RustDeskIdFormat,
    TenantSettings,
    as_dict,
)
from handfast.users.tenants.store import Tenant

_DEFAULTS = TenantSettings()


class PairingSettings(Reply):
    max_live_codes: int
    max_live_codes_per_person: int
    code_minutes: int
    code_length: CodeLength
    approval: Approval
    max_devices_per_person: int | None
    device_limit_policy: DeviceLimitPolicy
    device_key: DeviceKey
    credential_days: int
    rustdesk_id_format: RustDeskIdFormat
    link_proof: LinkProof
    on_lapse: OnLapse
    app_idle_days: int
    session_days: int | None
    trail_days: int | None
    rustdesk_host: str
    rustdesk_key: str
    rustdesk_relay: str
    support_contact: str
    digest_weekly: bool
    app_url: str
    pairing: OffOn
    linking: OffOn
    device_authorization: OffOn
    number_matching: NumberMatching
    prefilled_codes: bool
    user_code_mask: str
    second_factor_roles: list[RoleName]


class DaysAllowed(Reply):
    """What the operator of the server allows."""

    least: int
    most: int | None = Field(description="None for no end")


class Retention(Reply):
    session_days: DaysAllowed
    trail_days: DaysAllowed


class TenantView(Reply):
    id: Id
    name: str
    version: int
    settings: PairingSettings
    defaults: PairingSettings
    allowed: Retention = Field(description="Within which bounds the company chooses how long things are kept")


def _within(name: str) -> Interval:
    lowest, highest = RANGES[name]
    return Interval(ge=lowest, le=highest)


def _text(name: str) -> Any:
    return Field(max_length=TEXTS[name], pattern=TEXT_SHAPES[name])


def _without_defaults(schema: dict[str, Any]) -> None:
    """Removes the defaults: a setting that is not sent stays as it is, and a default in the API description would say otherwise."""
    for setting in schema["properties"].values():
        setting.pop("default", None)


def _each_once(roles: list[RoleName]) -> list[RoleName]:
    if len(set(roles)) != len(roles):
        raise ValueError("Name each role once")
    return roles


def _strong(mask: str) -> str:
    if not masks.is_mask(mask):
        raise ValueError("Codes of this form could be guessed: use at least seven letters (*) or ten digits (9)")
    return mask


class PairingSettingsChange(Body):
    """Any of the settings; what is not sent stays as it is."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    max_live_codes: Annotated[int, _within("max_live_codes")] = _DEFAULTS.max_live_codes
    max_live_codes_per_person: Annotated[int, _within("max_live_codes_per_person")] = _DEFAULTS.max_live_codes_per_person
    code_minutes: Annotated[int, _within("code_minutes")] = _DEFAULTS.code_minutes
    code_length: CodeLength = _DEFAULTS.code_length
    approval: Approval = _DEFAULTS.approval
    max_devices_per_person: Annotated[int, _within("max_devices_per_person")] | None = None
    device_limit_policy: DeviceLimitPolicy = _DEFAULTS.device_limit_policy
    device_key: DeviceKey = _DEFAULTS.device_key
    credential_days: Annotated[int, _within("credential_days")] = _DEFAULTS.credential_days
    rustdesk_id_format: RustDeskIdFormat = _DEFAULTS.rustdesk_id_format
    link_proof: LinkProof = _DEFAULTS.link_proof
    on_lapse: OnLapse = _DEFAULTS.on_lapse
    app_idle_days: Annotated[int, _within("app_idle_days")] = _DEFAULTS.app_idle_days
    session_days: Annotated[int, _within("session_days")] | None = None
    trail_days: Annotated[int, _within("trail_days")] | None = None
    rustdesk_host: Annotated[str, _text("rustdesk_host")] = _DEFAULTS.rustdesk_host
    rustdesk_key: Annotated[str, _text("rustdesk_key")] = _DEFAULTS.rustdesk_key
    rustdesk_relay: Annotated[str, _text("rustdesk_relay")] = _DEFAULTS.rustdesk_relay
    support_contact: Annotated[str, _text("support_contact")] = _DEFAULTS.support_contact
    digest_weekly: bool = _DEFAULTS.digest_weekly
    app_url: Annotated[str, _text("app_url")] = _DEFAULTS.app_url
    pairing: OffOn = _DEFAULTS.pairing
    linking: OffOn = _DEFAULTS.linking
    device_authorization: OffOn = _DEFAULTS.device_authorization
    number_matching: NumberMatching = _DEFAULTS.number_matching
    prefilled_codes: bool = _DEFAULTS.prefilled_codes
    user_code_mask: Annotated[str, _text("user_code_mask"), AfterValidator(_strong)] = _DEFAULTS.user_code_mask
    second_factor_roles: Annotated[list[RoleName], Field(max_length=len(Role)), AfterValidator(_each_once)] = []  # noqa: RUF012


class TenantChange(Body):
    version: int
    name: str | None = Field(default=None, max_length=400)
    settings: PairingSettingsChange = Field(default_factory=PairingSettingsChange)


def _days(bounds: Bounds) -> DaysAllowed:
    return DaysAllowed(least=bounds.least, most=bounds.most)


def tenant_reply(tenant: Tenant, policy: Policy) -> TenantView:
    return TenantView(
        id=tenant.id,
        name=tenant.name,
        version=tenant.version,
        settings=PairingSettings(**as_dict(tenant.settings)),
        defaults=PairingSettings(**as_dict(_DEFAULTS)),
        allowed=Retention(session_days=_days(policy.session_days), trail_days=_days(policy.trail_days)),
    )
