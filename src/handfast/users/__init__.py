"""Who may come in: tenants, persons, and how a person proves to be one.

Owns the tables `tenants`, `persons`, `sessions`, `tokens` and `tickets`, and the routes of the folders below.

1. A server starts empty and prints a one-time link; who opens it names the tenant and becomes its first owner (`setup.py`).
2. Owners and admins invite others, who choose a name and a password by link (`memberships/`).
3. A person signs in with e-mail and password and gets a session in a cookie (`sessions/`, `passwords/`).
4. Every request is traced to a person by one point read (`identify.py`), so whoever is disabled is out at their next call.
5. Scripts carry a personal access token instead of a cookie (`tokens/`). What gives lasting access takes a password typed lately
   (`sessions/unconfirmed.py`) and is told by mail (`notices.py`).
6. A page that wants to hear of changes trades its session for a ticket of thirty seconds (`live/`).
7. What a tenant decides about pairing is in `tenant_settings.py`; `tenants/` shows and changes it.

`ceremonies` and `devices` read `tenant_settings.py`; nothing here knows of them, except that disabling a person also cancels
the live codes that person made.
"""
