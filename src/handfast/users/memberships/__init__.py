"""The users of a tenant: invites them, lets them join, changes what they may do, and disables them.

Owns the table `users`, the one-time tokens of invitations and the routes `/api/people` and `/api/invitations`.

1. An owner or admin invites by name, e-mail and role; nobody gives, changes or takes away a role higher than their own.
2. The link, sent by e-mail or handed over, lets the invited user choose a password (`join.py`); until then they cannot sign in.
3. A disabled user is refused at their next request, their sockets close, and the pairing codes they made stop working.
4. One owner always remains: the batch that takes an owner away also has a guard on another one (`store.keep_owner`).
"""
