"""Personal access tokens: for scripts, which cannot type a password.

Owns the table `tokens` and the routes `/api/tokens`. A token does what its owner may do, less everything outside its scopes; it
can never make another token, nor touch its owner's account. It dies with its date, when it is revoked, and when its owner is disabled.
"""
