"""Step 3. Warns the contact before a service account expires, or the owners and admins if the contact can no longer sign in.

Each warning is marked in the commit that queues its mail, so that of two nodes one sends it.
"""

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.service_accounts import store
from handfast.users.service_accounts.notices import warn_of_expiry
from handfast.users.service_accounts.rules import warnings_due


async def warn(context: Context, _: None) -> Done[int]:
    """Handles up to 20; `Done.view` is their number. Without mail nobody can be warned, and it is made up for if there is mail later."""
    if not context.policy.mail:
        return Done(0)
    expiring = await context.fetch_all(store.to_warn_of(context.now))
    for one in expiring:
        context.write(store.mark_warned(one, warnings_due(one.expires_at, context.now)))
        leaders = [] if one.contact_email else await context.fetch_all(members.leader_emails(tenant_id=one.tenant_id))
        for email in [one.contact_email] if one.contact_email else leaders:
            warn_of_expiry(context, email, one)
    return Done(len(expiring))
