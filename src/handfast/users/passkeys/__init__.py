"""Passkeys (WebAuthn Level 3): key pairs in somebody's phone, computer or security key. They sign in alone, and are a second factor.

1. `start_registration.py` gives a challenge to make one with; `register.py` keeps its public key. 2. `start_sign_in.py` and
`sign_in.py`: a passkey alone signs in. 3. `start_use.py` gives the challenge to use one as a second factor, at a sign-in and to confirm a
session; `second_factors/verify.py` checks what comes back. 4. `rename.py` and `remove.py` look after them; `second_factors/get.py` lists
them.
Each challenge is kept here for five minutes, works once, and only in the browser that asked for it. `library.py` is all that knows the
library. Passkeys are an account's, whichever companies it is in. Owns the tables `passkeys` and `passkey_challenges`.
"""
