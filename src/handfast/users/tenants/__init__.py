"""The tenant: its name and what it decides about pairing.

Owns the table `tenants` and the route `/api/tenant`. Two users who change settings at once do not overwrite one another: a change
names the version it was made from.
"""
