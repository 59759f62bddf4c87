"""The people of a tenant: invite them, let them in, change what they may do, and keep them out again.

Owns the table `persons`, the invitation tickets and the routes `/api/people` and `/api/invitations`.

1. An owner or admin invites by name, e-mail and role; nobody gives, changes or takes away more than they have themselves.
2. The link, by mail or by hand, lets the invited person choose a password (`join.py`); until then the account cannot sign in.
3. Whoever is disabled is out at their next request, their sockets close, and the codes they made are dead.
4. One owner always remains: the batch that takes an owner away also holds another one in place (`store.keep_owner`).
"""
