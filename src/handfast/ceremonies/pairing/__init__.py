"""Pairing: a manager shows a code, an unknown device redeems it.

1. `issue.py`: a manager asks for one to five codes. Only digests are stored, so only this answer ever contains the codes.
2. The screen shows the code and a QR (`qr.py`) whose link carries code and token behind the `#`, where no server log sees them;
   `send.py` mails it on request.
3. `preview.py`: the device asks whose code this is, and the person holding it decides whether to join.
4. `redeem.py`: the device presents the code. One guarded batch marks it used, registers the device and its credential.
   `present.py` finds and judges every presented code for steps 3 and 4; `guesses.py` counts the wrong ones against the limits.
5. If the guessing budget is spent, or the tenant requires approval, the device waits; a manager approves or rejects it in `devices/`.
6. `cancel.py` and `retention.py` end codes that nobody used; their hash is erased, the row stays as evidence.

Owns the table `pairing_codes` and the routes `/api/pairing/*` and `/api/invites*`. Neighbours: `devices/enroll.py` registers the device.
"""
