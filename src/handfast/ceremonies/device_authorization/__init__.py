"""A device shows a code, and a signed-in user approves it elsewhere: RFC 8628, for any OAuth client.

1. `authorize.py`: a device asks. It gets a device code, a secret, and a user code, which it shows; only digests are stored. The request
   is bound to its client and, if it was signed with a key, to that key. It ends after ten minutes.
2. `look.py`: a user who may let devices in has typed the code, and sees what asks, from where, for what, and where it would belong.
   `present.py` finds the request and counts wrong codes against the limits. `risks.py` says what is unusual about it. The number that the
   user compares is drawn only now, so that whoever asked cannot have told it to them beforehand.
3. `approve.py`, `deny.py`: the user decides, once. Three wrong numbers end the request.
4. `poll.py`: the device asks, in one statement, whether it is let in. When it is, `deliver.py` judges the user once more, and registers
   the device (`devices/enroll.py`) with what it was granted (`oauth/tokens`). If the answer is lost, the same code fetches it again.
   `waits.py` lets a device wait for the decision instead of asking again and again.
5. `retention.py` erases codes that are over, and later deletes the requests.

Owns the table `device_grants` and the routes `/api/device-grants/*`; the endpoints that devices call are in `oauth/protocol`.
`rustdesk/` is «Continue with Handfast» in the RustDesk app, an exchange of its own.
"""
