"""Tenants, users, and how a user proves who they are.

Each folder owns the tables that its `store.py` writes: accounts, tenants, users, sessions, second factors, passkeys, places of sign-ins,
access tokens, service accounts and their tokens, one-time tokens, further addresses for warnings. Its `http.py` has the routes.

1. A server starts empty and prints a one-time link; whoever opens it names the tenant and becomes its first owner (`setup.py`).
2. Owners and admins invite others, who choose a name and a password through a link (`memberships/`).
3. A user signs in with e-mail and password, then a second factor if there is one, or with a passkey alone, and gets a session in a cookie
   (`sessions/`, `passwords/`, `second_factors/`, `passkeys/`). A sign-in from a new place is reported by e-mail (`places/`).
4. Every request is traced to a user by one point read (`identify.py`), so a disabled user is refused at their next request.
5. Scripts send a personal access token instead of a cookie (`access_tokens/`), or one that belongs to the company (`service_accounts/`).
   Whatever gives lasting access requires a recently confirmed session (`sessions/unconfirmed.py`) and is reported by e-mail (`notices.py`).
6. A page that wants live events exchanges its session for a ticket that is valid for thirty seconds (`live_tickets/`).
7. Which further addresses are told of warnings is in `recipients/`.
8. What a tenant decides is in `tenant_settings.py`; `tenants/` shows and changes it.

`ceremonies` and `devices` read `tenant_settings.py`; nothing here imports them. Disabling a user also cancels the live pairing codes
that user made, in `offboarding/disable_user.py`.
"""
