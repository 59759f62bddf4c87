"""The policy. Every route names one of these actions; the server does not start with a route that names another (`edge/route.py`).

Whatever the action, a caller only reaches rows of their own tenant, and the id of another tenant is answered like an unknown id.
"""

from dataclasses import dataclass

from handfast.kernel.callers import RANK, Caller, Role

_OWNER = frozenset({Role.OWNER})
_ADMINS = _OWNER | {Role.ADMIN}
_MANAGERS = _ADMINS | {Role.MANAGER}
_INSTALLERS = _MANAGERS | {Role.INSTALLER}
_DESK = _ADMINS | {Role.SUPPORT}
_ONLOOKERS = _MANAGERS | {Role.VIEWER}
_CUSTOMERS = frozenset({Role.CUSTOMER})
_EVERYONE = frozenset(Role)

OWN_CODES_ONLY = frozenset({Role.INSTALLER})
"""Roles that reach only their own pairing codes, and only devices that were paired with those; `access/sight.py` makes SQL of it."""

SCOPES = {
    "codes:write": "Make, send and cancel pairing codes",
    "devices:read": "See devices and check their tokens",
    "devices:write": "Rename, enable, disable, approve and delete devices",
    "people:read": "See people",
    "people:write": "Invite, change and disable people",
    "links:read": "See RustDesk devices, their customers, and subscriptions",
    "links:write": "Add, assign, exempt and clean up RustDesk devices",
    "subscriptions:write": "Set customers' subscriptions",
    "audit:read": "Read the audit trail",
    "tenant:write": "Change the settings",
}


@dataclass(frozen=True, slots=True)
class Rule:
    says: str
    roles: frozenset[Role] = frozenset()
    scope: str | None = None
    """The scope that a token needs, a person's or a service account's; without one, the action requires a signed-in session."""
    device: bool = False
    operator: bool = False
    """Whether a session that acts for the server may do it."""
    anyone: bool = False
    before_second_factor: bool = False
    """Whether it may be done by somebody of whom a second factor is required who has none yet: what it takes to set one up, or leave."""
    of_account: bool = False
    """Whether it concerns the account in all its companies. A session that a company's own provider opened may not do it."""
    while_suspended: bool = False
    """Whether the session of somebody whose company is suspended may do it all the same."""
    own: bool = False
    """Whether it reaches nothing of anybody else, and so gives no power over others (`may_give`)."""
    narrowed: bool = False
    """Whether it reaches pairing codes or devices, and so only some of them for a role of OWN_CODES_ONLY."""


POLICY: dict[str, Rule] = {
    # The public side
    "server.look": Rule("See the server's name and version", anyone=True),
    "server.set_up": Rule("Set up the server, with the one-time link", anyone=True),
    "session.start": Rule("Sign in", anyone=True, while_suspended=True),
    "sso.start": Rule("Sign in at a provider, and come back from it", anyone=True),
    "sso.log_out": Rule("Report a logout, signed by a provider", anyone=True),
    "session.look": Rule("Ask who is signed in", _EVERYONE, operator=True, while_suspended=True, before_second_factor=True),
    "password.reset": Rule("Reset a forgotten password by mail", anyone=True),
    "invitation.redeem": Rule("Accept an invitation", anyone=True, while_suspended=True),
    "notice.confirm": Rule("Confirm that warnings may be sent to one's address, with the link that was sent there", anyone=True),
    "pairing.redeem": Rule("Preview and redeem a pairing code, on a device", anyone=True),
    "webhook.stripe": Rule("Report subscription events, signed by Stripe", anyone=True),
    "oauth.speak": Rule("Ask for a device to be let in, and get, check and give up tokens, as an OAuth client", anyone=True),
    "oauth.look": Rule("See the metadata and the keys of OAuth, and what was revoked", anyone=True),
    "client.speak": Rule("Use the API of the stock RustDesk client", anyone=True),
    # Companies, for the operator of the server
    "company.list": Rule("See the companies of the server", operator=True),
    "company.create": Rule("Make a company", operator=True),
    "company.change": Rule("Rename, limit, suspend and resume a company", operator=True),
    "company.close": Rule("Close and reopen a company", operator=True),
    "company.export": Rule("Export all data of a company", operator=True),
    # One's own account
    "session.switch": Rule(
        "Go on for another company, or for the server",
        _EVERYONE,
        operator=True,
        of_account=True,
        while_suspended=True,
        before_second_factor=True,
    ),
    "session.end": Rule("Sign out, here or everywhere", _EVERYONE, operator=True, while_suspended=True, before_second_factor=True),
    "session.confirm": Rule("Confirm that it is oneself", _EVERYONE, operator=True, before_second_factor=True),
    "second_factor.look": Rule(
        "See whether one's own second factor is on", _EVERYONE, operator=True, of_account=True, before_second_factor=True
    ),
    "second_factor.change": Rule(
        "Turn one's own second factor on or off", _EVERYONE, operator=True, of_account=True, before_second_factor=True
    ),
    "session.list": Rule("See one's own sessions", _EVERYONE, operator=True),
    "password.change": Rule("Change one's own password", _EVERYONE, operator=True, of_account=True),
    "sign_in_methods.look": Rule("See one's own ways to sign in", _EVERYONE, operator=True, before_second_factor=True),
    "sso.connect": Rule("Connect one's own account with a provider", _EVERYONE, operator=True, of_account=True),
    "token.list": Rule("See one's own access tokens", _EVERYONE),
    "token.create": Rule("Make an access token", _EVERYONE),
    "token.revoke": Rule("Revoke an access token", _EVERYONE),
    # Codes
    "invite.issue": Rule("Make pairing codes", _INSTALLERS, "codes:write"),
    "invite.list": Rule("See pairing codes", _INSTALLERS | _ONLOOKERS, "devices:read", narrowed=True),
    "invite.cancel": Rule("Cancel a pairing code", _INSTALLERS, "codes:write", narrowed=True),
    "invite.send": Rule("Send a pairing code by e-mail", _INSTALLERS, "codes:write", narrowed=True),
    # Devices
    "grant.approve": Rule("Approve or deny a device that shows a code", _INSTALLERS),
    "device.list": Rule("See devices", _INSTALLERS | _ONLOOKERS | _DESK, "devices:read", narrowed=True),
    "device.rename": Rule("Rename a device", _INSTALLERS, "devices:write", narrowed=True),
    "device.switch": Rule("Enable or disable a device", _MANAGERS, "devices:write", narrowed=True),
    "device.approve": Rule("Approve or reject a waiting device", _INSTALLERS, "devices:write", narrowed=True),
    "device.replace": Rule("Let a device replace its older entry", _INSTALLERS, "devices:write", narrowed=True),
    "device.delete": Rule("Delete a device", _INSTALLERS, "devices:write", narrowed=True),
    "device.validate": Rule("Check a device's token", _INSTALLERS | _ONLOOKERS, "devices:read", device=True, narrowed=True),
    "device.self": Rule("Act as a device: read its own record, send heartbeats, renew its credential, unpair", device=True),
    "live.join": Rule("Receive live events", _INSTALLERS | _ONLOOKERS | _DESK, "devices:read", narrowed=True),
    # A customer's own device
    "link.code": Rule("See one's own personal code", _CUSTOMERS, own=True),
    "link.look": Rule("See one's own linked device and subscription", _CUSTOMERS, own=True),
    "link.change": Rule("Link one's own RustDesk device, change it or give it up", _CUSTOMERS, own=True),
    "link.approve": Rule("Approve or deny a request of the RustDesk app on one's own device", _EVERYONE, own=True),
    # Customers and their devices
    "rustdesk.configure": Rule("See the configuration of RustDesk clients", _EVERYONE - {Role.STAFF}, own=True),
    "rustdesk.unpaired": Rule("See which RustDesk devices are unpaired", _DESK, "links:read"),
    "rustdesk.sessions": Rule("See the sessions of a RustDesk device", _DESK, "links:read"),
    "rustdesk.end_session": Rule("End a session that runs on a RustDesk device", _DESK, "links:write"),
    "rustdesk.add": Rule("Add a RustDesk device by hand", _DESK, "links:write"),
    "rustdesk.assign": Rule("Assign a RustDesk device to a customer, or unassign it", _DESK, "links:write"),
    "rustdesk.exempt": Rule("Exempt a RustDesk device from the pairing requirement", _DESK, "links:write"),
    "rustdesk.abandoned": Rule("See abandoned and removed RustDesk devices", _DESK, "links:read"),
    "rustdesk.clean_up": Rule("Remove abandoned RustDesk devices, and restore them", _ADMINS, "links:write"),
    "customer.look_up": Rule("Look a customer up by e-mail, personal code or RustDesk ID", _DESK, "links:read"),
    "subscription.list": Rule("See subscriptions", _DESK, "links:read"),
    "subscription.set": Rule("Set a customer's subscription", _ADMINS, "subscriptions:write"),
    "webhook.secrets": Rule("Manage the signing secrets of the Stripe webhook", _ADMINS),
    # Users, settings and audit trail
    "person.list": Rule("See people", _ADMINS, "people:read"),
    "person.invite": Rule("Invite people", _ADMINS, "people:write"),
    "person.change": Rule("Change, disable and enable people", _ADMINS, "people:write"),
    "service.list": Rule("See service accounts", _ADMINS),
    "service.change": Rule("Make, change and revoke service accounts and their tokens", _ADMINS),
    "client.list": Rule("See OAuth clients", _ADMINS, operator=True),
    "client.change": Rule("Register, change and delete OAuth clients, and change their secrets", _ADMINS, operator=True),
    "sso.configure": Rule("Manage the company's single sign-on", _ADMINS),
    "tenant.look": Rule("See the settings", _ONLOOKERS, "devices:read"),
    "tenant.change": Rule("Change the settings", _ADMINS, "tenant:write"),
    "notice.recipients": Rule("Choose to which further addresses warnings are sent", _ADMINS),
    "notice.read": Rule("Read the notices about the company", _ADMINS),
    "audit.read": Rule("Read the audit trail", _ONLOOKERS, "audit:read"),
}


def may(caller: Caller, action: str) -> bool:
    rule = POLICY[action]
    if rule.anyone:
        return True
    if caller.kind == "device":
        return rule.device
    if rule.of_account and caller.company_only:
        return False
    if caller.kind == "operator":
        return rule.operator
    if caller.kind == "service":
        return rule.scope is not None and rule.scope in (caller.scopes or ())
    if caller.kind != "person" or caller.role not in rule.roles or (caller.is_suspended and not rule.while_suspended):
        return False
    return caller.scopes is None or (rule.scope is not None and rule.scope in caller.scopes)


def waits_for_second_factor(caller: Caller, action: str) -> bool:
    """Whether the caller must set up a second factor before they may do this."""
    rule = POLICY[action]
    return caller.needs_second_factor and not rule.anyone and not rule.before_second_factor


def actions_of(role: Role, *, is_suspended: bool = False, company_only: bool = False) -> list[str]:
    """What the screens may offer a signed-in user of this role. `company_only`: in a session that the company's own provider opened."""
    return [
        action
        for action, rule in POLICY.items()
        if role in rule.roles and (rule.while_suspended or not is_suspended) and not (rule.of_account and company_only)
    ]


def actions_of_operators() -> list[str]:
    """What the screens may offer an operator who acts for the server."""
    return [action for action, rule in POLICY.items() if rule.operator]


def may_give(giver: Role, role: Role) -> bool:
    """Whether `giver` may give or take away `role`: nobody gives or takes away more than they have themselves.

    The rank alone does not say so of roles that are beside each other: a manager ranks above support, and may less.
    """
    return RANK[giver] >= RANK[role] and _powers(role) <= _powers(giver)


def _powers(role: Role) -> frozenset[tuple[str, bool]]:
    """The actions by which the role reaches what is not its own, each with whether it reaches only what came of its own codes."""
    powers = set()
    for action in actions_of(role):
        if not POLICY[action].own:
            powers.add((action, True))
            if not is_narrow(role, action):
                powers.add((action, False))
    return frozenset(powers)


def is_narrow(role: Role, action: str) -> bool:
    """Whether the role may do this only with what came of its own pairing codes."""
    return POLICY[action].narrowed and role in OWN_CODES_ONLY
