"""Seals queued messages again with the active key."""

from handfast.email import store
from handfast.email.enqueue import PURPOSE
from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.runner.context import Context


async def reseal_mails(context: Context, after: str) -> Done[Resealed]:
    mails, count = await context.fetch_all(store.after(after, AT_ONCE)), 0
    for mail in mails:
        if (sealed := context.keys.reseal(PURPOSE, context.random.bytes(12), mail.sealed)) is not None:
            context.write(store.reseal(mail.id, mail.sealed, sealed))
            count += 1
    return Done(Resealed(count, mails[-1].id if mails else None))
