"""Step 2. Invites a person, by mail or by a link to hand over."""

from dataclasses import dataclass

from handfast.access.policy import may_give
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.run import Act
from handfast.users.memberships import store
from handfast.users.memberships.invitations import Invited, mail_link, make_link
from handfast.users.memberships.new_leader import tell_of_new_leader
from handfast.users.memberships.rules import Person
from handfast.users.rules import invalid_email, invalid_name, lets_others_in
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    email: str
    role: Role
    send_mail: bool


async def invite(act: Act, wish: NewPerson) -> Done[Invited] | Refused:
    tenant_id, giver = act.caller.tenant, act.caller.role
    name, email = texts.display_name(wish.name), texts.email(wish.email)
    if name is None:
        return invalid_name()
    if email is None:
        return invalid_email()
    if giver is None or not may_give(giver, wish.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    tenant = await tenants.read(act.reads, tenant_id)
    if tenant is None or await store.email_is_taken(act.reads, email):
        return Refused(Reason.EMAIL_TAKEN)
    if lets_others_in(wish.role) and (refused := await unconfirmed(act)):
        return refused
    id = act.random.id()
    act.write(store.insert(tenant_id, id, email, name, wish.role, act.now))
    url, expires_at = make_link(act, id)
    person = Person(id, name, email, wish.role, "invited", act.now, invitation_expires_at=expires_at)
    mailed = wish.send_mail and act.policy.mail
    if mailed:
        mail_link(act, person, tenant["name"], url)
    if lets_others_in(wish.role):
        await tell_of_new_leader(act, person)
    invited = Fact("PERSON_INVITED", tenant_id, Subject("person", id, name), {"role": wish.role.value, "mailed": mailed})
    return Done(Invited(person, Secret(url), expires_at, mailed), [invited])
