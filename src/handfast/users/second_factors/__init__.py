"""The second factor of an account: a time-based one-time password (TOTP, RFC 6238) from an app, and recovery codes for when it is lost.

1. `start_totp.py` makes a secret and shows it as a QR code. 2. `confirm_totp.py` turns it on with a first code, and gives the recovery
codes. 3. `next_step.py` makes the second step of a sign-in whose password was right; `finish_sign_in.py` ends it with a code.
4. `verify.py` checks a code, here and where a session is confirmed. 5. `make_recovery_codes.py` and `remove.py` replace and end them.
Owns the tables `totp`, `recovery_codes` and `sign_in_steps`.
"""
