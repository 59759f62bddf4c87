"""The second factors of an account: one-time passwords (TOTP, RFC 6238) of an app, passkeys, and recovery codes for when they are lost.

1. `start_totp.py` makes a secret and shows it as a QR code. 2. `confirm_totp.py` turns it on with a first code. Passkeys are made in
`users/passkeys`. 3. `next_step.py` makes the second step of a sign-in whose password was right; `finish_sign_in.py` ends it.
4. `verify.py` checks a code or a passkey, here and where a session is confirmed. 5. `make_recovery_codes.py` and `remove.py` replace and
end them. `factors.py` has what all of that shares: recovery codes come with the first factor and go with the last, and a company may
require one of a role.
Owns the tables `second_factors`, `totp`, `recovery_codes` and `sign_in_steps`.
"""
