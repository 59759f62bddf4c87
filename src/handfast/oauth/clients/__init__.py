"""OAuth clients: a program that runs on devices, registered by a company, or by the operator for all companies.

Owns the table `oauth_clients`. In OAuth terms: a confidential client has a secret, a public one has none (RFC 6749, 2.1).
"""
