"""Who may do what, written out by hand from the requirements, so that a slip in the policy cannot hide in tests that read the policy.

A new action gets a line here, in the same commit. A role with a star reaches only its own pairing codes, and devices paired with those.
"""

from dataclasses import dataclass

_WRITTEN = """
server.look             anyone
server.set_up           anyone
session.start           anyone
password.reset          anyone
invitation.redeem       anyone
notice.confirm          anyone
pairing.redeem          anyone
webhook.stripe          anyone
client.speak            anyone
oauth.speak             anyone
oauth.look              anyone

company.list            operator
company.create          operator
company.change          operator
company.close           operator
company.export          operator

sso.start               anyone
sso.log_out             anyone

session.look            owner admin manager support installer staff viewer customer operator
session.switch          owner admin manager support installer staff viewer customer operator
session.end             owner admin manager support installer staff viewer customer operator
session.confirm         owner admin manager support installer staff viewer customer operator
second_factor.look      owner admin manager support installer staff viewer customer operator
second_factor.change    owner admin manager support installer staff viewer customer operator
session.list            owner admin manager support installer staff viewer customer operator
password.change         owner admin manager support installer staff viewer customer operator
sign_in_methods.look    owner admin manager support installer staff viewer customer operator
sso.connect             owner admin manager support installer staff viewer customer operator
token.list              owner admin manager support installer staff viewer customer
token.create            owner admin manager support installer staff viewer customer
token.revoke            owner admin manager support installer staff viewer customer

invite.issue            owner admin manager installer        codes:write
invite.list             owner admin manager installer* viewer devices:read
invite.cancel           owner admin manager installer*       codes:write
invite.send             owner admin manager installer*       codes:write

grant.approve           owner admin manager installer
device.list             owner admin manager support installer* viewer devices:read
device.rename           owner admin manager installer*       devices:write
device.switch           owner admin manager                  devices:write
device.approve          owner admin manager installer*       devices:write
device.replace          owner admin manager installer*       devices:write
device.delete           owner admin manager installer*       devices:write
device.validate         owner admin manager installer* viewer device devices:read
device.self             device
live.join               owner admin manager support installer* viewer devices:read

link.code               customer
link.look               customer
link.change             customer
link.approve            owner admin manager support installer staff viewer customer

rustdesk.configure      owner admin manager support installer viewer customer
rustdesk.unpaired       owner admin support                  links:read
rustdesk.sessions       owner admin support                  links:read
rustdesk.end_session    owner admin support                  links:write
rustdesk.add            owner admin support                  links:write
rustdesk.assign         owner admin support                  links:write
rustdesk.exempt         owner admin support                  links:write
rustdesk.abandoned      owner admin support                  links:read
rustdesk.clean_up       owner admin                          links:write
customer.look_up        owner admin support                  links:read
subscription.list       owner admin support                  links:read
subscription.set        owner admin                          subscriptions:write
webhook.secrets         owner admin

person.list             owner admin                          people:read
person.invite           owner admin                          people:write
person.change           owner admin                          people:write
webhook.secrets         owner admin
service.list            owner admin
service.change          owner admin
client.list             owner admin operator
client.change           owner admin operator
sso.configure           owner admin
tenant.look             owner admin manager viewer           devices:read
tenant.change           owner admin                          tenant:write
notice.recipients       owner admin
notice.read             owner admin
audit.read              owner admin manager viewer           audit:read
"""

ROLES = ("owner", "admin", "manager", "support", "installer", "staff", "viewer", "customer")


@dataclass(frozen=True, slots=True)
class Expected:
    who: frozenset[str]
    """Roles, `device`, `operator` (of the server) and `anyone`."""
    own_only: frozenset[str]
    """Those of the roles that reach only what came of their own pairing codes."""
    scope: str | None
    """Without one no access token is enough, whoever made it, and no service account's."""

    def allows(self, kind: str, role: str | None = None, scopes: frozenset[str] | None = None) -> bool:
        """`kind` as in `Caller`; `scopes` are those of an access token, None for a session."""
        if "anyone" in self.who:
            return True
        if kind in ("device", "operator"):
            return kind in self.who
        if kind == "service":
            return self.scope is not None and self.scope in (scopes or ())
        if kind != "person" or role not in self.who:
            return False
        return scopes is None or self.scope in scopes


def _read(line: str) -> tuple[str, Expected]:
    action, *words = line.split()
    scopes = [word for word in words if ":" in word]
    who = frozenset(words) - frozenset(scopes)
    own_only = frozenset(word.rstrip("*") for word in who if word.endswith("*"))
    return action, Expected(frozenset(word.rstrip("*") for word in who), own_only, scopes[0] if scopes else None)


PERMISSIONS = dict(_read(line) for line in _WRITTEN.splitlines() if line)
SCOPES = frozenset(expected.scope for expected in PERMISSIONS.values() if expected.scope)
