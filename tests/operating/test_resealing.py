"""Before a key is retired, mail and signing secrets are sealed again: what was stored opens without the old key."""

from handfast.billing.stripe.signing_secrets import store as secrets
from handfast.billing.stripe.signing_secrets.reseal import reseal_signing_secrets
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE, signing_secrets
from handfast.email.claim import claim
from handfast.email.enqueue import queue
from handfast.email.reseal import reseal_mails
from handfast.email.templates import Message
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.kernel.secrets import Key
from handfast.runner.context import Context, UseCase
from handfast.single_sign_on import provider as providers
from handfast.single_sign_on import store as single_sign_on
from handfast.single_sign_on.reseal import reseal_client_secrets
from handfast.single_sign_on.store import StoredProvider
from handfast.users.second_factors import secrets as totp_secrets
from handfast.users.second_factors import store as factors
from handfast.users.second_factors.reseal import reseal_totp_secrets
from tests.support.members import account_of
from tests.support.server import SECRET_KEY, Server

OLD, NEW = Key(SECRET_KEY), Key(b"n" * 32)
MAILS = AT_ONCE + 1


async def _queue(context: Context, _: None) -> Done[None]:
    for number in range(MAILS):
        queue(context, Message("a test", f"sam{number}@example.com", "Hello", ("Hello",)))
    return Done(None)


async def _all(server: Server, use_case: UseCase[str, Resealed]) -> int:
    rows, after = 0, ""
    while True:
        outcome = await server.application.run(use_case, after, SYSTEM)
        assert isinstance(outcome, Done)
        resealed = outcome.view
        rows += resealed.rows
        if resealed.last is None:
            return rows
        after = resealed.last


async def test_mail_and_signing_secrets_are_sealed_again_in_several_batches(quiet: Server) -> None:
    application, tenant_id = quiet.application, await quiet.tenant()
    keys, run = application.keys, application.run
    sealed = OLD.seal(PURPOSE, b"n" * 12, "whsec_of_this_company")
    insert = secrets.insert(quiet.random.id(), sealed, "pany", "Sam", quiet.clock.now(), tenant_id=tenant_id)
    await application.database.execute_batch([insert])
    await run(_queue, None, SYSTEM)
    try:
        keys.become(NEW, None, [OLD], ())
        assert await _all(quiet, reseal_signing_secrets) == 1
        assert await _all(quiet, reseal_mails) == MAILS
        assert await _all(quiet, reseal_mails) == 0

        keys.become(NEW, None, [], ())
        found = await run(signing_secrets, tenant_id, SYSTEM)
        assert isinstance(found, Done)
        assert found.view == ["whsec_of_this_company"]
        claimed = await run(claim, None, SYSTEM)
        assert isinstance(claimed, Done)
        assert claimed.view
        assert {mail.message.subject for mail in claimed.view} == {"Hello"}
    finally:
        keys.become(OLD, None, [], ())


async def test_the_secrets_of_apps_for_codes_are_sealed_again(quiet: Server) -> None:
    member = await quiet.member()
    account_id, keys = account_of(member.id), quiet.application.keys
    start = factors.start(account_id, totp_secrets.seal(keys, b"n" * 12, account_id, "SECRET"), quiet.clock.now())
    await quiet.application.database.execute_batch([start])
    try:
        keys.become(NEW, None, [OLD], ())
        assert await _all(quiet, reseal_totp_secrets) == 1
        assert await _all(quiet, reseal_totp_secrets) == 0

        keys.become(NEW, None, [], ())
        held = await quiet.application.database.fetch_one(factors.totp(account_id))
        assert held is not None
        assert totp_secrets.unseal(keys, account_id, held.sealed) == "SECRET"
    finally:
        keys.become(OLD, None, [], ())


async def test_the_secrets_of_clients_at_providers_are_sealed_again(quiet: Server) -> None:
    tenant_id, application = await quiet.tenant(), quiet.application
    keys, database = application.keys, application.database
    sealed = providers.seal(keys, b"n" * 12, tenant_id, "SECRET")
    stored = StoredProvider(1, "Sample ID", "https://login.example.com", "handfast", sealed, "openid", "", "[]", None, "[]", 1)
    await database.execute_batch([single_sign_on.add_provider(stored, quiet.clock.now(), tenant_id=tenant_id)])
    try:
        keys.become(NEW, None, [OLD], ())
        assert await _all(quiet, reseal_client_secrets) == 1
        assert await _all(quiet, reseal_client_secrets) == 0

        keys.become(NEW, None, [], ())
        held = await database.fetch_one(single_sign_on.provider(tenant_id=tenant_id))
        assert held is not None
        opened = providers.unseal(keys, tenant_id, held.sealed)
        assert opened is not None
        assert opened.reveal() == "SECRET"
        assert providers.unseal(keys, await quiet.tenant(), held.sealed) is None, "it is of another company"
    finally:
        keys.become(OLD, None, [], ())
