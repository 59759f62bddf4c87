"""Personal access tokens: for scripts, which cannot type a password.

Owns the table `access_tokens` and the routes `/api/tokens`. A token may do what its owner may do, within its
scopes; it can never make another token, change its owner's account, or let in somebody who can let in others. Making one requires a
session that was confirmed recently (`sessions/unconfirmed.py`). It ends on its expiry date, when it is revoked, when its owner is
disabled, when the company removes or replaces the provider that vouches for them, and when the owner recovers the account: by a password
reset, by signing out everywhere, or by a password change that does not list the token to be kept.
"""
