"""Personal access tokens: for scripts, which cannot type a password.

Owns the table `tokens` and the routes `/api/tokens`. A token does what its owner may do, less everything outside its scopes; it
can never make another token, touch its owner's account, nor let in somebody who can let in others. Making one takes a password typed
lately. It ends with its date, when it is revoked, when its owner is disabled, and when the owner recovers the account: by a reset, by
signing out everywhere, or by a new password that does not name it.
"""
