"""The companies of this server, as its operator sees them: made, changed, suspended, closed, and back again.

An operator acts for the server, never for a company: they see names and numbers, but no person, device or setting of any company.
Owns the routes below `/api/tenants`; the table `tenants` belongs to `users/tenants`.
"""
