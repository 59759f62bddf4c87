"""OAuth clients: a program that runs on devices, registered by a company, or by the operator for all companies.

Owns the table `oauth_clients`, and the routes `/api/oauth-clients`. In OAuth terms: a confidential client has a secret, a public one has
none (RFC 6749, 2.1).

1. An owner or admin registers a client for their company, an operator one for the server (`create.py`): with the scopes and resource
   servers that it may ask for, and what its devices must have. The secret of a confidential client is shown with it, once. A client of
   the server may have a name as its id, which it keeps on every server; that of a company's client is drawn, so that nobody can pass
   theirs off as another.
2. `change.py` changes what it may ask for, and disables and enables it; `rotate_secret.py` gives it another secret, and the old one ends
   at once. While a client is disabled, its devices get no tokens; what they hold is valid for minutes.
3. `delete.py` ends it for good: what its devices were granted goes with it (`oauth_grants`, `retention.py`), the devices themselves stay.

A company sees the clients of the server and changes only its own (`sight.py`). Whatever changes one requires a session that was confirmed
recently (`sessions/unconfirmed.py`), and owners are told by mail of what lets more in (`notices.py`).
"""
