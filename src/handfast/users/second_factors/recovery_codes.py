"""Ten new recovery codes; those before them end."""

from collections.abc import Sequence

from handfast.kernel.ids import AccountId
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.second_factors import store
from handfast.users.second_factors.rules import RECOVERY_BYTES, RECOVERY_CODES, recovery_code, recovery_digest, typed_recovery_code


def new_codes(context: Context, account_id: AccountId) -> Sequence[Secret]:
    """Writes their digests; what is returned can be shown only now. Those of before are for the caller to drop."""
    codes = [recovery_code(context.random.bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    digests = [recovery_digest(account_id, typed_recovery_code(code) or "") for code in codes]
    context.write(*store.add_recovery_codes(account_id, digests, context.now))
    return [Secret(code) for code in codes]
