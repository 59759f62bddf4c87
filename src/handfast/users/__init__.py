"""Tenants, users, and how a user proves who they are.

Owns the tables `tenants`, `users`, `sessions`, `access_tokens`, `service_accounts`, `one_time_tokens` and the routes of the folders below.

1. A server starts empty and prints a one-time link; whoever opens it names the tenant and becomes its first owner (`setup.py`).
2. Owners and admins invite others, who choose a name and a password through a link (`memberships/`).
3. A user signs in with e-mail and password and gets a session in a cookie (`sessions/`, `passwords/`).
4. Every request is traced to a user by one point read (`identify.py`), so a disabled user is refused at their next request.
5. Scripts send a personal access token instead of a cookie (`access_tokens/`), or one that belongs to the company (`service_accounts/`).
   Whatever gives lasting access requires a recently typed password (`sessions/unconfirmed.py`) and is reported by e-mail (`notices.py`).
6. A page that wants live events exchanges its session for a ticket that is valid for thirty seconds (`live_tickets/`).
7. What a tenant decides about pairing is in `tenant_settings.py`; `tenants/` shows and changes it.

`ceremonies` and `devices` read `tenant_settings.py`; nothing here imports them. Disabling a user also cancels the live pairing codes
that user made, in `offboarding/disable_user.py`.
"""
